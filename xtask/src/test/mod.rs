//! `cargo xtask test`: every test there is. All steps run, even after a failure, and the last line counts them together.

pub mod browser;
mod gates;
mod journeys;
mod named;
mod native;
mod tally;

use crate::{Outcome, build, languages, npm, progress, run, toolchain};
use tally::Tally;

/// Runs everything. `words` choose journeys whose file name holds one of them; the other steps always run.
pub fn test(words: &[&str]) -> Outcome {
    toolchain::ensure_component("rustfmt", "fmt")?;
    toolchain::ensure_component("clippy", "clippy")?;
    npm::ensure_packages()?;
    let chromium = browser::ensure()?;

    let mut tally = Tally::default();
    tally.step("formatting", native::formatting);
    tally.step("languages", || languages::languages(None));
    tally.step("texts that the programs name", named::check);
    // First of the builds: the server embeds the site, so that its own checks and tests need it.
    let site = tally.keep("the programs and the site", || build::build(build::Mode::Release));
    match &site {
        Some(site) => gates::check(site, &mut tally),
        None => tally.missed("budgets and gates", "there is no site"),
    }
    let next = tally.keep("the site after this one", build::build_next);
    tally.step("clippy", native::clippy);
    tally.step("clippy for the browser", native::clippy_wasm);
    native::cargo_test(&mut tally);
    let server = tally.keep("the server", run::build_server);
    match (site, server, next) {
        (Some(_), Some(()), Some(())) => journeys::run(&chromium, words, &mut tally),
        _ => tally.missed("journeys in the browser", "there is no program to test"),
    }
    tally.finish()
}

fn heading(name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    progress::loud_step(name, work)
}
