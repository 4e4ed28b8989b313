//! One page writes a draft.

use shared::manifest::SubmissionId;

use super::DraftError;

/// The right to write one draft, until it is dropped or taken over.
pub struct Lock {}

pub enum Acquired {
    Lock(Lock),
    /// Another page has it: show the draft read-only and offer `take_over`.
    Busy,
}

impl Lock {
    /// Called once when another page has taken the draft over. Go read-only then.
    pub fn on_lost(&self, told: impl Fn() + 'static) {
        let _ = told;
    }

    /// Called when another page is about to take over: flush the `Saver` here. The lock is given up afterwards.
    pub fn on_wanted<F: Future<Output = ()> + 'static>(&self, flush: impl Fn() -> F + 'static) {
        let _ = flush;
    }
}

/// Asks for the right to write.
pub async fn acquire(id: &SubmissionId) -> Result<Acquired, DraftError> {
    let _ = id;
    Err(DraftError::Unavailable)
}

/// Takes the right from whichever page has it, after giving it a second to flush. `open` the draft anew afterwards.
pub async fn take_over(id: &SubmissionId) -> Result<Lock, DraftError> {
    let _ = id;
    Err(DraftError::Unavailable)
}
