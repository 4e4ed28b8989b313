//! Checks the largest valid application whole and prints microseconds for one check: median of rounds, and the fastest.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::time::Instant;

use common::{Size, call, manifest, today};
use shared::check::Context;
use shared::forms::APPLICATION;

const ROUNDS: usize = 50;
const CHECKS: u32 = 200;

fn main() {
    let (manifest, call) = (manifest(Size::Largest), call());
    let context = Context { call: &call, today: today(), files: &manifest.files };
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CHECKS {
                black_box(APPLICATION.check(black_box(&manifest.answers), &context));
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(CHECKS)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!("check_us_median {:.1}", rounds[ROUNDS / 2]);
    println!("check_us_fastest {:.1}", rounds[0]);
    println!("manifest_bytes {}", manifest.canonical().len());
}
