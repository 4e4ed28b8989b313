//! `cargo xtask screenshots`: pictures of every kind of page, made in the real browser.

use std::process::Command;

use crate::test::browser;
use crate::{Outcome, build, npm, paths, process, run};

pub fn screenshots(arguments: &[&str]) -> Outcome {
    npm::ensure_packages()?;
    let chromium = browser::ensure()?;
    build::build(build::Mode::Release)?;
    run::build_server()?;
    let mut node = Command::new("node");
    node.arg("screenshots.mjs").args(arguments).current_dir(paths::tests());
    process::run(node.env("INSIGNIA_CHROMIUM", chromium).env("INSIGNIA_BIN", paths::server()))
}
