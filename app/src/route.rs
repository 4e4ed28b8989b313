//! Addresses of the public form, and moving between them by the History API.

use std::cell::RefCell;

use leptos::prelude::*;
use shared::form::Section;
use shared::forms::APPLICATION;
use shared::manifest::SubmissionId;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, HtmlAnchorElement, MouseEvent};

use crate::dom;

/// A page.
#[derive(Clone, PartialEq, Eq)]
pub enum Route {
    Start,
    Form,
    Rubric,
    Privacy,
    Accessibility,
    /// A draft from a file.
    Open,
    /// A draft on a computer that others use too.
    Shared,
    Draft(SubmissionId, Step),
    NotFound,
}

/// A page of one draft.
#[derive(Clone, Copy)]
pub enum Step {
    Overview,
    Section(&'static Section),
    Review,
    Declaration,
    Send,
    Receipt,
    /// The draft to a file.
    Save,
    /// Who changed what.
    History,
    /// A passphrase for it.
    Protect,
    Erase,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Section(section) => section.id,
            Self::Review => "review",
            Self::Declaration => "declaration-of-honour",
            Self::Send => "send",
            Self::Receipt => "receipt",
            Self::Save => "save",
            Self::History => "history",
            Self::Protect => "protect",
            Self::Erase => "erase",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let fixed = [
            Self::Overview,
            Self::Review,
            Self::Declaration,
            Self::Send,
            Self::Receipt,
            Self::Save,
            Self::History,
            Self::Protect,
            Self::Erase,
        ];
        fixed
            .into_iter()
            .find(|step| step.name() == name)
            .or_else(|| APPLICATION.section(name).map(Self::Section))
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Step {}

impl Route {
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts[..] {
            [] => Self::Start,
            ["form"] => Self::Form,
            ["rubric"] => Self::Rubric,
            ["privacy"] => Self::Privacy,
            ["accessibility"] => Self::Accessibility,
            ["open"] => Self::Open,
            ["shared"] => Self::Shared,
            ["draft", id] => Self::draft(id, ""),
            ["draft", id, step] => Self::draft(id, step),
            _ => Self::NotFound,
        }
    }

    fn draft(id: &str, step: &str) -> Self {
        match (SubmissionId::parse(id), Step::parse(step)) {
            (Some(id), Some(step)) => Self::Draft(id, step),
            _ => Self::NotFound,
        }
    }
}

/// Address of a page of a draft.
pub fn draft_path(id: &SubmissionId, step: Step) -> String {
    match step {
        Step::Overview => format!("/draft/{}", id.as_str()),
        step => format!("/draft/{}/{}", id.as_str(), step.name()),
    }
}

thread_local! {
    static CURRENT: ArcRwSignal<Route> = ArcRwSignal::new(Route::NotFound);
    /// What to do once the new page stands: scroll to where it was left, or focus a part of it.
    static ARRIVAL: RefCell<Arrival> = const { RefCell::new(Arrival::First) };
}

enum Arrival {
    /// The address the program was opened with: the browser has already put the focus somewhere.
    First,
    New,
    At(String),
    Back(f64),
}

/// The page to show.
pub fn current() -> ArcRwSignal<Route> {
    CURRENT.with(Clone::clone)
}

/// Reads the address and follows links, back and forward from now on.
pub fn start() {
    let Some(window) = dom::window() else { return };
    let location = window.location();
    current().set(Route::parse(&location.pathname().unwrap_or_default()));
    if let Some(id) = location.hash().ok().as_deref().and_then(|hash| hash.strip_prefix('#')) {
        ARRIVAL.set(Arrival::At(id.to_string()));
    }
    if let Ok(history) = window.history() {
        drop(history.set_scroll_restoration(web_sys::ScrollRestoration::Manual));
    }
    listen("click", |event| follow(event.unchecked_ref()));
    listen("popstate", |event| {
        let state = event.dyn_ref::<web_sys::PopStateEvent>().map(web_sys::PopStateEvent::state);
        ARRIVAL.set(Arrival::Back(state.and_then(|state| state.as_f64()).unwrap_or(0.0)));
        arrive_at_address();
    });
}

fn listen(name: &str, then: impl Fn(Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(then);
    if let Some(window) = dom::window() {
        drop(window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()));
    }
    // It listens as long as the page lives.
    closure.forget();
}

/// Goes to an address of this program, with an optional `#id` of what to focus there.
pub fn go(address: &str) {
    let (path, id) = address.split_once('#').unwrap_or((address, ""));
    keep_scroll();
    ARRIVAL.set(if id.is_empty() { Arrival::New } else { Arrival::At(id.to_string()) });
    if let Some(Ok(history)) = dom::window().map(|window| window.history()) {
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(path)));
    }
    arrive_at_address();
}

fn arrive_at_address() {
    let path = dom::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    let (route, now) = (Route::parse(&path), current());
    if now.with_untracked(|shown| *shown == route) {
        arrived();
    } else {
        now.set(route);
    }
}

/// Writes down how far the page is scrolled, for the way back.
fn keep_scroll() {
    let Some(window) = dom::window() else { return };
    let scrolled = window.scroll_y().unwrap_or(0.0);
    if let Ok(history) = window.history() {
        drop(history.replace_state(&scrolled.into(), ""));
    }
}

/// The page is about to be made anew in place: focus and scrolling stay as they are.
pub fn stay() {
    ARRIVAL.set(Arrival::First);
}

/// Called by a page when it stands.
pub fn arrived() {
    request_animation_frame(|| match ARRIVAL.replace(Arrival::New) {
        Arrival::First => {}
        Arrival::At(id) => dom::focus_soon(id),
        Arrival::New => {
            dom::focus_heading();
            scroll_to(0.0);
        }
        Arrival::Back(scrolled) => {
            dom::focus_heading();
            scroll_to(scrolled);
        }
    });
}

fn scroll_to(top: f64) {
    if let Some(window) = dom::window() {
        window.scroll_to_with_x_and_y(0.0, top);
    }
}

/// Follows a click on a link of this program instead of loading its page.
fn follow(event: &MouseEvent) {
    let plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
    if !plain || event.default_prevented() || !link.target().is_empty() || link.has_attribute("download") {
        return;
    }
    let href = link.get_attribute("href").unwrap_or_default();
    if let Some(id) = href.strip_prefix('#') {
        event.prevent_default();
        dom::focus_soon(id.to_string());
    } else if Route::parse(href.split('#').next().unwrap_or_default()) != Route::NotFound
        && href.starts_with('/')
    {
        event.prevent_default();
        go(&href);
    }
}
