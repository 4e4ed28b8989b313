//! A section of a draft that is finished: to be read, and changed only after the draft was taken back.

use crate::element::{IntoChild, View, el};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::form::Section;

use super::arrive;
use super::draft::beside_sections;
use crate::components::answers::answers;
use crate::dom;
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::t;
use crate::route::Step;
use crate::send::parcel;

/// Id of the button that asks whether to take it back, to return to it.
const CHANGE: &str = "change-answers";

pub fn page(desk: Desk, section: &'static Section) -> View {
    arrive(&t("ui.outbox.locked_title"));
    let asking = RwSignal::new(false);
    let main = el("div")
        .class("flow")
        .child(
            el("div")
                .class("panel panel--notice")
                .child(el("h1").class("panel__title").words("ui.outbox.locked_title"))
                .child(el("p").words("ui.outbox.locked"))
                .child(el("div").class("actions").child(change_button(desk, asking)))
                .child(move || asking.get().then(|| change_question(desk, asking))),
        )
        .child(el("div").class("sheet flow").child(answers(desk, Some(section), false)));
    beside_sections(desk, Step::Section(section), main.into_child())
}

/// Only the page that writes the draft may take it back.
pub fn change_button(desk: Desk, asking: RwSignal<bool>) -> Option<View> {
    let ask = move |_| {
        asking.set(true);
        dom::focus_soon("take-back".into());
    };
    desk.state.may_write().then(|| {
        el("button")
            .attr("type", "button")
            .class("button button--secondary")
            .id(CHANGE)
            .on("click", ask)
            .words("ui.outbox.change")
            .into_child()
    })
}

pub fn change_question(desk: Desk, asking: RwSignal<bool>) -> View {
    let trouble = RwSignal::new(None::<String>);
    let said =
        move || trouble.get().map(|text| el("p").class("field__error").attr("role", "alert").child(text));
    let take = move |_| {
        spawn_local(async move {
            match parcel::take_back(&desk.id).await {
                Ok(()) => {
                    dom::say(t("ui.outbox.taken_back"));
                    dom::focus_heading();
                }
                Err(error) => drop(trouble.try_set(Some(words::draft_error(error)))),
            }
        });
    };
    el("div")
        .class("undo undo--confirm")
        .attr("role", "alertdialog")
        .attr("tabindex", "-1")
        .id("take-back")
        .attr("aria-labelledby", "take-back-title")
        .child(el("p").class("undo__text").id("take-back-title").words("ui.outbox.change_ask"))
        .child(
            el("button")
                .attr("type", "button")
                .class("button button--secondary")
                .on("click", take)
                .words("ui.outbox.change_really"),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class("button button--quiet")
                .on("click", move |_| {
                    asking.set(false);
                    dom::focus_soon(CHANGE.into());
                })
                .words("ui.outbox.change_not"),
        )
        .child(said)
        .into_child()
}
