//! Where a draft is kept, until when, and what the browser has promised: said as it is, without comfort.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::manifest::FileEntry;

use crate::drafts::store;
use crate::element::{IntoChild, View, el};
use crate::form::desk::Desk;
use crate::i18n::{self, fill, t};
use crate::intl;
use crate::route::{Step, draft_path};
use crate::views;

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
    spawn_local(async move {
        let kept = store::is_kept().await;
        let _ = promise.try_set(if kept { Promise::Kept } else { Promise::NotKept });
    });
    let files = desk.state.files();
    let size: u64 = files.iter().map(|file: &FileEntry| file.size).sum();
    let amount = i18n::count_with("ui.kept.files", files.len(), &[("size", intl::bytes(size))]);
    let since = fill("ui.kept.since", &[("when", intl::day_and_time(desk.draft().created_at / 1_000))]);
    let save = draft_path(&desk.id, Step::Save);
    el("section")
        .class("flow")
        .attr("aria-labelledby", "kept-title")
        .child(el("hr").class("rule"))
        .child(el("h2").class("heading").id("kept-title").words("ui.kept.title"))
        .child(el("p").words("ui.kept.where"))
        .child(move || promised(promise))
        .child(el("p").class("soft").child(since).child(" ").child(amount))
        .child(
            el("p")
                .child(el("a").attr("href", save).words("ui.kept.save"))
                .child(" ")
                .words("ui.kept.save_why"),
        )
        .into_child()
}

fn promised(promise: RwSignal<Promise>) -> View {
    let ask = move |_| {
        spawn_local(async move {
            let kept = store::ask_to_keep().await;
            let _ = promise.try_set(if kept { Promise::Kept } else { Promise::Refused });
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
