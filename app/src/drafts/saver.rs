//! Saves what is typed.

use shared::answers::{Answer, Path};
use shared::manifest::SubmissionId;

use super::DraftError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything given to the saver is durably stored, since then (milliseconds since 1970).
    Saved(i64),
    Saving,
    /// The changes are still in memory and are tried again, but for `TakenOver` and `Lost`.
    NotSaved(DraftError),
}

/// Collects changes of one draft and writes them at most 400 ms later. Clones are the same saver.
#[derive(Clone)]
pub struct Saver {}

impl Saver {
    /// The draft must be acquired. `on_state` is called whenever the state changes.
    pub fn new(id: SubmissionId, saved_at: i64, on_state: impl Fn(SaveState) + 'static) -> Self {
        let _ = (id, saved_at, on_state);
        Self {}
    }

    /// Takes a change; never blocks, never fails.
    pub fn change(&self, path: Path, answer: Option<Answer>) {
        let _ = (path, answer);
    }

    pub fn state(&self) -> SaveState {
        SaveState::Saving
    }

    /// Writes now; call it before review and sending.
    pub async fn flush(&self) -> Result<(), DraftError> {
        Err(DraftError::Unavailable)
    }
}
