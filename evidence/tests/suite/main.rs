//! The rules of evidence, tried on real files from `tests/fixtures/evidence`.

// Helpers of tests may panic as tests do; clippy only knows the tests themselves.
#![allow(clippy::unwrap_used)]

mod archive;
mod fixtures;
mod hostile;
mod limits;
mod packages;
mod pictures;
mod portable;
mod structure;

use shared::evidence::Limits;
use std::path::Path;

/// As generous as the calls are.
const LIMITS: Limits = Limits { max_bytes: 10 * 1024 * 1024, max_pixels: 50_000_000 };

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/evidence").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn all_fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/evidence");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), fixture(&name))).collect()
}
