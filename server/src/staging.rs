//! Bytes of evidence that are still arriving: one file for each upload, appended to by one request at a time.
//!
//! What counts is the offset in the database, which is only moved after an fsync; bytes beyond it are cut off.

use std::collections::HashMap;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest, Sha256};
use shared::manifest::hex;
use shared::wire::Code;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::{Notify, OwnedMutexGuard};

use crate::body::{Body, Cut};
use crate::error::{Error, Result};
use crate::store::stop;

/// How long a request waits for the one before it to let go of the upload.
const HAND_OVER: Duration = Duration::from_secs(10);

pub struct Staging {
    folder: PathBuf,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    busy: Arc<tokio::sync::Mutex<()>>,
    /// Belongs to whoever holds the upload now.
    let_go: Mutex<Arc<Notify>>,
}

/// The right to write to an upload.
pub struct Hold {
    let_go: Arc<Notify>,
    _slot: Arc<Slot>,
    _busy: OwnedMutexGuard<()>,
}

/// How an append ended.
pub struct Appended {
    /// Bytes that are on the disk now, on top of those before.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub sha256: [u8; 32],
    /// The body came to its end.
    pub whole: bool,
}

impl Staging {
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("staging");
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, slots: Mutex::default() })
    }

    /// Ids are made by the server of hexadecimal digits, so that they are file names wherever they come from.
    pub fn path(&self, upload: &str) -> PathBuf {
        self.folder.join(upload)
    }

    /// Takes the upload over. Whoever still holds it is asked to save what came and go: usually it is the same person's
    /// request of before, whose broken connection the server has not noticed.
    pub async fn take(&self, upload: &str) -> Result<Hold> {
        let slot = {
            let mut slots = self.slots.lock().map_err(Error::internal)?;
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
            slots.entry(upload.to_string()).or_default().clone()
        };
        slot.let_go.lock().map_err(Error::internal)?.notify_one();
        let busy = tokio::time::timeout(HAND_OVER, slot.busy.clone().lock_owned())
            .await
            .map_err(|_| Code::Conflict)?;
        let let_go = Arc::new(Notify::new());
        *slot.let_go.lock().map_err(Error::internal)? = let_go.clone();
        Ok(Hold { let_go, _slot: slot, _busy: busy })
    }

    /// Makes the file of an upload, durably empty.
    pub async fn create(&self, upload: &str) -> Result<()> {
        let file = File::options().create(true).append(true).open(self.path(upload)).await?;
        sync(&file).await;
        let folder = File::open(&self.folder).await?;
        sync(&folder).await;
        Ok(())
    }

    /// Removes the file of an upload; it may be gone already.
    pub async fn remove(&self, upload: &str) -> Result<()> {
        match tokio::fs::remove_file(self.path(upload)).await {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault.into()),
            _ => Ok(()),
        }
    }

    /// Names of all files.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let names = std::fs::read_dir(&self.folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        names.collect()
    }

    /// Appends a body behind `offset`, at most `room` bytes of it, and brings it to the disk. Nothing of a body that is
    /// too long is kept. Not found if the file is gone or shorter than it was known to be.
    pub async fn append(
        &self,
        hold: &Hold,
        upload: &str,
        offset: u64,
        room: u64,
        body: &mut Body,
    ) -> Result<Appended> {
        let opened = File::options().write(true).open(self.path(upload)).await;
        let mut file = opened.map_err(|fault| match fault.kind() {
            io::ErrorKind::NotFound => Error::from(Code::NotFound),
            _ => fault.into(),
        })?;
        if file.metadata().await?.len() < offset {
            return Err(Code::NotFound.into());
        }
        file.set_len(offset).await?;
        file.seek(SeekFrom::Start(offset)).await?;
        let (mut bytes, mut hash, mut whole) = (0, Sha256::new(), false);
        loop {
            let piece = tokio::select! {
                piece = body.next() => piece,
                () = hold.let_go.notified() => Err(Cut),
            };
            match piece {
                Ok(Some(piece)) => {
                    bytes += piece.len() as u64;
                    if bytes > room {
                        file.set_len(offset).await?;
                        return Err(Code::TooLarge.into());
                    }
                    hash.update(&piece);
                    file.write_all(&piece).await?;
                }
                Ok(None) => {
                    whole = true;
                    break;
                }
                Err(Cut) => break,
            }
        }
        file.flush().await?;
        sync(&file).await;
        Ok(Appended { bytes, sha256: hash.finalize().into(), whole })
    }

    /// Lower-case hex of the SHA-256 of what has arrived.
    pub async fn sha256(&self, upload: &str) -> Result<String> {
        let mut file = File::open(self.path(upload)).await?;
        let (mut hash, mut buffer) = (Sha256::new(), vec![0; 256 * 1024]);
        loop {
            match file.read(&mut buffer).await? {
                0 => return Ok(hex(&hash.finalize())),
                count => hash.update(&buffer[..count]),
            }
        }
    }
}

/// Brings a file to the disk. If that fails, the system may have forgotten the bytes already and trying again would lie.
async fn sync(file: &File) {
    if let Err(fault) = file.sync_all().await {
        stop(&fault.to_string());
    }
}
