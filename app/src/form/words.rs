//! Findings and answers in words.

use shared::answers::Path;
use shared::effort::Effort;
use shared::evidence::Defect;
use shared::finding::{Finding, Param};
use shared::form::{Field, Kind, Naming, Options, Rows};
use shared::forms::{EVIDENCE, EVIDENCE_TITLE};
use shared::manifest::SubmissionId;
use shared::summary::row_title;
use shared::wire::{Code, Refusal};

use super::state::State;
use crate::api::ApiError;
use crate::drafts::DraftError;
use crate::i18n::{self, fill, t};
use crate::intl;

/// What a code of the server means.
pub fn code(code: Code) -> String {
    t(&format!("code.{}", code.name()))
}

/// What a draft is called: its school, or that none was written yet.
pub fn draft_name(school: &str) -> String {
    let school = school.trim();
    if school.is_empty() { t("ui.drafts.unnamed") } else { school.to_string() }
}

/// What a draft is called whose passphrase was not given: its first letters tell it from others.
pub fn locked_draft(id: &SubmissionId) -> String {
    let code = id.as_str().get(..4).unwrap_or_default().to_string();
    fill("ui.drafts.locked", &[("code", code)])
}

/// What a finding says, for the place where the field itself is seen.
pub fn message(finding: &Finding, field: Option<&Field>) -> String {
    let words = i18n::words();
    let mut number = None;
    let mut values: Vec<(&str, String)> = Vec::new();
    for (name, param) in finding.rule.params() {
        let text = match param {
            Param::Number(value) => {
                number = number.or(Some(value));
                intl::plain_number(value as f64)
            }
            Param::Date(date) => intl::day(date),
            Param::Word(word) => param_word(&word, field),
        };
        values.push((name, text));
    }
    let key = format!("rule.{}", finding.rule.name());
    if words.get(&format!("{key}_other")).is_some() {
        let category = intl::plural_category(number.unwrap_or_default() as f64);
        return words.plural(&key, &category, &values);
    }
    words.fill(&key, &values)
}

/// A word in a finding is an option of the field, or a kind of evidence, or stands for itself.
fn param_word(word: &str, field: Option<&Field>) -> String {
    let words = i18n::words();
    let option = field.and_then(Field::options).and_then(|options| words.option(options, word));
    option
        .or_else(|| words.get(&format!("option.evidence_kind.{word}")).map(str::to_string))
        .unwrap_or_else(|| word.to_string())
}

/// What a finding says, with the name of its field, for lists of findings.
pub fn message_with_label(state: &State, finding: &Finding) -> String {
    let said = message(finding, state.field_at(&finding.path));
    let label = name_of(state, &finding.path);
    // A question has its own end.
    if matches!(label.as_bytes().last(), Some(b'?' | b'.')) {
        return label + " " + &said;
    }
    fill("ui.error.item", &[("label", label), ("message", said)])
}

/// What a path is called: "Teacher 2, Name".
pub fn name_of(state: &State, path: &Path) -> String {
    let words = i18n::words();
    let (place, id) = path.parts();
    let Some((table, row)) = place else {
        return state.form.field(id).map_or_else(|| t("ui.error.files"), |field| words.label(field, None));
    };
    let Some(field) = state.form.field(table) else { return path.to_string() };
    let Some(rows) = field.rows() else { return path.to_string() };
    let label = rows.field(id).map_or_else(|| id.to_string(), |cell| words.label(cell, Some(rows)));
    // Some rows are called by a sentence.
    let row = row_name(state, field, rows, row);
    [row.strip_suffix('.').unwrap_or(&row), ": ", &label].concat()
}

/// What a row is called; an item of evidence by its own title once it has one.
pub fn row_name(state: &State, field: &Field, rows: &Rows, row: &str) -> String {
    state.with(|answers, _| {
        let titled = answers.row(field.id, row).filter(|_| field.id == EVIDENCE);
        let title = titled.map(|row| row.text(EVIDENCE_TITLE).trim()).unwrap_or_default();
        if !title.is_empty() {
            return title.to_string();
        }
        let at = answers.rows(field.id).iter().position(|known| known.id == row).unwrap_or_default();
        row_title(rows, field, row, at, &i18n::words())
    })
}

/// Values and words of what can be chosen in this call, in the order to show them.
pub fn options(state: &State, options: &Options) -> Vec<(&'static str, String)> {
    let words = i18n::words();
    let takes_part = |value: &str| {
        options.naming != Naming::Region || state.call.countries.iter().any(|country| country == value)
    };
    let name = |value: &str| match options.naming {
        Naming::Region => intl::country(value),
        Naming::Language => intl::language_name(value),
        Naming::Catalogue | Naming::Own(_) => words.option(options, value).unwrap_or_default(),
    };
    let offered = options.values.iter().filter(|value| takes_part(value));
    let mut named: Vec<(&'static str, String)> = offered.map(|value| (*value, name(value))).collect();
    if options.naming != Naming::Catalogue {
        intl::sort_by_name(&mut named, |(_, name)| name);
    }
    named
}

/// How long something takes.
pub fn effort(minutes: u32) -> String {
    match Effort::of(minutes) {
        Effort::Minutes(n) => i18n::count("ui.effort.minutes", n as usize),
        Effort::Hours(n) => i18n::count("ui.effort.hours", n as usize),
    }
}

/// What the button that adds a row is called.
pub fn add_label(rows: &Rows) -> String {
    t(&format!("item.{}.add", rows.item))
}

pub fn defect(defect: &Defect) -> String {
    let key = format!("defect.{}", defect.key());
    let values = match *defect {
        Defect::TooLarge { max_bytes } => vec![("max_bytes", intl::bytes(max_bytes))],
        Defect::TooManyPixels { max_pixels } => {
            vec![("max_pixels", intl::number(max_pixels as f64))]
        }
        _ => Vec::new(),
    };
    fill(&key, &values)
}

pub fn refusal(refusal: &Refusal) -> String {
    let said = code(refusal.code);
    match &refusal.defect {
        Some(found) => format!("{said} {}", defect(found)),
        None => said,
    }
}

pub fn api_error(error: &ApiError) -> String {
    match error {
        ApiError::Offline => t("ui.offline"),
        ApiError::NotOurs { .. } => t("ui.not_ours"),
        ApiError::Refused(why) => refusal(why),
    }
}

pub fn draft_error(error: DraftError) -> String {
    t(match error {
        DraftError::Unavailable => "ui.draft.unavailable",
        DraftError::Full => "ui.draft.full",
        DraftError::Lost => "ui.draft.lost",
        DraftError::Broken => "ui.draft.broken",
        DraftError::Locked => "ui.draft.locked",
        DraftError::Newer => "ui.draft.newer",
        DraftError::TakenOver => "ui.draft.taken_over",
    })
}

/// Whether the words of all options are short enough to stand side by side.
pub fn are_short(options: &[(&str, String)]) -> bool {
    options.len() <= 3 && options.iter().all(|(_, name)| name.chars().count() <= 20)
}

/// Whether the field is answered in a small space, so that two may stand side by side.
pub fn is_small(field: &Field) -> bool {
    matches!(field.kind, Kind::Day { .. } | Kind::Whole { .. }) && field.shown_if.is_none()
}
