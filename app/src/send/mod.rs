//! Sending a draft: commit, then upload. Doing it again, after whatever interruption, continues.

use shared::call::Call;
use shared::date::Date;
use shared::evidence::Defect;
use shared::receipt::Receipt;
use shared::wire::Refusal;

use crate::drafts::{Draft, DraftError, Sent};

/// What happens while sending, in this order; `Waiting` may come anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendEvent {
    Committing,
    /// The server has the application; its receipt was verified and is stored in the draft.
    Committed(Receipt),
    /// Progress of one file, in bytes.
    File { sha256: String, sent: u64, size: u64 },
    FileStored(String),
    /// The line is bad; tried again after so many milliseconds.
    Waiting { attempt: u32, delay_ms: u32 },
    /// The server has everything.
    Complete,
    Failed(SendError),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// Tried often enough without an answer. Nothing is lost; call `send` again.
    Offline,
    /// Answers came, but not from our server: a portal or proxy is in the way.
    NotOurs,
    /// Our server refuses, and trying again will not help.
    Refused(Refusal),
    /// The receipt does not verify over what was sent. It counts as not sent.
    BadReceipt,
    /// The server found this defect in a file; only a version without the file can be complete.
    FileRefused { sha256: String, defect: Option<Defect> },
    /// A file of the draft is missing or damaged in this browser.
    FileBroken { sha256: String },
    /// The browser could not keep the receipt, or another page writes the draft.
    Draft(DraftError),
    /// This page is sending this draft already.
    Running,
}

/// Sends the draft and returns once everything is on the server. `key` is `CallsView.key`, `today` the server's day.
/// Every event, the last one included, also goes to `on_event`. The draft must be acquired and flushed.
pub async fn send(
    draft: &Draft,
    call: &Call,
    key: &str,
    today: Date,
    on_event: impl Fn(SendEvent) + 'static,
) -> Result<Sent, SendError> {
    let _ = (draft, call, key, today, on_event);
    Err(SendError::Offline)
}
