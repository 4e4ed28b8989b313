//! The line between page and server, on which everything can happen to a request and to its answer, and the moments at
//! which the server makes durable what it has worked on.

use shared::wire::Code;

use crate::events::{At, Event};
use crate::server::{Answer, Request};
use crate::tab::Asked;
use crate::world::World;

const TIMEOUT_MS: u64 = 60_000;

impl World {
    /// Hands a request to the line.
    pub fn request(&mut self, at: At, asked: Asked, request: Request) {
        self.serial += 1;
        let serial = self.serial;
        self.tab(at).sender.awaiting = Some((serial, asked));
        self.queue.push(self.now + TIMEOUT_MS, Event::Timeout(at, serial));
        let arrive = |request, reply| Event::Arrive { from: at, serial, request, reply };
        if self.calm || !self.rng.per_mille(self.weather.line) {
            let soon = self.later(5, 400);
            return self.queue.push(soon, arrive(request, true));
        }
        let (soon, late) = (self.later(5, 5_000), self.later(5, 150_000));
        let cached = self.cached.clone().unwrap_or(Answer::NotOurs);
        match self.rng.below(8) {
            0 => {}
            7 => self.queue.push(soon, Event::Answer(at, serial, cached)),
            1 => self.queue.push(soon, Event::Answer(at, serial, Answer::NotOurs)),
            2 => self.queue.push(soon, arrive(request, false)),
            3 => self.queue.push(late, arrive(request, true)),
            4 => {
                self.queue.push(soon, arrive(request.clone(), false));
                self.queue.push(soon + 1, Event::Answer(at, serial, Answer::NotOurs));
                self.queue.push(late, arrive(request, false));
            }
            5 => {
                self.queue.push(soon, arrive(request.clone(), true));
                self.queue.push(late, arrive(request, true));
            }
            _ => {
                let damaged = match request {
                    Request::Append { upload, at, len, .. } => {
                        Request::Append { upload, at, len, damaged: true }
                    }
                    whole => whole,
                };
                self.queue.push(soon, arrive(damaged, true));
            }
        }
    }

    pub fn arrive(&mut self, from: At, serial: u64, request: Request, reply: bool) {
        if self.now < self.down_until {
            return;
        }
        if self.pending.is_empty() {
            let soon = self.later(1, 20);
            self.queue.push(soon, Event::Sync);
        }
        self.pending.push((from, serial, request, reply));
    }

    /// The server makes durable what it has worked on, and answers.
    pub fn sync(&mut self) {
        let now = self.server_time();
        for (from, serial, request, reply) in std::mem::take(&mut self.pending) {
            let busy = !self.calm && self.rng.per_mille(self.weather.busy);
            let answer = if busy {
                let codes = [Code::Unavailable, Code::StorageFull, Code::RateLimited, Code::Internal];
                Answer::Refused(codes[self.rng.index(codes.len())])
            } else {
                self.server.handle(&request, now)
            };
            if let Answer::Stamp(stamp) = &answer {
                self.stamps.push((stamp.manifest_sha256.clone(), stamp.server_time));
            }
            if matches!(answer, Answer::Status(_) | Answer::Receipt(_)) {
                self.cached = Some(answer.clone());
            }
            if reply {
                let soon = self.later(5, 200);
                self.queue.push(soon, Event::Answer(from, serial, answer));
            }
        }
    }

    /// What was worked on is forgotten, or durable without a word to anybody.
    pub fn crash_server(&mut self) {
        let now = self.server_time();
        self.life.crashes += 1;
        for (_, _, request, _) in std::mem::take(&mut self.pending) {
            if self.rng.per_mille(500) {
                self.server.handle(&request, now);
            }
        }
        self.down_until = self.later(100, 90_000);
    }
}
