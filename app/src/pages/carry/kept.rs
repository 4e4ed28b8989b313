//! Where a draft is kept, until when, and what the browser has promised: said as it is, without comfort.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::manifest::FileEntry;

use crate::drafts::private::{Forgets, forgets};
use crate::drafts::{reserve, store, vault};
use crate::element::{IntoChild, View, el};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::route::{Step, draft_path};
use crate::{dom, intl, outbox, views};

/// What the browser says about keeping.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    Asking,
    Kept,
    NotKept,
    /// Asked for by the person, and refused.
    Refused,
}

pub fn kept(desk: Desk) -> View {
    let promise = RwSignal::new(Promise::Asking);
    let window = RwSignal::new(Forgets::No);
    spawn_local(async move {
        let kept = store::is_kept().await;
        let _ = promise.try_set(if kept { Promise::Kept } else { Promise::NotKept });
        let _ = window.try_set(forgets().await);
        reserve::fill().await;
    });
    let (files, removed) = desk.state.attached_and_removed();
    let amount = amount("ui.kept.files", &files);
    let removed = RwSignal::new(removed);
    let since = fill("ui.kept.since", &[("when", intl::day_and_time(desk.draft().created_at / 1_000))]);
    let save = draft_path(&desk.id, Step::Save);
    let place = if vault::holds(&desk.id) { "ui.kept.where_protected" } else { "ui.kept.where" };
    el("section")
        .class("flow")
        .attr("aria-labelledby", "kept-title")
        .child(el("hr").class("rule"))
        .child(el("h2").class("heading").id("kept-title").attr("tabindex", "-1").words("ui.kept.title"))
        .child(el("p").words(place))
        .child(move || forgetting(window, desk))
        .child(move || promised(promise))
        .child(el("p").class("soft").child(since).child(" ").child(amount))
        .child(move || put_away(desk, removed))
        .child(
            el("p")
                .child(el("a").attr("href", save).words("ui.kept.save"))
                .child(" ")
                .words("ui.kept.save_why"),
        )
        .child(others(desk))
        .into_child()
}

fn amount(key: &str, files: &[FileEntry]) -> String {
    let size: u64 = files.iter().map(|file| file.size).sum();
    i18n::count_with(key, files.len(), &[("size", intl::bytes(size))])
}

/// The files that were taken out: they take room as long as they can be put back.
fn put_away(desk: Desk, removed: RwSignal<Vec<FileEntry>>) -> Option<View> {
    let files = removed.get();
    if files.is_empty() {
        return None;
    }
    let asking = RwSignal::new(false);
    let forget = move |_| {
        spawn_local(async move {
            let said = match desk.forget_removed().await {
                Ok(()) => t("ui.kept.removed_gone"),
                Err(error) => words::draft_error(error),
            };
            dom::say(said);
            let _ = removed.try_set(desk.state.attached_and_removed().1);
        });
    };
    let button = |class: &'static str| el("button").attr("type", "button").class(class);
    let may = desk.state.may_write() && !outbox::holds(&desk.id);
    let question = move || match asking.get() {
        false => button("button button--quiet button--small")
            .on("click", move |_| asking.set(true))
            .words("ui.kept.removed_delete")
            .into_child(),
        true => views![
            button("button button--secondary button--danger button--small")
                .on("click", forget)
                .words("ui.kept.removed_really"),
            button("button button--quiet button--small")
                .on("click", move |_| asking.set(false))
                .words("ui.kept.removed_keep"),
        ],
    };
    Some(views![
        el("p").class("soft").child(amount("ui.kept.removed", &files)),
        may.then(|| el("div").class("actions").child(question)),
    ])
}

/// What is to be said, and done, where the window may forget everything.
fn forgetting(window: RwSignal<Forgets>, desk: Desk) -> View {
    match window.get() {
        // What holds for every window is said anyhow.
        Forgets::No | Forgets::Unknown => ().into_child(),
        Forgets::Likely => el("div")
            .class("panel panel--warning")
            .attr("role", "status")
            .child(el("h3").class("panel__title").words("ui.kept.private_title"))
            .child(el("p").words("ui.kept.private"))
            .child(
                el("div").class("actions").child(
                    el("a")
                        .class("button button--secondary")
                        .attr("href", draft_path(&desk.id, Step::Save))
                        .words("ui.carry.save"),
                ),
            )
            .into_child(),
    }
}

/// What to do on a computer that others use too.
fn others(desk: Desk) -> View {
    let link = |step, key| el("a").attr("href", draft_path(&desk.id, step)).words(key);
    let protected = vault::holds(&desk.id);
    let protect = (!protected && desk.state.may_write() && !outbox::is_finished(&desk.id)).then(|| {
        el("p")
            .child(link(Step::Protect, "ui.kept.protect"))
            .child(" ")
            .words("ui.kept.protect_why")
            .into_child()
    });
    let erase =
        el("p").child(link(Step::Erase, "ui.vault.erase_title")).child(" ").words("ui.kept.erase_why");
    views![protect, erase]
}

fn promised(promise: RwSignal<Promise>) -> View {
    let ask = move |_| {
        spawn_local(async move {
            let kept = store::ask_to_keep().await;
            let _ = promise.try_set(if kept { Promise::Kept } else { Promise::Refused });
            crate::dom::focus_soon("kept-title".into());
        });
    };
    match promise.get() {
        Promise::Asking => ().into_child(),
        Promise::Kept => el("p").words("ui.kept.promised").into_child(),
        Promise::Refused => el("p").attr("role", "status").words("ui.kept.refused").into_child(),
        Promise::NotKept => views![
            el("p").words("ui.kept.not_promised"),
            el("button")
                .attr("type", "button")
                .class("button button--secondary button--small")
                .on("click", ask)
                .child(t("ui.kept.ask")),
        ],
    }
}
