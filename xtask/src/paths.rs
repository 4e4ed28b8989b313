//! Where things lie in the workspace.

use std::path::{Path, PathBuf};

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folder = manifest.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    folder.parent().map(Path::to_path_buf).unwrap_or(folder)
}

/// Cargo's target folder, elsewhere if `CARGO_TARGET_DIR` says so.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The built pages and assets that the server embeds. Always below the root: the server's source names it so.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// The same pages and assets under other names, for the journeys that change from one program to the next.
pub fn next_site() -> PathBuf {
    root().join("target/next-site")
}

/// Results of earlier runs, kept so that a warm build skips what did not change.
pub fn cache() -> PathBuf {
    target().join("xtask")
}

pub fn tests() -> PathBuf {
    root().join("tests")
}

pub fn bench() -> PathBuf {
    root().join("bench")
}

/// The built server.
pub fn server() -> PathBuf {
    target().join("release").join(format!("insignia{}", std::env::consts::EXE_SUFFIX))
}
