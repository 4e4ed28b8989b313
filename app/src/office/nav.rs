//! Moving within the office by the History API. The address is the only place where the position is kept.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, HtmlAnchorElement, MouseEvent, PopStateEvent};

use crate::dom;
use crate::office::address::Place;

thread_local! {
    static PLACE: ArcRwSignal<Place> = ArcRwSignal::new(Place::Unknown);
    static ARRIVAL: RefCell<Arrival> = const { RefCell::new(Arrival::Stay) };
}

/// What happens to focus and scroll once the page stands.
enum Arrival {
    /// The person is in the middle of something, for instance typing a search.
    Stay,
    Beginning,
    Back(f64),
}

/// Where one is.
pub fn place() -> ArcRwSignal<Place> {
    PLACE.with(Clone::clone)
}

/// Reads the address, and follows links, back and forward from now on.
pub fn start() {
    if let Some(Ok(history)) = dom::window().map(|window| window.history()) {
        drop(history.set_scroll_restoration(web_sys::ScrollRestoration::Manual));
    }
    read_address();
    listen("click", |event| follow(event.unchecked_ref()));
    listen("popstate", |event| {
        let state = event.dyn_ref::<PopStateEvent>().map(PopStateEvent::state);
        ARRIVAL.set(Arrival::Back(state.and_then(|state| state.as_f64()).unwrap_or(0.0)));
        read_address();
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

fn read_address() {
    let Some(location) = dom::window().map(|window| window.location()) else { return };
    let (path, query) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    show(Place::parse(&path, &query));
}

fn show(found: Place) {
    let place = place();
    if place.with_untracked(|shown| *shown != found) {
        place.set(found);
    } else {
        arrived();
    }
}

/// Goes to another page, to its beginning.
pub fn go(to: Place) {
    keep_scroll();
    ARRIVAL.set(Arrival::Beginning);
    write_address(&to, true);
    show(to);
}

/// Changes what the page shows without taking the person away from the control in use.
/// `push` makes it a step that "back" undoes.
pub fn refine(to: Place, push: bool) {
    keep_scroll();
    ARRIVAL.set(Arrival::Stay);
    write_address(&to, push);
    show(to);
}

fn write_address(to: &Place, push: bool) {
    let Some(Ok(history)) = dom::window().map(|window| window.history()) else { return };
    let address = to.address();
    if push {
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
    } else {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
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

/// Called by a page when what was asked for stands.
pub fn arrived() {
    request_animation_frame(|| match ARRIVAL.replace(Arrival::Stay) {
        Arrival::Stay => {}
        Arrival::Beginning => {
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

/// Follows a click on a link of the office instead of loading its page.
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
        return;
    }
    let (path, query) = href.split_once('?').unwrap_or((&href, ""));
    let to = Place::parse(path, query);
    if to != Place::Unknown {
        event.prevent_default();
        go(to);
    }
}
