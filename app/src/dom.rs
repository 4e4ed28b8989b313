//! The few things that are asked of the page itself. Whatever the browser refuses is left undone, never a panic.

use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, Window};

pub fn window() -> Option<Window> {
    web_sys::window()
}

pub fn page() -> Option<Document> {
    window()?.document()
}

/// What an element of the page says of itself under the name, the first one that is chosen so.
pub fn said_by(selector: &str, attribute: &str) -> Option<String> {
    find(selector)?.get_attribute(attribute)
}

/// The first element that is chosen so.
pub fn find(selector: &str) -> Option<Element> {
    page()?.query_selector(selector).ok()?
}

pub fn by_id(id: &str) -> Option<Element> {
    page()?.get_element_by_id(id)
}

/// The text that an input, a select or a textarea holds after an event on it.
pub fn typed(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    if let Some(input) = target.dyn_ref::<web_sys::HtmlInputElement>() {
        input.value()
    } else if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.value()
    } else {
        target.dyn_ref::<web_sys::HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
    }
}

/// Whether a checkbox or radio is on after an event on it.
pub fn ticked(event: &web_sys::Event) -> bool {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    input.is_some_and(|input| input.checked())
}

/// The text in NFC, the only form in which it is counted, kept and sent.
pub fn nfc(text: &str) -> String {
    if text.is_ascii() {
        return text.to_string();
    }
    js_sys::JsString::from(text).normalize("NFC").into()
}

pub fn set_title(title: &str) {
    if let Some(page) = page() {
        page.set_title(title);
    }
}

/// Focuses an element once what was just changed is on the page. The browser scrolls it into view.
pub fn focus_soon(id: String) {
    request_animation_frame(move || focus_now(&id));
}

fn focus_now(id: &str) {
    // What is gone leaves the reader at the beginning of the page, not nowhere.
    let Some(element) = by_id(id) else { return focus_heading() };
    let focusable = element.dyn_ref::<HtmlElement>();
    if let Some(element) = focusable {
        drop(element.focus());
        let took = page().and_then(|page| page.active_element()).is_some_and(|active| active.id() == id);
        if !took {
            // A group is no control; its first control is meant.
            if let Ok(Some(first)) = element.query_selector("input, select, textarea, button")
                && let Some(first) = first.dyn_ref::<HtmlElement>()
            {
                drop(first.focus());
            }
        }
        element.scroll_into_view();
    }
}

/// Focuses the page's heading without scrolling, so that a new page is read from its beginning.
pub fn focus_heading() {
    // Where there is none yet, the page itself.
    let heading = find("main h1").or_else(|| find("main"));
    let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) else { return };
    drop(heading.set_attribute("tabindex", "-1"));
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    drop(heading.focus_with_options(&options));
}

/// Whether a media query holds.
pub fn matches(query: &str) -> bool {
    window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}

pub fn print() {
    if let Some(window) = window() {
        drop(window.print());
    }
}

/// A small preference of this browser; drafts are never kept here.
pub fn preference(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(name).ok()?
}

pub fn keep_preference(name: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        drop(storage.set_item(name, value));
    }
}

/// Hands a text, or an array of bytes, to the person as a file.
pub fn download(name: &str, media_type: &str, content: &JsValue) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(content);
    let blob = web_sys::Blob::new_with_blob_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let page = page().ok_or(JsValue::NULL)?;
    let link: HtmlElement = page.create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    page.body().ok_or(JsValue::NULL)?.append_child(&link)?;
    link.click();
    link.remove();
    // The browser reads the address after the click has returned.
    set_timeout(move || drop(web_sys::Url::revoke_object_url(&url)), Duration::from_secs(30));
    Ok(())
}

/// Says something to people who do not see the page, once nothing else was to be said for a second.
pub fn say(text: String) {
    use std::cell::RefCell;
    thread_local! { static NEXT: RefCell<Option<String>> = const { RefCell::new(None) }; }
    let waiting = NEXT.with_borrow_mut(|next| next.replace(text).is_some());
    if waiting {
        return;
    }
    let speak = || {
        let text = NEXT.with_borrow_mut(Option::take);
        if let (Some(text), Some(live)) = (text, by_id("live")) {
            live.set_text_content(Some(&text));
        }
    };
    set_timeout(speak, Duration::from_secs(1));
}
