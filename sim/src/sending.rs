//! Sending what is sealed, as the page does it: what to do next, `shared::outbox` and `shared::upload` say.

use shared::manifest::{FileEntry, Manifest, SubmissionId};
use shared::outbox::{Failure, MAX_TRIES, Step, delay_ms, next_step, rest_ms};
use shared::receipt::Receipt;
use shared::sealed::{Outcome, Sealed};
use shared::upload::{self, Upload};
use shared::wire::{Code, SubmissionStatus};

use crate::disk::{Sent, Write};
use crate::events::{At, Event};
use crate::mutation::Mutation;
use crate::server::{Answer, Request, key};
use crate::tab::{Asked, Sender, Transfer};
use crate::world::{World, submission};

/// Runs of tries that a page makes by itself, so that a life ends.
const MAX_RUNS: u32 = 12;

impl World {
    /// Finishes the draft, once everything typed is durable.
    pub fn seal(&mut self, at: At) {
        if !self.tab(at).is_settled() {
            return self.flush(at);
        }
        let form_version = self.devices[at.device].disk.form_version;
        let call = self.server.call.id.clone();
        let tab = self.tab(at);
        let mut files = tab.files.clone();
        files.sort_by(|a, b| a.sha256.cmp(&b.sha256));
        let manifest = Manifest {
            submission: submission(),
            form: "application".into(),
            form_version,
            call,
            locale: "en".into(),
            answers: tab.answers.clone(),
            files,
        };
        let sha256 = manifest.sha256();
        if self.tab(at).sealed.as_ref().is_some_and(|sealed| sealed.sha256 == sha256) {
            return self.start_run(at);
        }
        self.sealed.push(sha256);
        let sealed = Sealed::new(manifest, self.device_time(at.device));
        self.write(at, Write::Seal(sealed));
    }

    /// A newly sealed manifest takes the place of an older one. Attempts are noted without waiting for it.
    pub fn kept_sealed(&mut self, at: At, sealed: Sealed, full: bool) {
        let tab = self.tab(at);
        let known = tab.sealed.as_ref().is_some_and(|known| known.sha256 == sealed.sha256);
        if !full && !known {
            tab.sealed = Some(sealed);
            tab.sender = Sender::default();
            self.start_run(at);
        }
    }

    pub fn start_run(&mut self, at: At) {
        let tab = self.tab(at);
        let done = matches!(tab.shows(), shared::sealed::Sending::Sent);
        if !tab.alive || tab.token.is_none() || tab.sealed.is_none() || tab.sender.running || done {
            return;
        }
        let runs = tab.sender.runs;
        tab.sender = Sender { running: true, runs, ..Sender::default() };
        self.drive(at);
    }

    /// The run is over without success. What waits is tried again later, unless it was refused for good.
    fn end_run(&mut self, at: At, again: bool) {
        let chance = self.chance();
        let sender = &mut self.tab(at).sender;
        let runs = sender.runs + 1;
        *sender = Sender { runs, ..Sender::default() };
        if again && runs <= MAX_RUNS {
            self.queue.push(self.now + u64::from(rest_ms(runs, chance)), Event::Run(at));
        }
    }

    fn chance(&mut self) -> f64 {
        f64::from(u32::try_from(self.rng.below(1_000)).unwrap_or(0)) / 1_000.0
    }

    fn rest(&mut self, at: At, attempt: u32) {
        let chance = self.chance();
        self.serial += 1;
        let serial = self.serial;
        self.tab(at).sender.resting = Some(serial);
        self.queue.push(self.now + u64::from(delay_ms(attempt, chance)), Event::Rested(at, serial));
    }

    pub fn rested(&mut self, at: At, serial: u64) {
        let tab = self.tab(at);
        if !tab.alive || tab.sender.resting != Some(serial) {
            return;
        }
        tab.sender.resting = None;
        if tab.sender.transfer.is_some() { self.transfer(at, upload::Event::Rested) } else { self.drive(at) }
    }

    fn drive(&mut self, at: At) {
        let deadline = self.server.call.closes_at.seconds;
        if self.mutation == Some(Mutation::DropsAfterDeadline) && self.server_time() > deadline {
            return self.end_run(at, false);
        }
        let tab = self.tab(at);
        let Some(sealed) = tab.sealed.clone().filter(|_| tab.sender.running) else { return };
        let receipt = tab.sent.as_ref().map(|sent| &sent.receipt);
        match next_step(&sealed.manifest, receipt, tab.sender.status.as_ref()) {
            Step::Commit => self.commit(at, sealed),
            Step::Ask if tab.sender.status.is_some() => {
                tab.sender.status = None;
                tab.sender.idle += 1;
                let idle = tab.sender.idle;
                if idle >= MAX_TRIES { self.end_run(at, true) } else { self.rest(at, idle) }
            }
            Step::Ask => {
                let (id, sha256) = (sealed.manifest.submission, sealed.sha256);
                self.request(at, Asked::Status, Request::Status { id, sha256 });
            }
            Step::Upload(file) => self.begin_transfer(at, file),
            Step::FileRefused(_) => self.end_run(at, false),
            Step::Done => {
                let sent = tab.sent.clone().map(|sent| Sent { complete: true, ..sent });
                self.write(at, Write::Sent(sent));
            }
        }
    }

    fn commit(&mut self, at: At, mut sealed: Sealed) {
        let sender = &mut self.tab(at).sender;
        if sealed.wants_stamp() && !sender.stamped {
            sender.stamped = true;
            return self.request(at, Asked::Stamp, Request::Stamp(sealed.sha256));
        }
        if sender.tries == 0 {
            sender.commits += 1;
        }
        if sender.commits > 2 {
            return self.end_run(at, true);
        }
        if self.mutation == Some(Mutation::NewIdPerAttempt) {
            let id = SubmissionId::from_bytes([u8::try_from(self.rng.below(256)).unwrap_or(0); 16]);
            sealed = Sealed::new(Manifest { submission: id, ..sealed.manifest }, sealed.sealed_at);
            self.sealed.push(sealed.sha256.clone());
            self.tab(at).sealed = Some(sealed.clone());
        }
        let arrival = (!sealed.attempts.is_empty()).then(|| sealed.arrival().to_header());
        let (id, body) = (sealed.manifest.submission.clone(), sealed.manifest.canonical());
        self.request(at, Asked::Commit, Request::Commit { id, body, arrival });
    }

    fn begin_transfer(&mut self, at: At, file: FileEntry) {
        let machine = Upload::new(file.size);
        self.tab(at).sender.transfer = Some(Transfer { file, machine, upload: 0 });
        self.transfer(at, upload::Event::Start);
    }

    /// Does what the upload's machine says after an event.
    fn transfer(&mut self, at: At, event: upload::Event) {
        let trusting = self.mutation == Some(Mutation::RememberedOffset);
        let tab = self.tab(at);
        let id = tab.sealed.as_ref().map_or_else(submission, |sealed| sealed.manifest.submission.clone());
        let Some(transfer) = &mut tab.sender.transfer else { return };
        let (sha256, size, upload) = (transfer.file.sha256.clone(), transfer.file.size, transfer.upload);
        match transfer.machine.next(event) {
            upload::Step::Create => self.request(at, Asked::Create, Request::Create { id, sha256, size }),
            upload::Step::Ask if trusting => {
                let known = tab.remembered.iter().rfind(|(file, _)| *file == sha256);
                let offset = known.map_or(0, |(_, offset)| *offset);
                self.transfer(at, upload::Event::At(offset));
            }
            upload::Step::Ask => self.request(at, Asked::Offset, Request::Offset(upload)),
            upload::Step::Append { at: from, len } => {
                tab.remembered.push((sha256, from + len));
                let request = Request::Append { upload, at: from, len, damaged: false };
                self.request(at, Asked::Append, request);
            }
            upload::Step::Rest { attempt } => self.rest(at, attempt),
            upload::Step::Done { moved } => self.transferred(at, moved),
            upload::Step::FileRefused => self.end_run(at, false),
            upload::Step::GiveUp => self.end_run(at, true),
        }
    }

    /// Asks how things stand, after a while if the server lacked nothing and yet has not said so.
    fn transferred(&mut self, at: At, moved: bool) {
        let sender = &mut self.tab(at).sender;
        (sender.transfer, sender.status) = (None, None);
        sender.idle = if moved { 0 } else { sender.idle + 1 };
        match sender.idle {
            0 => self.drive(at),
            idle if idle < MAX_TRIES => self.rest(at, idle),
            _ => self.end_run(at, true),
        }
    }

    /// An answer, or none in time.
    pub fn answered(&mut self, at: At, serial: u64, answer: Option<Answer>) {
        let tab = self.tab(at);
        let Some((_, asked)) = tab.sender.awaiting.filter(|(awaited, _)| *awaited == serial) else { return };
        if !tab.alive || tab.token.is_none() {
            return;
        }
        tab.sender.awaiting = None;
        match asked {
            Asked::Commit => self.commit_answered(at, answer),
            Asked::Status => self.status_answered(at, answer),
            Asked::Stamp => {
                if let (Some(Answer::Stamp(stamp)), Some(sealed)) = (answer, &mut tab.sealed) {
                    sealed.note_stamp(stamp, &key().1);
                }
                self.drive(at);
            }
            Asked::Create | Asked::Offset | Asked::Append => {
                if let (Some(Answer::Created(upload)), Some(transfer)) = (&answer, &mut tab.sender.transfer) {
                    transfer.upload = *upload;
                }
                self.transfer(at, upload_event(asked, answer));
            }
        }
    }

    fn commit_answered(&mut self, at: At, answer: Option<Answer>) {
        let mutation = self.mutation;
        let now = self.device_time(at.device);
        let tab = &mut self.devices[at.device].tabs[at.tab];
        let Some(sealed) = &mut tab.sealed else { return };
        let outcome = match answer {
            Some(Answer::Receipt(receipt)) if self.verified.holds(&receipt, Some(&sealed.sha256)) => {
                tab.sent = Some(Sent { receipt, complete: false, stored: Vec::new() });
                Outcome::Received
            }
            Some(Answer::Receipt(_)) => Outcome::BadReceipt,
            Some(Answer::Refused(code)) => Outcome::Refused(code),
            Some(_) if mutation == Some(Mutation::AnyAnswerIsSuccess) => {
                return self.believe(at);
            }
            Some(_) => Outcome::NotOurs,
            None => Outcome::NoAnswer,
        };
        sealed.note(now, outcome);
        let (sealed, sent) = (sealed.clone(), tab.sent.clone());
        let tries = tab.sender.tries;
        self.write(at, Write::Seal(sealed));
        if outcome == Outcome::Received {
            self.tab(at).sender.tries = 0;
            self.tab(at).sender.status = None;
            self.write(at, Write::Sent(sent));
            if mutation == Some(Mutation::DeleteBeforeComplete) {
                self.write(at, Write::Delete);
            }
            self.drive(at);
        } else if !outcome.is_temporary() || tries + 1 >= MAX_TRIES {
            self.end_run(at, outcome.is_temporary());
        } else {
            self.tab(at).sender.tries += 1;
            self.rest(at, tries);
        }
    }

    /// How it must not be done.
    fn believe(&mut self, at: At) {
        let Some(sealed) = self.tab(at).sealed.clone() else { return };
        let statement = shared::receipt::Statement {
            submission: submission(),
            version: 1,
            reference: String::new(),
            call: String::new(),
            manifest_sha256: sealed.sha256,
            received_at: 0,
            late: false,
        };
        let receipt = Receipt { statement, signature: String::new() };
        self.tab(at).sent = Some(Sent { receipt, complete: true, stored: Vec::new() });
        self.end_run(at, false);
    }

    fn status_answered(&mut self, at: At, answer: Option<Answer>) {
        let tab = &mut self.devices[at.device].tabs[at.tab];
        let own = tab.sealed.as_ref().map(|sealed| sealed.sha256.clone());
        match answer {
            Some(Answer::Status(status)) if self.verified.holds(&status.receipt, own.as_deref()) => {
                tab.sender.tries = 0;
                note_stored(&mut tab.sent, &status);
                let sent = tab.sent.clone();
                tab.sender.status = Some(status);
                self.write(at, Write::Sent(sent));
                self.drive(at);
            }
            Some(Answer::Refused(Code::NotFound)) => {
                (tab.sent, tab.sender.status) = (None, None);
                self.drive(at);
            }
            _ => {
                tab.sender.tries += 1;
                let tries = tab.sender.tries;
                if tries >= MAX_TRIES { self.end_run(at, true) } else { self.rest(at, tries) }
            }
        }
    }

    pub fn kept_sent(&mut self, at: At, sent: Option<Sent>, full: bool) {
        let tab = self.tab(at);
        let complete = sent.as_ref().is_some_and(|sent| sent.complete);
        let same = |own: &Sent| sent.as_ref().is_some_and(|sent| sent.receipt == own.receipt);
        if !complete || !tab.sent.as_ref().is_some_and(same) {
            return;
        }
        if full {
            return self.end_run(at, true);
        }
        tab.sent = sent;
        tab.sender = Sender::default();
    }
}

fn note_stored(sent: &mut Option<Sent>, status: &SubmissionStatus) {
    let Some(sent) = sent.as_mut() else { return };
    for file in status.files.iter().filter(|file| file.stored) {
        if !sent.stored.contains(&file.sha256) {
            sent.stored.push(file.sha256.clone());
        }
    }
}

/// Receipts that were verified before. Half of the time of all lives would go into verifying them again.
#[derive(Default)]
pub struct Verified(Vec<Receipt>);

impl Verified {
    /// Whether the receipt is the server's word, and about this content if one is given.
    pub fn holds(&mut self, receipt: &Receipt, sha256: Option<&str>) -> bool {
        let about = sha256.is_none_or(|sha256| receipt.statement.manifest_sha256 == sha256);
        let known = about && self.0.contains(receipt);
        let holds = known || (about && receipt.verify_signature(&key().1).is_ok());
        if holds && !known {
            self.0.push(receipt.clone());
        }
        holds
    }
}

fn upload_event(asked: Asked, answer: Option<Answer>) -> upload::Event {
    match (asked, answer) {
        (Asked::Create, Some(Answer::Created(_))) => upload::Event::Created,
        (Asked::Create, Some(Answer::Stored)) => upload::Event::Stored,
        (Asked::Offset, Some(Answer::Offset(offset))) => upload::Event::At(offset),
        (Asked::Append, Some(Answer::Offset(offset))) => upload::Event::Reached(offset),
        (_, Some(Answer::Refused(code))) => upload::Event::Failed(Failure::Refused(code)),
        _ => upload::Event::Failed(Failure::NoAnswer),
    }
}
