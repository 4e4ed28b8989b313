//! What needs the history of a draft: folding the journal for good, kept values, and putting another copy in its place.
//! Seldom needed, and half as large as all the rest of saving: it comes with a part of the program.

use shared::draft::Change;
use shared::history::{Deed, DraftCopy, Edit, Writing};
use shared::journal::Snapshot;
use shared::manifest::SubmissionId;
use shared::merge;

use super::idb::{self, Op};
use super::records::{DraftRecord, encode};
use super::store::{Records, now, records};
use super::turn::{Doing, Turn};
use super::{DraftError, writer};

/// The answers with their history, as they are stored: flush before.
pub async fn copy(id: &SubmissionId) -> Result<DraftCopy, DraftError> {
    Ok(whole(id).await?.draft.now.copy())
}

/// The authors that pages of this browser were.
pub async fn own_authors(id: &SubmissionId) -> Result<Vec<String>, DraftError> {
    writer::own_authors(id).await
}

/// A draft with its journal folded in.
pub(super) async fn whole(id: &SubmissionId) -> Result<Records<Snapshot>, DraftError> {
    let Records { mut draft, journal, files, sent } = records::<Snapshot>(id).await?;
    draft.now = draft.now.fold(journal);
    draft.kept = kept(&draft.now);
    Ok(Records { draft, journal: Vec::new(), files, sent })
}

/// How many values lie beside those that count.
pub(super) fn kept(now: &Snapshot) -> u32 {
    u32::try_from(now.clone().copy().kept().len()).unwrap_or(u32::MAX)
}

/// Folds the journal into the snapshot.
pub async fn compact(id: &SubmissionId) -> Result<(), DraftError> {
    rewrite(id, async |records| Ok((records.draft, Vec::new()))).await
}

/// Takes a kept value in place of the one that counts, or throws it away. Flush before.
pub async fn settle(id: &SubmissionId, kept: Writing, choose: bool) -> Result<(), DraftError> {
    let (by, Writing { path, version, .. }) = (writer::author(id)?, kept);
    let deed = if choose { Deed::Choose(path, version) } else { Deed::Dismiss(path, version) };
    let edit = Edit { by, at: now(), deed };
    rewrite(id, async move |records| {
        let mut draft = records.draft;
        let Snapshot { answers, history, .. } = draft.now;
        let DraftCopy { answers, history } = DraftCopy { answers, history }.fold([edit.clone()]);
        draft.now = Snapshot { saved_at: edit.at, answers, history, ..draft.now };
        Ok((draft, Vec::new()))
    })
    .await
}

/// Brings in what this page could not store before another one took the draft over: see `merge::lay_beside`.
pub async fn lay_beside(id: &SubmissionId, changes: Vec<Change>) -> Result<(), DraftError> {
    let (by, at) = (writer::author(id)?, now());
    rewrite(id, async move |records| {
        let mut draft = records.draft;
        let Snapshot { answers, history, saved_at, .. } = draft.now;
        let copy = DraftCopy { answers, history };
        let DraftCopy { answers, history } = merge::lay_beside(copy, changes, &by, at);
        draft.now = Snapshot { saved_at: saved_at.max(at), answers, history, ..draft.now };
        Ok((draft, Vec::new()))
    })
    .await
}

/// Puts what is made of a draft in its place, with further steps, in one transaction. Entries that are written meanwhile
/// have higher numbers and stay. One at a time: a second one would put back what the first has replaced.
pub(super) async fn rewrite(
    id: &SubmissionId,
    change: impl AsyncFnOnce(Records<Snapshot>) -> Result<(DraftRecord<Snapshot>, Vec<Op>), DraftError>,
) -> Result<(), DraftError> {
    let _turn = Turn::take(Doing::Rewriting, id).await;
    let (mut record, mut steps) = change(whole(id).await?).await?;
    record.kept = kept(&record.now);
    let draft = id.as_str();
    let first = idb::key(&[draft.into(), 0.into()]);
    let last = idb::key(&[draft.into(), record.now.seq.into()]);
    steps.push(Op::Put(idb::DRAFTS, draft.into(), encode(&record)?));
    steps.push(Op::Delete(idb::JOURNAL, idb::range(&first, &last)));
    writer::write(id, steps).await
}
