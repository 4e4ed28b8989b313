//! Drafts as they lie in this browser, and the only code that touches them.
//!
//! "Saved" means one thing: a transaction with strict durability has completed. Every write carries the token of the
//! page that may write the draft; a page that lost it gets `DraftError::TakenOver` and changes nothing.

pub mod erase;
mod idb;
pub mod keys;
mod lock;
mod merging;
pub mod past;
pub mod portable;
pub mod private;
mod records;
pub mod reserve;
mod saver;
pub mod seal;
pub mod store;
mod talk;
mod turn;
pub mod vault;
mod writer;

use serde::Serialize;
use shared::answers::Answers;
use shared::forms::APPLICATION;
use shared::manifest::{FileEntry, Manifest, SubmissionId};
use shared::receipt::Receipt;

pub use lock::{Acquired, Lock, acquire, take_over};
pub use merging::Merge;
pub use saver::{SaveState, Saver};
pub use shared::draft::Change;

/// A whole draft, but for the bytes of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: SubmissionId,
    /// The right to send under this id: 32 random bytes, base64url without padding, 43 characters.
    pub capability: String,
    pub call: String,
    pub form_version: u32,
    /// Language it is written in, BCP 47.
    pub locale: String,
    pub answers: Answers,
    /// How many values lie beside these, written elsewhere at the same time.
    pub kept: u32,
    /// In the order in which they were added.
    pub files: Vec<FileEntry>,
    /// Milliseconds since 1970, by this device's clock: to be shown, never to decide anything.
    pub created_at: i64,
    pub saved_at: i64,
    pub sent: Option<Sent>,
}

impl Draft {
    /// Whether a newer version of the form has written it: then this one must not.
    pub fn is_newer(&self) -> bool {
        self.form_version > APPLICATION.version
    }
}

/// What was sent last, and how far its files have come. The draft may have changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    pub manifest: Manifest,
    pub receipt: Receipt,
    /// The server has every file of this manifest.
    pub complete: bool,
    /// Hashes of the files that the server is known to have.
    pub stored: Vec<String>,
}

shared::read_fields!(Sent { manifest, receipt, complete, stored });

/// A draft as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftHead {
    pub id: SubmissionId,
    /// Nothing but the id is known of it, as long as its passphrase was not given.
    pub locked: bool,
    /// Name of the school, empty until it is typed.
    pub school: String,
    pub saved_at: i64,
    pub sent: Option<Sent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftError {
    /// The browser gives no storage now: forbidden, broken, or newer than this page.
    Unavailable,
    /// No room. Nothing that was saved before is touched.
    Full,
    /// There is no such draft or file, or no longer.
    Lost,
    /// What is stored cannot be read, or has not the hash it should have.
    Broken,
    /// It is protected by a passphrase that was not given on this page.
    Locked,
    /// The draft was written by a newer version of the form than this page knows: it can only be read.
    Newer,
    /// Another page writes this draft, or this page never asked for it: see `acquire`.
    TakenOver,
}
