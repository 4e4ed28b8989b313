//! The key that signs receipts: made at first start, kept in the data folder, readable by the owner only.
//! It must never be made anew while the old one is there, since every receipt depends on it.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ed25519_dalek::SigningKey;

const FILE: &str = "receipt.key";

/// Reads the key of a data folder, or makes one if there is none.
pub fn load_or_make(data: &Path) -> io::Result<SigningKey> {
    match load(data) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => make(data, &data.join(FILE)),
        loaded => loaded,
    }
}

/// Reads the key of a data folder.
pub fn load(data: &Path) -> io::Result<SigningKey> {
    let path = data.join(FILE);
    let bytes: [u8; 32] = fs::read(&path)?.try_into().map_err(|_| broken(&path))?;
    Ok(SigningKey::from_bytes(&bytes))
}

fn broken(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} is not a key of 32 bytes", path.display()))
}

/// Written beside its place and renamed, so that a crash leaves no half key.
fn make(data: &Path, path: &Path) -> io::Result<SigningKey> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let half = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::rename(&half, path)?;
    fs::File::open(data)?.sync_all()?;
    Ok(SigningKey::from_bytes(&bytes))
}
