//! One file to the server, from wherever it stopped. What to do next, `shared::upload` decides.

use js_sys::Uint8Array;
use shared::manifest::{FileEntry, SubmissionId};
use shared::outbox::Failure;
use shared::upload::{Event, Step, Upload};

use super::tus::{Created, append, ask_offset, create};
use super::{SendError, failure, parcel, wait};
use crate::api::ApiError;
use crate::drafts::{Draft, DraftError, store};

/// Uploads what the server lacks of the file. False if it lacked nothing.
pub async fn upload(draft: &Draft, file: &FileEntry) -> Result<bool, SendError> {
    let bytes = store::file_bytes(&draft.id, &file.sha256).await.map_err(|error| match error {
        DraftError::Lost | DraftError::Broken => SendError::FileBroken { sha256: file.sha256.clone() },
        other => SendError::Draft(other),
    })?;
    Transfer { draft, file, bytes, address: String::new(), failed: None }.run().await
}

struct Transfer<'a> {
    draft: &'a Draft,
    file: &'a FileEntry,
    bytes: Uint8Array,
    address: String,
    failed: Option<ApiError>,
}

impl Transfer<'_> {
    async fn run(mut self) -> Result<bool, SendError> {
        let mut upload = Upload::new(self.file.size);
        let mut event = Event::Start;
        loop {
            event = match upload.next(event) {
                Step::Create => self.create().await,
                Step::Ask => self.ask().await,
                Step::Append { at, len } => self.append(at, len).await,
                Step::Rest { attempt } => {
                    wait(attempt).await;
                    Event::Rested
                }
                Step::Done { moved } => return Ok(moved),
                Step::FileRefused => return Err(self.refused()),
                Step::GiveUp => return Err(self.failed.map_or(SendError::NotOurs, SendError::from)),
            };
        }
    }

    async fn create(&mut self) -> Event {
        match create(&self.draft.id, &self.draft.capability, self.file).await {
            Ok(Created::Stored) => Event::Stored,
            Ok(Created::At(address)) => {
                self.address = address;
                Event::Created
            }
            Err(error) => self.fail(error),
        }
    }

    async fn ask(&mut self) -> Event {
        match ask_offset(&self.address, &self.draft.capability).await {
            Ok(offset) => {
                self.tell(offset);
                Event::At(offset)
            }
            Err(error) => self.fail(error),
        }
    }

    async fn append(&mut self, at: u64, len: u64) -> Event {
        let part = |at: u64| u32::try_from(at).unwrap_or(u32::MAX);
        let chunk = self.bytes.slice(part(at), part(at + len));
        let (id, sha256, size) = (self.draft.id.clone(), self.file.sha256.clone(), self.file.size);
        let on_progress = move |loaded: u64| tell(&id, &sha256, (at + loaded).min(size));
        match append(&self.address, &self.draft.capability, at, &chunk, on_progress).await {
            Ok(reached) => {
                self.tell(reached);
                Event::Reached(reached)
            }
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: ApiError) -> Event {
        let failure: Failure = failure(&error);
        self.failed = Some(error);
        Event::Failed(failure)
    }

    fn refused(self) -> SendError {
        let defect = match self.failed {
            Some(ApiError::Refused(refusal)) => refusal.defect,
            _ => None,
        };
        SendError::FileRefused { sha256: self.file.sha256.clone(), defect }
    }

    fn tell(&self, sent: u64) {
        tell(&self.draft.id, &self.file.sha256, sent);
    }
}

/// Tells the pages how much of a file the server has.
fn tell(id: &SubmissionId, sha256: &str, sent: u64) {
    parcel::change(id, |parcel| match parcel.arrived.iter_mut().find(|(known, _)| known == sha256) {
        Some((_, before)) => *before = sent,
        None => parcel.arrived.push((sha256.to_string(), sent)),
    });
}
