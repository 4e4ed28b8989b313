//! The storage of one browser: transactions are whole or absent, in the order in which they were begun,
//! and only the page that took the last token may write.

use shared::history::DraftCopy;
use shared::journal::{Entry, Snapshot};
use shared::json::read;
use shared::manifest::FileEntry;
use shared::receipt::Receipt;
use shared::sealed::Sealed;

#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub token: u32,
    pub exists: bool,
    pub form_version: u32,
    pub snapshot: Snapshot,
    pub journal: Vec<Entry>,
    pub files: Vec<FileEntry>,
    pub sealed: Option<Sealed>,
    pub sent: Option<Sent>,
}

/// What is stored of the sending.
#[derive(Clone, Debug)]
pub struct Sent {
    pub receipt: Receipt,
    pub complete: bool,
    pub stored: Vec<String>,
}

/// One transaction.
#[derive(Clone, Debug)]
pub enum Write {
    /// Makes the page the writer.
    Claim,
    /// `mark` is the one of `Waiting::batch`.
    Append {
        mark: u64,
        entries: Vec<Entry>,
    },
    /// Puts the snapshot and deletes the entries that it holds.
    Compact(Snapshot),
    /// The same with what came of merging.
    Merge(Snapshot, Vec<FileEntry>),
    AddFile(FileEntry),
    Seal(Sealed),
    Sent(Option<Sent>),
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Full,
    TakenOver,
}

impl Disk {
    /// Number of the last entry that there ever was.
    pub fn last_seq(&self) -> u32 {
        self.journal.last().map_or(0, |entry| entry.seq).max(self.snapshot.seq)
    }

    pub fn fold(&self) -> Snapshot {
        self.snapshot.clone().fold(self.journal.clone())
    }

    pub fn copy(&self) -> DraftCopy {
        self.fold().copy()
    }

    pub fn apply(&mut self, write: &Write) {
        match write {
            Write::Claim => self.token += 1,
            Write::Append { entries, .. } => self.journal.extend(entries.iter().cloned()),
            Write::Compact(snapshot) => self.put(snapshot),
            Write::Merge(snapshot, files) => {
                self.put(snapshot);
                self.files.clone_from(files);
            }
            Write::AddFile(file) => self.files.push(file.clone()),
            Write::Seal(sealed) => self.sealed = Some(sealed.clone()),
            Write::Sent(sent) => self.sent.clone_from(sent),
            Write::Delete => *self = Self { token: self.token + 1, ..Self::default() },
        }
    }

    fn put(&mut self, snapshot: &Snapshot) {
        self.journal.retain(|entry| entry.seq > snapshot.seq);
        self.snapshot = snapshot.clone();
    }

    /// As if it had been written as text and read again.
    pub fn reread(&mut self) -> Result<(), String> {
        let fault = |fault: serde_json::Error| format!("a record cannot be written: {fault}");
        let snapshot = serde_json::to_string(&self.snapshot).map_err(fault)?;
        let journal = serde_json::to_string(&self.journal).map_err(fault)?;
        let sealed = serde_json::to_string(&self.sealed).map_err(fault)?;
        let unread = || "a record does not read back".to_string();
        self.snapshot = read(&snapshot).ok_or_else(unread)?;
        self.journal = read(&journal).ok_or_else(unread)?;
        self.sealed = read(&sealed).ok_or_else(unread)?;
        Ok(())
    }
}
