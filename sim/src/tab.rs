//! A page that is open: what it holds in memory and loses when it crashes.

use shared::answers::Answers;
use shared::draft::Waiting;
use shared::manifest::FileEntry;
use shared::sealed::{Progress, Sealed, Sending, state};
use shared::upload::Upload;
use shared::wire::SubmissionStatus;

use crate::disk::Sent;

#[derive(Default)]
pub struct Tab {
    pub alive: bool,
    /// Set while the page may write.
    pub token: Option<u32>,
    /// The draft was written by a newer program than this page.
    pub read_only: bool,
    /// Version of the form that the page's program knows.
    pub program: u32,
    /// Its name in the history.
    pub session: String,
    pub answers: Answers,
    pub files: Vec<FileEntry>,
    pub waiting: Waiting,
    pub next_seq: u32,
    pub unfolded: u32,
    pub timer: bool,
    pub failures: u32,
    /// Transactions under way, and how many of them still land after a crash.
    pub queued: u32,
    pub surviving: u32,
    /// Nobody types while another copy is merged.
    pub merging: bool,
    pub sealed: Option<Sealed>,
    pub sent: Option<Sent>,
    pub sender: Sender,
    /// Where the appends to each file should have led: only a mutation believes it.
    pub remembered: Vec<(String, u64)>,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Commit,
    Status,
    Stamp,
    Create,
    Offset,
    Append,
}

/// The sending of what is sealed, as the page runs it.
#[derive(Default)]
pub struct Sender {
    pub running: bool,
    pub awaiting: Option<(u64, Asked)>,
    pub resting: Option<u64>,
    pub status: Option<SubmissionStatus>,
    pub transfer: Option<Transfer>,
    pub commits: u32,
    pub tries: u32,
    pub idle: u32,
    pub stamped: bool,
    pub runs: u32,
}

pub struct Transfer {
    pub file: FileEntry,
    pub machine: Upload,
    /// Number of the upload on the server.
    pub upload: u64,
}

impl Tab {
    pub fn can_write(&self) -> bool {
        self.alive && self.token.is_some() && !self.read_only && !self.merging
    }

    /// Everything that was typed is durable.
    pub fn is_settled(&self) -> bool {
        self.waiting.is_empty() && self.queued == 0
    }

    /// What the page shows of the sending.
    pub fn shows(&self) -> Sending {
        let sent = self.sent.as_ref();
        let progress = Progress {
            receipt: sent.map(|sent| &sent.receipt),
            complete: sent.is_some_and(|sent| sent.complete),
            stored: sent.map_or(&[], |sent| &sent.stored),
            running: self.sender.running,
        };
        state(self.sealed.as_ref(), progress)
    }
}
