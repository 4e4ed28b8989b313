//! A draft that can only be read: another page writes it, or a newer version of the form has.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::to_all_sections;
use super::{App, Open, arrive};
use crate::components::answers::{answers, no_longer_asked};
use crate::components::overview;
use crate::components::summary::written_answer;
use crate::drafts::Change;
use crate::element::{El, IntoChild, View, el};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{fill, t};
use crate::route::{Step, draft_path};
use crate::views;

pub fn page(app: App, desk: Desk, step: Step) -> View {
    let only = match step {
        Step::Section(section) => Some(section),
        _ => None,
    };
    let reason = if desk.is_newer() { newer(desk) } else { elsewhere(app, desk) };
    let rest = only.is_none().then(|| no_longer_asked(desk.state));
    el("div")
        .class("wizard")
        .child(overview::sidebar(desk, step))
        .child(
            el("div")
                .class("wizard__main flow")
                .child(only.map(|_| to_all_sections(desk)))
                .child(reason)
                .child(el("div").class("sheet flow").child(answers(desk, only, false)).child(rest))
                .child(el("p").class("soft").child(fill("ui.readonly.of", &[("name", desk.name())]))),
        )
        .into_child()
}

/// It can be taken over.
fn elsewhere(app: App, desk: Desk) -> El {
    let trouble = RwSignal::new(None::<String>);
    let take = move |_| {
        spawn_local(async move {
            match desk.take_over().await {
                Ok(desk) => app.open.set(Open::Ready(desk)),
                Err(error) => drop(trouble.try_set(Some(words::draft_error(error)))),
            }
        });
    };
    let said =
        move || trouble.get().map(|text| el("p").class("field__error").attr("role", "alert").child(text));
    let button = el("button").attr("type", "button").class("button button--primary").on("click", take);
    reason(
        "ui.readonly.title",
        "ui.readonly.text",
        views![
            move || unsaved(desk),
            said,
            el("div").class("actions").child(button.words("ui.readonly.take")).child(
                el("a")
                    .class("button button--quiet")
                    .attr("href", draft_path(&desk.id, Step::Save))
                    .words("ui.carry.save")
            )
        ],
    )
}

/// What was typed here and is not stored, so that nothing is lost without a word. Taking over brings it in.
fn unsaved(desk: Desk) -> Option<View> {
    let changes = desk.unsaved().get();
    if changes.is_empty() {
        return None;
    }
    let of = |change: &Change| {
        let answer = change.answer.as_ref();
        let answer = answer.map_or_else(|| t("ui.history.cleared").into_child(), written_answer);
        el("div")
            .class("facts__row")
            .child(el("dt").child(words::name_of(&desk.state, &change.path)))
            .child(el("dd").child(answer))
            .into_child()
    };
    let lines: Vec<View> = changes.iter().map(of).collect();
    Some(views![
        el("p").attr("role", "alert").child(el("strong").words("ui.readonly.unsaved")),
        el("dl").class("facts").child(lines)
    ])
}

/// It can be saved to a file, and written where the form is new enough.
fn newer(desk: Desk) -> El {
    let save = el("a").class("button button--primary").attr("href", draft_path(&desk.id, Step::Save));
    reason(
        "ui.draft.newer_title",
        "ui.draft.newer",
        el("div").class("actions").child(save.words("ui.carry.save")).into_child(),
    )
}

fn reason(title: &'static str, text: &'static str, actions: View) -> El {
    arrive(&t(title));
    el("div")
        .class("panel panel--notice")
        .child(el("h1").class("panel__title").words(title))
        .child(el("p").words(text))
        .child(actions)
}
