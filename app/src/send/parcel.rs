//! A finished draft on its way: all that is known of it while this page sends it.

use std::cell::RefCell;

use leptos::prelude::*;
use shared::manifest::SubmissionId;
use shared::sealed::{Progress, Sealed, Sending, state};

use super::SendError;
use super::outbox::wake;
use crate::drafts::{DraftError, Sent, seal};
use crate::outbox::{self, Standing};

#[derive(Clone)]
pub struct Parcel {
    pub id: SubmissionId,
    pub sealed: Sealed,
    pub sent: Option<Sent>,
    pub running: bool,
    /// Bytes that the server has, by file.
    pub arrived: Vec<(String, u64)>,
    pub trouble: Option<SendError>,
}

impl Parcel {
    pub fn state(&self) -> Sending {
        let sent = self.sent.as_ref();
        let progress = Progress {
            receipt: sent.map(|sent| &sent.receipt),
            complete: sent.is_some_and(|sent| sent.complete),
            stored: sent.map_or(&[], |sent| &sent.stored),
            running: self.running,
        };
        state(Some(&self.sealed), progress)
    }

    fn standing(&self) -> Standing {
        match self.state() {
            Sending::NotFinished | Sending::Waiting { .. } => Standing::Waiting,
            Sending::Sending { .. } => Standing::Sending,
            Sending::Committed { .. } => Standing::Missing,
            Sending::Refused(_) => Standing::Refused,
            Sending::Sent => Standing::Sent,
        }
    }
}

thread_local! {
    static PARCELS: ArcRwSignal<Vec<Parcel>> = ArcRwSignal::new(Vec::new());
    /// Drafts that are being taken back: they may still be in the store.
    static LEAVING: RefCell<Vec<SubmissionId>> = const { RefCell::new(Vec::new()) };
}

fn parcels() -> ArcRwSignal<Vec<Parcel>> {
    PARCELS.with(Clone::clone)
}

fn find<'a>(all: &'a [Parcel], id: &SubmissionId) -> Option<&'a Parcel> {
    all.iter().find(|parcel| parcel.id == *id)
}

/// Looks at what is known of a draft on its way; runs again with all that happens to it.
pub fn with<T>(id: &SubmissionId, look: impl FnOnce(Option<&Parcel>) -> T) -> T {
    parcels().with(|all| look(find(all, id)))
}

/// The same, once.
pub fn look_at<T>(id: &SubmissionId, look: impl FnOnce(Option<&Parcel>) -> T) -> T {
    parcels().with_untracked(|all| look(find(all, id)))
}

/// Takes what was read from the store, or written to it.
pub fn put(id: &SubmissionId, sealed: &Sealed, sent: Option<&Sent>) {
    if look_at(id, |known| known.is_none()) {
        let (id, sealed) = (id.clone(), sealed.clone());
        let parcel = Parcel { id, sealed, sent: None, running: false, arrived: Vec::new(), trouble: None };
        parcels().update(|all| all.push(parcel));
    }
    change(id, |parcel| {
        parcel.sealed = sealed.clone();
        parcel.sent = sent.cloned();
    });
}

pub fn change(id: &SubmissionId, change: impl FnOnce(&mut Parcel)) {
    parcels().update(|all| {
        if let Some(parcel) = all.iter_mut().find(|parcel| parcel.id == *id) {
            change(parcel);
        }
    });
    if let Some(standing) = look_at(id, |parcel| parcel.map(Parcel::standing)) {
        outbox::place(id, standing);
    }
}

/// Forgets a draft that was sent whole or taken back.
pub fn forget(id: &SubmissionId) {
    parcels().update(|all| all.retain(|parcel| parcel.id != *id));
    outbox::remove(id);
}

pub fn is_leaving(id: &SubmissionId) -> bool {
    LEAVING.with_borrow(|leaving| leaving.contains(id))
}

/// Makes it a draft again, which is not sent. From here on nothing of it is written any more, whatever is on its way.
pub async fn take_back(id: &SubmissionId) -> Result<(), DraftError> {
    LEAVING.with_borrow_mut(|leaving| leaving.push(id.clone()));
    forget(id);
    let removed = seal::remove(id).await;
    LEAVING.with_borrow_mut(|leaving| leaving.retain(|leaving| leaving != id));
    if removed.is_err() {
        outbox::add(id);
        wake();
    }
    removed
}
