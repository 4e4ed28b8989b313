//! The test of the test: every mistake we know how to make is caught, and soon.

use sim::{Mutation, live};

/// Lives within which each mistake has to show.
const BOUND: u64 = 2_000;

#[test]
fn every_known_mistake_is_caught_and_replays_from_its_seed() {
    for mutation in Mutation::ALL {
        let caught = (0..BOUND).find_map(|seed| Some((seed, live(seed, Some(mutation)).err()?)));
        let (seed, fault) = caught.unwrap_or_else(|| panic!("{mutation:?} was not caught"));
        assert_eq!(live(seed, Some(mutation)), Err(fault.clone()), "{mutation:?} does not replay");
        println!("{mutation:?}: seed {seed}: {fault}");
    }
}
