//! Measurements of the pages in Chromium: beside the same form in SurveyJS, and by Lighthouse. The programs that measure
//! are in `bench/browser`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::servers;
use crate::test::browser;
use crate::{Outcome, build, npm, paths, process, progress, run};

/// The form in SurveyJS is made anew each time, from the table as it is now.
pub fn beside_surveyjs() -> Outcome {
    npm::ensure_bench_packages()?;
    let chromium = browser::ensure()?;
    let mut make = servers::bench("surveyjs")?;
    let folder = servers::folder().join("surveyjs");
    process::run(&mut make)?;
    progress::step("bundle SurveyJS", || process::run(node("bundle.mjs").arg(&folder).arg(npm::esbuild())))?;
    process::run(measuring("measure.mjs", &chromium).arg(&folder))
}

pub fn lighthouse() -> Outcome {
    npm::ensure_bench_packages()?;
    let chromium = browser::ensure()?;
    build::build(build::Mode::Release)?;
    run::build_server()?;
    process::run(&mut measuring("lighthouse.mjs", &chromium))
}

fn measuring(program: &str, chromium: &Path) -> Command {
    let mut command = node(program);
    command.env("INSIGNIA_CHROMIUM", chromium).env("INSIGNIA_BIN", paths::server());
    command
}

fn node(program: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(folder().join(program));
    command
}

fn folder() -> PathBuf {
    paths::bench().join("browser")
}
