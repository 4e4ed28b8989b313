//! What can happen, and when: a queue in the order of time, and of equal times in the order of being put in.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::disk::Write;
use crate::server::{Answer, Request};

/// A page of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    pub device: usize,
    pub tab: usize,
}

#[derive(Clone, Debug)]
pub enum Event {
    /// A person, or fate, does something.
    Act,
    Timer(At),
    Wrote(At, u32, Write),
    /// A request reaches the server; without `reply` its answer is lost.
    Arrive {
        from: At,
        serial: u64,
        request: Request,
        reply: bool,
    },
    Sync,
    Answer(At, u64, Answer),
    Timeout(At, u64),
    Rested(At, u64),
    Run(At),
}

#[derive(Default)]
pub struct Queue {
    heap: BinaryHeap<Reverse<(u64, usize)>>,
    events: Vec<Option<Event>>,
}

impl Queue {
    pub fn push(&mut self, at: u64, event: Event) {
        self.heap.push(Reverse((at, self.events.len())));
        self.events.push(Some(event));
    }

    pub fn pop(&mut self) -> Option<(u64, Event)> {
        let Reverse((at, index)) = self.heap.pop()?;
        Some((at, self.events[index].take()?))
    }
}
