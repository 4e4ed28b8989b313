//! Counts what passed and failed over all steps.

use crate::Outcome;

#[derive(Default)]
pub struct Tally {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Tally {
    /// Runs a step that counts as one test.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) {
        self.keep(name, || super::heading(name, work));
    }

    /// Runs a step that counts as one test and keeps what it made.
    pub fn keep<T>(&mut self, name: &str, work: impl FnOnce() -> Outcome<T>) -> Option<T> {
        match work() {
            Ok(made) => {
                self.passed += 1;
                Some(made)
            }
            Err(failure) => {
                self.fail(name, &failure);
                None
            }
        }
    }

    /// Adds the counts of a test program.
    pub fn add(&mut self, passed: u64, failed: u64) {
        self.passed += passed;
        self.failed += failed;
    }

    pub fn fail(&mut self, name: &str, failure: &str) {
        eprintln!("failed: {name}: {failure}");
        self.failed += 1;
        self.failures.push(format!("{name}: {failure}"));
    }

    /// A step that could not run counts as a failure: nothing is skipped silently.
    pub fn missed(&mut self, name: &str, reason: &str) {
        self.fail(name, &format!("not run, because {reason}"));
    }

    pub fn note(&mut self, name: &str, failure: &str) {
        self.failures.push(format!("{name}: {failure}"));
    }

    /// Prints the failures and the last line.
    pub fn finish(self) -> Outcome {
        if !self.failures.is_empty() {
            println!("\nFailed:");
            self.failures.iter().for_each(|failure| println!("- {failure}"));
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { Err("Not every test passed.".to_owned()) }
    }
}
