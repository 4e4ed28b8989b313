//! `cargo xtask screenshots`: pictures of pages, made in the real browser. Which ones, an argument decides, as
//! `tests/screenshots.mjs` says.

use std::process::Command;

use crate::test::browser;
use crate::{Outcome, build, npm, paths, process, run};

const MODES: [&str; 3] = ["--readme", "--guides", "--sheet"];

pub fn screenshots(arguments: &[&str]) -> Outcome {
    // Told before anything is built.
    if !matches!(arguments, [] | ["--sheet", ..]) && !matches!(arguments, [mode] if MODES.contains(mode)) {
        return Err(format!("screenshots knows one of {}, not `{}`.", MODES.join(", "), arguments.join(" ")));
    }
    npm::ensure_packages()?;
    let chromium = browser::ensure()?;
    build::build(build::Mode::Release)?;
    run::build_server()?;
    let mut node = Command::new("node");
    node.arg("screenshots.mjs").args(arguments).current_dir(paths::tests());
    process::run(node.env("INSIGNIA_CHROMIUM", chromium).env("INSIGNIA_BIN", paths::server()))
}
