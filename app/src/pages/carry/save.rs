//! Saving a draft to a file.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::evidence::display_name;

use super::{Secret, busy_line, form, refusal, secret_field, show_toggle, submit_button, trouble_words};
use crate::components::frame;
use crate::dom;
use crate::drafts::portable::{self, EXTENSION, Exported, Trouble};
use crate::element::{IntoChild, View, el};
use crate::form::desk::Desk;
use crate::i18n::{self, fill, t};
use crate::pages::arrive;
use crate::route::{Step, draft_path};
use crate::views;

#[derive(Clone)]
enum State {
    Nothing,
    Making,
    /// Under this name, without these files.
    Made(String, Vec<String>),
    Failed(Trouble),
}

#[derive(Clone, Copy)]
struct Save {
    desk: Desk,
    first: Secret,
    again: Secret,
    state: RwSignal<State>,
}

pub fn export(desk: Desk) -> View {
    arrive(&t("ui.carry.save"));
    let shown = RwSignal::new(false);
    let (first, again) = (Secret::new("carry-passphrase", shown), Secret::new("carry-again", shown));
    let save = Save { desk, first, again, state: RwSignal::new(State::Nothing) };
    let is_busy = move || save.state.with(|state| matches!(state, State::Making));
    let fields = views![
        secret_field(first, "ui.carry.passphrase", Some(t("ui.carry.passphrase_hint")), true),
        secret_field(again, "ui.carry.passphrase_again", None, true),
        show_toggle(shown),
        submit_button("ui.carry.save_now", is_busy, "button button--primary button--download"),
    ];
    el("div")
        .class("sheet flow")
        .child(
            el("a")
                .class("back")
                .attr("href", draft_path(&desk.id, Step::Overview))
                .words("ui.overview.back"),
        )
        .child(frame::title(Some(desk.name()), t("ui.carry.save"), Some(t("ui.carry.save_text"))))
        .child(frame::panel("panel panel--warning", t("ui.carry.who_title"), t("ui.carry.who")))
        .child(form(fields, move || save.begin()))
        .child(move || save.said())
        .into_child()
}

impl Save {
    fn begin(self) {
        if matches!(self.state.get_untracked(), State::Making) {
            return;
        }
        let passphrase = self.first.typed.get_untracked();
        if passphrase != self.again.typed.get_untracked() {
            return self.again.complain("ui.carry.passphrase_differs");
        }
        self.again.settle();
        self.state.set(State::Making);
        spawn_local(async move {
            let made = self.make(passphrase).await;
            drop(self.state.try_set(made.unwrap_or_else(State::Failed)));
        });
    }

    async fn make(self, passphrase: String) -> Result<State, Trouble> {
        // What cannot be saved in the browser is put into the file all the same.
        let _ = self.desk.flush().await;
        let passphrase = (!passphrase.is_empty()).then_some(passphrase);
        let (draft, unsaved) = (self.desk.draft(), self.desk.in_memory());
        let Exported { file, left_out } = portable::export(draft, unsaved, passphrase.as_deref()).await?;
        let name = file_name(&self.desk.name());
        dom::download(&name, "application/octet-stream", &file).map_err(|_| Trouble::Stopped)?;
        Ok(State::Made(name, left_out))
    }

    fn said(self) -> View {
        match self.state.get() {
            State::Nothing => ().into_child(),
            State::Making => busy_line(t("ui.carry.making")),
            State::Made(name, left_out) => views![
                el("div")
                    .class("panel panel--success")
                    .attr("role", "status")
                    .child(el("h2").class("panel__title").words("ui.carry.saved_title"))
                    .child(el("p").child(fill("ui.carry.saved", &[("name", name)]))),
                (!left_out.is_empty()).then(|| {
                    let names = [("names", left_out.join(", "))];
                    let text = i18n::count_with("ui.carry.left_out", left_out.len(), &names);
                    el("p").class("panel panel--error").attr("role", "alert").child(text)
                }),
            ],
            State::Failed(trouble) => refusal(t("ui.carry.not_saved"), trouble_words(trouble)),
        }
    }
}

/// By school and day, so that several files can be told apart.
fn file_name(school: &str) -> String {
    let day: String = js_sys::Date::new_0().to_iso_string().into();
    let school = if school.is_empty() { "Insignia" } else { school };
    let name = format!("{school} {}.{EXTENSION}", day.get(..10).unwrap_or_default());
    // The characters that one of the file systems refuses.
    display_name(&name.replace([':', '*', '?', '"', '<', '>', '|'], "_"))
}
