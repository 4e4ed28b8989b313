//! What the browser reads through `shared::json` is what serde reads on the server. Field names and variants stand in both,
//! so each type that travels or is stored is written by serde here and read by the other.
#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

mod common;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::answers::Path;
use shared::call::{Access, Call};
use shared::date::Date;
use shared::evidence::{Defect, Examined, MediaType, Verdict};
use shared::finding::{Finding, Rule, Severity};
use shared::json::{Read, read};
use shared::receipt::{Receipt, Statement};
use shared::wire::{CallsView, Code, FileStatus, Refusal, SubmissionStatus};

const DEFECTS: [Defect; 8] = [
    Defect::Empty,
    Defect::TooLarge { max_bytes: 7 },
    Defect::WrongType,
    Defect::PasswordProtected,
    Defect::Broken,
    Defect::Macros,
    Defect::TooManyPixels { max_pixels: 9 },
    Defect::ActiveContent,
];

#[track_caller]
fn both_read<T: Serialize + DeserializeOwned + Read + PartialEq + Debug>(value: T) {
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    assert_eq!(read::<T>(&text), Some(value), "{text}");
}

fn call() -> Call {
    let mut call = common::call();
    call.access = Access::Invitation;
    call.contacts.insert("ES".into(), "label@example.org".into());
    call
}

fn receipt() -> Receipt {
    let submission = shared::manifest::SubmissionId::from_bytes([3; 16]);
    let statement = Statement {
        submission,
        version: 2,
        reference: "ES-7K3Q-X9MD".into(),
        call: "2027".into(),
        manifest_sha256: "a".repeat(64),
        received_at: 1_800_000_000,
        late: true,
    };
    Receipt { statement, signature: "signature".into() }
}

#[test]
fn calls_are_read_alike_whoever_may_apply() {
    both_read(call());
    both_read(Call { access: Access::Open, ..call() });
    both_read(CallsView { now: 1_800_000_000, key: "key".into(), calls: vec![call()] });
}

#[test]
fn every_code_every_defect_and_every_verdict_is_read_alike() {
    Code::ALL.iter().for_each(|code| both_read(*code));
    DEFECTS.into_iter().for_each(both_read);
    DEFECTS.into_iter().for_each(|defect| both_read(Verdict::Refused(defect)));
    for media_type in MediaType::ALL {
        let dimensions = media_type.is_image().then_some((640, 480));
        let pages = (!media_type.is_image()).then_some(3);
        let (sha256, size) = ("b".repeat(64), 12);
        both_read(Verdict::Fine(Examined { media_type, sha256, size, dimensions, stripped: true, pages }));
    }
}

#[test]
fn answers_of_the_server_are_read_alike() {
    both_read(receipt());
    let file = |defect| FileStatus { sha256: "c".repeat(64), stored: false, offset: 5, defect };
    for defect in DEFECTS.into_iter().map(Some).chain([None]) {
        let files = vec![file(defect)];
        for newest in [None, Some(receipt())] {
            both_read(SubmissionStatus { receipt: receipt(), files: files.clone(), complete: false, newest });
        }
        both_read(Refusal { code: Code::EvidenceRefused, findings: Vec::new(), defect });
    }
    let rules = [
        Rule::Required {},
        Rule::TooLong { max: 10, actual: 12 },
        Rule::TooEarly { from: Date::from_days(20_000) },
        Rule::WrongHost { host: "example.org".into() },
        Rule::LabelStillRuns { until: 2027 },
    ];
    let finding =
        |rule| Finding { path: Path::cell("team", "r1", "name"), severity: Severity::Warning, rule };
    both_read(Refusal { code: Code::Invalid, findings: rules.map(finding).into(), defect: None });
}

#[test]
fn applications_are_read_alike() {
    let (call, today) = (common::call(), common::today());
    for size in [common::Size::Smallest, common::Size::Largest] {
        both_read(common::manifest_for(size, &call, today));
    }
}
