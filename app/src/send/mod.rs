//! Sending what is finished: commit, then upload. Doing it again, after whatever interruption, continues.

pub mod outbox;
pub mod parcel;
mod tus;
mod upload;

use shared::call::Call;
use shared::date::Date;
use shared::evidence::Defect;
use shared::forms::APPLICATION;
use shared::manifest::Manifest;
use shared::outbox::{Failure, MAX_TRIES, Step, delay_ms, is_temporary, next_step};
use shared::sealed::{Outcome, Sealed};
use shared::submission::assemble;
use shared::wire::{Code, Refusal, SubmissionStatus};

use crate::api::{self, ApiError, ApiResult};
use crate::drafts::{Draft, DraftError, Sent, seal};
use crate::outbox::is_finished;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// No answer came.
    Offline,
    /// Answers came, but not from our server: a portal or proxy is in the way.
    NotOurs,
    /// Our server refuses.
    Refused(Refusal),
    /// The receipt does not verify over what was sent. It counts as not sent.
    BadReceipt,
    /// The server found this defect in a file; only a version without the file can be complete.
    FileRefused { sha256: String, defect: Option<Defect> },
    /// A file of the draft is missing or damaged in this browser.
    FileBroken { sha256: String },
    /// The browser could not keep what came of it, or another page writes the draft.
    Draft(DraftError),
    /// The person took the draft back while it was being sent.
    Withdrawn,
}

impl SendError {
    /// Whether doing the same again may do better later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Offline | Self::NotOurs | Self::BadReceipt | Self::Draft(_) => true,
            Self::Refused(refusal) => is_temporary(Failure::Refused(refusal.code)),
            Self::FileRefused { .. } | Self::FileBroken { .. } | Self::Withdrawn => false,
        }
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Refused(refusal) => Outcome::Refused(refusal.code),
            Self::NotOurs => Outcome::NotOurs,
            Self::BadReceipt => Outcome::BadReceipt,
            _ => Outcome::NoAnswer,
        }
    }
}

/// The manifest that finishing the draft now would seal.
pub fn manifest_of(draft: &Draft, call: &Call, today: Date) -> Manifest {
    let whole = Manifest {
        submission: draft.id.clone(),
        form: APPLICATION.id.to_string(),
        // A draft that an older program began was checked, and is finished, by the form of this one.
        form_version: APPLICATION.version,
        call: draft.call.clone(),
        locale: draft.locale.clone(),
        answers: draft.answers.clone(),
        files: draft.files.clone(),
    };
    assemble(whole, call, today)
}

/// One run of sending what is finished, under the lock of its draft.
pub struct Sending {
    draft: Draft,
    sealed: Sealed,
}

impl Sending {
    pub fn new(draft: Draft, sealed: Sealed) -> Self {
        Self { draft, sealed }
    }

    /// Returns once the server has everything, or the run came to nothing. `key` is `CallsView.key`.
    pub async fn run(&mut self, key: &str) -> Result<Sent, SendError> {
        let mut status: Option<SubmissionStatus> = None;
        let (mut commits, mut idle) = (0, 0);
        loop {
            let receipt = self.draft.sent.as_ref().map(|sent| &sent.receipt);
            match next_step(&self.sealed.manifest, receipt, status.as_ref()) {
                // A server that gives the receipt of an older version back for ever must not keep us for ever.
                Step::Commit if commits == 2 => return Err(SendError::BadReceipt),
                Step::Commit => {
                    commits += 1;
                    self.commit(key).await?;
                    status = None;
                }
                Step::Ask => {
                    if status.is_some() {
                        idle = wait_idle(idle).await?;
                    }
                    status = match self.ask(key).await {
                        Ok(status) => Some(status),
                        // A server that was restored from an older copy does not know what it signed for.
                        Err(SendError::Refused(refusal)) if refusal.code == Code::NotFound => {
                            self.draft.sent = None;
                            None
                        }
                        Err(error) => return Err(error),
                    };
                }
                Step::Upload(entry) => {
                    let moved = upload::upload(&self.draft, &entry).await?;
                    idle = if moved { 0 } else { wait_idle(idle).await? };
                    status = Some(self.ask(key).await?);
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

    /// One attempt, which is written down whatever comes of it.
    async fn commit(&mut self, key: &str) -> Result<(), SendError> {
        if self.sealed.wants_stamp()
            && let Ok(stamp) = api::stamp(&self.sealed.sha256).await
        {
            self.sealed.note_stamp(stamp, key);
        }
        let (manifest, capability) = (&self.sealed.manifest, &self.draft.capability);
        let answer = api::commit(manifest, capability, &self.sealed.arrival().to_header()).await;
        let verified = answer.map_err(SendError::from).and_then(|receipt| {
            receipt.verify(key, &self.sealed.sha256).map_err(|_| SendError::BadReceipt).map(|()| receipt)
        });
        match verified {
            Err(error) => {
                self.note_failure(&error).await?;
                Err(error)
            }
            Ok(receipt) => {
                self.sealed.note(now(), Outcome::Received);
                let manifest = self.sealed.manifest.clone();
                self.keep(Sent { manifest, receipt, complete: false, stored: Vec::new() }).await
            }
        }
    }

    /// Writes a failed attempt down. Where there is no room for that, the manifest itself is safe already.
    pub async fn note_failure(&mut self, error: &SendError) -> Result<(), SendError> {
        if !is_finished(&self.draft.id) {
            return Err(SendError::Withdrawn);
        }
        self.sealed.note(now(), error.outcome());
        parcel::put(&self.draft.id, &self.sealed, self.draft.sent.as_ref());
        unless_lost(seal::set(&self.draft.id, &self.sealed).await)
    }

    /// Keeps the receipt in the draft. A full disk must not stop the files from being sent: `finish` tries again.
    async fn keep(&mut self, sent: Sent) -> Result<(), SendError> {
        let finished = is_finished(&self.draft.id).then_some(&self.sealed);
        let kept = seal::set_sent(&self.draft.id, &sent, finished).await;
        self.draft.sent = Some(sent);
        parcel::put(&self.draft.id, &self.sealed, self.draft.sent.as_ref());
        // Something was received, so it is on its way, however often it was in vain before.
        parcel::change(&self.draft.id, |parcel| parcel.running = true);
        unless_lost(kept)?;
        if is_finished(&self.draft.id) { Ok(()) } else { Err(SendError::Withdrawn) }
    }

    async fn ask(&mut self, key: &str) -> Result<SubmissionStatus, SendError> {
        let (id, capability, sha256) = (&self.draft.id, &self.draft.capability, &self.sealed.sha256);
        let status = persist(async || api::status(id, capability, sha256).await).await?;
        status.receipt.verify(key, sha256).map_err(|_| SendError::BadReceipt)?;
        self.note_stored(&status).await?;
        Ok(status)
    }

    async fn note_stored(&mut self, status: &SubmissionStatus) -> Result<(), SendError> {
        let Some(mut sent) = self.draft.sent.clone() else { return Ok(()) };
        let before = sent.stored.len();
        for file in status.files.iter().filter(|file| file.stored) {
            if !sent.stored.contains(&file.sha256) {
                sent.stored.push(file.sha256.clone());
            }
        }
        if sent.stored.len() == before { Ok(()) } else { self.keep(sent).await }
    }

    async fn finish(&self) -> Result<Sent, SendError> {
        let sent = self.draft.sent.clone().ok_or(SendError::BadReceipt)?;
        let sent = Sent { complete: true, ..sent };
        seal::set_complete(&self.draft.id, &sent).await.map_err(SendError::Draft)?;
        Ok(sent)
    }
}

fn unless_lost(kept: Result<(), DraftError>) -> Result<(), SendError> {
    match kept {
        Err(error @ (DraftError::TakenOver | DraftError::Lost)) => Err(SendError::Draft(error)),
        _ => Ok(()),
    }
}

/// Waits where the server says "not yet" although nothing is left to send.
async fn wait_idle(idle: u32) -> Result<u32, SendError> {
    if idle >= MAX_TRIES {
        return Err(SendError::Offline);
    }
    wait(idle).await;
    Ok(idle + 1)
}

/// Tries until there is an answer that will not change, or often enough.
async fn persist<T>(request: impl AsyncFn() -> ApiResult<T>) -> Result<T, SendError> {
    let mut attempt = 0;
    loop {
        match request().await {
            Ok(value) => return Ok(value),
            Err(error) if attempt + 1 < MAX_TRIES && is_temporary(failure(&error)) => {
                wait(attempt).await;
                attempt += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn wait(attempt: u32) {
    outbox::rest(Some(delay_ms(attempt, js_sys::Math::random()))).await;
}

fn now() -> i64 {
    js_sys::Date::now() as i64
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
