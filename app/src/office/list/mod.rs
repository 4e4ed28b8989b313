//! The list of applications. The address says what is shown; this page asks for it and shows the answer.

pub mod downloads;
pub mod filters;
pub mod pager;
pub mod table;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{ApplicationPage, ApplicationQuery};

use crate::api::{self, ApiError};
use crate::office::address::{Place, is_filtered, newest_first};
use crate::office::frame::set_title;
use crate::office::latest::{Arrival, Latest};
use crate::office::load::{failure_panel, is_signed_out, waiting};
use crate::office::nav;
use crate::office::paging::last_page;
use crate::office::session::{Office, office};
use crate::office::words::{count, t};

/// A page of the list with the question to it.
pub type Answered = (ApplicationQuery, Arc<ApplicationPage>);

/// What the page holds. Rows stay on the page until the next ones are there.
#[derive(Clone, Copy)]
pub struct Listing {
    office: Office,
    /// What the address asks for.
    pub query: Memo<ApplicationQuery>,
    /// The answer on the page, and what it answers.
    pub shown: RwSignal<Option<Answered>>,
    failure: RwSignal<Option<ApiError>>,
    pub busy: RwSignal<bool>,
    latest: StoredValue<Latest<ApplicationQuery>>,
}

impl Listing {
    pub fn new() -> Self {
        let place = nav::place();
        let query = Memo::new(move |before: Option<&ApplicationQuery>| match place.get() {
            Place::List(query) => query,
            _ => before.cloned().unwrap_or_else(newest_first),
        });
        let office = office();
        let known = office
            .last_list
            .get_value()
            .filter(|(asked, _): &Answered| query.with_untracked(|query| query == asked));
        Self {
            office,
            query,
            shown: RwSignal::new(known),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            latest: StoredValue::new(Latest::default()),
        }
    }

    /// Asks for what the address says, unless an answer is under way that will lead to it.
    fn ask(self, wish: ApplicationQuery) {
        self.busy.set(true);
        if !self.latest.try_update_value(|latest| latest.want(wish.clone())).unwrap_or(false) {
            return;
        }
        spawn_local(async move {
            let mut asked = wish;
            loop {
                let answer = api::applications(&asked).await;
                // The page may be gone by now, and its state with it.
                match self.latest.try_update_value(|latest| latest.arrived(&asked)) {
                    Some(Arrival::AskInstead(next)) => asked = next,
                    Some(Arrival::Show) => return self.show(asked, answer),
                    None => return,
                }
            }
        });
    }

    fn show(self, asked: ApplicationQuery, answer: Result<ApplicationPage, ApiError>) {
        self.busy.set(false);
        match answer {
            Ok(page) => {
                let last = last_page(page.total);
                if asked.page.unwrap_or(1) > last {
                    return nav::refine(Place::List(ApplicationQuery { page: Some(last), ..asked }), false);
                }
                let answered = (asked, Arc::new(page));
                self.office.last_list.set_value(Some(answered.clone()));
                self.failure.set(None);
                self.shown.set(Some(answered));
                nav::arrived();
            }
            Err(error) if is_signed_out(&error) => self.office.expire(),
            Err(error) => self.failure.set(Some(error)),
        }
    }
}

#[component]
pub fn ListPage() -> impl IntoView {
    let listing = Listing::new();
    Effect::new(move || listing.ask(listing.query.get()));
    Effect::new(move || set_title(&t("office.list.title")));
    if listing.shown.with_untracked(Option::is_some) {
        nav::arrived();
    }

    // Question and number of the answer that stands: a number must never stand beside another question.
    let found = Memo::new(move |_| {
        let shown = listing.failure.with(Option::is_none).then(|| listing.shown.get()).flatten();
        shown.map(|(asked, page)| (asked, page.total))
    });
    // The table stays while its rows change.
    let any = Memo::new(move |_| found.with(|found| found.as_ref().map(|(_, total)| *total > 0)));
    let body = move || {
        if let Some(error) = listing.failure.get() {
            return failure_panel(error, move || listing.ask(listing.query.get_untracked()));
        }
        match any.get() {
            None => waiting("office.list.loading"),
            Some(false) => view! { <Empty found=found/> }.into_any(),
            Some(true) => view! { <table::Table listing=listing/> }.into_any(),
        }
    };
    let ready = move || (listing.failure.with(Option::is_some) || any.get().is_some()).then_some("");
    view! {
        <main class="page wrapper wrapper--wide" id="main" tabindex="-1" data-ready=ready>
            <header class="title"><h1 class="title__text">{move || t("office.list.title")}</h1></header>
            <filters::Filters query=listing.query/>
            <div class="list-head">
                <p class="list-head__count" role="status">{move || found.get().map(|(asked, total)| found_text(&asked, total))}</p>
                <downloads::Downloads found=found/>
            </div>
            {body}
            <pager::Pager found=found/>
        </main>
    }
}

fn found_text(asked: &ApplicationQuery, total: u32) -> String {
    count(if is_filtered(asked) { "office.list.found" } else { "office.list.all" }, total)
}

/// Question and number of the answer that stands, if one does.
pub type Found = Memo<Option<(ApplicationQuery, u32)>>;

#[component]
pub fn Empty(found: Found) -> impl IntoView {
    let asked = move || found.get().map(|(asked, _)| asked).unwrap_or_default();
    let clear = move |_| {
        let ApplicationQuery { sort, descending, .. } = untrack(asked);
        nav::refine(Place::List(ApplicationQuery { sort, descending, ..Default::default() }), true);
        // The button is about to go; the focus must not go with it.
        crate::dom::focus_soon("search".to_string());
    };
    move || {
        let filtered = is_filtered(&asked());
        let key = |part: &str| format!("office.list.{}_{part}", if filtered { "nothing" } else { "none" });
        view! {
            <div class="sheet">
                <div class="empty">
                    <h2 class="empty__title">{t(&key("title"))}</h2>
                    <p>{t(&key("text"))}</p>
                    {filtered.then(|| view! {
                        <button type="button" class="button button--secondary" on:click=clear>
                            {t("office.list.clear")}
                        </button>
                    })}
                </div>
            </div>
        }
    }
}
