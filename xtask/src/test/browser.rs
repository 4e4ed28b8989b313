//! Chromium for the tests: found, or installed where that is possible without asking.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, process, progress};

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// Gives the browser's program file. On Debian and Ubuntu, as root, installs Chromium if there is none.
pub fn ensure() -> Outcome<PathBuf> {
    if let Some(chosen) = std::env::var_os("INSIGNIA_CHROMIUM") {
        let file = PathBuf::from(chosen);
        return if file.is_file() {
            Ok(file)
        } else {
            Err(format!("INSIGNIA_CHROMIUM names no file: {}", file.display()))
        };
    }
    if let Some(file) = find() {
        return Ok(file);
    }
    if !(is_root() && Path::new("/etc/debian_version").is_file()) {
        return Err(
            "The tests need Chromium and found none. Install it (on Debian: `apt install chromium`) or name \
                    the program in the variable INSIGNIA_CHROMIUM."
                .to_owned(),
        );
    }
    progress::loud_step("install Chromium", || {
        let apt = |arguments: &[&str]| {
            process::run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update", "-q"])?;
        apt(&["install", "-q", "-y", "--no-install-recommends", "chromium"])
    })?;
    find().ok_or_else(|| "Chromium was installed, but its program is not to be found.".to_owned())
}

fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| process::find(name))
}

fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}
