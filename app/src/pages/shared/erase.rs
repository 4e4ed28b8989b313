//! Erasing a draft from this computer: asked once, done, and shown to be done. Says what a browser cannot promise.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::forms::SCHOOL_NAME;
use shared::manifest::SubmissionId;

use super::trouble_panel;
use crate::components::frame;
use crate::drafts::erase::{Erased, erase, is_protected};
use crate::drafts::{DraftError, store};
use crate::element::{IntoChild, View, el};
use crate::form::words;
use crate::i18n::{self, t};
use crate::pages::carry::busy_line;
use crate::pages::{App, Open, arrive};
use crate::route::{Step, draft_path};
use crate::{dom, outbox};

#[derive(Clone, Copy)]
enum State {
    Asking,
    Erasing,
    Erased(Erased),
}

#[derive(Clone)]
struct Page {
    app: App,
    id: SubmissionId,
    state: RwSignal<State>,
    /// Whether it is a protected draft, once that is known.
    protected: RwSignal<Option<bool>>,
    trouble: RwSignal<Option<DraftError>>,
}

pub fn page(app: App, id: SubmissionId) -> View {
    arrive(&t("ui.vault.erase_title"));
    let state = RwSignal::new(State::Asking);
    let page = Page { app, id, state, protected: RwSignal::new(None), trouble: RwSignal::new(None) };
    let (protected, trouble, asked) = (page.protected, page.trouble, page.id.clone());
    let name = RwSignal::new(String::new());
    spawn_local(async move {
        let found = is_protected(&asked).await.ok();
        let _ = protected.try_set(found);
        let _ = name.try_set(name_of(&asked).await);
    });
    el("div")
        .class("sheet flow")
        .child(frame::title(None, t("ui.vault.erase_title"), None))
        .child(el("p").child(el("strong").child(move || name.get())))
        .child(move || match state.get() {
            State::Asking => page.asking(),
            State::Erasing => busy_line(t("ui.vault.erasing")),
            State::Erased(erased) => done(erased),
        })
        .child(trouble_panel(trouble))
        .into_child()
}

/// What the list calls it.
async fn name_of(id: &SubmissionId) -> String {
    match store::open(id).await {
        Err(DraftError::Locked) => words::locked_draft(id),
        Ok(draft) => words::draft_name(draft.answers.text(SCHOOL_NAME)),
        Err(_) => words::draft_name(""),
    }
}

impl Page {
    fn asking(&self) -> View {
        let (protected, page) = (self.protected, self.clone());
        let promise = move || {
            let key = if protected.get()? { "ui.vault.erase_protected" } else { "ui.vault.erase_open" };
            Some(el("p").words(key))
        };
        let unsent = outbox::holds(&self.id).then(|| {
            frame::panel("panel panel--warning", t("ui.outbox.not_sent_yet"), t("ui.vault.erase_unsent"))
        });
        let back = draft_path(&self.id, Step::Overview);
        el("div")
            .class("flow")
            .child(unsent)
            .child(el("p").words("ui.vault.erase_text"))
            .child(promise)
            .child(el("p").class("soft").words("ui.vault.erase_not"))
            .child(
                el("div")
                    .class("actions")
                    .child(
                        el("button")
                            .attr("type", "button")
                            .class("button button--danger-solid")
                            .on("click", move |_| spawn_local(page.clone().erase()))
                            .words("ui.vault.erase"),
                    )
                    .child(el("a").class("button button--quiet").attr("href", back).words("ui.drafts.keep")),
            )
            .into_child()
    }

    async fn erase(self) {
        self.state.set(State::Erasing);
        self.trouble.set(None);
        if let Open::Ready(desk) = self.app.open.get_untracked()
            && desk.id == self.id
        {
            desk.close().await;
        }
        self.app.open.set(Open::Nothing);
        match erase(&self.id).await {
            Ok(erased) => {
                outbox::remove(&self.id);
                let _ = self.state.try_set(State::Erased(erased));
                dom::focus_soon("erased".into());
            }
            Err(error) => {
                let _ = self.state.try_set(State::Asking);
                let _ = self.trouble.try_set(Some(error));
            }
        }
    }
}

fn done(erased: Erased) -> View {
    let rest = if erased.was_protected { "ui.vault.erased_protected" } else { "ui.vault.erased_open" };
    el("div")
        .class("panel panel--success flow")
        .attr("role", "status")
        .attr("tabindex", "-1")
        .id("erased")
        .child(el("h2").class("panel__title").words("ui.vault.erased_title"))
        .child(el("p").child(i18n::count("ui.vault.erased", erased.records)))
        .child(el("p").words(rest))
        .child(
            el("div")
                .class("actions")
                .child(el("a").class("button button--primary").attr("href", "/").words("ui.not_found.back")),
        )
        .into_child()
}
