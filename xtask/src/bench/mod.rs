//! `cargo xtask bench`: measurements beside their budgets. Each lives in a module of its own.

mod browser;
mod check;
mod servers;
mod sizes;

use crate::Outcome;

/// A measurement: prints its table and fails if it could not measure. A missed budget is printed, not a failure; only
/// Lighthouse's scores are bounds that hold.
type Measurement = (&'static str, fn() -> Outcome);

const MEASUREMENTS: &[Measurement] = &[
    ("sizes", sizes::measure),
    ("check", check::measure),
    ("commits", servers::commits),
    ("zip", servers::zip),
    ("list", servers::list),
    ("browser", browser::beside_surveyjs),
    ("lighthouse", browser::lighthouse),
];

/// Runs the named measurements, or all.
pub fn bench(names: &[&str]) -> Outcome {
    let known: Vec<&str> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!("`{unknown}` is not measured. There is: {}.", known.join(", ")));
    }
    for (name, measure) in MEASUREMENTS {
        if names.is_empty() || names.contains(name) {
            println!("\n== {name}");
            measure()?;
        }
    }
    Ok(())
}
