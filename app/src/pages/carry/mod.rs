//! Carrying a draft from one browser to another: saved to a file, and opened from it.

mod import;
mod kept;
mod save;

use draft_file::FileFault;
use leptos::prelude::*;

use crate::dom;
use crate::drafts::portable::Trouble;
use crate::element::{IntoChild, View, el};
use crate::form::words;
use crate::i18n::t;
use crate::views;

pub use import::import;
pub use kept::kept;
pub use save::export;

/// A passphrase that is being typed, and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Secret {
    id: &'static str,
    pub typed: RwSignal<String>,
    complaint: RwSignal<Option<String>>,
    /// Whether it can be read while it is typed.
    pub shown: RwSignal<bool>,
}

impl Secret {
    pub fn new(id: &'static str, shown: RwSignal<bool>) -> Self {
        Self { id, typed: RwSignal::new(String::new()), complaint: RwSignal::new(None), shown }
    }

    /// Where it was typed says what is wrong, until it is changed.
    pub fn complain(self, key: &str) {
        self.complain_in_words(t(key));
    }

    /// Nothing is wrong with it any more, though it was mended elsewhere.
    pub fn settle(self) {
        self.complaint.set(None);
    }

    pub fn complain_in_words(self, words: String) {
        let _ = self.complaint.try_set(Some(words));
        dom::focus_soon(self.id.to_string());
    }
}

/// `new`: whether the browser may offer to make and keep it.
pub(super) fn secret_field(secret: Secret, label: &'static str, hint: Option<String>, new: bool) -> View {
    let Secret { id, typed, complaint, shown } = secret;
    let part = move |part: &str| format!("{id}-{part}");
    let wrong = move || complaint.with(Option::is_some);
    let has_hint = hint.is_some();
    let described = move || match (has_hint, wrong()) {
        (false, false) => String::new(),
        (true, false) => part("hint"),
        (false, true) => part("error"),
        (true, true) => format!("{} {}", part("hint"), part("error")),
    };
    let error = move || {
        complaint.get().map(|text| {
            let before = el("span").class("visually-hidden").words("ui.field.error").child(" ");
            el("p").class("field__error").id(part("error")).child(before).child(text)
        })
    };
    el("div")
        .class(move || if wrong() { "field field--invalid" } else { "field" })
        .child(el("label").class("field__label").attr("for", id).words(label))
        .child(hint.map(|hint| el("p").class("field__hint").id(part("hint")).child(hint)))
        .child(error)
        .child(
            el("input")
                .class("input input--l")
                .id(id)
                .attr("type", move || if shown.get() { "text" } else { "password" })
                .attr("autocomplete", if new { "new-password" } else { "off" })
                .attr("autocapitalize", "off")
                .attr("spellcheck", "false")
                .prop("value", typed.get_untracked())
                .attr("aria-describedby", described)
                .attr("aria-invalid", move || wrong().then_some("true"))
                .on("input", move |event| {
                    typed.set(dom::nfc(&dom::typed(&event)));
                    complaint.set(None);
                }),
        )
        .into_child()
}

pub(super) fn show_toggle(shown: RwSignal<bool>) -> View {
    let input = el("input")
        .class("choice__input")
        .attr("type", "checkbox")
        .on("change", move |event| shown.set(dom::ticked(&event)));
    el("label")
        .class("choice")
        .child(input)
        .child(el("span").class("choice__text").words("ui.carry.show"))
        .into_child()
}

/// Runs what a button or the Enter key asks for, instead of loading a page.
pub(super) fn form(content: View, submit: impl Fn() + Send + 'static) -> View {
    el("form")
        .class("flow")
        .attr("novalidate", true)
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(content)
        .into_child()
}

pub(super) fn submit_button(
    key: &'static str,
    is_busy: impl Fn() -> bool + Send + 'static,
    class: &'static str,
) -> View {
    let class = move || format!("{class}{}", if is_busy() { " button--busy" } else { "" });
    el("div").class("actions").child(el("button").attr("type", "submit").class(class).words(key)).into_child()
}

fn refusal(title: String, reason: String) -> View {
    el("div")
        .class("panel panel--error")
        .attr("role", "alert")
        .child(el("h2").class("panel__title").child(title))
        .child(el("p").child(reason))
        .into_child()
}

pub(super) fn busy_line(text: String) -> View {
    let spinner = el("span").class("spinner").attr("aria-hidden", "true");
    el("p").class("loading").attr("role", "status").child(views![spinner, text]).into_child()
}

fn trouble_words(trouble: Trouble) -> String {
    t(match trouble {
        Trouble::Draft(error) => return words::draft_error(error),
        Trouble::Stopped => "ui.carry.fault.stopped",
        Trouble::File(FileFault::NotOurs) => "ui.carry.fault.not_ours",
        Trouble::File(FileFault::Newer) => "ui.carry.fault.newer",
        Trouble::File(FileFault::TooLarge) => "ui.carry.fault.too_large",
        Trouble::File(FileFault::NeedsPassphrase | FileFault::WrongPassphrase) => "ui.carry.wrong_passphrase",
        Trouble::File(FileFault::Damaged) => "ui.carry.fault.damaged",
    })
}
