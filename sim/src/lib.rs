//! Lives of a draft under everything that can go wrong, each from a seed: lines that break, portals that answer for the
//! server, crashes at any step, full disks, clocks that jump, pages and devices side by side, deadlines in between.
//!
//! The decisions are those of `shared`, the very code that the browser and the server run. Browser storage, network and
//! the server's store are models. `oracle` says what must hold; a life that breaks it is told by its seed and replays.

mod disk;
mod events;
mod line;
mod merging;
mod mutation;
mod oracle;
mod person;
mod rng;
mod saving;
mod sending;
mod server;
mod tab;
mod world;

pub use mutation::Mutation;

use world::World;

/// What one life came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
    pub steps: u32,
    pub values: u32,
    pub versions: u32,
    pub late: u32,
    pub crashes: u32,
    pub conflicts: u32,
}

/// Lives the life of a seed, or says what broke.
pub fn live(seed: u64, mutation: Option<Mutation>) -> Result<Life, String> {
    World::new(seed, mutation, false).live().0
}

/// The same, and tells every step.
pub fn tell(seed: u64, mutation: Option<Mutation>) -> (Result<Life, String>, Vec<String>) {
    World::new(seed, mutation, true).live()
}
