//! One file to the server, from wherever it stopped.

use js_sys::Uint8Array;
use shared::manifest::FileEntry;
use shared::outbox::{MAX_TRIES, is_temporary};
use shared::wire::Code;

use super::tus::{Created, append, ask_offset, create};
use super::{OnEvent, SendError, SendEvent, failure, persist, wait};
use crate::api::ApiError;
use crate::drafts::{Draft, DraftError, store};

/// What is sent, and acknowledged, at once.
const CHUNK: u64 = 1 << 20;

/// Uploads what the server lacks of the file. False if it lacked nothing.
pub async fn upload(draft: &Draft, file: &FileEntry, on_event: &OnEvent) -> Result<bool, SendError> {
    let bytes = store::file_bytes(&draft.id, &file.sha256).await.map_err(|error| match error {
        DraftError::Lost | DraftError::Broken => SendError::FileBroken { sha256: file.sha256.clone() },
        other => SendError::Draft(other),
    })?;
    let transfer = Transfer { draft, file, bytes, on_event };
    let first = transfer.run().await;
    match first {
        // The upload has expired, or its bytes have not the hash that was committed: once from the beginning.
        Err(SendError::Refused(refusal)) if matches!(refusal.code, Code::NotFound | Code::WrongHash) => {
            transfer.run().await
        }
        result => result,
    }
}

struct Transfer<'a> {
    draft: &'a Draft,
    file: &'a FileEntry,
    bytes: Uint8Array,
    on_event: &'a OnEvent,
}

impl Transfer<'_> {
    async fn run(&self) -> Result<bool, SendError> {
        let (draft, file) = (self.draft, self.file);
        let made = persist(self.on_event, async || create(&draft.id, &draft.capability, file).await).await?;
        let Created::At(address) = made else { return Ok(false) };
        let mut offset = self.offset(&address).await?;
        let mut attempt = 0;
        let moved = offset < file.size;
        while offset < file.size {
            match self.append(&address, offset).await {
                Ok(reached) if reached > offset => {
                    offset = reached;
                    attempt = 0;
                }
                Ok(_) => return Err(SendError::NotOurs),
                Err(error) => {
                    self.consider(error, attempt).await?;
                    attempt += 1;
                    offset = self.offset(&address).await?;
                }
            }
        }
        Ok(moved)
    }

    /// Returns if the chunk should be tried again from the server's offset.
    async fn consider(&self, error: ApiError, attempt: u32) -> Result<(), SendError> {
        if let ApiError::Refused(refusal) = &error {
            match refusal.code {
                Code::EvidenceRefused => {
                    let (sha256, defect) = (self.file.sha256.clone(), refusal.defect);
                    return Err(SendError::FileRefused { sha256, defect });
                }
                Code::WrongOffset if attempt + 1 < MAX_TRIES => return Ok(()),
                _ => {}
            }
        }
        if attempt + 1 >= MAX_TRIES || !is_temporary(failure(&error)) {
            return Err(error.into());
        }
        wait(attempt, self.on_event).await;
        Ok(())
    }

    async fn offset(&self, address: &str) -> Result<u64, SendError> {
        let capability = &self.draft.capability;
        let offset = persist(self.on_event, async || ask_offset(address, capability).await).await?;
        self.tell(offset);
        Ok(offset)
    }

    async fn append(&self, address: &str, offset: u64) -> Result<u64, ApiError> {
        let end = self.file.size.min(offset + CHUNK);
        let part = |at: u64| u32::try_from(at).unwrap_or(u32::MAX);
        let chunk = self.bytes.slice(part(offset), part(end));
        let (on_event, sha256, size) = (self.on_event.clone(), self.file.sha256.clone(), self.file.size);
        let on_progress = move |loaded: u64| {
            on_event(SendEvent::File { sha256: sha256.clone(), sent: (offset + loaded).min(size), size });
        };
        let reached = append(address, &self.draft.capability, offset, &chunk, on_progress).await?;
        self.tell(reached);
        Ok(reached)
    }

    fn tell(&self, sent: u64) {
        let (sha256, size) = (self.file.sha256.clone(), self.file.size);
        (self.on_event)(SendEvent::File { sha256, sent, size });
    }
}
