//! Commits that are stored together: each gets what it would get alone, whoever its neighbours are.

use std::time::Duration;

use ed25519_dalek::SigningKey;
use futures_util::future::join_all;
use server::error::Result;
use server::reference::{hash, reference};
use server::store::Store;
use server::store::commit::{Committed, NewVersion};
use server::store::submissions::ListColumns;
use shared::evidence::MediaType;
use shared::manifest::{FileEntry, SubmissionId, sha256_hex};
use shared::receipt::Receipt;
use shared::wire::Code;
use tempfile::TempDir;

use crate::app::id;

const OWNER: u8 = 1;
const STRANGER: u8 = 2;

/// A version of an application with this content, all of whose checks are done.
fn version(number: u8, content: &str, owner: u8) -> NewVersion {
    let file = |at: &str| FileEntry {
        media_type: MediaType::Pdf,
        name: format!("{at}.pdf"),
        sha256: sha256_hex(at.as_bytes()),
        size: 7,
    };
    NewVersion {
        id: id(number),
        capability: vec![owner; 32],
        call: "2027".into(),
        manifest: content.into(),
        sha256: sha256_hex(content.as_bytes()),
        files: vec![file("first"), file("second")],
        warnings: 1,
        late: false,
        arrival: None,
        columns: ListColumns {
            school: format!("School {number}"),
            town: "León".into(),
            country: "ES".into(),
            code: "24000001".into(),
        },
    }
}

struct Opened {
    store: Store,
    _data: TempDir,
}

impl Opened {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        Self { store: Store::open(data.path()).await.unwrap(), _data: data }
    }

    async fn commit(&self, new: NewVersion) -> Outcome {
        outcome(self.store.commit(new, SigningKey::from_bytes(&[7; 32]), 1_800_000_000).await)
    }

    /// Commits that all wait while the writer is kept busy, so that it finds them together.
    async fn commit_together(&self, all: Vec<NewVersion>) -> Vec<Outcome> {
        let store = self.store.clone();
        let busy = actix_web::rt::spawn(async move {
            let pause = Duration::from_millis(300);
            let sleep = store.write(move |_| {
                Box::pin(async move {
                    std::thread::sleep(pause);
                    Ok(())
                })
            });
            sleep.await
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let outcomes = join_all(all.into_iter().map(|new| self.commit(new))).await;
        busy.await.unwrap().unwrap();
        outcomes
    }

    async fn versions(&self, submission: &SubmissionId) -> usize {
        self.store.versions(submission).await.unwrap().len()
    }
}

type Outcome = std::result::Result<(Receipt, bool), Code>;

fn outcome(result: Result<Committed>) -> Outcome {
    result.map(|Committed { receipt, new }| (receipt, new)).map_err(|fault| fault.code())
}

/// Everything that may come: new, repeated, changed, somebody else's, of another call, twice in the group, impossible.
fn mixed() -> Vec<NewVersion> {
    let mut elsewhere = version(1, "moved", OWNER);
    elsewhere.call = "2028".into();
    let mut impossible = version(4, "a file twice", OWNER);
    let twice = impossible.files[0].clone();
    impossible.files.push(twice);
    vec![
        version(2, "new", OWNER),
        version(1, "stored before", OWNER),
        version(1, "changed", OWNER),
        version(1, "stored before", STRANGER),
        elsewhere,
        version(3, "new, too", OWNER),
        impossible,
        version(2, "new", OWNER),
        version(2, "new", STRANGER),
        version(2, "changed at once", OWNER),
        version(5, "last", OWNER),
    ]
}

#[actix_web::test]
async fn each_commit_of_a_group_gets_what_it_would_get_alone() {
    for with_impossible in [false, true] {
        let all = || mixed().into_iter().filter(|new| with_impossible || new.files.len() == 2);
        let (together, one_by_one) = (Opened::new().await, Opened::new().await);
        for opened in [&together, &one_by_one] {
            opened.commit(version(1, "stored before", OWNER)).await.unwrap();
        }
        let mut alone = Vec::new();
        for new in all() {
            alone.push(one_by_one.commit(new).await);
        }
        assert_eq!(together.commit_together(all().collect()).await, alone);
        assert_eq!(alone.iter().filter(|outcome| matches!(outcome, Ok((_, true)))).count(), 5);
        assert_eq!(alone.iter().filter(|outcome| matches!(outcome, Err(Code::NotFound))).count(), 2);
        for number in 1..=5 {
            assert_eq!(together.versions(&id(number)).await, one_by_one.versions(&id(number)).await);
        }
        assert_eq!(together.store.audit_break().await.unwrap(), None);
    }
}

#[actix_web::test]
async fn a_reference_that_is_taken_costs_no_neighbour_anything() {
    // The first two ids, of more than a million counted up, whose references have the same letters.
    let alike = ["0000000000000000000000000005fc5c", "00000000000000000000000000124cdf"];
    let alike = alike.map(|id| SubmissionId::parse(id).unwrap());
    let new = |id: &SubmissionId| NewVersion { id: id.clone(), ..version(0, "new", OWNER) };
    let ids = [&id(2), &alike[0], &alike[1], &id(3)];
    let wanted = ids.map(|id| reference("ES", hash(id), 0));
    for stored_before in [false, true] {
        let opened = Opened::new().await;
        if stored_before {
            opened.commit(new(&alike[0])).await.unwrap();
        }
        let outcomes = opened.commit_together(ids.map(new).into()).await;
        let references: Vec<String> =
            outcomes.into_iter().map(|outcome| outcome.unwrap().0.statement.reference).collect();
        let next = format!("{}-1", wanted[1]);
        assert_eq!(references, [&*wanted[0], &*wanted[1], &*next, &*wanted[3]]);
        assert_eq!(opened.store.audit_break().await.unwrap(), None);
    }
}

#[actix_web::test]
async fn more_commits_than_one_group_holds_are_all_stored() {
    let opened = Opened::new().await;
    let numbered = |number: u16| {
        let mut new = version(0, "new", OWNER);
        let mut bytes = [0; 16];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        new.id = SubmissionId::from_bytes(bytes);
        new
    };
    let outcomes = opened.commit_together((0..1_000).map(numbered).collect()).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok((_, true)))));
    assert_eq!(opened.store.select(&Default::default()).await.unwrap().len(), 1_000);
    assert_eq!(opened.store.audit_break().await.unwrap(), None);
}
