//! Files are read as they were written, and nothing else is.

#![allow(clippy::unwrap_used)]

mod damage;
mod foreign;
mod frozen;
mod round_trip;

use draft_file::{Contents, FileInfo, Index, Randomness};
use sha2::{Digest, Sha256};

const RANDOMNESS: Randomness = Randomness { salt: [7; 16], nonce: [9; 19] };
/// In NFC, as callers have to give it.
const PASSPHRASE: &str = "ñandú bajo la lluvia";

/// What lies before the salt in a sealed file, and where its header ends.
const COST_AT: usize = LINE_LEN + 8 + 3;
const SEALED_HEADER_LEN: usize = COST_AT + 12 + 16 + 19 + 16 + 32;
const PLAIN_HEADER_LEN: usize = COST_AT + 32;
const LINE_LEN: usize =
    "Insignia draft: open it on the first page of the application form for the eTwinning School label.\n"
        .len();

fn info(name: &str, bytes: &[u8]) -> FileInfo {
    FileInfo {
        sha256: Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        name: name.into(),
        media_type: "application/pdf".into(),
        added_at: 1_790_000_000_000,
    }
}

/// A draft with these files.
fn contents(files: &[&[u8]]) -> Contents {
    Contents {
        index: Index {
            id: "00112233445566778899aabbccddeeff".into(),
            capability: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc".into(),
            call: "ES-2026".into(),
            form_version: 1,
            locale: "es".into(),
            created_at: 1_780_000_000_000,
            saved_at: 1_790_000_000_001,
            files: files.iter().map(|bytes| info("acta de reunión.pdf", bytes)).collect(),
        },
        answers: r#"{"school_name":"CEIP Ría de Urola", "team":[]}"#.into(),
        history: r#"{"later": [1.0, 1e400, null],  "b":0,"a":0}"#.into(),
        sent: String::new(),
        files: files.iter().map(|bytes| bytes.to_vec()).collect(),
    }
}

fn plain(contents: &Contents) -> Vec<u8> {
    draft_file::write(contents, None, &RANDOMNESS).unwrap()
}

fn sealed(contents: &Contents) -> Vec<u8> {
    draft_file::write(contents, Some(PASSPHRASE), &RANDOMNESS).unwrap()
}

/// The file with another header, whose hash is right again.
fn with_header(file: &[u8], len: usize, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut changed = file.to_vec();
    change(&mut changed[..len - 32]);
    let hash = Sha256::digest(&changed[..len - 32]);
    changed[len - 32..len].copy_from_slice(&hash);
    changed
}
