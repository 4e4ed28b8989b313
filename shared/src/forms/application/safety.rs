//! Digital safety, without which no label is awarded: the policy, twelve indicators, the practice.

use crate::check::Scope;
use crate::finding::{Rule, Severity};
use crate::form::{
    Day, Field, RowCount, Rows, Section, choice, day, evidence, is, line, options, prose, rows,
};
use crate::forms::YES_NO;

const REVIEWED_ON: &str = "policy_reviewed_on";
const INDICATORS: &str = "safety_indicators";
const STATE: &str = "state";
/// A policy that nobody looked at for longer is doubtful.
const FRESH_YEARS: i32 = 3;
/// Indicators that should be met at least in part.
const ENOUGH_INDICATORS: u32 = 8;

pub(super) const SECTION: Section = Section {
    id: "safety",
    fields: &[
        choice("policy_exists", YES_NO).must_be("yes"),
        line("policy_title", 3, 120),
        day(REVIEWED_ON, &[], &[Day::Today]).also(&[policy_is_fresh]),
        line("policy_approved_by", 2, 120),
        line("policy_responsible", 2, 120),
        prose("policy_known", 100, 1_000),
        rows(INDICATORS, &INDICATOR_ROWS).also(&[enough_indicators]),
        prose("safety_practice", 300, 3_000),
        evidence("safety_evidence", Some("policy")),
    ],
};

static INDICATOR_ROWS: Rows = Rows {
    item: "indicator",
    fields: &[
        choice(STATE, options("indicator", &["yes", "partly", "no"])),
        prose("comment", 1, 500).required_if(is(STATE, &["yes", "partly"])),
    ],
    count: RowCount::Fixed(&[
        "acceptable_use",
        "responsible_person",
        "pupils_images",
        "personal_data",
        "devices",
        "incidents",
        "pupils_education",
        "staff_training",
        "families",
        "accounts",
        "copyright",
        "yearly_review",
    ]),
    distinct: &[],
};

fn policy_is_fresh(scope: &Scope<'_>, _: &Field) -> Option<(Severity, Rule)> {
    let reviewed: crate::date::Date = scope.text(REVIEWED_ON).parse().ok()?;
    let stale = reviewed.plus_years(FRESH_YEARS) < scope.context.today;
    stale.then_some((Severity::Warning, Rule::TooOld { years: FRESH_YEARS.unsigned_abs() }))
}

fn enough_indicators(scope: &Scope<'_>, _: &Field) -> Option<(Severity, Rule)> {
    let states = || scope.answers.rows(INDICATORS).iter().map(|row| row.text(STATE));
    // Before all are answered it is too early to complain.
    if states().filter(|state| !state.is_empty()).count() < INDICATOR_ROWS.fixed().len() {
        return None;
    }
    let actual = u32::try_from(states().filter(|state| matches!(*state, "yes" | "partly")).count()).ok()?;
    (actual < ENOUGH_INDICATORS)
        .then_some((Severity::Warning, Rule::FewIndicators { min: ENOUGH_INDICATORS, actual }))
}
