//! The pages of the public form, and what they share: the calls, and the draft that is open.

mod calls;
mod carry;
mod declaration;
mod draft;
mod first_check;
mod history;
mod locked;
mod newer;
mod outgoing;
mod overview;
mod paper;
mod read_only;
mod receipt;
mod review;
mod rubric;
mod section;
mod send;
mod shared;
mod start;
mod statements;
pub mod styleguide;

use crate::element::{IntoChild, View, el};
use crate::views;
use ::shared::call::{Call, Phase};
use ::shared::manifest::SubmissionId;
use ::shared::wire::CallsView;
use leptos::prelude::*;
// Leptos starts its own executor only when it mounts.
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError, ApiResult};
use crate::components::deadline;
use crate::components::frame::{self, loading, trouble};
use crate::components::notices;
use crate::form::desk::Desk;
use crate::form::state::FormState;
use crate::i18n::{self, t};
use crate::route::{self, Route, Step};
use crate::timer::{pause, within};
use crate::{brand, clock, dom, intl, outbox, parts, press};

/// How often to look whether a deadline has passed.
const WATCH_MS: u32 = 20_000;

/// How long a deadline that has passed waits for the word of the server.
const ASK_MS: u32 = 10_000;

/// How often, and how soon again, the first page is looked at until it stands.
const LOOKS: u32 = 150;
const LOOK_MS: u32 = 20;

/// What the pages share. It lives as long as the page.
#[derive(Clone, Copy)]
pub struct App {
    pub calls: RwSignal<Calls>,
    pub open: RwSignal<Open>,
    /// The three questions of the start page, kept while the language changes.
    pub first_check: RwSignal<Option<FormState>>,
    /// The server could not be asked, and what it said before counts.
    pub away: RwSignal<bool>,
    /// A newer program waits to be used.
    pub newer: RwSignal<bool>,
    /// An application was begun on the page before the program was here.
    pub pressed: RwSignal<bool>,
}

#[derive(Clone)]
pub enum Calls {
    Loading,
    Here(CallsView),
    Failed(ApiError),
}

/// The draft that is open.
#[derive(Clone)]
pub enum Open {
    Nothing,
    Opening(SubmissionId),
    Ready(Desk),
    /// It asks for its passphrase.
    Locked(SubmissionId),
    /// It could not be opened, and why.
    Failed(SubmissionId, String),
}

impl App {
    pub fn new() -> Self {
        Self {
            calls: RwSignal::new(Calls::Loading),
            open: RwSignal::new(Open::Nothing),
            first_check: RwSignal::new(None),
            away: RwSignal::new(false),
            newer: RwSignal::new(false),
            pressed: RwSignal::new(false),
        }
    }

    /// Asks the server for its calls. Where it does not answer, those count that it told before.
    pub fn load_calls(self) {
        spawn_local(async move {
            drop(self.fetch_calls().await);
        });
    }

    /// Asks when a person comes back to a page that has been away for some time.
    pub fn look_at_calls(self) {
        let hidden = dom::page().is_some_and(|page| page.hidden());
        if !hidden && calls::are_old() {
            self.load_calls();
        }
    }

    /// The same at once, and measures the server's time by the answer.
    pub async fn fetch_calls(self) -> ApiResult<CallsView> {
        let asked_at = calls::ask();
        let answer = api::calls().await;
        if let Ok((view, text)) = &answer {
            calls::keep(text);
            clock::measure(view.now, asked_at);
        }
        self.note_away(answer.is_err());
        let answer = answer.map(|(view, _)| view);
        match answer.clone().or_else(|error| calls::kept().ok_or(error)) {
            Ok(view) => self.take_calls(view),
            Err(error) => self.calls.set(Calls::Failed(error)),
        }
        answer
    }

    fn note_away(self, away: bool) {
        if self.away.get_untracked() != away {
            self.away.set(away);
        }
    }

    /// Tells the pages when a deadline has come nearer by a day, or has passed. The server is asked before: the deadline
    /// may have been moved since.
    async fn watch_time(self) {
        loop {
            pause(WATCH_MS).await;
            if self.has_come_nearer() {
                within(ASK_MS, self.fetch_calls()).await;
                clock::moment().set(clock::now());
            }
        }
    }

    fn has_come_nearer(self) -> bool {
        let (before, now) = (clock::moment().get_untracked(), clock::now());
        let differs = |call: &Call| deadline::stage(call, before) != deadline::stage(call, now);
        self.calls.with_untracked(|calls| match calls {
            Calls::Here(view) => view.calls.iter().any(differs),
            Calls::Loading | Calls::Failed(_) => false,
        })
    }

    /// Pages are made anew when the calls change, so only if they do.
    fn take_calls(self, view: CallsView) {
        let known = self.calls.with_untracked(|calls| match calls {
            Calls::Here(known) => known.calls == view.calls && known.key == view.key,
            Calls::Loading | Calls::Failed(_) => false,
        });
        if !known {
            self.calls.set(Calls::Here(view));
        }
    }

    /// The call that one can apply in, or else the next or last one.
    pub fn call(self) -> Option<Call> {
        let calls = self.calls.read();
        let Calls::Here(view) = &*calls else { return None };
        let now = clock::now();
        let open = |call: &&Call| call.phase(now) == Phase::Open;
        let next = |call: &&Call| call.phase(now) == Phase::NotYetOpen;
        let found = view.calls.iter().find(open).or_else(|| view.calls.iter().find(next));
        found.or(view.calls.last()).cloned()
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

/// Starts the program: words first, then the page that the address names.
pub async fn start(app: App) {
    route::start();
    press::start();
    notices::start(app);
    // On its way while the words are.
    parts::fetch_for(&route::current().get_untracked());
    let wanted = i18n::preferred();
    if i18n::change_to(wanted).await.is_err() && wanted != ::shared::locales::CODES[0] {
        drop(i18n::change_to(::shared::locales::CODES[0]).await);
    }
    app.load_calls();
    spawn_local(app.watch_time());
    spawn_local(outbox::look(app));
}

/// Waits until nothing of the first page is yet to come, or long enough. It is made apart: what was sent as text stays until
/// then, so that nothing on it moves. Other pages were sent without anything of theirs.
pub async fn stands(page: &web_sys::Element) {
    let mut looks = if route::current().get_untracked() == Route::Start { LOOKS } else { 0 };
    while looks > 0 && page.query_selector(".loading").is_ok_and(|waiting| waiting.is_some()) {
        looks -= 1;
        pause(LOOK_MS).await;
    }
}

/// Everything on the page.
pub fn program(app: App) -> View {
    let (language, route) = (i18n::language(), route::current());
    frame::frame(app, move || {
        language.track();
        page(app, route.get())
    })
}

fn page(app: App, route: Route) -> View {
    match route {
        Route::Start => parts::view(|parts| &parts.starting, app),
        Route::Form | Route::Rubric | Route::Privacy | Route::Accessibility => {
            parts::view(|parts| &parts.reading, (app, route))
        }
        Route::Open => parts::view(|parts| &parts.carrying, (app, Carrying::Open)),
        Route::Shared => guarded(app, Guarding::Begin),
        Route::Draft(id, step) => parts::view(|parts| &parts.filling, (app, id, step)),
        Route::NotFound => not_found(),
    }
}

/// The first page: a part of the program.
pub fn starting(app: App) -> View {
    start::page(app)
}

/// The pages of a draft: a part of the program.
pub fn filling(app: App, id: SubmissionId, step: Step) -> View {
    draft::page(app, id, step)
}

/// The three questions of the first page, which are in the same part as the sections.
pub fn first_check(app: App) -> View {
    first_check::page(app)
}

/// The pages that are only read, apart from a draft: a part of the program.
pub fn reading(app: App, route: Route) -> View {
    match route {
        Route::Rubric => rubric::page(app),
        Route::Privacy => statements::privacy(app),
        Route::Accessibility => statements::accessibility(app),
        _ => paper::page(app),
    }
}

/// The pages from the review on, and a draft that can only be read: a part of the program.
pub fn sending(app: App, desk: Desk, step: Step) -> View {
    match step {
        Step::Declaration => declaration::page(desk),
        Step::Receipt => receipt::page(app, desk),
        Step::Send if outbox::is_finished(&desk.id) => send::page(app, desk),
        _ if !desk.state.writable().get_untracked() => read_only::page(app, desk, step),
        Step::Send => send::page(app, desk),
        Step::Section(section) => locked::page(desk, section),
        _ => review::page(desk),
    }
}

/// Who changed what in a draft: a part of the program.
pub fn history(desk: Desk) -> View {
    history::page(desk)
}

/// What the part for drafts as files shows.
#[derive(Clone, Copy)]
pub enum Carrying {
    /// The page that opens a draft from a file.
    Open,
    /// The page that saves the draft to a file.
    Save(Desk),
    /// Where the draft is kept, for its first page.
    Kept(Desk),
}

/// What the part for protected drafts shows.
#[derive(Clone)]
pub enum Guarding {
    /// The page that begins one.
    Begin,
    /// The page that protects one that is open.
    Protect(Desk),
    /// The page that asks for the passphrase.
    Unlock(SubmissionId),
    Erase(SubmissionId),
    /// What stands above every page of a protected draft.
    Strip(Desk),
}

/// Protected drafts, and erasing: a part of the program.
pub fn guarding(app: App, what: Guarding) -> View {
    self::shared::page(app, what)
}

fn guarded(app: App, what: Guarding) -> View {
    parts::view(|parts| &parts.guarding, (app, what))
}

/// Drafts as files, and where a draft is kept: a part of the program.
pub fn carrying(app: App, what: Carrying) -> View {
    match what {
        Carrying::Open => carry::import(app),
        Carrying::Save(desk) => carry::export(desk),
        Carrying::Kept(desk) => carry::kept(desk),
    }
}

/// Names the page and brings the person to its beginning.
fn arrive(title: &str) {
    brand::set_title(title);
    route::arrived();
}

fn not_found() -> View {
    arrive(&t("ui.not_found.title"));
    el("div")
        .class("sheet flow")
        .child(frame::title(None, t("ui.not_found.title"), Some(t("ui.not_found.text"))))
        .child(
            el("div")
                .class("actions")
                .child(el("a").class("button button--primary").attr("href", "/").words("ui.not_found.back")),
        )
        .into_child()
}

/// Runs a page that needs a call once there is one.
fn with_call(app: App, then: impl Fn(Call, i64) -> View + Send + 'static) -> View {
    once_called(app, "h2", Box::new(then))
}

/// The same for a whole page, which has its title from the call.
fn page_of_call(app: App, then: impl Fn(Call, i64) -> View + Send + 'static) -> View {
    once_called(app, "h1", Box::new(then))
}

fn once_called(app: App, level: &'static str, then: Box<dyn Fn(Call, i64) -> View + Send>) -> View {
    (move || match app.calls.get() {
        Calls::Loading => loading(),
        Calls::Failed(error) => no_calls(app, level, &error),
        Calls::Here(_) => match app.call() {
            Some(call) => then(call, clock::now()),
            None => frame::panel_of(level, "panel panel--notice", t("ui.call.none_title"), t("ui.call.none")),
        },
    })
    .into_child()
}

fn no_calls(app: App, level: &'static str, error: &ApiError) -> View {
    trouble(level, t("ui.call.failed"), crate::form::words::api_error(error), move || {
        app.calls.set(Calls::Loading);
        app.load_calls();
    })
}

/// One line of a list of facts, with a note in smaller print.
fn fact(name: String, value: String, note: Option<String>) -> View {
    let note = note.map(|note| views![" ", el("span").class("facts__note").child(note)]);
    el("div")
        .class("facts__row")
        .child(el("dt").child(name))
        .child(el("dd").child(value).child(note))
        .into_child()
}

/// A moment in the reader's zone, and in the call's zone where that is another.
pub fn in_both_zones(at: ::shared::date::Instant) -> (String, Option<String>) {
    let here = intl::day_and_time(at.seconds);
    let there = (intl::reader_offset(at.seconds) != at.offset).then(|| intl::day_and_time_there(at));
    (here, there)
}
