//! Cleans what is pasted into the fields of the form: `shared::paste` says how.
//!
//! The browser is asked to insert it as if it had been typed, so that the caret stands after it and undoing takes it back.

use shared::paste::{self, Place};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, Event, EventTarget, HtmlDocument, HtmlInputElement, HtmlTextAreaElement};

use crate::dom;

/// What a browser calls text without markup.
const PLAIN: &str = "text/plain";

pub fn clean(event: &Event) {
    let Some(target) = event.target() else { return };
    let (Some(place), false) = (place(&target), event.default_prevented()) else { return };
    let Some(pasted) = text_of(event) else { return };
    let cleaned = dom::nfc(&paste::clean(&pasted, place));
    // What is clean the browser pastes as ever, and so it does where it cannot be asked.
    if cleaned != pasted && (cleaned.is_empty() || insert_as_typed(&cleaned)) {
        event.prevent_default();
    }
}

/// The text that is pasted. The event is asked by name: its type would bring more into the program than that.
fn text_of(event: &Event) -> Option<String> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    data.unchecked_into::<DataTransfer>().get_data(PLAIN).ok()
}

/// What kind of field it is, if it takes text. A passphrase may be anything, and is none of ours.
fn place(target: &EventTarget) -> Option<Place> {
    if target.is_instance_of::<HtmlTextAreaElement>() {
        return Some(Place::Prose);
    }
    let input = target.dyn_ref::<HtmlInputElement>()?;
    match input.type_().as_str() {
        "email" | "url" => Some(Place::Word),
        "text" if input.get_attribute("inputmode").is_some() => Some(Place::Word),
        "text" => Some(Place::Line),
        _ => None,
    }
}

fn insert_as_typed(text: &str) -> bool {
    dom::page().is_some_and(|page| {
        let page: HtmlDocument = page.unchecked_into();
        page.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or(false)
    })
}
