//! Which drafts are finished and not sent whole yet, as every page shows it. What sends them, and knows more of each, is
//! `send::outbox`, in a part of the program that is fetched only if something is here.

use leptos::prelude::*;
use shared::manifest::SubmissionId;

use crate::drafts::seal;
use crate::i18n::t;
use crate::pages::App;
use crate::parts;

/// Where a finished draft stands, in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Sending,
    /// The server has it, but not all of its files.
    Missing,
    Refused,
    /// It can be sent only after its passphrase was given.
    Locked,
    Sent,
}

thread_local! {
    static STANDINGS: ArcRwSignal<Vec<(SubmissionId, Standing)>> = ArcRwSignal::new(Vec::new());
    /// Notified when a draft comes or goes, and not when it only gets on.
    static OTHERS: ArcTrigger = ArcTrigger::new();
}

fn standings() -> ArcRwSignal<Vec<(SubmissionId, Standing)>> {
    STANDINGS.with(Clone::clone)
}

/// Runs again when another draft was finished, sent or taken back.
pub fn track() {
    OTHERS.with(ArcTrigger::track);
}

/// Whether a draft is finished; runs again when that changes.
pub fn holds(id: &SubmissionId) -> bool {
    track();
    is_finished(id)
}

pub fn is_finished(id: &SubmissionId) -> bool {
    standings().with_untracked(|all| all.iter().any(|(known, _)| known == id))
}

pub fn ids() -> Vec<SubmissionId> {
    standings().with_untracked(|all| all.iter().map(|(id, _)| id.clone()).collect())
}

/// Takes what lies in the store.
pub fn set(found: Vec<SubmissionId>) {
    let before = standings().get_untracked();
    if before.len() == found.len() && found.iter().all(is_finished) {
        return;
    }
    let known =
        |id: &SubmissionId| before.iter().find(|(known, _)| known == id).map(|(_, standing)| *standing);
    let all = found.into_iter().map(|id| (known(&id).unwrap_or(Standing::Waiting), id));
    standings().set(all.map(|(standing, id)| (id, standing)).collect());
    OTHERS.with(ArcTrigger::notify);
}

pub fn add(id: &SubmissionId) {
    if !is_finished(id) {
        let mut all = ids();
        all.push(id.clone());
        set(all);
    }
}

pub fn remove(id: &SubmissionId) {
    let mut all = ids();
    all.retain(|known| known != id);
    set(all);
}

/// Notes where a draft stands now.
pub fn place(id: &SubmissionId, standing: Standing) {
    let differs = |(known, before): &(SubmissionId, Standing)| known == id && *before != standing;
    if let Some(at) = standings().with_untracked(|all| all.iter().position(differs)) {
        standings().update(|all| all[at].1 = standing);
    }
}

/// Looks what waits, and has it sent.
pub async fn look(app: App) {
    let Ok(found) = seal::list().await else { return };
    let waits = !found.is_empty();
    set(found);
    if waits {
        parts::send_out(app);
    }
}

/// Two or three words for where a finished draft stands, and the end of the class that shows it. Of the first one if none
/// is named.
pub fn standing(id: Option<&SubmissionId>) -> Option<(&'static str, String)> {
    let of = |(known, _): &&(SubmissionId, Standing)| id.is_none_or(|id| id == known);
    let standing = standings().with(|all| all.iter().find(of).map(|(_, standing)| *standing))?;
    let (class, key) = match standing {
        Standing::Waiting => ("waiting", "ui.outbox.short_waiting"),
        Standing::Sending => ("saving", "ui.outbox.short_sending"),
        Standing::Missing => ("waiting", "ui.outbox.short_missing"),
        Standing::Refused => ("unsaved", "ui.outbox.short_refused"),
        Standing::Locked => ("waiting", "ui.outbox.short_locked"),
        Standing::Sent => ("saved", "ui.outbox.short_sent"),
    };
    Some((class, t(key)))
}
