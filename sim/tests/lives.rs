//! Tens of thousands of lives, every one of which has to end well. `SIM_SEEDS` and `SIM_FROM` ask for more, or others.

use sim::live;

/// Lives without being asked for more. They take about half a minute of one core.
const SEEDS: u64 = 50_000;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn nothing_a_teacher_wrote_is_lost_and_nothing_is_sent_twice() {
    let (from, count) = (number("SIM_FROM", 0), number("SIM_SEEDS", SEEDS));
    for seed in from..from + count {
        if let Err(fault) = live(seed, None) {
            panic!("seed {seed}: {fault}; replay: cargo run -p sim -- --seed {seed}");
        }
    }
}

#[test]
fn a_seed_always_lives_the_same_life() {
    for seed in 0..50 {
        let (result, story) = sim::tell(seed, None);
        assert_eq!(sim::tell(seed, None), (result.clone(), story), "seed {seed}");
        assert_eq!(live(seed, None), result, "seed {seed}");
    }
}
