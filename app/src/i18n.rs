//! The words on the page: one language at a time, fetched when it is first wanted.
//!
//! A page reads its words when it is made. When the language changes, `language()` changes and the page is made anew;
//! answers live outside the page and lose nothing by it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;
use shared::catalogue::Catalogue;
use shared::locales::{CODES, LANGUAGES, Language};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{assets, dom, intl, json};

const PREFERENCE: &str = "insignia-language";

/// How the names of the files go on that hold the words of a language: those of the first page, of a draft, and all others.
/// The build divides the words by the same line.
const FILES: [&str; 3] = include!("words.in");

/// So many of the files hold what the first page says.
pub const OF_START: usize = 1;
/// So many hold what the pages of a draft say.
pub const OF_DRAFTS: usize = 2;
/// So many are all.
pub const ALL: usize = FILES.len();

/// The part of an address that asks for a language: `?lang=eu`.
const ASKED: &str = "lang";

thread_local! {
    static WORDS: RefCell<Rc<Catalogue>> = RefCell::default();
    /// How many of `FILES` are here.
    static HERE: Cell<usize> = const { Cell::new(OF_START) };
    static LANGUAGE: ArcRwSignal<&'static str> = ArcRwSignal::new(CODES[0]);
}

/// The language of the page.
pub fn language() -> ArcRwSignal<&'static str> {
    LANGUAGE.with(Clone::clone)
}

/// All words of the language of the page.
pub fn words() -> Rc<Catalogue> {
    WORDS.with_borrow(Rc::clone)
}

/// A text by its key.
pub fn t(key: &str) -> String {
    words().text(key)
}

/// A text with its placeholders filled.
pub fn fill(key: &str, values: &[(&str, String)]) -> String {
    words().fill(key, values)
}

/// A text that depends on a number, which fills `{count}`.
pub fn count(key: &str, n: usize) -> String {
    count_with(key, n, &[])
}

/// A text that depends on a number, which fills `{count}`, beside other values.
pub fn count_with(key: &str, n: usize, values: &[(&str, String)]) -> String {
    let number = n as f64;
    let all: Vec<(&str, String)> =
        [("count", intl::number(number))].into_iter().chain(values.iter().cloned()).collect();
    words().plural(key, &intl::plural_category(number), &all)
}

/// The language to begin with: asked for in the address, chosen earlier, or the browser's; else the first there is.
pub fn preferred() -> &'static str {
    let asked = query().and_then(|query| query.get(ASKED)).and_then(|asked| known(&asked));
    if let Some(code) = asked {
        // The next page of this visit has another address.
        dom::keep_preference(PREFERENCE, code);
    }
    asked
        .or_else(|| dom::preference(PREFERENCE).and_then(|chosen| known(&chosen)))
        .or_else(|| browser_languages().find_map(|wanted| known(&wanted)))
        .unwrap_or(CODES[0])
}

/// What the address asks for beside a page.
fn query() -> Option<web_sys::UrlSearchParams> {
    web_sys::UrlSearchParams::new_with_str(&dom::window()?.location().search().ok()?).ok()
}

/// What the browser says its reader understands, best first.
fn browser_languages() -> impl Iterator<Item = String> {
    let languages = dom::window().map(|window| window.navigator().languages()).unwrap_or_default();
    (0..languages.length()).filter_map(move |at| languages.get(at).as_string())
}

/// The language of the page in what `Intl` understands, best first.
pub fn tags() -> Array {
    let code = language().get_untracked();
    let declared =
        LANGUAGES.iter().find(|language| language.code == code).map_or(&[][..], |found| found.tags);
    declared.iter().map(|tag| JsValue::from(*tag)).collect()
}

/// The same after how the reader's browser spells the language: "en-GB" writes days otherwise than "en-US".
pub fn reader_tags() -> Array {
    let (tags, code) = (tags(), language().get_untracked());
    if let Some(spelled) =
        browser_languages().find(|wanted| wanted.contains('-') && known(wanted) == Some(code))
    {
        tags.unshift(&spelled.into());
    }
    tags
}

fn known(wanted: &str) -> Option<&'static str> {
    let primary = wanted.split('-').next().unwrap_or_default().to_ascii_lowercase();
    CODES.iter().copied().find(|code| *code == primary)
}

/// Fetches the words of a language and makes it the language of the page. If they do not come, nothing changes.
pub async fn change_to(code: &'static str) -> Result<(), JsValue> {
    let mut words = Catalogue::default();
    for file in FILES.iter().take(HERE.get()) {
        words.add(fetch(code, file).await?);
    }
    WORDS.set(Rc::new(words));
    intl::forget();
    if let Some(root) = dom::page().and_then(|page| page.document_element()) {
        drop(root.set_attribute("lang", code));
    }
    language().set(code);
    Ok(())
}

/// Takes these words for all that there are. The other pages' words come in one file.
pub fn say_these(words: Catalogue) {
    WORDS.set(Rc::new(words));
    HERE.set(ALL);
}

/// Fetches so many of the files, in the language of the page and from now on in any other.
pub async fn say(files: usize) -> Result<(), JsValue> {
    while let Some(file) = FILES.get(HERE.get()).filter(|_| !says(files)) {
        let (code, here) = (language().get_untracked(), HERE.get());
        let words = fetch(code, file).await?;
        // The language may have changed meanwhile, and somebody else may have fetched the same.
        if language().get_untracked() == code && HERE.get() == here {
            let added = WORDS.with_borrow_mut(|known| Rc::get_mut(known).map(|known| known.add(words)));
            HERE.set(here + usize::from(added.is_some()));
        }
    }
    Ok(())
}

/// Whether so many files are here.
pub fn says(files: usize) -> bool {
    HERE.get() >= files
}

/// Keeps the language for the next visit. An address that asks for another would win over it when the page is loaded again.
pub fn remember(code: &str) {
    dom::keep_preference(PREFERENCE, code);
    let Some(window) = dom::window() else { return };
    if let (Some(query), Ok(history)) = (query().filter(|query| query.has(ASKED)), window.history()) {
        query.set(ASKED, code);
        let address = format!("?{}", String::from(query.to_string()));
        drop(history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(&address)));
    }
}

/// The words of one of the files of a language.
async fn fetch(code: &str, file: &str) -> Result<Catalogue, JsValue> {
    let window = dom::window().ok_or(JsValue::NULL)?;
    let address = assets::address(&[code, file, ".json"].concat()).ok_or(JsValue::NULL)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(&address)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let texts = JsFuture::from(response.text()?).await?.as_string().ok_or(JsValue::NULL)?;
    json::read(&texts).ok_or(JsValue::NULL)
}

/// The name of a language in itself.
pub fn own_name(language: &Language) -> String {
    capitalised(&intl::language_in_itself(language))
}

/// With a capital at the beginning, which the browser makes: it has the tables for it.
pub fn capitalised(text: &str) -> String {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let (first, rest) = text.split_at(first);
    String::from(js_sys::JsString::from(first).to_upper_case()) + rest
}
