//! What the shortcuts do. Which there are stands in `keys`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::finding::Finding;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement};

use super::keys::{self, Shortcut};
use crate::components::problems;
use crate::dom;
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::t;
use crate::pages::{App, Open};
use crate::route::{self, Route, Step, draft_path, go};
use crate::timer::pause;

/// Until what was saved is shown.
const HEARD_MS: u32 = 100;

/// Takes a key that is a shortcut.
pub fn press(app: App, event: &Event) {
    let Some(shortcut) = pressed(event) else { return };
    let Route::Draft(id, step) = route::current().get_untracked() else { return };
    let Open::Ready(desk) = app.open.get_untracked() else { return };
    if desk.id != id {
        return;
    }
    event.prevent_default();
    if of(event, "repeat").is_truthy() {
        return;
    }
    match shortcut {
        Shortcut::Next => turn(desk, step, 1),
        Shortcut::Previous => turn(desk, step, -1),
        Shortcut::Overview => go(&draft_path(&id, Step::Overview)),
        Shortcut::Missing => missing(desk),
        Shortcut::Saved => saved(desk),
        Shortcut::Shortcuts => go(keys::LIST),
    }
}

/// The shortcut of a key, unless the key is on its way to becoming a letter.
fn pressed(event: &Event) -> Option<Shortcut> {
    let [alt, shift, ctrl, meta, composing] =
        ["altKey", "shiftKey", "ctrlKey", "metaKey", "isComposing"].map(|name| of(event, name).is_truthy());
    if !alt || !shift || ctrl || meta || composing {
        return None;
    }
    let (key, place) = (of(event, "key").as_string()?, of(event, "code").as_string()?);
    Shortcut::ALL.into_iter().find(|shortcut| {
        let wanted = shortcut.key();
        // On a Mac the same keys type a sign, and elsewhere the letters may be Greek or Cyrillic ones: then the key counts
        // by its place, but not where something is written.
        key.eq_ignore_ascii_case(wanted) || (place.strip_prefix("Key") == Some(wanted) && !writes(event))
    })
}

/// What an event tells under a name. One function asks for all of it, where typed ones would each weigh on the program.
fn of(event: &Event, name: &str) -> JsValue {
    js_sys::Reflect::get(event, &name.into()).unwrap_or_default()
}

fn writes(event: &Event) -> bool {
    event.target().is_some_and(|target| {
        target.is_instance_of::<HtmlTextAreaElement>() || target.is_instance_of::<HtmlInputElement>()
    })
}

/// To the page before or after: the overview, the sections, the review.
fn turn(desk: Desk, from: Step, by: isize) {
    let sections = desk.state.form.sections;
    let pages = || {
        let between = sections.iter().map(Step::Section);
        std::iter::once(Step::Overview).chain(between).chain(std::iter::once(Step::Review))
    };
    let Some(at) = pages().position(|step| step == from) else { return };
    if let Some(step) = at.checked_add_signed(by).and_then(|at| pages().nth(at)) {
        go(&draft_path(&desk.id, step));
    }
}

/// To the next answer that is missing or wrong, and from the last one to the first.
fn missing(desk: Desk) {
    let state = desk.state;
    let errors: Vec<Finding> = state.findings().into_iter().filter(Finding::is_error).collect();
    let next = errors.iter().find(|finding| is_ahead(desk, finding)).or(errors.first());
    match next {
        Some(finding) => {
            go(&problems::address(state, Some(&desk.id), finding));
            dom::say(words::message_with_label(&state, finding));
        }
        None => {
            dom::say(t("shortcuts.nothing_missing"));
            go(&draft_path(&desk.id, Step::Review));
        }
    }
}

/// Whether a finding stands behind the focus, on this page or a later one.
fn is_ahead(desk: Desk, finding: &Finding) -> bool {
    let form = desk.state.form;
    let Route::Draft(_, Step::Section(now)) = route::current().get_untracked() else { return false };
    let place = |id: &str| form.sections.iter().position(|section| section.id == id);
    let there = form.section_of(&finding.path).and_then(|section| place(section.id));
    if there != place(now.id) {
        return there > place(now.id);
    }
    let active = dom::page().and_then(|page| page.active_element());
    let (Some(active), Some(field)) = (active, dom::by_id(&finding.path.html_id())) else { return false };
    // Numbers of the DOM: the other one follows, the other one is within.
    let place = active.compare_document_position(&field);
    place & 4 != 0 && place & 16 == 0
}

/// Saves what was typed, and says what the head of the page shows of it.
fn saved(desk: Desk) {
    spawn_local(async move {
        let _ = desk.flush().await;
        // The head of the page has to hear of it first.
        pause(HEARD_MS).await;
        if let Some(text) = dom::find(".save-state").and_then(|shown| shown.text_content()) {
            dom::say(text);
        }
    });
}
