//! A draft as one file: everything a browser holds of it, to carry it into another one, under a passphrase if wished.
//! Pure bytes: no file system, no clock, no randomness of its own, and no knowledge of forms. Texts in JSON are carried
//! as they came; whether they make sense is for their reader to say.
//!
//! Version 1, numbers little-endian. `header` says how a file begins, `body` what follows, `seal` how it is encrypted.
//! It stays readable for ever: whoever changes anything of it makes a version 2 beside it.

mod body;
mod header;
mod seal;
mod stream;

use serde::{Deserialize, Serialize};
use stream::{Sink, Source};

pub use header::EXTENSION;

/// Largest file that is written or read: more than any call allows, and not yet more than a browser's memory.
pub const MAX_BYTES: usize = 256 << 20;

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub index: Index,
    /// The answers, as JSON.
    pub answers: String,
    /// How the answers came about, as JSON; empty if nothing is known of it.
    pub history: String,
    /// What was sent and the receipt for it, as JSON; empty if nothing was.
    pub sent: String,
    /// The bytes of the files, in the order of the index.
    pub files: Vec<Vec<u8>>,
}

/// What is known of a draft and its files, but for their content. Fields may be added, with a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    pub id: String,
    /// The right to send under this id.
    pub capability: String,
    pub call: String,
    pub form_version: u32,
    pub locale: String,
    /// Milliseconds since 1970, by the clock of the device.
    pub created_at: i64,
    pub saved_at: i64,
    pub files: Vec<FileInfo>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// Lower-case hex. A file that has another hash is never written and never read.
    pub sha256: String,
    pub name: String,
    pub media_type: String,
    /// Milliseconds since 1970.
    pub added_at: i64,
}

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Something else, or nothing.
    NotOurs,
    /// Written by a later version of this program.
    Newer,
    NeedsPassphrase,
    WrongPassphrase,
    /// Cut off, changed on the way, or never written by us.
    Damaged,
    TooLarge,
}

impl FileFault {
    const NAMES: [(Self, &str); 6] = [
        (Self::NotOurs, "not_ours"),
        (Self::Newer, "newer"),
        (Self::NeedsPassphrase, "needs_passphrase"),
        (Self::WrongPassphrase, "wrong_passphrase"),
        (Self::Damaged, "damaged"),
        (Self::TooLarge, "too_large"),
    ];

    /// For messages between programs.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(fault, _)| *fault == self).map_or("", |(_, name)| name)
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(fault, _)| *fault)
    }
}

/// Fresh random bytes for every file that is written; they go into it and are no secret.
#[derive(Clone, Copy, Debug)]
pub struct Randomness {
    pub salt: [u8; 16],
    pub nonce: [u8; 19],
}

/// The file. The passphrase has to be in NFC. `Damaged` says that the contents contradict themselves.
pub fn write(
    contents: &Contents,
    passphrase: Option<&str>,
    randomness: &Randomness,
) -> Result<Vec<u8>, FileFault> {
    let body = body::texts(contents)?;
    let file = Vec::with_capacity(header::MAX_LEN + stream::room_for(body.len(contents)?)?);
    let mut sink = match passphrase {
        None => Sink::Plain(header::write_plain(file)),
        Some(passphrase) => Sink::sealed(file, passphrase, randomness)?,
    };
    body.write(contents, &mut sink)?;
    sink.finish()
}

/// Everything in the file, or why not. Takes no more memory than the file, once more, and what its key needs.
pub fn read(file: &[u8], passphrase: Option<&str>) -> Result<Contents, FileFault> {
    let header = header::read(file)?;
    if file.len() > MAX_BYTES {
        return Err(FileFault::TooLarge);
    }
    let rest = &file[header.len..];
    let mut source = match (header.seal, passphrase) {
        (None, _) => Source::Plain(rest),
        (Some(_), None) => return Err(FileFault::NeedsPassphrase),
        (Some(seal), Some(passphrase)) => Source::sealed(rest, &seal, passphrase)?,
    };
    let contents = body::read(&mut source)?;
    source.end()?;
    Ok(contents)
}
