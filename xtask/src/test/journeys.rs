//! The journeys: end-to-end tests of the built program in a real browser, run by Node's own test runner.

use std::path::Path;
use std::process::Command;

use super::tally::Tally;
use crate::{paths, process, progress};

/// Runs the journeys and adds their counts.
pub fn run(chromium: &Path, words: &[&str], tally: &mut Tally) {
    let name = "journeys in the browser";
    let mut counts = None;
    let mut failures = Vec::new();
    let outcome = progress::loud_step(name, || {
        let mut node = Command::new("node");
        node.arg("run.mjs").args(words).current_dir(paths::tests());
        node.env("INSIGNIA_CHROMIUM", chromium).env("INSIGNIA_BIN", paths::server());
        node.env("INSIGNIA_NEXT_SITE", paths::next_site());
        process::watch(&mut node, |line| {
            if let Some(rest) = line.strip_prefix("journeys: ") {
                counts = read_counts(rest);
            } else if let Some(failure) = line.strip_prefix("journey failed: ") {
                failures.push(failure.to_owned());
            }
        })
    });
    failures.iter().for_each(|failure| tally.note(name, failure));
    match (outcome, counts) {
        (Ok(true), Some((passed, 0))) if passed > 0 => tally.add(passed, 0),
        (Ok(false), Some((passed, failed))) if failed > 0 => tally.add(passed, failed),
        (Err(failure), _) => tally.fail(name, &failure),
        _ => tally.fail(name, "the runner broke off"),
    }
}

/// `5 passed, 0 failed` → (5, 0).
fn read_counts(text: &str) -> Option<(u64, u64)> {
    let (passed, failed) = text.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.strip_suffix(" failed")?.parse().ok()?))
}
