//! Node and the npm packages in `tests/` (the browser driver for the tests, Binaryen and esbuild for the build) and in
//! `bench/` (SurveyJS and Lighthouse).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::hash;
use crate::{Outcome, paths, process, progress};

const OLDEST_NODE: u32 = 20;
const ADVICE: &str = "Install Node 20 or newer with npm (on Debian: `apt install nodejs npm`).";

/// Whether Node and npm are there at all.
pub fn is_present() -> bool {
    process::find("node").is_some() && process::find("npm").is_some()
}

/// Installs the packages of `tests/package-lock.json` unless exactly these are installed already.
pub fn ensure_packages() -> Outcome {
    if !is_present() {
        return Err(format!("Node or npm is missing. {ADVICE}"));
    }
    let version = process::capture(Command::new("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|word| word.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("Node {} is too old. {ADVICE}", version.trim()));
    }
    install(&paths::tests(), "tests/")
}

/// Installs what only measurements in a browser need, beside the packages of `tests/`.
pub fn ensure_bench_packages() -> Outcome {
    ensure_packages()?;
    install(&paths::bench(), "bench/")
}

fn install(folder: &Path, name: &str) -> Outcome {
    let lock = folder.join("package-lock.json");
    let wanted =
        std::fs::read(&lock).map_err(|error| format!("{} cannot be read: {error}", lock.display()))?;
    let wanted = hash::hex(&[&wanted]);
    let stamp = folder.join("node_modules/.insignia-stamp");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    progress::loud_step(&format!("install the npm packages in {name}"), || {
        process::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
        std::fs::write(&stamp, &wanted)
            .map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
    })
}

/// The bundler that shortens scripts, as a command.
pub fn esbuild() -> PathBuf {
    paths::tests().join("node_modules/.bin/esbuild")
}

/// Binaryen's optimiser as a script for Node.
pub fn wasm_opt() -> PathBuf {
    paths::tests().join("node_modules/binaryen/bin/wasm-opt")
}

/// Binaryen's tool that makes one program of several, as a script for Node.
pub fn wasm_merge() -> PathBuf {
    paths::tests().join("node_modules/binaryen/bin/wasm-merge")
}
