//! Listens on every page of a draft: to keys, to what is pasted, and to where the focus goes.

use std::cell::Cell;

use leptos::prelude::GetUntracked;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

use super::{paste, shortcuts};
use crate::pages::App;
use crate::route::{self, Route, Step, draft_path};
use crate::{dom, left_at};

thread_local! {
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Listens from now on, for as long as the page lives.
pub fn begin(app: App) {
    if BEGUN.replace(true) {
        return;
    }
    go_back();
    listen("keydown", move |event| shortcuts::press(app, event));
    listen("paste", paste::clean);
    listen("focusin", |event| note(event.target().and_then(|target| target.dyn_into().ok())));
    note(dom::page().and_then(|page| page.active_element()));
}

fn listen(name: &str, then: impl Fn(&Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| then(&event)).into_js_value();
    if let Some(page) = dom::page() {
        drop(page.add_event_listener_with_callback(name, closure.unchecked_ref()));
    }
}

/// Notes the field that has the focus, as the one to come back to.
fn note(field: Option<Element>) {
    let Route::Draft(id, step @ Step::Section(_)) = route::current().get_untracked() else { return };
    let Some(field) = field.filter(|field| matches!(field.closest("form"), Ok(Some(_)))) else { return };
    if !field.id().is_empty() {
        left_at::keep(&id, &format!("{}#{}", draft_path(&id, step), field.id()));
    }
}

/// Where the browser itself opens a section anew, the person finds the field that was left, unless they are somewhere
/// already.
fn go_back() {
    let Route::Draft(id, Step::Section(now)) = route::current().get_untracked() else { return };
    let Some((address, section)) = left_at::last(&id) else { return };
    let elsewhere =
        dom::page().and_then(|page| page.active_element()).is_some_and(|it| it.tag_name() != "BODY");
    let scrolled = dom::window().and_then(|window| window.scroll_y().ok()).is_some_and(|top| top > 0.0);
    if section.id == now.id
        && !elsewhere
        && !scrolled
        && let Some((_, field)) = address.split_once('#')
    {
        dom::focus_soon(field.to_string());
    }
}
