//! Asks for the passphrase of a draft. Nothing of the draft is on this page but the code that tells it from others.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::manifest::SubmissionId;

use super::{impossible, limits, trouble_panel};
use crate::components::frame;
use crate::drafts::keys;
use crate::element::{IntoChild, View, el};
use crate::form::words;
use crate::i18n::t;
use crate::pages::carry::{Secret, busy_line, form, secret_field, show_toggle, submit_button};
use crate::pages::{App, Open, arrive};
use crate::route::{Step, draft_path};
use crate::{outbox, views};

pub fn page(app: App, id: SubmissionId) -> View {
    arrive(&t("ui.vault.locked_title"));
    let secret = Secret::new("vault-passphrase", RwSignal::new(false));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let over = words::locked_draft(&id);
    let (erase, finished) = (draft_path(&id, Step::Erase), outbox::holds(&id));
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        let (id, passphrase) = (id.clone(), secret.typed.get_untracked());
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let unlocked = keys::unlock(&id, &passphrase).await;
            let _ = busy.try_set(false);
            match unlocked {
                // The page of the draft is made anew, and opens it.
                Ok(true) => app.open.set(Open::Nothing),
                Ok(false) => secret.complain("ui.vault.wrong"),
                Err(error) => drop(trouble.try_set(Some(error))),
            }
        });
    };
    let waits = finished.then(|| {
        frame::panel("panel panel--warning", t("ui.outbox.not_sent_yet"), t("ui.vault.sends_when_unlocked"))
    });
    let fields = views![
        secret_field(secret, "ui.carry.passphrase", Some(t("ui.vault.hint")), false),
        show_toggle(secret.shown),
        submit_button("ui.vault.unlock", move || busy.get(), "button button--primary"),
    ];
    el("div")
        .class("sheet flow")
        .child(el("a").class("back").attr("href", "/").words("ui.not_found.back"))
        .child(frame::title(Some(over), t("ui.vault.locked_title"), Some(limits("ui.vault.locked_text"))))
        .child(waits)
        .child(impossible())
        .child(form(fields, submit))
        .child(move || busy.get().then(|| busy_line(t("ui.vault.opening"))))
        .child(trouble_panel(trouble))
        .child(
            el("details").child(el("summary").words("ui.vault.forgotten_title")).child(
                el("div")
                    .class("flow")
                    .child(el("p").words("ui.vault.forgotten"))
                    .child(el("p").child(el("a").attr("href", erase).words("ui.vault.erase_title"))),
            ),
        )
        .into_child()
}
