//! What to do next with one file that is being uploaded: the decisions, without the requests.
//!
//! Where to go on from, only the server knows; what this side remembers of it is never sent. Every loop ends: tries are
//! counted until bytes arrive, and beginnings are counted for good.

use crate::outbox::{Failure, MAX_TRIES, is_temporary};
use crate::wire::Code;

/// What is sent, and acknowledged, at once.
pub const CHUNK: u64 = 1 << 20;

/// How often a file is begun anew, because the server forgot it or got other bytes than were committed.
const MAX_RESTARTS: u32 = 3;

/// What came of the last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Start,
    /// There is an upload to go on with, new or begun before.
    Created,
    /// The server has the file already.
    Stored,
    /// So many bytes are durable: the answer to `Ask`.
    At(u64),
    /// The same, as the answer to `Append`.
    Reached(u64),
    Failed(Failure),
    /// The rest is over.
    Rested,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Asks for an upload of this file.
    Create,
    /// Asks how many bytes are durable.
    Ask,
    Append {
        at: u64,
        len: u64,
    },
    /// Waits as long as `delay_ms` says for this attempt.
    Rest {
        attempt: u32,
    },
    /// The server has the whole file. `moved` is false if it lacked nothing.
    Done {
        moved: bool,
    },
    /// The server has examined the file and will never take it.
    FileRefused,
    /// The last failure stands. Nothing is lost: a later upload goes on.
    GiveUp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    size: u64,
    /// The request under way, or the one to make after a rest.
    request: Step,
    /// Most bytes that were durable since the file was last begun.
    reached: u64,
    tries: u32,
    restarts: u32,
    moved: bool,
}

impl Upload {
    /// Of a file of so many bytes.
    pub fn new(size: u64) -> Self {
        Self { size, request: Step::Create, reached: 0, tries: 0, restarts: 0, moved: false }
    }

    /// What to do after what happened.
    pub fn next(&mut self, event: Event) -> Step {
        match event {
            Event::Start => self.ask_for(Step::Create),
            Event::Created => self.ask_for(Step::Ask),
            Event::Stored => Step::Done { moved: self.moved },
            Event::At(offset) => self.go_on_from(offset),
            Event::Reached(offset) => match self.request {
                Step::Append { at, .. } if offset > at => {
                    self.moved = true;
                    self.go_on_from(offset)
                }
                // Says that it took the bytes, and that it has no more than before.
                _ => self.again(Step::Ask),
            },
            Event::Failed(failure) => self.consider(failure),
            Event::Rested => self.request,
        }
    }

    fn ask_for(&mut self, request: Step) -> Step {
        self.request = request;
        request
    }

    fn go_on_from(&mut self, offset: u64) -> Step {
        if offset > self.size {
            return Step::GiveUp;
        }
        if offset > self.reached {
            self.reached = offset;
            self.tries = 0;
        }
        if offset == self.size {
            return Step::Done { moved: self.moved };
        }
        self.ask_for(Step::Append { at: offset, len: CHUNK.min(self.size - offset) })
    }

    fn consider(&mut self, failure: Failure) -> Step {
        let created = self.request != Step::Create;
        match failure {
            Failure::Refused(Code::EvidenceRefused) => Step::FileRefused,
            // The upload has expired, or a newer version took it away.
            Failure::Refused(Code::NotFound) if created => self.restart(),
            // Out of step, or altered on the way. If the whole file was wrong, asking will not find it any more.
            Failure::Refused(Code::WrongOffset | Code::WrongHash) if created => self.again(Step::Ask),
            failure if is_temporary(failure) => self.rest(),
            Failure::Refused(_) | Failure::NoAnswer => Step::GiveUp,
        }
    }

    fn restart(&mut self) -> Step {
        self.restarts += 1;
        self.reached = 0;
        if self.restarts > MAX_RESTARTS { Step::GiveUp } else { self.ask_for(Step::Create) }
    }

    fn again(&mut self, request: Step) -> Step {
        self.tries += 1;
        if self.tries >= MAX_TRIES { Step::GiveUp } else { self.ask_for(request) }
    }

    /// After a rest the offset is asked for, whatever failed: bytes may have arrived although the answer did not.
    fn rest(&mut self) -> Step {
        let attempt = self.tries;
        let request = if self.request == Step::Create { Step::Create } else { Step::Ask };
        match self.again(request) {
            Step::GiveUp => Step::GiveUp,
            _ => Step::Rest { attempt },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOST: Event = Event::Failed(Failure::NoAnswer);

    fn refused(code: Code) -> Event {
        Event::Failed(Failure::Refused(code))
    }

    /// An upload that has asked for the offset.
    fn begun(size: u64) -> Upload {
        let mut upload = Upload::new(size);
        assert_eq!(upload.next(Event::Start), Step::Create);
        assert_eq!(upload.next(Event::Created), Step::Ask);
        upload
    }

    #[test]
    fn a_file_goes_in_chunks_from_wherever_the_server_is() {
        let size = 2 * CHUNK + 5;
        let mut upload = begun(size);
        assert_eq!(upload.next(Event::At(7)), Step::Append { at: 7, len: CHUNK });
        assert_eq!(upload.next(Event::Reached(7 + CHUNK)), Step::Append { at: 7 + CHUNK, len: CHUNK - 2 });
        assert_eq!(upload.next(Event::Reached(size)), Step::Done { moved: true });
        assert_eq!(begun(size).next(Event::At(size)), Step::Done { moved: false });
        let mut upload = Upload::new(size);
        upload.next(Event::Start);
        assert_eq!(upload.next(Event::Stored), Step::Done { moved: false });
    }

    #[test]
    fn after_every_failure_the_offset_is_asked_for_and_never_remembered() {
        for failure in [LOST, refused(Code::WrongOffset), refused(Code::WrongHash), Event::Reached(3)] {
            let mut upload = begun(10);
            assert_eq!(upload.next(Event::At(3)), Step::Append { at: 3, len: 7 });
            let step = match upload.next(failure) {
                Step::Rest { attempt: 0 } => upload.next(Event::Rested),
                step => step,
            };
            assert_eq!(step, Step::Ask, "{failure:?}");
            assert_eq!(upload.next(Event::At(9)), Step::Append { at: 9, len: 1 });
        }
    }

    #[test]
    fn a_forgotten_upload_is_begun_anew_but_not_for_ever() {
        let mut upload = begun(10);
        for _ in 0..MAX_RESTARTS {
            upload.next(Event::At(0));
            assert_eq!(upload.next(refused(Code::NotFound)), Step::Create);
            assert_eq!(upload.next(Event::Created), Step::Ask);
        }
        assert_eq!(upload.next(refused(Code::NotFound)), Step::GiveUp);
    }

    #[test]
    fn a_file_that_the_server_does_not_want_is_not_sent_again() {
        let mut upload = begun(10);
        upload.next(Event::At(0));
        assert_eq!(upload.next(refused(Code::EvidenceRefused)), Step::FileRefused);
        for code in [Code::NotFound, Code::CallClosed, Code::Conflict, Code::Unauthorized] {
            let mut upload = Upload::new(10);
            upload.next(Event::Start);
            assert_eq!(upload.next(refused(code)), Step::GiveUp, "{code:?}");
        }
    }

    #[test]
    fn tries_are_counted_until_bytes_arrive() {
        let tries = |arriving: u64| {
            let mut upload = begun(1_000);
            let mut offset = 0;
            for count in 1..1_000 {
                let Step::Append { .. } = upload.next(Event::At(offset)) else { return count };
                offset += arriving;
                match upload.next(LOST) {
                    Step::Rest { .. } => assert_eq!(upload.next(Event::Rested), Step::Ask),
                    _ => return count,
                }
            }
            panic!("no end");
        };
        assert_eq!(tries(0), MAX_TRIES as usize);
        assert_eq!(tries(10), 101);
    }

    #[test]
    fn an_offset_beyond_the_end_is_not_ours() {
        assert_eq!(begun(10).next(Event::At(11)), Step::GiveUp);
    }
}
