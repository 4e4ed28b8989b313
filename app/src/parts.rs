//! Parts of the program that are fetched when they are first needed, so that nobody waits for what they do not use.
//!
//! What only a part uses is cut out of the program by the build, and comes as a file of its own. The program, not this
//! library, says where the cuts are: `bin/apply.rs`. With the first part come the words that only parts say. A part that is
//! here stays here. One that cannot come now is no end: the page says so and offers to try again.

use std::cell::{Cell, OnceCell};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use crate::element::View;
use leptos::prelude::*;
use shared::form::Rows;
use shared::manifest::SubmissionId;
use wasm_bindgen_futures::spawn_local;
pub use wasm_split_helpers::SplitLoaderError as NotFetched;

use crate::components::frame::{loading, trouble};
use crate::dom;
use crate::drafts::{Change, DraftError};
use crate::form::desk::Desk;
use crate::form::place::Place;
use crate::help::Help;
use crate::i18n::{self, t};
use crate::pages::{App, Carrying, Guarding};
use crate::route::{Route, Step};
use crate::timer::pause;

/// What a function at a cut gives.
pub type Made = Result<View, NotFetched>;

pub type Fetching = Pin<Box<dyn Future<Output = Result<(), NotFetched>>>>;

/// Work of a part that may come to nothing: whether it was done.
pub type Folding = Pin<Box<dyn Future<Output = bool>>>;

/// Work of a part that has to be done. A part that cannot come is like a store that cannot be used now.
pub type Laying = Pin<Box<dyn Future<Output = Result<(), DraftError>>>>;

/// A part that makes a view of an `A`.
pub struct Part<A> {
    pub fetch: fn() -> Fetching,
    /// How many of the files of words it says something of.
    pub words: usize,
    /// Nothing if the part is not here.
    pub make: fn(A) -> Option<View>,
}

/// All parts of the form's program.
pub struct Parts {
    /// The first page.
    pub starting: Part<App>,
    /// The pages of a draft, its sections first of all.
    pub filling: Part<(App, SubmissionId, Step)>,
    /// The three questions of the first page.
    pub first_check: Part<App>,
    /// The pages that are only read, apart from a draft.
    pub reading: Part<(App, Route)>,
    /// The pages from the review on, and a draft that can only be read.
    pub sending: Part<(App, Desk, Step)>,
    /// Who changed what in a draft.
    pub history: Part<Desk>,
    /// Folds the journal of a draft, which the part of the history knows to do.
    pub fold: fn(SubmissionId) -> Folding,
    /// Brings in what could not be stored: `drafts::past::lay_beside`.
    pub lay_beside: fn(SubmissionId, Vec<Change>) -> Laying,
    /// Drafts as files, and where a draft is kept.
    pub carrying: Part<(App, Carrying)>,
    /// Protected drafts, and erasing.
    pub guarding: Part<(App, Guarding)>,
    /// Fields that take evidence, and the register of all evidence, which has rows.
    pub evidence: Part<(Place, Option<&'static Rows>)>,
    /// What helps while a draft is filled in.
    pub helping: Part<Help>,
    /// Sending what is finished, which is in the same part as the pages for it.
    pub outbox: fn(App) -> Fetching,
}

/// How soon to fetch anew what must be here although nobody asks for it.
const AGAIN_MS: u32 = 20_000;

thread_local! {
    static PARTS: OnceCell<Parts> = const { OnceCell::new() };
    static SENDING_OUT: Cell<bool> = const { Cell::new(false) };
}

/// Says where the parts begin; before the first page.
pub fn declare(parts: Parts) {
    PARTS.with(|known| drop(known.set(parts)));
}

/// Folds the journal of a draft, and says whether it did.
pub async fn fold(id: SubmissionId) -> bool {
    match PARTS.with(|parts| parts.get().map(|parts| parts.fold)) {
        Some(fold) => fold(id).await,
        None => false,
    }
}

/// Begins to fetch the part that shows a page.
pub fn fetch_for(route: &Route) {
    let fetch = PARTS.with(|parts| {
        let parts = parts.get()?;
        match route {
            Route::Start => Some(parts.starting.fetch),
            Route::Draft(..) => Some(parts.filling.fetch),
            _ => None,
        }
    });
    if let Some(fetch) = fetch {
        // Whoever shows the page says what is wrong if it does not come.
        spawn_local(async move { drop(fetch().await) });
    }
}

pub async fn lay_beside(id: SubmissionId, changes: Vec<Change>) -> Result<(), DraftError> {
    let lay = PARTS.with(|parts| parts.get().map(|parts| parts.lay_beside));
    lay.ok_or(DraftError::Unavailable)?(id, changes).await
}

/// What a part shows: at once if it is here, or else after it was fetched.
pub fn view<A: Clone + Send + 'static>(choose: fn(&Parts) -> &Part<A>, of: A) -> View {
    let chosen = PARTS.with(|parts| {
        let part = choose(parts.get()?);
        Some((Source { fetch: part.fetch, words: part.words }, part.make))
    });
    let Some((source, make)) = chosen else { return loading() };
    shown(source, Box::new(move || make(of.clone())))
}

/// Fetches what sends, however often it takes, and has it send.
pub fn send_out(app: App) {
    let Some(begin) = PARTS.with(|parts| parts.get().map(|parts| parts.outbox)) else { return };
    if SENDING_OUT.replace(true) {
        return;
    }
    spawn_local(async move {
        while i18n::say(i18n::ALL).await.is_err() || begin(app).await.is_err() {
            pause(AGAIN_MS).await;
        }
        SENDING_OUT.set(false);
    });
}

#[derive(Clone, Copy)]
enum State {
    Fetching,
    Here,
    Failed,
}

/// What has to come before a part can be shown.
#[derive(Clone, Copy)]
struct Source {
    fetch: fn() -> Fetching,
    words: usize,
}

impl Source {
    /// Whether it came.
    async fn come(self) -> bool {
        // Both are on their way at once.
        let fetching = (self.fetch)();
        i18n::say(self.words).await.is_ok() && fetching.await.is_ok()
    }
}

fn shown(source: Source, make: Box<dyn Fn() -> Option<View> + Send>) -> View {
    let state = RwSignal::new(State::Fetching);
    begin(source, state);
    View::Followed(Box::new(move || match state.get() {
        State::Fetching => loading(),
        State::Here => make().unwrap_or_else(loading),
        State::Failed => {
            // It may have been the whole page.
            let level = if dom::find("main h1").is_some() { "h2" } else { "h1" };
            trouble(level, t("ui.part.failed_title"), t("ui.part.failed"), move || begin(source, state))
        }
    }))
}

fn begin(source: Source, state: RwSignal<State>) {
    let mut coming = Box::pin(source.come());
    if at_once(coming.as_mut()) == Some(true) {
        return state.set(State::Here);
    }
    state.set(State::Fetching);
    spawn_local(async move {
        let here = coming.await;
        let _ = state.try_set(if here { State::Here } else { State::Failed });
    });
}

/// The view, made now that its part is here. Made later, it would not belong to the page that asked for it.
pub fn now(page: impl Future<Output = Made>) -> Option<View> {
    at_once(pin!(page))?.ok()
}

fn at_once<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
