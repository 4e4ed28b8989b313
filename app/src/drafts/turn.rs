//! One part of this page at a time does something with a draft, where two at once would undo each other's work.

use std::cell::RefCell;

use shared::manifest::SubmissionId;

use crate::timer::pause;

/// How often it is looked whether the other has come to its end.
const LOOK_MS: u32 = 30;

/// What is done by one at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Rewriting,
    Claiming,
}

thread_local! {
    static TAKEN: RefCell<Vec<(Doing, SubmissionId)>> = const { RefCell::new(Vec::new()) };
}

/// Lasts until it is dropped.
pub struct Turn(Doing, SubmissionId);

impl Turn {
    pub async fn take(doing: Doing, id: &SubmissionId) -> Self {
        let is_this = |(known, of): &(Doing, SubmissionId)| *known == doing && of == id;
        while TAKEN.with_borrow(|all| all.iter().any(is_this)) {
            pause(LOOK_MS).await;
        }
        TAKEN.with_borrow_mut(|all| all.push((doing, id.clone())));
        Self(doing, id.clone())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        TAKEN.with_borrow_mut(|all| all.retain(|(doing, id)| *doing != self.0 || *id != self.1));
    }
}
