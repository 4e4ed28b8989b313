//! Bytes that a visitor loads, against the budgets.

use crate::build::{self, sizes};
use crate::{Outcome, npm};

pub fn measure() -> Outcome {
    // Without the optimiser the numbers would be those of another program.
    npm::ensure_packages()?;
    let site = build::build(build::Mode::Release)?;
    println!("\n| load | brotli bytes | budget | share |\n|---|---:|---:|---:|");
    for load in sizes::loads(&site)? {
        let share = load.total() * 100 / load.budget;
        println!("| {} | {} | {} | {share} % |", load.name, load.total(), load.budget);
    }
    Ok(())
}
