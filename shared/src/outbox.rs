//! What to do next with a draft that is being sent: the decisions, without the sending.
//! Knows no network, no clock and no storage; every decision can be made again from what is known.

use crate::manifest::{FileEntry, Manifest};
use crate::receipt::Receipt;
use crate::wire::{Code, SubmissionStatus};

/// The next thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The server has not this manifest, as far as is known.
    Commit,
    /// Asks the server which files it has.
    Ask,
    Upload(FileEntry),
    /// The server has refused this file; nothing but a new version helps.
    FileRefused(String),
    Done,
}

/// From the receipt that is stored, and the last answer of the server in this sending.
pub fn next_step(manifest: &Manifest, receipt: Option<&Receipt>, status: Option<&SubmissionStatus>) -> Step {
    let own = manifest.sha256();
    let committed = |receipt: &Receipt| receipt.statement.manifest_sha256 == own;
    if !receipt.is_some_and(committed) {
        return Step::Commit;
    }
    // Word of another version, which another device may have sent, says nothing of this one.
    let Some(status) = status.filter(|status| committed(&status.receipt)) else { return Step::Ask };
    if status.complete {
        return Step::Done;
    }
    if let Some(refused) = status.files.iter().find(|file| file.defect.is_some()) {
        return Step::FileRefused(refused.sha256.clone());
    }
    let stored =
        |entry: &FileEntry| status.files.iter().any(|file| file.stored && file.sha256 == entry.sha256);
    match manifest.files.iter().find(|entry| !stored(entry)) {
        Some(missing) => Step::Upload(missing.clone()),
        None => Step::Ask,
    }
}

/// What a failed request means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or one that is not ours.
    NoAnswer,
    Refused(Code),
}

/// Tries of one request before the person is asked. With `delay_ms` they take up to a minute, and the requests themselves.
pub const MAX_TRIES: u32 = 8;

/// Whether the same request may do better later.
pub fn is_temporary(failure: Failure) -> bool {
    match failure {
        Failure::NoAnswer => true,
        Failure::Refused(code) => {
            matches!(code, Code::RateLimited | Code::Unavailable | Code::Internal | Code::StorageFull)
        }
    }
}

/// How long to wait before try number `attempt + 1`, in milliseconds: doubled each time up to half a minute, and spread
/// over half of that, so that a school class or a whole country does not come back in step. `chance` is from 0 to 1.
pub fn delay_ms(attempt: u32, chance: f64) -> u32 {
    let whole = 500_u32.saturating_mul(1 << attempt.min(10)).min(30_000);
    spread(whole, chance)
}

/// How long what is sealed waits, in milliseconds, after so many runs of tries that led to nothing: a minute at first,
/// at most ten. It never ends, whatever the deadline: what arrives late is stored as late.
pub fn rest_ms(runs: u32, chance: f64) -> u32 {
    let whole = 60_000_u32.saturating_mul(1 << runs.min(10)).min(600_000);
    spread(whole, chance)
}

/// From half of the time to all of it.
fn spread(whole: u32, chance: f64) -> u32 {
    whole / 2 + (f64::from(whole / 2) * chance.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::answers::Answers;
    use crate::evidence::{Defect, MediaType};
    use crate::manifest::SubmissionId;
    use crate::receipt::Statement;
    use crate::wire::FileStatus;

    fn file(letter: &str) -> FileEntry {
        FileEntry { sha256: letter.repeat(64), name: letter.into(), size: 1, media_type: MediaType::Pdf }
    }

    pub(crate) fn manifest() -> Manifest {
        Manifest {
            submission: SubmissionId::from_bytes([1; 16]),
            form: "application".into(),
            form_version: 1,
            call: "2027".into(),
            locale: "en".into(),
            answers: Answers::default(),
            files: vec![file("a"), file("b")],
        }
    }

    pub(crate) fn receipt(manifest_sha256: &str) -> Receipt {
        let statement = Statement {
            submission: SubmissionId::from_bytes([1; 16]),
            version: 1,
            reference: "ES-7K3Q-X9MD".into(),
            call: "2027".into(),
            manifest_sha256: manifest_sha256.into(),
            received_at: 1,
            late: false,
        };
        Receipt { statement, signature: String::new() }
    }

    fn status(receipt: &Receipt, stored: [bool; 2]) -> SubmissionStatus {
        let files = [("a", stored[0]), ("b", stored[1])].map(|(letter, stored)| FileStatus {
            sha256: letter.repeat(64),
            stored,
            offset: 0,
            defect: None,
        });
        let complete = stored == [true; 2];
        SubmissionStatus { receipt: receipt.clone(), files: files.into(), complete, newest: None }
    }

    #[test]
    fn first_commit_then_ask_then_upload_what_is_missing_then_done() {
        let manifest = manifest();
        let own = receipt(&manifest.sha256());
        assert_eq!(next_step(&manifest, None, None), Step::Commit);
        assert_eq!(next_step(&manifest, Some(&own), None), Step::Ask);
        let at = |stored| next_step(&manifest, Some(&own), Some(&status(&own, stored)));
        assert_eq!(at([false, false]), Step::Upload(file("a")));
        assert_eq!(at([true, false]), Step::Upload(file("b")));
        assert_eq!(at([false, true]), Step::Upload(file("a")));
        assert_eq!(at([true, true]), Step::Done);
    }

    #[test]
    fn a_receipt_for_other_content_is_no_receipt() {
        assert_eq!(next_step(&manifest(), Some(&receipt(&"0".repeat(64))), None), Step::Commit);
    }

    #[test]
    fn what_is_said_of_another_version_ends_nothing_and_begins_nothing() {
        let manifest = manifest();
        let (own, other) = (receipt(&manifest.sha256()), receipt(&"0".repeat(64)));
        assert_eq!(next_step(&manifest, Some(&own), Some(&status(&other, [true, true]))), Step::Ask);
        let overtaken = SubmissionStatus { newest: Some(other), ..status(&own, [true, true]) };
        assert_eq!(next_step(&manifest, Some(&own), Some(&overtaken)), Step::Done);
    }

    #[test]
    fn never_done_before_the_server_says_complete() {
        let manifest = manifest();
        let own = receipt(&manifest.sha256());
        let mut answer = status(&own, [true, true]);
        answer.complete = false;
        assert_eq!(next_step(&manifest, Some(&own), Some(&answer)), Step::Ask);
        answer.files[1].stored = false;
        answer.files[1].defect = Some(Defect::Broken);
        assert_eq!(next_step(&manifest, Some(&own), Some(&answer)), Step::FileRefused("b".repeat(64)));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        assert!(is_temporary(Failure::NoAnswer));
        let temporary: Vec<Code> =
            Code::ALL.iter().copied().filter(|code| is_temporary(Failure::Refused(*code))).collect();
        assert_eq!(temporary, [Code::RateLimited, Code::StorageFull, Code::Unavailable, Code::Internal]);
    }

    #[test]
    fn waiting_grows_stays_bounded_and_is_spread() {
        assert_eq!((delay_ms(0, 0.0), delay_ms(0, 1.0)), (250, 500));
        for attempt in 0..40 {
            let (least, most) = (delay_ms(attempt, 0.0), delay_ms(attempt, 1.0));
            assert!(least < most && most <= 30_000 && most <= 2 * least);
            assert!(delay_ms(attempt + 1, 0.0) >= least);
        }
        let longest: u32 = (0..MAX_TRIES - 1).map(|attempt| delay_ms(attempt, 1.0)).sum();
        assert!((30_000..90_000).contains(&longest), "{longest} ms");
        assert!((0..100).all(|runs| (30_000..=600_000).contains(&rest_ms(runs, 1.0))));
    }
}
