//! What can be done with drafts. Each function that writes is one transaction.

use js_sys::Uint8Array;
use shared::manifest::{FileEntry, SubmissionId};

use super::{Change, Draft, DraftError, DraftHead, Sent};

/// All drafts, the last saved one first.
pub async fn list() -> Result<Vec<DraftHead>, DraftError> {
    Err(DraftError::Unavailable)
}

/// Makes an empty draft. `acquire` it before writing to it.
pub async fn create(call: &str, locale: &str) -> Result<Draft, DraftError> {
    let _ = (call, locale);
    Err(DraftError::Unavailable)
}

pub async fn open(id: &SubmissionId) -> Result<Draft, DraftError> {
    let _ = id;
    Err(DraftError::Unavailable)
}

/// Writes changes at the end of the journal. For typing use a `Saver`, which calls this.
pub async fn append(id: &SubmissionId, changes: &[Change]) -> Result<(), DraftError> {
    let _ = (id, changes);
    Err(DraftError::Unavailable)
}

/// Keeps a file. `entry.sha256` must be the hash of the bytes; the same hash again replaces the name.
pub async fn add_file(id: &SubmissionId, entry: &FileEntry, bytes: &Uint8Array) -> Result<(), DraftError> {
    let _ = (id, entry, bytes);
    Err(DraftError::Unavailable)
}

/// The bytes of a file, after their hash was found right.
pub async fn file_bytes(id: &SubmissionId, sha256: &str) -> Result<Uint8Array, DraftError> {
    let _ = (id, sha256);
    Err(DraftError::Unavailable)
}

pub async fn remove_file(id: &SubmissionId, sha256: &str) -> Result<(), DraftError> {
    let _ = (id, sha256);
    Err(DraftError::Unavailable)
}

pub async fn set_sent(id: &SubmissionId, sent: &Sent) -> Result<(), DraftError> {
    let _ = (id, sent);
    Err(DraftError::Unavailable)
}

pub async fn set_locale(id: &SubmissionId, locale: &str) -> Result<(), DraftError> {
    let _ = (id, locale);
    Err(DraftError::Unavailable)
}

/// Deletes the draft with its files, whoever writes it.
pub async fn delete(id: &SubmissionId) -> Result<(), DraftError> {
    let _ = id;
    Err(DraftError::Unavailable)
}

/// Asks the browser to keep the drafts for good; what it answered. Ask at the first file.
pub async fn ask_to_keep() -> bool {
    false
}
