//! `sim --seed N` tells one life step by step; `sim --seeds N [--from N]` lives many and stops at the first that breaks.

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = given.iter().position(|argument| argument == name)?;
        given.get(at + 1)?.parse::<u64>().ok()
    };
    match (number("--seed"), number("--seeds")) {
        (Some(seed), _) => tell(seed),
        (None, Some(count)) => many(number("--from").unwrap_or(0), count),
        (None, None) => {
            eprintln!("usage: sim --seed N | --seeds N [--from N]");
            ExitCode::FAILURE
        }
    }
}

fn tell(seed: u64) -> ExitCode {
    let (result, story) = sim::tell(seed, None);
    story.iter().for_each(|step| println!("{step}"));
    println!("{result:?}");
    if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn many(from: u64, count: u64) -> ExitCode {
    let began = Instant::now();
    let mut sum = sim::Life::default();
    for seed in from..from.saturating_add(count) {
        match sim::live(seed, None) {
            Ok(life) => {
                sum.steps += life.steps / 100;
                sum.values += life.values;
                sum.versions += life.versions;
                sum.late += life.late;
                sum.crashes += life.crashes;
                sum.conflicts += life.conflicts;
            }
            Err(fault) => {
                println!("seed {seed}: {fault}\nreplay: cargo run -p sim -- --seed {seed}");
                return ExitCode::FAILURE;
            }
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{count} lives in {seconds:.1} s, {:.0} a second; steps in hundreds: {sum:?}",
        count as f64 / seconds
    );
    ExitCode::SUCCESS
}
