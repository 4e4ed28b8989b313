//! Above every page of a protected draft: that it is protected, until when, and locking it now.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{idle, limits};
use crate::element::{IntoChild, View, el};
use crate::form::desk::Desk;
use crate::i18n::t;
use crate::outbox;
use crate::pages::App;

pub fn strip(app: App, desk: Desk) -> View {
    idle::watch(app);
    let stuck = RwSignal::new(false);
    let lock = move |_| {
        spawn_local(async move {
            let _ = stuck.try_set(!idle::lock(app).await);
        });
    };
    let note =
        move || limits(if outbox::holds(&desk.id) { "ui.vault.strip_sends" } else { "ui.vault.strip" });
    let not_locked = move || {
        stuck.get().then(|| el("p").class("field__error").attr("role", "alert").words("ui.vault.not_locked"))
    };
    el("section")
        .class("vault-strip")
        .attr("aria-label", t("ui.vault.strip_title"))
        .child(
            el("p")
                .class("vault-strip__text")
                .child(el("strong").words("ui.vault.strip_title"))
                .child(" ")
                .child(note),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class("button button--secondary button--small")
                .on("click", lock)
                .words("ui.vault.lock"),
        )
        .child(not_locked)
        .into_child()
}
