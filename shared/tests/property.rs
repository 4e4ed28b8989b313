//! Whatever people answer, nothing breaks, and what was accepted once is accepted again.

mod common;

use common::{Size, call, manifest, today};
use proptest::prelude::*;
use shared::answers::{Answer, Answers, Path, Row};
use shared::check::Context;
use shared::finding::Finding;
use shared::forms::APPLICATION;
use shared::manifest::Manifest;
use shared::submission::{assemble, parse};
use shared::summary::Shown;

/// Every place an answer can stand in, of the largest application.
fn places() -> Vec<Path> {
    let largest = manifest(Size::Largest);
    let mut places = Vec::new();
    for (_, field) in APPLICATION.fields() {
        places.push(Path::field(field.id));
        for row in largest.answers.rows(field.id) {
            places.extend(
                field
                    .rows()
                    .into_iter()
                    .flat_map(|rows| rows.fields)
                    .map(|cell| Path::cell(field.id, &row.id, cell.id)),
            );
        }
    }
    places
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => Just("yes".to_string()),
        2 => Just("planned".to_string()),
        1 => Just("ES".to_string()),
        1 => Just("PT".to_string()),
        1 => Just("link".to_string()),
        1 => Just("2026-05-05".to_string()),
        2 => "\\PC{0,40}",
        1 => "[\\r\\n\\t \\x00-\\x1f]{0,8}",
        1 => ".{2001}",
    ]
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        6 => texts().prop_map(Answer::Text),
        2 => proptest::collection::vec(prop_oneof![Just("e0".to_string()), Just("primary".to_string()), texts()], 0..4)
            .prop_map(Answer::Choices),
        1 => proptest::collection::vec(("[a-z0-9]{0,3}", texts()), 0..4).prop_map(|rows| {
            let row = |(id, text): (String, String)| {
                let mut row = Row::new(id);
                row.answers.insert("title".into(), Answer::Text(text.clone()));
                row.answers.insert("state".into(), Answer::Text(text));
                row
            };
            Answer::Rows(rows.into_iter().map(row).collect())
        }),
    ]
}

fn drafts() -> impl Strategy<Value = Manifest> {
    let places = places();
    let change = (0..places.len(), answers()).prop_map(move |(at, answer)| (places[at].clone(), answer));
    (proptest::bool::ANY, proptest::collection::vec(change, 0..12)).prop_map(|(large, changes)| {
        let mut draft = manifest(if large { Size::Largest } else { Size::Smallest });
        for (path, answer) in changes {
            draft.answers.set(&path, answer);
        }
        draft
    })
}

fn check(answers: &Answers, manifest: &Manifest) -> Vec<Finding> {
    let call = call();
    APPLICATION.check(answers, &Context { call: &call, today: today(), files: &manifest.files })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_sent_has_the_faults_of_the_draft_and_no_others(draft in drafts()) {
        let of_draft = check(&draft.answers, &draft);
        let sent = assemble(draft, &call(), today());
        let errors = |findings: &[Finding]| findings.iter().filter(|f| f.is_error()).map(|f| f.path.clone()).collect::<Vec<_>>();
        let of_sent = check(&sent.answers, &sent);
        match parse(sent.clone(), &call(), today()) {
            Ok(submission) => {
                prop_assert_eq!(errors(&of_sent), vec![]);
                prop_assert_eq!(submission.warnings(), &of_sent[..]);
            }
            Err(refused) => prop_assert!(!refused.findings.is_empty()),
        }
        // Leaving out what is not asked can only take faults away, as when a shape nobody could have typed is dropped.
        for path in errors(&of_draft) {
            let dropped = draft_row_was_dropped(&path, &sent.answers);
            prop_assert!(errors(&of_sent).iter().any(|left| left.top() == path.top()) || dropped, "{}", path);
        }
        prop_assert_eq!(&assemble(sent.clone(), &call(), today()), &sent, "assembling twice changes nothing");
    }

    #[test]
    fn a_path_has_at_most_one_finding_and_findings_are_in_form_order(draft in drafts()) {
        let found = check(&draft.answers, &draft);
        let order: Vec<usize> = found
            .iter()
            .map(|finding| APPLICATION.fields().position(|(_, field)| field.id == finding.path.top()).unwrap())
            .collect();
        prop_assert!(order.is_sorted());
        let mut paths: Vec<&Path> = found.iter().map(|finding| &finding.path).collect();
        let all = paths.len();
        paths.sort();
        paths.dedup();
        prop_assert_eq!(paths.len(), all);
    }

    #[test]
    fn summary_and_columns_agree_on_what_was_answered(draft in drafts()) {
        let sent = assemble(draft, &call(), today());
        let call = call();
        let context = Context { call: &call, today: today(), files: &sent.files };
        let columns = APPLICATION.columns();
        let cells = APPLICATION.cells(&sent.answers);
        prop_assert_eq!(columns.len(), cells.len());
        for entry in APPLICATION.summary(&sent.answers, &context, &Default::default()).iter().flat_map(|s| &s.entries) {
            let answered = match &entry.shown {
                Shown::Blank => false,
                Shown::Rows(rows) => {
                    let fixed = APPLICATION.field(entry.path.top()).and_then(|f| f.rows()).is_some_and(|r| !r.fixed().is_empty());
                    !fixed || rows.iter().flat_map(|row| &row.entries).any(|cell| !cell.is_blank())
                }
                _ => true,
            };
            let of_field = |name: &&String| *name == entry.path.top() || name.starts_with(&format!("{}.", entry.path.top()));
            let exported = columns.iter().zip(&cells).any(|(name, cell)| of_field(&name) && !cell.is_empty());
            prop_assert_eq!(answered, exported, "{}", entry.path);
        }
    }

    #[test]
    fn canonical_json_reads_back_to_the_same_manifest(draft in drafts()) {
        let sent = assemble(draft, &call(), today());
        let canonical = sent.canonical();
        let read = Manifest::parse(canonical.as_bytes());
        prop_assert_eq!(read.as_ref().map(Manifest::sha256), Ok(sent.sha256()));
    }
}

/// Whether a draft's row, with its fault, is not part of what is sent (two rows under one id, ids out of shape).
fn draft_row_was_dropped(path: &Path, sent: &Answers) -> bool {
    match path.parts() {
        (Some((rows, row)), cell) => sent.row(rows, row).is_none_or(|row| !row.answers.contains_key(cell)),
        (None, field) => !sent.0.contains_key(field) || !sent.rows(field).is_empty(),
    }
}
