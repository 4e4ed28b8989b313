//! The steps that cargo does: formatting, lints and the tests of the crates.

use super::tally::Tally;
use crate::{Outcome, process, progress, toolchain};

pub fn formatting() -> Outcome {
    process::run(&mut process::cargo(["fmt", "--all", "--check"]))
}

pub fn clippy() -> Outcome {
    process::run(&mut process::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

pub fn clippy_wasm() -> Outcome {
    let arguments = ["clippy", "-p", "app", "--target", toolchain::WASM, "--", "-D", "warnings"];
    process::run(&mut process::cargo(arguments))
}

/// Runs the tests of all crates and adds their counts.
pub fn cargo_test(tally: &mut Tally) {
    let (mut passed, mut failed) = (0, 0);
    let mut failures = Vec::new();
    let outcome = progress::loud_step("tests of the crates", || {
        let mut command = process::cargo(["test", "--workspace", "--no-fail-fast"]);
        process::watch(&mut command, |line| {
            if let Some((more_passed, more_failed)) = counts(line) {
                passed += more_passed;
                failed += more_failed;
            } else if let Some(name) =
                line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
            {
                failures.push(name.to_owned());
            }
        })
    });
    tally.add(passed, failed);
    failures.iter().for_each(|name| tally.note("tests of the crates", name));
    match outcome {
        Ok(true) if passed > 0 => {}
        // The counts above hold the failure already.
        Ok(false) if failed > 0 => {}
        Ok(_) => tally.fail("tests of the crates", "cargo test did not get as far as running every test"),
        Err(failure) => tally.fail("tests of the crates", &failure),
    }
}

/// `test result: ok. 12 passed; 0 failed; …` → (12, 0).
fn counts(line: &str) -> Option<(u64, u64)> {
    let rest = line.strip_prefix("test result: ")?;
    let before = |word: &str| rest.split(word).next()?.trim().rsplit(' ').next()?.parse().ok();
    Some((before(" passed")?, before(" failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_result_line() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("test a::b ... ok"), None);
    }
}
