//! Downloads of many applications, in three formats, all written by one thread into anything that takes bytes.
//! Memory does not grow with their number: one application is held at a time, and one piece of one file.

mod csv;
mod json;
mod page;
mod zip;

use std::io::{self, BufWriter, Write};

use actix_web::web::Bytes;
use futures_util::Stream;
use shared::call::Call;
use shared::manifest::SubmissionId;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::applications::StoredVersion;
use crate::vault::Vault;

/// Bytes of one piece, and pieces that wait for a slow reader.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Json,
    Zip,
}

impl Format {
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Csv, Self::Json, Self::Zip].into_iter().find(|format| format.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Zip => "zip",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Zip => "application/zip",
        }
    }
}

/// What is to be exported, and where it lies.
pub struct Export {
    pub store: Store,
    pub vault: Vault,
    pub calls: Vec<Call>,
    pub ids: Vec<SubmissionId>,
    pub format: Format,
}

impl Export {
    /// Writes the export. Blocks, so it must run on a thread of its own.
    pub fn write(&self, runtime: &Handle, to: impl Write) -> Result<()> {
        let mut to = BufWriter::with_capacity(PIECE, to);
        match self.format {
            Format::Csv => csv::write(self, runtime, &mut to)?,
            Format::Json => json::write(self, runtime, &mut to)?,
            Format::Zip => zip::write(self, runtime, &mut to)?,
        }
        Ok(to.flush()?)
    }

    /// The applications one after the other, each in the version that counts.
    fn applications<'a>(&'a self, runtime: &'a Handle) -> impl Iterator<Item = Result<StoredVersion>> + 'a {
        self.ids.iter().map(move |id| runtime.block_on(self.store.version(id, None)))
    }

    fn call(&self, id: &str) -> Option<&Call> {
        self.calls.iter().find(|call| call.id == id)
    }
}

/// The export as it is being written. A failure cuts the stream off, so that nobody takes a part for the whole.
pub fn stream(export: Export) -> impl Stream<Item = Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(PIECES);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        if let Err(fault) = export.write(&runtime, Pieces(sender.clone())) {
            tracing::warn!(%fault, "an export ended early");
            let _ = sender.blocking_send(Err(fault));
        }
    });
    futures_util::stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) })
}

/// Hands what is written to the one who reads the stream, and waits for a slow one.
struct Pieces(mpsc::Sender<Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(&bytes[..bytes.len().min(PIECE)]);
        let count = piece.len();
        // Nobody reads any more: the download was given up.
        self.0.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<::csv::Error> for Error {
    fn from(fault: ::csv::Error) -> Self {
        Self::internal(fault)
    }
}

impl From<rawzip::Error> for Error {
    fn from(fault: rawzip::Error) -> Self {
        Self::internal(fault)
    }
}
