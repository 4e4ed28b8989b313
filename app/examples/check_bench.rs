//! The check of the whole form as a program of its own, so that it can be timed in a browser: `cargo xtask bench check`.
//! It is no part of the site.

#[path = "../../shared/tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use shared::check::Context;
use shared::forms::APPLICATION;
use shared::manifest::Manifest;
use wasm_bindgen::prelude::*;

fn main() {}

/// An application that can be checked again and again.
#[wasm_bindgen]
pub struct Application(Manifest);

#[wasm_bindgen]
impl Application {
    /// The largest valid one.
    pub fn largest() -> Self {
        Self(common::manifest(common::Size::Largest))
    }

    /// Bytes of its canonical JSON.
    pub fn bytes(&self) -> usize {
        self.0.canonical().len()
    }

    /// Checks it so often and gives the number of errors found, which is 0.
    pub fn check(&self, times: u32) -> usize {
        let call = common::call();
        let context = Context { call: &call, today: common::today(), files: &self.0.files };
        let errors = (0..times).map(|_| {
            let findings = APPLICATION.check(black_box(&self.0.answers), &context);
            findings.iter().filter(|finding| finding.is_error()).count()
        });
        errors.sum()
    }
}
