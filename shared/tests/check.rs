//! What each rule says, as data: an application that is right, one answer changed, the finding expected.

mod common;

use common::{Size, call, findings, manifest, today};
use shared::answers::{Answer, Path};
use shared::check::Context;
use shared::finding::Finding;
use shared::forms::APPLICATION;
use shared::manifest::{Manifest, ManifestFault, sha256_hex};
use shared::submission::{assemble, parse};
use shared::wire::Code;

/// Findings as `path rule`, with a `?` behind warnings.
fn shown(findings: &[Finding]) -> String {
    let one = |finding: &Finding| {
        let mark = if finding.is_error() { "" } else { "?" };
        format!("{} {}{mark}", finding.path, finding.rule.name())
    };
    findings.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn path(text: &str) -> Path {
    Path::read(text)
}

/// Changes one answer of a valid application; a value with `;` is a list.
fn changed(place: &str, value: &str) -> Manifest {
    let mut manifest = manifest(Size::Smallest);
    let answer = match value.strip_prefix('[') {
        Some(list) => Answer::Choices(list.split_whitespace().map(String::from).collect()),
        None => Answer::from(value),
    };
    manifest.answers.set(&path(place), answer);
    manifest
}

#[track_caller]
fn expect(place: &str, value: &str, rule: &str) {
    let found = shown(&findings(&changed(place, value)));
    let expected = if rule.is_empty() { String::new() } else { format!("{place} {rule}") };
    assert_eq!(found, expected, "{place} = {value:?}");
}

#[test]
fn the_least_and_the_most_are_valid() {
    for size in [Size::Smallest, Size::Largest] {
        let manifest = manifest(size);
        let found = findings(&manifest);
        assert!(found.iter().all(|finding| !finding.is_error()), "{}", shown(&found));
        assert!(parse(manifest, &call(), today()).is_ok());
    }
}

/// A name of 151 characters.
const LONG: &str = "A school with a name so long that nobody could ever say it in one breath, and that no certificate \
                    could hold on one line, for it goes on and on and on.";

/// Place, answer, and the rule it breaks; warnings with a `?`.
const CASES: &[(&str, &str, &str)] = &[
    ("school_name", "", "required"),
    ("school_name", "ab", "too_short"),
    ("school_name", LONG, "too_long"),
    ("school_name", "  Ñandú é  ", ""),
    ("school_name", "one\ntwo", "several_lines"),
    ("school_name", "bell \u{7}", "not_plain_text"),
    ("school_country", "", "choice_required"),
    ("school_code", "2801234", "wrong_school_code"),
    ("school_code", "53012345", "wrong_school_code"),
    ("school_province", "08", "province_mismatch?"),
    ("school_province", "99", "not_an_option"),
    ("school_postcode", "00123", "wrong_postcode"),
    ("school_email", "office@school", "not_email"),
    ("school_website", "", ""),
    ("school_website", "school.example.org", "not_url"),
    ("school_website", "https://me@school.example.org", "url_with_user"),
    ("school_platform_page", "https://example.org/x", "wrong_host"),
    ("school_platform_page", "https://notschool-education.ec.europa.eu/x", "wrong_host"),
    ("school_platform_page", "https://de.school-education.ec.europa.eu/x", ""),
    ("school_oid", "e12345678", "wrong_oid"),
    ("school_teachers", "12a", "not_whole"),
    ("school_teachers", "0", "too_small"),
    ("school_teachers", "99999999999999", "too_big"),
    ("school_teachers", "2", "fewer_than_active"),
    ("school_levels", "[primary nursery", "not_an_option"),
    ("school_levels", "primary", "wrong_shape"),
    ("school_labels.l0.first_year", "2027", "label_still_runs"),
    ("school_labels.l0.first_year", "2020", ""),
    ("joined_on", "2025-02-30", "not_a_date"),
    ("joined_on", "2026-01-01", "too_late"),
    ("active_teachers.a0.teacher", "nobody", "no_such_row"),
    ("active_teachers.a0.date", "2020-01-01", "too_early"),
    ("quality_labels.q0.served_here", "no", "must_be"),
    ("quality_labels.q0.partner_countries", "1", "too_small"),
    ("policy_exists", "no", "must_be"),
    ("policy_reviewed_on", "2023-01-31", "too_old?"),
    ("policy_reviewed_on", "2024-02-01", ""),
    ("policy_reviewed_on", "2027-02-02", "too_late"),
    ("safety_indicators.families.comment", "", "required"),
    ("safety_evidence", "[", "evidence_required"),
    ("safety_evidence", "[e9", "no_such_evidence"),
    ("leadership_statements.decisions.explanation", "short", "too_short"),
    ("leadership_statements.decisions.evidence", "[e0 e0", "duplicate"),
    ("model_activities.m0.to", "2020-01-01", "too_early"),
    ("evidence.e0.file", "", "file_required"),
    ("evidence.e0.file", "ff", "no_such_file"),
    ("data_is_true", "", "tick_required"),
    ("data_is_true", "no", "tick_required"),
];

#[test]
fn each_rule_is_found_where_it_belongs() {
    for (place, value, rule) in CASES {
        expect(place, value, rule);
    }
}

#[test]
fn only_the_second_of_two_equal_names_is_wrong() {
    let found = shown(&findings(&changed("team.t1.name", "  00 ")));
    assert_eq!(found, "team.t1.name duplicate");
}

#[test]
fn of_two_rows_under_one_name_only_the_first_is_looked_at() {
    let mut manifest = changed("team.t1.name", "");
    let rows = manifest.answers.rows_mut("team");
    rows.push(rows[0].clone());
    assert_eq!(shown(&findings(&manifest)), "team.t1.name required");
}

#[test]
fn country_rules_bind_spain_alone() {
    let mut abroad = changed("school_country", "PT");
    assert_eq!(shown(&findings(&abroad)), "");
    abroad.answers.set(&path("school_code"), "PT-1".into());
    abroad.answers.set(&path("school_postcode"), "".into());
    abroad.answers.set(&path("school_province"), "".into());
    assert_eq!(shown(&findings(&abroad)), "");
}

#[test]
fn what_is_planned_needs_no_evidence_but_not_all_may_be() {
    let mut planned = changed("students_statements.voice.state", "planned");
    planned.answers.set(&path("students_statements.voice.evidence"), Answer::Choices(vec![]));
    assert_eq!(shown(&findings(&planned)), "");
    for statement in ["active_learning", "promotion"] {
        planned.answers.set(&path(&format!("students_statements.{statement}.state")), "planned".into());
    }
    assert_eq!(shown(&findings(&planned)), "students_statements all_planned");
}

#[test]
fn eight_indicators_should_be_met() {
    let mut weak = manifest(Size::Smallest);
    for indicator in ["devices", "incidents", "families", "accounts", "copyright"] {
        weak.answers.set(&path(&format!("safety_indicators.{indicator}.state")), "no".into());
    }
    assert_eq!(shown(&findings(&weak)), "safety_indicators few_indicators?");
}

#[test]
fn evidence_has_a_policy_is_used_and_stands_once() {
    assert_eq!(
        shown(&findings(&changed("evidence.e0.kind", "photo"))),
        "safety_evidence evidence_kind_missing"
    );
    let mut twice = manifest(Size::Largest);
    let first = twice.answers.get(&path("evidence.e0.file")).unwrap().clone();
    twice.answers.set(&path("evidence.e4.file"), first);
    let found = findings(&twice);
    assert!(shown(&found).contains("evidence.e4.file duplicate"), "{}", shown(&found));
    assert_eq!(found.iter().filter(|finding| finding.rule.name() == "evidence_unused").count(), 29);
}

#[test]
fn limits_of_the_call_are_read_from_the_call() {
    let manifest = manifest(Size::Smallest);
    let mut strict = call();
    strict.min_active_teachers = 4;
    strict.evidence.max_total_bytes = 1_500;
    strict.countries = vec!["PT".into()];
    let context = Context { call: &strict, today: today(), files: &manifest.files };
    let found = shown(&APPLICATION.check(&manifest.answers, &context));
    let expected = "school_country not_an_option, team too_few_rows, active_teachers too_few_rows, evidence files_too_large";
    assert_eq!(found, expected);
}

#[test]
fn files_that_no_answer_names_weigh_nothing() {
    let mut manifest = manifest(Size::Smallest);
    let stray = shared::manifest::FileEntry {
        sha256: sha256_hex(b"stray"),
        size: u64::MAX,
        ..manifest.files[0].clone()
    };
    manifest.files.push(stray);
    assert_eq!(shown(&findings(&manifest)), "");
}

#[test]
fn an_empty_form_asks_for_everything_once() {
    let call = call();
    let context = Context { call: &call, today: today(), files: &[] };
    let found = APPLICATION.check(&Default::default(), &context);
    assert!(found.iter().all(Finding::is_error));
    let paths: std::collections::BTreeSet<_> = found.iter().map(|finding| &finding.path).collect();
    assert_eq!(paths.len(), found.len(), "at most one finding for each path");
}

fn refused(manifest: Manifest) -> (Code, String) {
    let refused = parse(manifest, &call(), today()).expect_err("is refused");
    (refused.code, shown(&refused.findings))
}

#[test]
fn a_submission_holds_nothing_that_was_not_asked() {
    assert_eq!(refused(changed("nickname", "x")), (Code::UnknownField, "nickname not_asked".into()));
    let hidden = changed("school_country", "PT");
    assert_eq!(refused(hidden), (Code::UnknownField, "school_province not_asked".into()));
    let hidden_cell = changed("evidence.e0.link", "https://example.org");
    assert_eq!(refused(hidden_cell), (Code::UnknownField, "evidence.e0.link not_asked".into()));
    let untrimmed = changed("school_name", " School ");
    assert_eq!(refused(untrimmed), (Code::UnknownField, "school_name not_asked".into()));
    let row = changed("safety_indicators.weather.state", "yes");
    assert_eq!(refused(row), (Code::UnknownField, "safety_indicators not_asked".into()));
}

#[test]
fn the_list_of_files_is_exactly_what_the_answers_name() {
    let mut surplus = manifest(Size::Smallest);
    let mut stray = surplus.files[0].clone();
    stray.sha256 = sha256_hex(b"stray");
    surplus.files.push(stray);
    surplus.files.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    assert_eq!(refused(surplus), (Code::Invalid, "files file_unused".into()));

    for (change, rule) in [
        ((|file| file.size = 0) as fn(&mut shared::manifest::FileEntry), "file_too_large"),
        (|file| file.size = 10_000_001, "file_too_large"),
        (|file| file.name = "../x".into(), "not_plain_text"),
    ] {
        let mut wrong = manifest(Size::Smallest);
        change(&mut wrong.files[0]);
        assert_eq!(refused(wrong), (Code::Invalid, format!("files {rule}")));
    }
}

#[test]
fn form_version_and_call_must_be_known() {
    let mut newer = manifest(Size::Smallest);
    newer.form_version += 1;
    assert_eq!(refused(newer).0, Code::UnknownForm);
    let mut other = manifest(Size::Smallest);
    other.call = "1999".into();
    assert_eq!(refused(other).0, Code::UnknownCall);
}

#[test]
fn a_draft_becomes_a_manifest_by_leaving_out_what_is_not_asked() {
    let mut draft = changed("school_country", "PT");
    draft.answers.set(&path("school_name"), "  School\r\nfor all ".into());
    draft.answers.set(&path("school_name"), "  School for all ".into());
    draft.files.push(shared::manifest::FileEntry { sha256: sha256_hex(b"unused"), ..draft.files[0].clone() });
    let sent = assemble(draft, &call(), today());
    assert_eq!(sent.answers.text("school_name"), "School for all");
    assert_eq!(sent.answers.text("school_province"), "");
    assert_eq!(sent.files.len(), 2);
    assert!(parse(sent, &call(), today()).is_ok());
}

#[test]
fn a_manifest_is_read_from_its_canonical_bytes_only() {
    let manifest = manifest(Size::Largest);
    let canonical = manifest.canonical();
    assert_eq!(Manifest::parse(canonical.as_bytes()).unwrap(), manifest);
    assert_eq!(Manifest::parse(format!("{canonical} ").as_bytes()), Err(ManifestFault::NotCanonical));
    assert_eq!(Manifest::parse(b"{}"), Err(ManifestFault::Malformed { line: 1, column: 2 }));
    let unknown = canonical.replacen("\"call\"", "\"admin\":true,\"call\"", 1);
    assert!(matches!(Manifest::parse(unknown.as_bytes()), Err(ManifestFault::Malformed { .. })));
    assert!(canonical.len() < shared::wire::MAX_MANIFEST_BYTES / 3, "{}", canonical.len());
}
