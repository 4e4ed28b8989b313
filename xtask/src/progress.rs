//! One line per step on the terminal, with the seconds it took.

use std::time::Instant;

use crate::Outcome;

/// Runs a silent step and prints its line when it is done.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    let result = work();
    let mark = if result.is_ok() { "done" } else { "FAILED" };
    println!("{mark:>6} {:6.1} s  {name}", start.elapsed().as_secs_f64());
    result
}

/// Runs a step that prints for itself: its name stands above its output, too.
pub fn loud_step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!(" start           {name}");
    step(name, work)
}
