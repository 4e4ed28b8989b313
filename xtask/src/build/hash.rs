//! Hashes of contents: for names that never go stale and for skipping work already done.

use sha2::{Digest, Sha256};

/// SHA-256 of the parts one after the other, each with its length, as 64 hexadecimal digits.
pub fn hex(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The short form that stands in file names: 40 bits tell any two versions of one file apart.
pub fn short(content: &[u8]) -> String {
    hex(&[content])[..10].to_owned()
}
