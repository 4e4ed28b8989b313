//! Merging a copy of a draft that came in a file into the one that is here.

use shared::forms::APPLICATION;
use shared::history::DraftCopy;
use shared::journal::Snapshot;
use shared::manifest::FileEntry;
use shared::merge::{merge, merge_files};

use super::idb::{self, Op};
use super::portable::Carried;
use super::records::{DraftRecord, FileRecord, encode};
use super::store::{Records, file_key, records, snapshot_steps};
use super::{Acquired, DraftError, Sent, acquire, writer};

impl Carried {
    /// Merges it into the draft of the same id that is here, and says how many values now lie beside others.
    /// Close the draft before. `TakenOver` if another page writes it. In one transaction: all of it happens or nothing.
    pub async fn merge_into_here(&self) -> Result<usize, DraftError> {
        let Acquired::Lock(lock) = acquire(&self.id).await? else { return Err(DraftError::TakenOver) };
        let Records { draft, files, sent, .. } = records(&self.id).await?;
        if draft.form_version > APPLICATION.version {
            return Err(DraftError::Newer);
        }
        let (record, kept) = self.merged(draft);
        let mut steps = self.steps_of_files(&record, files).await?;
        steps.extend(snapshot_steps(&self.id, &record)?);
        if let Some(later) = later(sent.as_ref(), self.sent.as_ref()) {
            steps.push(Op::Put(idb::SENT, self.id.as_str().into(), encode(later)?));
        }
        writer::write(lock.id(), steps).await?;
        Ok(kept)
    }

    /// The draft here with what is in the other copy, and how many values lost in it.
    fn merged(&self, here: DraftRecord) -> (DraftRecord, usize) {
        let Snapshot { seq, saved_at, locale, answers, history } = here.now;
        let copy = merge(DraftCopy { answers, history }, self.record.now.clone().copy()).copy;
        let kept = copy.kept().len();
        let DraftCopy { answers, history } = copy;
        let saved_at = saved_at.max(self.record.now.saved_at);
        let now = Snapshot { seq, saved_at, locale, answers, history };
        let form_version = here.form_version.max(self.record.form_version);
        (DraftRecord { form_version, now, ..here }, kept)
    }

    /// Adds the files that are not here, and gives those that are the name on which all copies agree.
    async fn steps_of_files(
        &self,
        record: &DraftRecord,
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
