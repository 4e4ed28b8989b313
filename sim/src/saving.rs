//! Opening, typing and saving, as the page does it: a journal in transactions, folded into a snapshot now and then.

use shared::answers::Answer;
use shared::draft::Change;
use shared::journal::{Entry, Snapshot, What, retry_ms};

use crate::disk::{Fault, Write};
use crate::events::{At, Event};
use crate::mutation::Mutation;
use crate::tab::Tab;
use crate::world::World;

const WAIT_MS: u64 = 350;
/// Within it everything typed is saved, unless the disk is full.
const SECOND: u64 = 1_000;
/// A short journal, so that it is folded often.
const JOURNAL_LIMIT: u32 = 6;

/// The values in an answer, by their numbers.
pub fn values_in(answer: &Answer) -> Vec<usize> {
    match answer {
        Answer::Text(text) => text.parse().into_iter().collect(),
        Answer::Choices(_) => Vec::new(),
        Answer::Rows(rows) => rows.iter().flat_map(|row| row.answers.values()).flat_map(values_in).collect(),
    }
}

impl World {
    /// Opens a page, which asks to become the writer: with locks it gets what the last one typed, without it may not.
    pub fn open_tab(&mut self, device: usize) {
        let tab = self.devices[device].tabs.len();
        if self.weather.locks || self.calm {
            (0..tab).for_each(|old| self.hand_over(At { device, tab: old }));
        }
        let program = self.devices[device].program;
        let session = format!("d{device}t{tab}");
        self.devices[device].tabs.push(Tab { alive: true, program, session, ..Tab::default() });
        self.write(At { device, tab }, Write::Claim);
    }

    /// The old page writes what it has, and then only reads.
    fn hand_over(&mut self, at: At) {
        let holds = self.tab(at).alive && self.tab(at).token.is_some();
        if holds && self.mutation != Some(Mutation::WritesAfterTakeOver) {
            self.flush(at);
            let tab = self.tab(at);
            (tab.token, tab.sender.running) = (None, false);
        }
    }

    pub fn crash_tab(&mut self, at: At) {
        let queued = u64::from(self.tab(at).queued);
        let landing = self.rng.below(queued + 1);
        let tab = self.tab(at);
        tab.alive = false;
        tab.surviving = u32::try_from(landing).unwrap_or(0);
        self.life.crashes += 1;
        self.excuse(at);
    }

    /// What was not saved on a page may be lost from now on, but never more than the last second of typing.
    fn excuse(&mut self, at: At) {
        let well = self.weather.full == 0;
        let mut late = None;
        for (value, fate) in self.values.iter_mut().enumerate() {
            if fate.by == Some(at) && !fate.saved && !fate.excused {
                fate.excused = true;
                late = (well
                    && self.now > fate.typed_at + SECOND
                    && fate.overwritten_by.is_empty()
                    && !fate.cleared)
                    .then_some(value)
                    .or(late);
            }
        }
        if let Some(value) = late {
            self.break_with(format!("value {value} was typed more than a second ago and is not saved"));
        }
    }

    fn claimed(&mut self, at: At) {
        if self.weather.rereads
            && let Err(fault) = self.devices[at.device].disk.reread()
        {
            self.break_with(fault);
        }
        let device = &mut self.devices[at.device];
        let (disk, tab) = (&mut device.disk, &mut device.tabs[at.tab]);
        let snapshot = disk.fold();
        tab.token = Some(disk.token);
        tab.read_only = disk.form_version > tab.program;
        disk.form_version = disk.form_version.max(tab.program);
        tab.next_seq = disk.last_seq() + 1;
        tab.unfolded = u32::try_from(disk.journal.len()).unwrap_or(0);
        tab.answers = snapshot.answers;
        tab.files.clone_from(&disk.files);
        tab.sealed.clone_from(&disk.sealed);
        tab.sent.clone_from(&disk.sent);
        self.start_run(at);
    }

    /// Changes an answer on the screen, and keeps the change until it is stored.
    pub fn change(&mut self, at: At, change: Change) {
        let tab = self.tab(at);
        tab.answers = shared::draft::fold(std::mem::take(&mut tab.answers), [change.clone()]);
        tab.waiting.add(change);
        self.schedule(at, WAIT_MS);
    }

    fn schedule(&mut self, at: At, ms: u64) {
        let tab = self.tab(at);
        if !tab.waiting.is_empty() && !std::mem::replace(&mut tab.timer, true) {
            self.queue.push(self.now + ms, Event::Timer(at));
        }
    }

    pub fn timer(&mut self, at: At) {
        self.tab(at).timer = false;
        self.flush(at);
    }

    /// Writes everything that waits, also what another write has under way.
    pub fn flush(&mut self, at: At) {
        let now = self.device_time(at.device);
        let tab = self.tab(at);
        let (mark, batch) = tab.waiting.batch();
        if batch.is_empty() || !tab.alive || tab.token.is_none() {
            return;
        }
        let (first, by) = (tab.next_seq, tab.session.clone());
        let number = (first..).zip(batch);
        let entries: Vec<Entry> = number
            .map(|(seq, change)| Entry { seq, at: now, by: by.clone(), what: What::Change(change) })
            .collect();
        let count = u32::try_from(entries.len()).unwrap_or(0);
        tab.next_seq += count;
        tab.unfolded += count;
        let (long, seq) = (tab.unfolded > JOURNAL_LIMIT, tab.next_seq - 1);
        match self.mutation {
            Some(Mutation::SavedWhenAsked) => self.saved(&entries),
            Some(Mutation::SnapshotBeforeJournal) if long => {
                let snapshot = Snapshot { seq, ..self.devices[at.device].disk.fold() };
                self.write(at, Write::Compact(snapshot));
            }
            _ => {}
        }
        self.write(at, Write::Append { mark, entries });
    }

    fn saved(&mut self, entries: &[Entry]) {
        for entry in entries {
            if let What::Change(Change { answer: Some(answer), .. }) = &entry.what {
                values_in(answer).into_iter().for_each(|value| self.values[value].saved = true);
            }
        }
    }

    /// A transaction has come to its end, or the page that began it has.
    pub fn wrote(&mut self, at: At, token: u32, write: Write) {
        let tab = self.tab(at);
        tab.queued -= 1;
        let alive = tab.alive;
        if !alive {
            if tab.surviving == 0 {
                return;
            }
            tab.surviving -= 1;
        }
        let fault = self.fault(at, token, &write);
        if fault.is_none() {
            self.land(at, &write);
        }
        if alive {
            self.told(at, write, fault);
        }
    }

    fn fault(&mut self, at: At, token: u32, write: &Write) -> Option<Fault> {
        if matches!(write, Write::Claim) {
            return None;
        }
        let stale = self.devices[at.device].disk.token != token;
        if stale && self.mutation != Some(Mutation::WritesAfterTakeOver) {
            return Some(Fault::TakenOver);
        }
        (!self.calm && self.rng.per_mille(self.weather.full)).then_some(Fault::Full)
    }

    fn land(&mut self, at: At, write: &Write) {
        if matches!(write, Write::Delete) {
            self.check_delete(at.device);
        }
        let disk = &mut self.devices[at.device].disk;
        if let (Write::Append { entries, .. }, Some(Mutation::WritesAfterTakeOver)) = (write, self.mutation) {
            disk.journal.retain(|known| entries.iter().all(|entry| entry.seq != known.seq));
        }
        disk.apply(write);
        if let Write::Merge(..) = write {
            disk.exists = true;
        }
    }

    /// The page learns what came of its transaction.
    fn told(&mut self, at: At, write: Write, fault: Option<Fault>) {
        if fault == Some(Fault::TakenOver) {
            let tab = self.tab(at);
            (tab.token, tab.merging, tab.sender.running) = (None, false, false);
            return self.excuse(at);
        }
        let full = fault == Some(Fault::Full);
        match write {
            Write::Claim => self.claimed(at),
            Write::Append { mark, entries } => self.appended(at, mark, &entries, full),
            Write::Merge(..) => self.merged(at, full),
            Write::AddFile(file) if !full => self.tab(at).files.push(file),
            Write::Seal(sealed) => self.kept_sealed(at, sealed, full),
            Write::Sent(sent) => self.kept_sent(at, sent, full),
            Write::Compact(_) | Write::AddFile(_) | Write::Delete => {}
        }
    }

    fn appended(&mut self, at: At, mark: u64, entries: &[Entry], full: bool) {
        if full {
            let tab = self.tab(at);
            if tab.token.is_none() {
                return self.excuse(at);
            }
            if !tab.waiting.is_empty() {
                tab.failures += 1;
                let wait = u64::from(retry_ms(tab.failures));
                self.schedule(at, wait);
            }
            return;
        }
        self.saved(entries);
        let tab = self.tab(at);
        tab.failures = 0;
        tab.waiting.stored(mark);
        let long = tab.unfolded > JOURNAL_LIMIT;
        if long {
            tab.unfolded = 0;
            let snapshot = self.devices[at.device].disk.fold();
            self.write(at, Write::Compact(snapshot));
        }
        self.schedule(at, WAIT_MS);
    }
}
