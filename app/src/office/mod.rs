//! The office: support services find, read and download applications.
//!
//! `address` says which pages there are, `nav` moves between them, `session` knows who is signed in; `list` and
//! `application` are the two pages. No rule, label or field of a form stands here: pages are made from what `shared` says.

pub mod address;
mod application;
mod evidence_rows;
mod frame;
mod latest;
mod list;
mod load;
mod nav;
mod paging;
mod session;
mod sign_in;
pub mod styleguide;
mod words;

use leptos::prelude::*;
use shared::manifest::SubmissionId;
// Leptos starts its own executor only when it mounts.
use wasm_bindgen_futures::spawn_local;

use crate::{dom, i18n};
use address::Place;
use session::{Office, SignedIn};

/// Fetches the words and puts the office into the page.
pub fn start(host: web_sys::HtmlElement) {
    spawn_local(async move {
        let wanted = i18n::preferred();
        // Without words there is no office: what the page says about starting stays, with its reason.
        if i18n::change_to(wanted).await.is_err() && fallback(wanted).await.is_err() {
            if let Some(failed) = dom::by_id("boot-failed") {
                drop(failed.remove_attribute("hidden"));
            }
            if let Some(waiting) = dom::by_id("boot-waiting") {
                waiting.remove();
            }
            return;
        }
        host.set_text_content(None);
        nav::start();
        mount_to(host, || view! { <OfficeProgram/> }).forget();
    });
}

async fn fallback(wanted: &str) -> Result<(), wasm_bindgen::JsValue> {
    match shared::locales::CODES.iter().find(|code| **code != wanted) {
        Some(other) => i18n::change_to(other).await,
        None => Err(wasm_bindgen::JsValue::NULL),
    }
}

/// Which page; what the page shows of it may change without the page being made anew.
#[derive(Clone, PartialEq, Eq)]
enum Page {
    List,
    Application(SubmissionId),
    Unknown,
}

#[component]
fn OfficeProgram() -> impl IntoView {
    let office = Office::new();
    provide_context(office);
    office.start();
    let place = nav::place();

    let page = Memo::new({
        let place = place.clone();
        move |_| match place.get() {
            Place::Home | Place::List(_) => Page::List,
            Place::Application { id, .. } => Page::Application(id),
            Place::Unknown => Page::Unknown,
        }
    });
    let inside = Memo::new(move |_| match office.signed_in.get() {
        SignedIn::Asking => Inside::Asking,
        SignedIn::No(why) => Inside::No(why),
        SignedIn::Yes(_) => Inside::Yes,
    });
    Effect::new(move |before: Option<Inside>| {
        let now = inside.get();
        // The button that was pressed is gone: what is there instead is read from its beginning.
        if before.is_some_and(|before| before != now && before != Inside::Asking && now != Inside::Asking) {
            crate::dom::focus_soon("main".into());
        }
        now
    });
    Effect::new(move || {
        // Whoever signs out stays at the door; from there one comes to the whole list.
        if place.get() == Place::Home && inside.get() == Inside::Yes {
            nav::refine(Place::List(address::newest_first()), false);
        }
    });

    let main = move || match (office.start_failure.get(), inside.get()) {
        (Some(error), _) => view! {
            <main class="page wrapper" id="main" tabindex="-1">
                {load::failure_panel(error, move || office.start())}
            </main>
        }
        .into_any(),
        (None, Inside::Asking) => view! {
            <main class="page wrapper" id="main" tabindex="-1">{load::waiting("office.loading")}</main>
        }
        .into_any(),
        (None, Inside::No(why)) => view! { <sign_in::SignInPage why=why/> }.into_any(),
        (None, Inside::Yes) => match page.get() {
            Page::List => view! { <list::ListPage/> }.into_any(),
            Page::Application(id) => view! { <application::ApplicationPage id=id/> }.into_any(),
            Page::Unknown => frame::unknown_page(),
        },
    };
    view! {
        <frame::Masthead/>
        {main}
        <frame::Footer/>
        <div class="visually-hidden" role="status" aria-live="polite" id="live"></div>
    }
}

/// `SignedIn` without the person, so that a page is not made anew when only their name changes.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Asking,
    No(session::Why),
    Yes,
}
