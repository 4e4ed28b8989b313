//! The outbox runs in the page: whatever is finished is sent, one draft after the other, for as long as it takes.
//!
//! Each draft is sent under its own lock, so that two pages never send it at once. Between attempts the lock is free.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use leptos::prelude::*;
use shared::manifest::SubmissionId;
use shared::outbox::{MAX_TRIES, delay_ms, rest_ms};
use shared::sealed::{Outcome, Sealed};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::EventTarget;

use super::parcel::{self, Parcel};
use super::{SendError, Sending};
use crate::dom;
use crate::drafts::{self, Acquired, Draft, DraftError, Sent, seal, store};
use crate::outbox::{self as shown, Standing};
use crate::pages::{App, Calls, Open};
use crate::route::{self, Route, Step, draft_path};
use crate::timer::within;

/// How soon to look again at what another page is sending.
const ELSEWHERE_MS: u32 = 3_000;

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
    /// Woken since the turn began.
    static WOKEN: Cell<bool> = const { Cell::new(false) };
    /// What ends the rests that are going on.
    static RESTING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    /// Drafts that the person wants to be tried although the server has refused them.
    static ASKED_FOR: RefCell<Vec<SubmissionId>> = const { RefCell::new(Vec::new()) };
}

/// Sends from now on, as long as the page lives. If it does already, it tries again now.
pub fn start(app: App) {
    if STARTED.replace(true) {
        return wake();
    }
    let window = dom::window().map(|window| (window.unchecked_into(), "online"));
    let page = dom::page().map(|page| (page.unchecked_into(), "visibilitychange"));
    for (target, event) in window.into_iter().chain(page) {
        listen(&target, event);
    }
    spawn_local(run(app));
}

fn listen(target: &EventTarget, event: &str) {
    let woken = Closure::<dyn Fn()>::new(|| {
        let hidden = dom::page().is_some_and(|page| page.hidden());
        if !hidden {
            wake();
        }
    });
    drop(target.add_event_listener_with_callback(event, woken.as_ref().unchecked_ref()));
    // It listens as long as the page lives.
    woken.forget();
}

/// Ends every rest, also the one that is about to begin.
pub fn wake() {
    WOKEN.set(true);
    for end in RESTING.take() {
        drop(end.call0(&JsValue::NULL));
    }
}

/// Tries a draft now, even if the server has refused it.
pub fn try_now(id: &SubmissionId) {
    ASKED_FOR.with_borrow_mut(|asked| asked.push(id.clone()));
    wake();
}

/// Rests for so long, or for ever, but not past `wake`. Whether it was woken.
pub async fn rest(ms: Option<u32>) -> bool {
    let woken = JsFuture::from(Promise::new(&mut |resolve, _| {
        RESTING.with_borrow_mut(|resting| resting.push(resolve.unchecked_into()));
    }));
    match ms {
        Some(ms) => within(ms, woken).await.is_some(),
        None => woken.await.is_ok(),
    }
}

/// What came of trying everything once, the worst of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// Nothing is left that trying again could help.
    Over,
    Elsewhere,
    Failed,
}

async fn run(app: App) {
    let mut tries = 0;
    loop {
        let chance = js_sys::Math::random();
        WOKEN.set(false);
        let pause = match turn(app).await {
            Turn::Over => None,
            Turn::Elsewhere => Some(ELSEWHERE_MS),
            Turn::Failed if tries < MAX_TRIES => Some(delay_ms(tries, chance)),
            Turn::Failed => Some(rest_ms(tries - MAX_TRIES, chance)),
        };
        let woken = WOKEN.get() || rest(pause).await;
        tries = if woken { 0 } else { tries + 1 };
    }
}

async fn turn(app: App) -> Turn {
    // What is finished or taken back while the store is being read is for the next turn.
    let before = shown::ids();
    let Ok(mut found) = seal::list().await else { return Turn::Failed };
    found.retain(|id| !parcel::is_leaving(id));
    for id in before.iter().filter(|id| !found.contains(id)) {
        refresh(app, id).await;
        parcel::forget(id);
    }
    found.iter().for_each(shown::add);
    let mut worst = Turn::Over;
    for id in found {
        worst = worst.max(one(app, &id).await);
    }
    worst
}

/// A draft that another page has sent, or taken back.
async fn refresh(app: App, id: &SubmissionId) {
    let Ok(Draft { sent: Some(sent), .. }) = store::open(id).await else { return };
    let own = parcel::look_at(id, |parcel| {
        parcel.is_some_and(|parcel| parcel.sealed.sha256 == sent.receipt.statement.manifest_sha256)
    });
    let whole = own && sent.complete;
    tell_desk(app, id, Some(sent));
    if whole {
        show_receipt(id);
    }
}

/// Goes on to the receipt, if sending is what the person looks at.
fn show_receipt(id: &SubmissionId) {
    let here = Route::Draft(id.clone(), Step::Send);
    if route::current().with_untracked(|now| *now == here) {
        route::go(&draft_path(id, Step::Receipt));
    }
}

fn tell_desk(app: App, id: &SubmissionId, sent: Option<Sent>) {
    if let Open::Ready(desk) = app.open.get_untracked()
        && desk.id == *id
    {
        desk.sent().set(sent);
    }
}

async fn one(app: App, id: &SubmissionId) -> Turn {
    let asked = ASKED_FOR.with_borrow_mut(|asked| {
        let before = asked.len();
        asked.retain(|wanted| wanted != id);
        asked.len() < before
    });
    let (draft, sealed) = match load(id).await {
        Ok(loaded) => loaded,
        // Opening it wakes the outbox.
        Err(DraftError::Locked) => {
            shown::place(id, Standing::Locked);
            return Turn::Over;
        }
        Err(_) => return Turn::Failed,
    };
    parcel::put(id, &sealed, draft.sent.as_ref());
    if !asked && is_hopeless(id, &sealed) {
        return Turn::Over;
    }
    let lock = match drafts::acquire(id).await {
        Ok(Acquired::Lock(lock)) => lock,
        Ok(Acquired::Busy) => return Turn::Elsewhere,
        Err(_) => return Turn::Failed,
    };
    // Read anew: until the lock was here, another page could still send it.
    let result = match load(id).await.ok().filter(|_| shown::is_finished(id)) {
        Some((draft, sealed)) => send(app, draft, sealed).await,
        None => Err(SendError::Withdrawn),
    };
    drop(lock);
    concluded(app, id, result)
}

async fn load(id: &SubmissionId) -> Result<(Draft, Sealed), DraftError> {
    let sealed = seal::open(id).await?;
    Ok((store::open(id).await?, sealed))
}

/// Whether the server has said no for good: in the last attempt to commit, or of a file in this page.
fn is_hopeless(id: &SubmissionId, sealed: &Sealed) -> bool {
    let last = sealed.attempts.last().map(|attempt| attempt.outcome);
    let refused = last.is_some_and(|last| last != Outcome::Received && !last.is_temporary());
    let troubled = |parcel: &Parcel| parcel.trouble.as_ref().is_some_and(|trouble| !trouble.is_temporary());
    refused || parcel::look_at(id, |parcel| parcel.is_some_and(troubled))
}

async fn send(app: App, draft: Draft, sealed: Sealed) -> Result<Sent, SendError> {
    let id = draft.id.clone();
    // After a failure it is shown as waiting until something has been received: what blinks, nobody can read.
    let calm = sealed.attempts.last().is_none_or(|last| last.outcome == Outcome::Received);
    parcel::change(&id, |parcel| parcel.running = calm);
    let mut sending = Sending::new(draft, sealed);
    match key(app).await {
        Ok(key) => sending.run(&key).await,
        Err(error) => {
            sending.note_failure(&error).await?;
            Err(error)
        }
    }
}

/// The key that receipts are checked with.
async fn key(app: App) -> Result<String, SendError> {
    let known = app.calls.with_untracked(|calls| match calls {
        Calls::Here(view) => Some(view.key.clone()),
        _ => None,
    });
    match known {
        Some(key) => Ok(key),
        None => Ok(app.fetch_calls().await?.key),
    }
}

fn concluded(app: App, id: &SubmissionId, result: Result<Sent, SendError>) -> Turn {
    match result {
        Ok(sent) => {
            tell_desk(app, id, Some(sent));
            show_receipt(id);
            parcel::forget(id);
            Turn::Over
        }
        Err(error) => {
            let turn = if error.is_temporary() { Turn::Failed } else { Turn::Over };
            let elsewhere = matches!(error, SendError::Draft(DraftError::TakenOver));
            let sent = parcel::look_at(id, |parcel| parcel.and_then(|parcel| parcel.sent.clone()));
            if sent.is_some() {
                tell_desk(app, id, sent);
            }
            parcel::change(id, |parcel| {
                parcel.running = false;
                parcel.trouble = Some(error);
            });
            if elsewhere { Turn::Elsewhere } else { turn }
        }
    }
}
