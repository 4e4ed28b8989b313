//! Sending a draft: commit, then upload. Doing it again, after whatever interruption, continues.

mod tus;
mod upload;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use shared::call::Call;
use shared::date::Date;
use shared::evidence::Defect;
use shared::forms::APPLICATION;
use shared::manifest::{Manifest, SubmissionId};
use shared::outbox::{Failure, MAX_TRIES, Step, delay_ms, is_temporary, next_step};
use shared::receipt::Receipt;
use shared::submission::assemble;
use shared::wire::{Code, Refusal, SubmissionStatus};

use crate::api::{self, ApiError, ApiResult};
use crate::drafts::{Draft, DraftError, Sent, store};
use crate::timer::pause;

/// What happens while sending, in this order; `Waiting` may come anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendEvent {
    Committing,
    /// The server has the application: its receipt was verified and is stored in the draft.
    Committed(Receipt),
    /// Progress of one file, in bytes.
    File {
        sha256: String,
        sent: u64,
        size: u64,
    },
    FileStored(String),
    /// The line is bad; tried again after so many milliseconds.
    Waiting {
        attempt: u32,
        delay_ms: u32,
    },
    /// The server has everything.
    Complete,
    Failed(SendError),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// Tried often enough without an answer. Nothing is lost; call `send` again.
    Offline,
    /// Answers came, but not from our server: a portal or proxy is in the way.
    NotOurs,
    /// Our server refuses, and trying again will not help; or it was too busy for too long.
    Refused(Refusal),
    /// The receipt does not verify over what was sent. It counts as not sent.
    BadReceipt,
    /// The server found this defect in a file; only a version without the file can be complete.
    FileRefused { sha256: String, defect: Option<Defect> },
    /// A file of the draft is missing or damaged in this browser.
    FileBroken { sha256: String },
    /// The browser could not keep the receipt, or another page writes the draft.
    Draft(DraftError),
    /// This page is sending this draft already.
    Running,
}

/// Sends the draft and returns once everything is on the server. `key` is `CallsView.key`, `today` the server's day.
/// Every event, the last one included, also goes to `on_event`. The draft must be acquired, flushed and opened anew.
pub async fn send(
    draft: &Draft,
    call: &Call,
    key: &str,
    today: Date,
    on_event: impl Fn(SendEvent) + 'static,
) -> Result<Sent, SendError> {
    let on_event: OnEvent = Rc::new(on_event);
    let result = match Running::start(&draft.id) {
        Some(_running) => Sending::new(draft, call, key, today, on_event.clone()).run().await,
        None => Err(SendError::Running),
    };
    on_event(match &result {
        Ok(_) => SendEvent::Complete,
        Err(error) => SendEvent::Failed(error.clone()),
    });
    result
}

/// The manifest that sending the draft now would commit. Equal to `Sent.manifest` if nothing has changed since.
pub fn manifest_of(draft: &Draft, call: &Call, today: Date) -> Manifest {
    let whole = Manifest {
        submission: draft.id.clone(),
        form: APPLICATION.id.to_string(),
        form_version: draft.form_version,
        call: draft.call.clone(),
        locale: draft.locale.clone(),
        answers: draft.answers.clone(),
        files: draft.files.clone(),
    };
    assemble(whole, call, today)
}

type OnEvent = Rc<dyn Fn(SendEvent)>;

thread_local! {
    static RUNNING: RefCell<BTreeSet<SubmissionId>> = const { RefCell::new(BTreeSet::new()) };
}

/// One sending of a draft at a time.
struct Running(SubmissionId);

impl Running {
    fn start(id: &SubmissionId) -> Option<Self> {
        RUNNING.with_borrow_mut(|running| running.insert(id.clone())).then(|| Self(id.clone()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.with_borrow_mut(|running| running.remove(&self.0));
    }
}

struct Sending<'a> {
    draft: &'a Draft,
    key: &'a str,
    manifest: Manifest,
    own_hash: String,
    sent: Option<Sent>,
    on_event: OnEvent,
}

impl<'a> Sending<'a> {
    fn new(draft: &'a Draft, call: &Call, key: &'a str, today: Date, on_event: OnEvent) -> Self {
        let manifest = manifest_of(draft, call, today);
        let own_hash = manifest.sha256();
        Self { draft, key, manifest, own_hash, sent: draft.sent.clone(), on_event }
    }

    async fn run(mut self) -> Result<Sent, SendError> {
        let mut status: Option<SubmissionStatus> = None;
        let (mut commits, mut idle) = (0, 0);
        loop {
            let receipt = self.sent.as_ref().map(|sent| &sent.receipt);
            match next_step(&self.manifest, receipt, status.as_ref()) {
                // A server that gives the receipt of an older version back for ever must not keep us for ever.
                Step::Commit if commits == 2 => return Err(SendError::BadReceipt),
                Step::Commit => {
                    commits += 1;
                    self.commit().await?;
                    status = None;
                }
                Step::Ask => {
                    if status.is_some() {
                        idle = self.wait_idle(idle).await?;
                    }
                    status = match self.ask().await {
                        Ok(status) => Some(status),
                        // A server that was restored from an older copy does not know what it signed for.
                        Err(SendError::Refused(refusal)) if refusal.code == Code::NotFound => {
                            self.sent = None;
                            None
                        }
                        Err(error) => return Err(error),
                    };
                }
                Step::Upload(entry) => {
                    let moved = upload::upload(self.draft, &entry, &self.on_event).await?;
                    idle = if moved { 0 } else { self.wait_idle(idle).await? };
                    status = Some(self.ask().await?);
                }
                Step::FileRefused(sha256) => {
                    let files = status.map(|status| status.files).unwrap_or_default();
                    let defect =
                        files.into_iter().find(|file| file.sha256 == sha256).and_then(|file| file.defect);
                    return Err(SendError::FileRefused { sha256, defect });
                }
                Step::Done => return self.finish().await,
            }
        }
    }

    /// Waits where the server says "not yet" although nothing is left to send.
    async fn wait_idle(&self, idle: u32) -> Result<u32, SendError> {
        if idle >= MAX_TRIES {
            return Err(SendError::Offline);
        }
        wait(idle, &self.on_event).await;
        Ok(idle + 1)
    }

    async fn commit(&mut self) -> Result<(), SendError> {
        (self.on_event)(SendEvent::Committing);
        let (manifest, capability) = (&self.manifest, &self.draft.capability);
        let receipt = persist(&self.on_event, async || api::commit(manifest, capability).await).await?;
        receipt.verify(self.key, &self.own_hash).map_err(|_| SendError::BadReceipt)?;
        let sent = Sent {
            manifest: self.manifest.clone(),
            receipt: receipt.clone(),
            complete: false,
            stored: Vec::new(),
        };
        self.keep(sent).await?;
        (self.on_event)(SendEvent::Committed(receipt));
        Ok(())
    }

    /// Keeps the receipt in the draft. A full disk must not stop the files from being sent: `finish` tries again.
    async fn keep(&mut self, sent: Sent) -> Result<(), SendError> {
        let kept = store::set_sent(&self.draft.id, &sent).await;
        self.sent = Some(sent);
        match kept {
            Err(error @ (DraftError::TakenOver | DraftError::Lost)) => Err(SendError::Draft(error)),
            _ => Ok(()),
        }
    }

    async fn ask(&mut self) -> Result<SubmissionStatus, SendError> {
        let (id, capability) = (&self.draft.id, &self.draft.capability);
        let status = persist(&self.on_event, async || api::status(id, capability).await).await?;
        status.receipt.verify_signature(self.key).map_err(|_| SendError::BadReceipt)?;
        self.note_stored(&status).await?;
        Ok(status)
    }

    async fn note_stored(&mut self, status: &SubmissionStatus) -> Result<(), SendError> {
        let Some(mut sent) = self.sent.clone() else { return Ok(()) };
        let new: Vec<String> = status
            .files
            .iter()
            .filter(|file| file.stored && !sent.stored.contains(&file.sha256))
            .map(|file| file.sha256.clone())
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        sent.stored.extend(new.iter().cloned());
        self.keep(sent).await?;
        new.into_iter().for_each(|sha256| (self.on_event)(SendEvent::FileStored(sha256)));
        Ok(())
    }

    async fn finish(self) -> Result<Sent, SendError> {
        let sent = self.sent.ok_or(SendError::BadReceipt)?;
        let sent = Sent { complete: true, ..sent };
        store::set_sent(&self.draft.id, &sent).await.map_err(SendError::Draft)?;
        Ok(sent)
    }
}

/// Tries until there is an answer that will not change, or often enough.
async fn persist<T>(on_event: &OnEvent, request: impl AsyncFn() -> ApiResult<T>) -> Result<T, SendError> {
    let mut attempt = 0;
    loop {
        match request().await {
            Ok(value) => return Ok(value),
            Err(error) if attempt + 1 < MAX_TRIES && is_temporary(failure(&error)) => {
                wait(attempt, on_event).await;
                attempt += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn wait(attempt: u32, on_event: &OnEvent) {
    let delay_ms = delay_ms(attempt, js_sys::Math::random());
    on_event(SendEvent::Waiting { attempt: attempt + 1, delay_ms });
    pause(delay_ms).await;
}

fn failure(error: &ApiError) -> Failure {
    match error {
        ApiError::Refused(refusal) => Failure::Refused(refusal.code),
        ApiError::Offline | ApiError::NotOurs { .. } => Failure::NoAnswer,
    }
}

impl From<ApiError> for SendError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Offline => Self::Offline,
            ApiError::NotOurs { .. } => Self::NotOurs,
            ApiError::Refused(refusal) => Self::Refused(refusal),
        }
    }
}
