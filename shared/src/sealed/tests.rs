use ed25519_dalek::SigningKey;

use super::*;
use crate::outbox::tests::{manifest, receipt};
use crate::signature::public_key;

fn sealed() -> Sealed {
    Sealed::new(manifest(), 1_000)
}

#[test]
fn only_a_receipt_for_this_very_manifest_and_all_files_look_like_sent() {
    let mut sealed = sealed();
    sealed.note(1, Outcome::Received);
    let (own, other) = (receipt(&sealed.sha256), receipt(&"0".repeat(64)));
    let stored = ["a".repeat(64), "b".repeat(64)];
    for receipt in [None, Some(&own), Some(&other)] {
        for (complete, running) in [(false, false), (false, true), (true, false), (true, true)] {
            for count in 0..=2 {
                let progress = Progress { receipt, complete, stored: &stored[..count], running };
                let sent = state(Some(&sealed), progress) == Sending::Sent;
                assert_eq!(sent, complete && receipt == Some(&own), "{progress:?}");
                assert_eq!(state(None, progress), Sending::NotFinished);
            }
        }
    }
}

#[test]
fn the_page_tells_waiting_sending_committed_and_refused_apart() {
    let mut sealed = sealed();
    let own = receipt(&sealed.sha256);
    let (nothing, stored) = (Progress::default(), ["b".repeat(64)]);
    assert_eq!(state(Some(&sealed), nothing), Sending::Waiting { since: 1_000, last: None });
    sealed.note(5, Outcome::NotOurs);
    let last = Some(Attempt { at: 5, outcome: Outcome::NotOurs });
    assert_eq!(state(Some(&sealed), nothing), Sending::Waiting { since: 1_000, last });
    let running = Progress { running: true, ..nothing };
    let under_way = Sending::Sending { committed: false, stored: 0, files: 2 };
    assert_eq!(state(Some(&sealed), running), under_way);
    let committed = Progress { receipt: Some(&own), stored: &stored, ..nothing };
    assert_eq!(state(Some(&sealed), committed), Sending::Committed { missing: 1 });
    sealed.note(6, Outcome::Refused(Code::Invalid));
    assert_eq!(state(Some(&sealed), nothing), Sending::Refused(Code::Invalid));
    sealed.note(7, Outcome::Refused(Code::StorageFull));
    assert!(matches!(state(Some(&sealed), nothing), Sending::Waiting { .. }));
}

#[test]
fn of_a_long_history_the_first_and_the_last_attempts_are_kept_and_it_fits_its_header() {
    let mut sealed = sealed();
    let signing = SigningKey::from_bytes(&[7; 32]);
    let stamp = Stamp::sign(sealed.sha256.clone(), 1_801_440_000, &signing);
    assert!(sealed.note_stamp(stamp.clone(), &public_key(&signing)));
    (0..1_000).for_each(|at| sealed.note(1_801_440_000_000 + at, Outcome::Refused(Code::RateLimited)));
    assert_eq!((sealed.attempts.len(), sealed.left_out), (100, 900));
    assert_eq!((sealed.attempts[19].at, sealed.attempts[20].at), (1_801_440_000_019, 1_801_440_000_920));
    let header = sealed.arrival().to_header();
    assert!(header.len() <= MAX_ARRIVAL && header.is_ascii());
    let arrival = Arrival::from_header(&header).unwrap();
    assert_eq!((arrival.attempts.len() + arrival.left_out as usize, arrival.stamp), (1_000, Some(stamp)));
    assert_eq!(arrival.attempts.first(), sealed.attempts.first());
    assert_eq!(arrival.attempts.last(), sealed.attempts.last());
}

#[test]
fn a_record_reads_back_as_it_was_with_every_outcome() {
    let mut sealed = sealed();
    let others = [Outcome::NoAnswer, Outcome::NotOurs, Outcome::BadReceipt, Outcome::Received];
    let refused = Code::ALL.iter().copied().map(Outcome::Refused);
    refused.chain(others).for_each(|outcome| sealed.note(1, outcome));
    let signing = SigningKey::from_bytes(&[7; 32]);
    sealed.note_stamp(Stamp::sign(sealed.sha256.clone(), 1, &signing), &public_key(&signing));
    let json = serde_json::to_string(&sealed).unwrap();
    assert_eq!(serde_json::from_str::<Sealed>(&json).unwrap(), sealed);
    assert_eq!(crate::json::read::<Sealed>(&json), Some(sealed));
}

#[test]
fn a_stamp_is_asked_for_once_an_attempt_has_failed_and_kept_only_if_it_proves_something() {
    let (signing, other) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
    let key = public_key(&signing);
    let mut sealed = sealed();
    assert!(!sealed.wants_stamp());
    sealed.note(1, Outcome::NoAnswer);
    assert!(sealed.wants_stamp());
    assert!(!sealed.note_stamp(Stamp::sign(sealed.sha256.clone(), 1, &other), &key));
    assert!(!sealed.note_stamp(Stamp::sign("0".repeat(64), 1, &signing), &key));
    assert!(sealed.wants_stamp());
    assert!(sealed.note_stamp(Stamp::sign(sealed.sha256.clone(), 9, &signing), &key));
    assert!(sealed.note_stamp(Stamp::sign(sealed.sha256.clone(), 4, &signing), &key));
    assert!(!sealed.wants_stamp());
    assert_eq!(sealed.arrival().stamp.map(|stamp| stamp.server_time), Some(4));
}

#[test]
fn what_is_no_arrival_is_none() {
    for header in ["", "!", "bnVsbA", &"A".repeat(MAX_ARRIVAL + 1)] {
        assert_eq!(Arrival::from_header(header), None, "{header}");
    }
}
