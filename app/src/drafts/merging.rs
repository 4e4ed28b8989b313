//! Merging a copy of a draft that came in a file into the one that is here.

use shared::forms::APPLICATION;
use shared::history::DraftCopy;
use shared::journal::Snapshot;
use shared::manifest::FileEntry;
use shared::merge::{merge, merge_files};

use super::idb::{self, Op};
use super::past::rewrite;
use super::portable::Carried;
use super::records::{DraftRecord, FileRecord, encode};
use super::store::file_key;
use super::{Acquired, DraftError, Sent, acquire, seal};

/// What came of merging a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    Merged {
        /// There is something to decide or to know.
        differs: bool,
    },
    /// Nothing was done: the draft here is finished and waits to be sent, and what is sent has to be what is seen.
    Finished,
}

impl Carried {
    /// Merges it into the draft of the same id that is here. Close the draft before. `TakenOver` if another page writes it.
    /// In one transaction: all of it happens or nothing.
    pub async fn merge_into_here(&self) -> Result<Merge, DraftError> {
        let Acquired::Lock(lock) = acquire(&self.id).await? else { return Err(DraftError::TakenOver) };
        // Looked at under the lock, without which nobody can finish it.
        if seal::list().await?.contains(&self.id) {
            return Ok(Merge::Finished);
        }
        let mut differs = false;
        rewrite(lock.id(), async |here| {
            if here.draft.form_version > APPLICATION.version {
                return Err(DraftError::Newer);
            }
            let draft = self.merged(here.draft);
            let copy = draft.now.clone().copy();
            differs = !(copy.kept().is_empty() && copy.contested_rows().is_empty());
            let mut steps = self.steps_of_files(&draft, here.files).await?;
            if let Some(later) = later(here.sent.as_ref(), self.sent.as_ref()) {
                steps.push(Op::Put(idb::SENT, self.id.as_str().into(), encode(later)?));
            }
            Ok((draft, steps))
        })
        .await?;
        Ok(Merge::Merged { differs })
    }

    /// The draft here with what is in the other copy.
    fn merged(&self, here: DraftRecord<Snapshot>) -> DraftRecord<Snapshot> {
        let Snapshot { seq, saved_at, locale, answers, history } = here.now;
        let theirs = &self.record.now;
        let DraftCopy { answers, history } =
            merge(DraftCopy { answers, history }, theirs.clone().copy()).copy;
        let now = Snapshot { seq, saved_at: saved_at.max(theirs.saved_at), locale, answers, history };
        let form_version = here.form_version.max(self.record.form_version);
        DraftRecord { form_version, now, ..here }
    }

    /// Adds the files that are not here, and gives those that are the name on which all copies agree.
    async fn steps_of_files(
        &self,
        record: &DraftRecord<Snapshot>,
        here: Vec<FileRecord>,
    ) -> Result<Vec<Op>, DraftError> {
        let text = serde_json::to_string(&record.now).map_err(|_| DraftError::Broken)?;
        let theirs = self.files.iter().map(|file| file.entry.clone()).collect();
        let mut steps = Vec::new();
        for entry in merge_files(here.iter().map(|file| file.clone().entry()).collect(), theirs) {
            let known = here.iter().find(|file| file.sha256 == entry.sha256);
            let brought = self.files.iter().find(|file| file.entry.sha256 == entry.sha256);
            match (known, brought) {
                (Some(known), _) => steps.extend(self.step_of_name(known, entry)?),
                // A file that was taken out here, and that nothing written anywhere names, stays out.
                (None, Some(brought)) if text.contains(&entry.sha256) => {
                    steps.extend(brought.steps(&self.id).await?);
                }
                (None, _) => {}
            }
        }
        Ok(steps)
    }

    fn step_of_name(&self, known: &FileRecord, entry: FileEntry) -> Result<Option<Op>, DraftError> {
        if known.name == entry.name {
            return Ok(None);
        }
        let key = file_key(&self.id, &entry.sha256, &[]);
        let named = FileRecord { name: entry.name, ..known.clone() };
        Ok(Some(Op::Put(idb::FILES, key, encode(&named)?)))
    }
}

/// What the other copy knows of sending, if it knows more.
fn later<'a>(mine: Option<&Sent>, theirs: Option<&'a Sent>) -> Option<&'a Sent> {
    let rank = |sent: &Sent| (sent.receipt.statement.version, sent.complete);
    theirs.filter(|theirs| mine.is_none_or(|mine| rank(mine) < rank(theirs)))
}
