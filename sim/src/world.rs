//! Everything there is in one life: devices with their pages, the line, the server, and what happens next.

use shared::call::Call;
use shared::date::Instant;
use shared::manifest::SubmissionId;

use crate::Life;
use crate::disk::{Disk, Write};
use crate::events::{At, Event, Queue};
use crate::mutation::Mutation;
use crate::rng::Rng;
use crate::sending::Verified;
use crate::server::{Answer, FORM_VERSION, Request, Server};
use crate::tab::Tab;

/// Unix seconds at which every life begins.
pub const BEGIN: i64 = 1_801_440_000;

/// More steps than any life should need: whoever takes more goes in circles.
const MAX_STEPS: u32 = 6_000;

pub struct Device {
    pub disk: Disk,
    pub tabs: Vec<Tab>,
    /// Milliseconds by which its clock is wrong.
    pub clock: i64,
    /// Version of the form that its newest program knows.
    pub program: u32,
    /// When its last transaction so far will have ended.
    pub busy_until: u64,
}

/// One thing that a person typed, each another text. Its index is the text.
#[derive(Clone, Default)]
pub struct Value {
    pub by: Option<At>,
    pub typed_at: u64,
    /// The page said that it is saved.
    pub saved: bool,
    /// What somebody who saw it wrote in its place.
    pub overwritten_by: Vec<usize>,
    /// Somebody who saw it cleared its place or threw it away.
    pub cleared: bool,
    /// It was not saved when its page crashed or was taken over, so it may be lost.
    pub excused: bool,
}

/// How bad this life is, each in thousandths.
pub struct Weather {
    pub line: u32,
    pub full: u32,
    pub busy: u32,
    pub locks: bool,
    pub rereads: bool,
}

pub struct World {
    pub rng: Rng,
    pub now: u64,
    pub queue: Queue,
    pub devices: Vec<Device>,
    pub server: Server,
    /// Requests that the server has not made durable yet.
    pub pending: Vec<(At, u64, Request, bool)>,
    pub down_until: u64,
    pub weather: Weather,
    /// Nothing goes wrong any more.
    pub calm: bool,
    pub acts: u32,
    pub values: Vec<Value>,
    pub rows: u32,
    pub files: u32,
    pub serial: u64,
    pub sealed: Vec<String>,
    pub stamps: Vec<(String, i64)>,
    pub verified: Verified,
    /// An answer that something on the line has kept, and may give again to another question.
    pub cached: Option<Answer>,
    pub mutation: Option<Mutation>,
    pub life: Life,
    pub broken: Option<String>,
    pub story: Option<Vec<String>>,
}

pub fn submission() -> SubmissionId {
    SubmissionId::from_bytes([7; 16])
}

impl World {
    pub fn new(seed: u64, mutation: Option<Mutation>, told: bool) -> Self {
        let mut rng = Rng::new(seed);
        let mut call = Call::demonstration(BEGIN);
        if rng.per_mille(500) {
            call.closes_at = Instant::utc(BEGIN + i64::try_from(rng.below(600)).unwrap_or(0));
        }
        if rng.per_mille(100) {
            call.late_hours = 0;
        }
        let weather = Weather {
            line: [0, 100, 300, 700][rng.index(4)],
            full: [0, 0, 50, 300][rng.index(4)],
            busy: [0, 0, 100, 400][rng.index(4)],
            locks: rng.per_mille(700),
            rereads: rng.per_mille(100),
        };
        let devices = (0..rng.between(1, 2)).map(|_| device(&mut rng)).collect();
        let acts = u32::try_from(rng.between(8, 36)).unwrap_or(8);
        Self {
            rng,
            now: 0,
            queue: Queue::default(),
            devices,
            server: Server::new(call),
            pending: Vec::new(),
            down_until: 0,
            weather,
            calm: false,
            acts,
            values: Vec::new(),
            rows: 0,
            files: 0,
            serial: 0,
            sealed: Vec::new(),
            stamps: Vec::new(),
            verified: Verified::default(),
            cached: None,
            mutation,
            life: Life::default(),
            broken: None,
            story: told.then(Vec::new),
        }
    }

    pub fn live(mut self) -> (Result<Life, String>, Vec<String>) {
        self.devices[0].disk.exists = true;
        (0..self.devices.len()).for_each(|device| self.open_tab(device));
        self.queue.push(10, Event::Act);
        let result = self.run().and_then(|()| self.end());
        let story = self.story.take().unwrap_or_default();
        (result.map(|()| self.life), story)
    }

    /// Lets things happen until nothing is left to happen.
    pub fn run(&mut self) -> Result<(), String> {
        while let Some((at, event)) = self.queue.pop() {
            self.now = at;
            self.life.steps += 1;
            if self.life.steps > MAX_STEPS {
                return Err("no end".into());
            }
            self.note(|| format!("{event:?}"));
            self.happen(event);
            self.check_shown();
            if let Some(broken) = self.broken.take() {
                return Err(broken);
            }
        }
        Ok(())
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Act => self.act(),
            Event::Timer(at) => self.timer(at),
            Event::Wrote(at, token, write) => self.wrote(at, token, write),
            Event::Arrive { from, serial, request, reply } => self.arrive(from, serial, request, reply),
            Event::Sync => self.sync(),
            Event::Answer(at, serial, answer) => self.answered(at, serial, Some(answer)),
            Event::Timeout(at, serial) => self.answered(at, serial, None),
            Event::Rested(at, serial) => self.rested(at, serial),
            Event::Run(at) => self.start_run(at),
        }
    }

    /// The line, the disks and the programs are well again; what waits gets its chance.
    fn end(&mut self) -> Result<(), String> {
        self.calm = true;
        self.down_until = 0;
        for device in 0..self.devices.len() {
            self.devices[device].program = FORM_VERSION;
            let Device { disk, tabs, .. } = &self.devices[device];
            let current = |tab: &&Tab| tab.can_write() && tab.token == Some(disk.token);
            if tabs.iter().filter(current).count() != tabs.iter().filter(|tab| tab.can_write()).count().max(1)
            {
                self.open_tab(device);
            }
        }
        self.run()?;
        if self.devices.len() == 2 {
            for (into, from) in [(1, 0), (0, 1)] {
                self.import(into, from);
                self.run()?;
            }
        }
        self.check_values()?;
        if let Some(at) = self.writer(0) {
            self.seal(at);
            self.run()?;
        }
        self.check_sent()?;
        self.check_server()?;
        self.delete_sent();
        self.run()
    }

    pub fn tab(&mut self, at: At) -> &mut Tab {
        &mut self.devices[at.device].tabs[at.tab]
    }

    /// A page of a device that believes that it may write its draft. Without locks there may be two.
    pub fn writer(&mut self, device: usize) -> Option<At> {
        let tabs = &self.devices[device].tabs;
        let writers: Vec<usize> = (0..tabs.len()).filter(|tab| tabs[*tab].can_write()).collect();
        let there = self.devices[device].disk.exists && !writers.is_empty();
        there.then(|| At { device, tab: writers[self.rng.index(writers.len())] })
    }

    /// Server time in unix seconds.
    pub fn server_time(&self) -> i64 {
        BEGIN + i64::try_from(self.now / 1_000).unwrap_or(0)
    }

    /// What a device believes to be the time, in milliseconds.
    pub fn device_time(&self, device: usize) -> i64 {
        BEGIN * 1_000 + i64::try_from(self.now).unwrap_or(0) + self.devices[device].clock
    }

    pub fn later(&mut self, least: u64, most: u64) -> u64 {
        self.now + self.rng.between(least, most)
    }

    /// Begins a transaction.
    pub fn write(&mut self, at: At, write: Write) {
        let took = self.rng.between(1, 30);
        let device = &mut self.devices[at.device];
        device.busy_until = device.busy_until.max(self.now) + took;
        let tab = &mut device.tabs[at.tab];
        tab.queued += 1;
        self.queue.push(device.busy_until, Event::Wrote(at, tab.token.unwrap_or(0), write));
    }

    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            story.push(format!("{:>9} {}", self.now, text()));
        }
    }

    pub fn break_with(&mut self, fault: impl Into<String>) {
        self.broken.get_or_insert(fault.into());
    }
}

fn device(rng: &mut Rng) -> Device {
    let program = if rng.per_mille(300) { 1 } else { FORM_VERSION };
    Device { disk: Disk::default(), tabs: Vec::new(), clock: 0, program, busy_until: 0 }
}
