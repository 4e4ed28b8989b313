//! What the components show: an application of a school that there is not, as the server gave it to the office.

use serde::Deserialize;
use shared::answers::Answers;
use shared::call::Call;
use shared::date::Instant;
use shared::forms::APPLICATION;
use shared::manifest::SubmissionId;
use shared::wire::{ApplicationView, CallsView};

use crate::clock;
use crate::drafts::{Draft, Sent};
use crate::form::desk::Desk;

const TEXT: &str = include_str!("application.json");
pub const DAY: i64 = 86_400;

#[derive(Clone, Deserialize)]
pub struct Sample {
    key: String,
    pub application: ApplicationView,
}

impl Sample {
    pub fn read() -> Option<Self> {
        serde_json::from_str(TEXT).ok()
    }

    /// The call that it was made for, closing so many seconds from now.
    pub fn call(&self, closes_in: i64) -> Call {
        let now = clock::now();
        let mut call = Call::demonstration(self.application.row.received_at);
        call.opens_at = Instant { seconds: now - 7 * DAY, ..call.opens_at };
        call.closes_at = Instant { seconds: now + closes_in, ..call.closes_at };
        call.contacts = [("ES".to_string(), "label@example.org".to_string())].into();
        call
    }

    pub fn calls(&self) -> CallsView {
        CallsView { now: clock::now(), key: self.key.clone(), calls: vec![self.call(30 * DAY)] }
    }

    /// The draft as it was when it was sent, under an id of its own.
    pub fn draft(&self, number: u8) -> Draft {
        let manifest = &self.application.manifest;
        Draft {
            id: SubmissionId::from_bytes([number; 16]),
            capability: String::new(),
            call: manifest.call.clone(),
            form_version: APPLICATION.version,
            locale: manifest.locale.clone(),
            answers: manifest.answers.clone(),
            kept: 0,
            files: manifest.files.clone(),
            created_at: clock::now() * 1000,
            saved_at: clock::now() * 1000,
            sent: None,
        }
    }

    pub fn desk(&self, number: u8) -> Desk {
        Desk::unstored(self.draft(number), self.call(30 * DAY))
    }

    /// The same with other answers.
    pub fn desk_with(&self, number: u8, answers: Answers) -> Desk {
        Desk::unstored(Draft { answers, ..self.draft(number) }, self.call(30 * DAY))
    }

    /// What the server said of it, with all files or but the first one.
    pub fn sent(&self, complete: bool) -> Sent {
        let (manifest, receipt) = (self.application.manifest.clone(), self.application.receipt.clone());
        let stored = manifest.files.iter().take(if complete { usize::MAX } else { 1 });
        let stored = stored.map(|file| file.sha256.clone()).collect();
        Sent { manifest, receipt, complete, stored }
    }
}
