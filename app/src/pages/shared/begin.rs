//! Protecting a draft: one that is begun now, or one that lies openly in this browser.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::call::Phase;
use shared::wire::Code;

use super::{NewSecret, explanation, impossible, trouble_panel};
use crate::components::frame;
use crate::drafts::{DraftError, keys};
use crate::element::{El, IntoChild, View, el};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{self, t};
use crate::pages::carry::{busy_line, form, submit_button};
use crate::pages::{App, Open, arrive, page_of_call};
use crate::route::{Step, draft_path, go};
use crate::{dom, views};

pub fn first(app: App) -> View {
    arrive(&t("ui.vault.begin_title"));
    page_of_call(app, move |call, now| {
        let closed = match call.phase(now) {
            Phase::Open => None,
            Phase::NotYetOpen => Some(Code::NotYetOpen),
            Phase::Grace | Phase::Closed => Some(Code::CallClosed),
        };
        if let Some(code) = closed {
            return frame::panel_of(
                "h1",
                "panel panel--notice",
                t("ui.vault.begin_title"),
                words::code(code),
            );
        }
        let make = move |passphrase: String, busy: RwSignal<bool>, trouble| {
            let call = call.id.clone();
            spawn_local(async move {
                let begun = keys::begin(&call, i18n::language().get_untracked(), &passphrase).await;
                let _ = busy.try_set(false);
                match begun {
                    Ok(id) => {
                        app.open.set(Open::Nothing);
                        go(&draft_path(&id, Step::Overview));
                    }
                    Err(error) => said(trouble, error),
                }
            });
        };
        let back = el("a").class("back").attr("href", "/").words("ui.not_found.back");
        sheet(back, None, "ui.vault.begin_title", "ui.vault.begin_text", "ui.vault.begin", None, make)
    })
}

pub fn later(app: App, desk: Desk) -> View {
    arrive(&t("ui.vault.protect_title"));
    let overview = draft_path(&desk.id, Step::Overview);
    let to = overview.clone();
    let make = move |passphrase: String, busy: RwSignal<bool>, trouble| {
        let to = to.clone();
        spawn_local(async move {
            let done = async {
                desk.flush().await?;
                keys::protect(&desk.id, &passphrase).await
            };
            let done = done.await;
            let _ = busy.try_set(false);
            match done {
                Ok(()) => {
                    // Made anew, so that nothing that was made before stays on the page.
                    app.open.set(Open::Nothing);
                    dom::say(t("ui.vault.protected"));
                    go(&to);
                }
                Err(error) => said(trouble, error),
            }
        });
    };
    let back = el("a").class("back").attr("href", overview).words("ui.overview.back");
    let before = Some(frame::panel("panel panel--warning", t("ui.vault.before_title"), t("ui.vault.before")));
    let name = Some(desk.name());
    sheet(back, name, "ui.vault.protect_title", "ui.vault.protect_text", "ui.vault.protect", before, make)
}

fn said(trouble: RwSignal<Option<DraftError>>, error: DraftError) {
    let _ = trouble.try_set(Some(error));
}

fn sheet(
    back: El,
    over: Option<String>,
    title: &'static str,
    text: &'static str,
    button: &'static str,
    note: Option<View>,
    make: impl Fn(String, RwSignal<bool>, RwSignal<Option<DraftError>>) + Send + 'static,
) -> View {
    let (secret, busy, trouble) = (NewSecret::new(), RwSignal::new(false), RwSignal::new(None));
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        if let Some(passphrase) = secret.take() {
            busy.set(true);
            trouble.set(None);
            make(passphrase, busy, trouble);
        }
    };
    let cannot = impossible();
    let fields = cannot.is_none().then(|| {
        let is_busy = move || busy.get();
        let button = submit_button(button, is_busy, "button button--primary");
        form(views![secret.fields(), button], submit)
    });
    el("div")
        .class("sheet flow")
        .child(back)
        .child(frame::title(over, t(title), Some(t(text))))
        .child(explanation())
        .child(note)
        .child(cannot)
        .child(fields)
        .child(move || busy.get().then(|| busy_line(t("ui.vault.working"))))
        .child(trouble_panel(trouble))
        .into_child()
}
