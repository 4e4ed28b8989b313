//! Drafts on a computer that others use too: protected by a passphrase, locked when nobody is there, and erased.

mod begin;
mod erase;
mod idle;
mod strip;
mod unlock;

use leptos::prelude::*;

use super::carry::{Secret, secret_field, show_toggle};
use super::{App, Guarding};
use crate::components::frame;
use crate::drafts::keys;
use crate::element::{IntoChild, View, el};
use crate::form::words;
use crate::i18n::{fill, t};
use crate::views;
use shared::passphrase::{IDLE_MS, MIN_CHARACTERS, is_long_enough};

pub fn page(app: App, what: Guarding) -> View {
    match what {
        Guarding::Begin => begin::first(app),
        Guarding::Protect(desk) => begin::later(app, desk),
        Guarding::Unlock(id) => unlock::page(app, id),
        Guarding::Erase(id) => erase::page(app, id),
        Guarding::Strip(desk) => strip::strip(app, desk),
    }
}

/// A text with the limits of a protected draft.
fn limits(key: &str) -> String {
    let values = [("min", MIN_CHARACTERS.to_string()), ("minutes", (IDLE_MS / 60_000).to_string())];
    fill(key, &values)
}

/// A new passphrase, typed twice.
#[derive(Clone, Copy)]
pub(super) struct NewSecret {
    first: Secret,
    again: Secret,
}

impl NewSecret {
    pub fn new() -> Self {
        let shown = RwSignal::new(false);
        Self { first: Secret::new("vault-passphrase", shown), again: Secret::new("vault-again", shown) }
    }

    pub fn fields(self) -> View {
        views![
            secret_field(self.first, "ui.carry.passphrase", Some(limits("ui.vault.passphrase_hint")), false),
            secret_field(self.again, "ui.carry.passphrase_again", None, false),
            show_toggle(self.first.shown),
        ]
    }

    /// What was typed, if it can be used; or else it is said where it was typed.
    pub fn take(self) -> Option<String> {
        let typed = self.first.typed.get_untracked();
        if !is_long_enough(&typed) {
            self.first.complain_in_words(limits("ui.vault.passphrase_short"));
            return None;
        }
        if typed != self.again.typed.get_untracked() {
            self.again.complain("ui.carry.passphrase_differs");
            return None;
        }
        self.again.settle();
        Some(typed)
    }
}

/// What protecting does, in a list.
pub(super) fn explanation() -> View {
    let items: Vec<View> = ["sealed", "asks", "idle", "sends", "forgotten"]
        .into_iter()
        .map(|key| el("li").child(limits(&format!("ui.vault.does_{key}"))).into_child())
        .collect();
    el("ul").class("needs").child(items).into_child()
}

/// Without https no browser encrypts.
fn impossible() -> Option<View> {
    let text = t("ui.vault.impossible");
    (!keys::can_protect()).then(|| frame::panel("panel panel--warning", t("ui.vault.impossible_title"), text))
}

fn trouble_panel(trouble: RwSignal<Option<crate::drafts::DraftError>>) -> impl IntoChild {
    move || {
        let text = words::draft_error(trouble.get()?);
        Some(el("div").class("panel panel--error").attr("role", "alert").child(el("p").child(text)))
    }
}
