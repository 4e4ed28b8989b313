//! What is finished on this device and not sent whole yet, as every page shows it. What sends is `send::outbox`, a part
//! of the program that is fetched only if something is here.

use leptos::prelude::*;
use shared::manifest::SubmissionId;
use shared::sealed::{Progress, Sealed, Sending, state};

use crate::drafts::{Sent, seal};
use crate::i18n::t;
use crate::pages::App;
use crate::parts;
use crate::send::SendError;

/// A finished draft on its way.
#[derive(Clone)]
pub struct Parcel {
    pub id: SubmissionId,
    /// Nothing until the part that sends has read it.
    pub sealed: Option<Sealed>,
    pub sent: Option<Sent>,
    pub running: bool,
    /// Bytes that the server has, by file.
    pub arrived: Vec<(String, u64)>,
    pub trouble: Option<SendError>,
}

impl Parcel {
    fn new(id: SubmissionId) -> Self {
        Self { id, sealed: None, sent: None, running: false, arrived: Vec::new(), trouble: None }
    }

    pub fn state(&self) -> Sending {
        let Some(sealed) = &self.sealed else { return Sending::Waiting { since: 0, last: None } };
        let sent = self.sent.as_ref();
        state(
            Some(sealed),
            Progress {
                receipt: sent.map(|sent| &sent.receipt),
                complete: sent.is_some_and(|sent| sent.complete),
                stored: sent.map_or(&[], |sent| &sent.stored),
                running: self.running,
            },
        )
    }
}

thread_local! {
    static IDS: ArcRwSignal<Vec<SubmissionId>> = ArcRwSignal::new(Vec::new());
    static PARCELS: ArcRwSignal<Vec<Parcel>> = ArcRwSignal::new(Vec::new());
}

/// The drafts that are finished and not sent whole. Changes seldom.
pub fn ids() -> ArcRwSignal<Vec<SubmissionId>> {
    IDS.with(Clone::clone)
}

/// The same with how far each is, which changes with every piece that is sent.
pub fn parcels() -> ArcRwSignal<Vec<Parcel>> {
    PARCELS.with(Clone::clone)
}

/// Whether a draft is finished; runs again when that changes.
pub fn holds(id: &SubmissionId) -> bool {
    ids().with(|ids| ids.contains(id))
}

/// Looks at what is known of a draft on its way; runs again with all that happens to it.
pub fn with<T>(id: &SubmissionId, look: impl FnOnce(Option<&Parcel>) -> T) -> T {
    parcels().with(|all| look(all.iter().find(|parcel| parcel.id == *id)))
}

pub fn change(id: &SubmissionId, change: impl FnOnce(&mut Parcel)) {
    parcels().update(|all| {
        if let Some(parcel) = all.iter_mut().find(|parcel| parcel.id == *id) {
            change(parcel);
        }
    });
}

/// Takes what lies in the store.
pub fn set(found: Vec<SubmissionId>) {
    if ids().with_untracked(|known| *known == found) {
        return;
    }
    parcels().update(|all| {
        all.retain(|parcel| found.contains(&parcel.id));
        for id in &found {
            if all.iter().all(|parcel| parcel.id != *id) {
                all.push(Parcel::new(id.clone()));
            }
        }
    });
    ids().set(found);
}

pub fn add(id: &SubmissionId) {
    let mut all = ids().get_untracked();
    if !all.contains(id) {
        all.push(id.clone());
        set(all);
    }
}

pub fn remove(id: &SubmissionId) {
    let mut all = ids().get_untracked();
    all.retain(|known| known != id);
    set(all);
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

/// Two or three words for where a finished draft stands, and the end of the class that shows it.
pub fn standing(id: &SubmissionId) -> Option<(&'static str, String)> {
    let (class, key) = match with(id, |parcel| parcel.map(Parcel::state))? {
        Sending::NotFinished => return None,
        Sending::Waiting { .. } => ("waiting", "ui.outbox.short_waiting"),
        Sending::Sending { .. } => ("saving", "ui.outbox.short_sending"),
        Sending::Committed { .. } => ("waiting", "ui.outbox.short_missing"),
        Sending::Refused(_) => ("unsaved", "ui.outbox.short_refused"),
        Sending::Sent => ("saved", "ui.outbox.short_sent"),
    };
    Some((class, t(key)))
}
