//! The style guide: the components of both other programs in every state, made by the very functions that make them
//! there. It has no rule and no component of its own, and nothing that is done in it is stored or sent.
//!
//! Its own words are English, for those who work on the pages.

pub mod basics;
mod pseudo;
mod sample;
mod tokens;

use leptos::context::Provider;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::element::IntoChild;
use crate::form::desk::Desk;
use crate::pages::App;
use crate::parts::{self, Part, Parts};
use crate::timer::pause;
use crate::{brand, dom, i18n, office, pages};
pub use sample::{DAY, Sample};

/// One kind of thing with what can become of it.
pub struct Chapter {
    /// The anchor.
    pub id: &'static str,
    pub title: &'static str,
    shown: Vec<(String, AnyView)>,
}

impl Chapter {
    pub fn new(id: &'static str, title: &'static str) -> Self {
        Self { id, title, shown: Vec::new() }
    }

    /// Shows a view under a caption.
    pub fn show(mut self, caption: impl Into<String>, view: impl IntoChild) -> Self {
        self.shown.push((caption.into(), view.into_child().into_any()));
        self
    }

    /// The same with what belongs to a draft.
    pub fn show_at(self, desk: Desk, caption: impl Into<String>, view: impl IntoChild) -> Self {
        let view = view.into_child();
        self.show_any(caption, view! { <Provider value=desk>{view}</Provider> }.into_any())
    }

    /// The same with what the office is made of.
    pub fn show_any(mut self, caption: impl Into<String>, view: AnyView) -> Self {
        self.shown.push((caption.into(), view));
        self
    }
}

/// A page of the guide, by the end of its address. Several, because no id may stand twice on one.
struct Page {
    end: &'static str,
    title: &'static str,
    chapters: fn(&Sample) -> Vec<Chapter>,
}

const PAGES: [Page; 4] = [
    Page { end: "", title: "Basics", chapters: basics::chapters },
    Page { end: "/form", title: "Form", chapters: pages::styleguide::form },
    Page { end: "/draft", title: "Pages of a draft", chapters: pages::styleguide::draft },
    Page { end: "/office", title: "Office", chapters: office::styleguide::chapters },
];
const ADDRESS: &str = "/styleguide";
const SETTLE_MS: u32 = 200;
/// The part of an address that asks for words that nobody speaks.
const LONGER: &str = "?words=pseudo";

/// Fetches the words and puts the guide into the page.
pub fn start(host: web_sys::HtmlElement) {
    parts::declare(whole());
    spawn_local(async move {
        let (Ok(()), Some(sample)) = (i18n::change_to("en").await, Sample::read()) else {
            return dom::by_id("boot-failed").map_or((), |failed| drop(failed.remove_attribute("hidden")));
        };
        let location = dom::window().map(|window| window.location());
        let asked = location
            .map(|location| (location.pathname().unwrap_or_default(), location.search().unwrap_or_default()));
        let (path, query) = asked.unwrap_or_default();
        let longer = query == LONGER;
        let words = i18n::words();
        i18n::say_these(if longer { words.changed(pseudo::text) } else { words.changed(str::to_string) });
        let end = path.strip_prefix(ADDRESS).unwrap_or_default().trim_end_matches('/');
        let page = PAGES.iter().find(|page| page.end == end).unwrap_or(&PAGES[0]);
        host.set_text_content(None);
        mount_to(host, move || guide(page, longer, &sample)).forget();
        // Pages that are shown have named themselves, and gone to their beginning.
        brand::set_title("Style guide");
        pause(SETTLE_MS).await;
        if let Some(chapter) = asked_for() {
            chapter.scroll_into_view();
        }
    });
}

/// The chapter that the address names. It was not there when the browser looked for it.
fn asked_for() -> Option<web_sys::Element> {
    let anchor = dom::window()?.location().hash().ok()?;
    dom::by_id(anchor.strip_prefix('#')?)
}

/// Nothing comes later: this program is one piece. Nothing is sent either.
fn whole() -> Parts {
    use crate::form::field::evidence_view;
    macro_rules! part {
        ($make:expr) => {
            Part { fetch: || Box::pin(async { Ok(()) }), words: i18n::ALL, make: $make }
        };
    }
    Parts {
        starting: part!(|app| Some(pages::starting(app))),
        filling: part!(|(app, id, step)| Some(pages::filling(app, id, step))),
        first_check: part!(|app| Some(pages::first_check(app))),
        reading: part!(|(app, route)| Some(pages::reading(app, route))),
        sending: part!(|(app, desk, step)| Some(pages::sending(app, desk, step))),
        history: part!(|desk| Some(pages::history(desk))),
        fold: |_| Box::pin(async { false }),
        lay_beside: |_, _| Box::pin(async { Err(crate::drafts::DraftError::Unavailable) }),
        carrying: part!(|(app, what)| Some(pages::carrying(app, what))),
        guarding: part!(|(app, what)| Some(pages::guarding(app, what))),
        evidence: part!(|(at, rows)| Some(evidence_view(&at, rows))),
        helping: part!(|what| Some(crate::help::view(what))),
        outbox: |_: App| Box::pin(async { Ok(()) }),
    }
}

fn guide(page: &'static Page, longer: bool, sample: &Sample) -> impl IntoView + use<> {
    let chapters = (page.chapters)(sample);
    let contents: Vec<_> = chapters
        .iter()
        .map(|chapter| view! { <li><a href=format!("#{}", chapter.id)>{chapter.title}</a></li> })
        .collect();
    let words = if longer { LONGER } else { "" };
    let others: Vec<_> = PAGES
        .iter()
        .map(|other| {
            let here = (other.end == page.end).then_some("page");
            view! { <a href=format!("{ADDRESS}{}{words}", other.end) aria-current=here>{other.title}</a> }
        })
        .collect();
    let (to, name) = if longer { ("", "Words: English") } else { (LONGER, "Words: long, of no language") };
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <header class="guide__head wrapper wrapper--wide">
            <a class="brand" href=ADDRESS>
                {brand::mark().into_child()}<span class="brand__name">{brand::name()}</span>
            </a>
            <nav class="guide__nav" aria-label="Style guide">
                {others}<a href=format!("{ADDRESS}{}{to}", page.end)>{name}</a>
            </nav>
        </header>
        <main class="page wrapper wrapper--wide" id="main" tabindex="-1" data-ready>
            <header class="title">
                <h1 class="title__text">"Style guide: " {page.title}</h1>
                <p class="title__intro">
                    "Every component in every state, made by the code that makes it on the pages. "
                    "Nothing that is done here is stored or sent."
                </p>
            </header>
            <nav aria-label="Contents"><ul class="cluster">{contents}</ul></nav>
            {chapters.into_iter().map(chapter).collect::<Vec<_>>()}
        </main>
        <div class="visually-hidden" role="status" aria-live="polite" id="live"></div>
    }
}

fn chapter(chapter: Chapter) -> impl IntoView {
    let figures: Vec<_> = chapter
        .shown
        .into_iter()
        .map(|(caption, shown)| {
            view! {
                <figure class="guide__figure">
                    <figcaption class="guide__caption">{caption}</figcaption>
                    <div class="flow">{shown}</div>
                </figure>
            }
        })
        .collect();
    let title = format!("{}-title", chapter.id);
    view! {
        <section class="guide__part" id=chapter.id aria-labelledby=title.clone()>
            <h2 class="heading" id=title.clone()>{chapter.title}</h2>
            {figures}
        </section>
    }
}
