//! The server's word that it has the application, to keep; and the rest of the evidence on its way.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use shared::receipt::Receipt;

use super::{App, arrive, fact, newer, outgoing};
use crate::components::{deadline, frame};
use crate::drafts::Sent;
use crate::form::desk::Desk;
use crate::i18n::{fill, t};
use crate::route::{Step, draft_path};
use crate::{clock, dom, intl};

pub fn page(app: App, desk: Desk) -> View {
    let sent = desk.sent();
    if desk.sent().with_untracked(Option::is_none) {
        return nothing_sent(desk);
    }
    let newest = newer::ask(app, desk);
    let shown = move || sent.get().map(|sent| sheet(app, desk, sent, newest));
    views![shown]
}

fn nothing_sent(desk: Desk) -> View {
    arrive(&t("ui.receipt.short"));
    el("div")
        .class("sheet flow")
        .child(frame::title(None, t("ui.receipt.short"), Some(t("ui.receipt.none"))))
        .child(
            el("div").class("actions").child(
                el("a")
                    .class("button button--primary")
                    .attr("href", draft_path(&desk.id, Step::Overview))
                    .words("ui.overview.back"),
            ),
        )
        .into_child()
}

pub fn sheet(app: App, desk: Desk, sent: Sent, newest: RwSignal<Option<Receipt>>) -> View {
    let title = t(if sent.complete { "ui.receipt.title" } else { "ui.receipt.partial_title" });
    arrive(&title);
    let (state_class, state) = if sent.complete {
        ("receipt__state", t("ui.receipt.received"))
    } else {
        ("receipt__state receipt__state--partial", t("ui.receipt.partial"))
    };
    let statement = sent.receipt.statement.clone();
    let (own, key) = (statement.clone(), newer::key(app));
    let newer_key = key.clone();
    let receipt = sent.receipt.clone();
    let version = statement.version;
    let files = sent.manifest.files.len();
    let again = move || {
        let is_open = !deadline::has_closed(&desk.state.call, clock::moment().get());
        is_open.then(|| el("p").class("soft").words("ui.receipt.again"))
    };
    let late = statement
        .late
        .then(|| frame::panel("panel panel--warning", t("ui.outbox.late_title"), t("ui.outbox.late")));
    el("div")
        .class("sheet flow receipt")
        .child(
            el("header")
                .class("receipt__head")
                .child(el("p").class(state_class).child(state))
                .child(el("h1").class("receipt__title").child(title)),
        )
        .child(
            el("p")
                .class("receipt__reference")
                .child(el("span").class("receipt__label").words("ui.receipt.reference"))
                .child(el("strong").class("receipt__number").child(statement.reference)),
        )
        .child((!sent.complete).then(|| on_its_way(desk, &sent)))
        .child(late)
        .child(move || newest.with(|newest| newer::panel(&own, newest.as_ref())))
        .child(
            el("dl")
                .class("facts")
                .child(fact(t("ui.receipt.school"), desk.name(), None))
                .child(fact(t("ui.receipt.time"), intl::day_and_time(statement.received_at), None))
                .child(fact(t("ui.receipt.version"), version.to_string(), None))
                .child(fact(t("ui.receipt.files"), files.to_string(), None))
                .child(code(t("ui.receipt.fingerprint"), &statement.manifest_sha256))
                .child(code(t("ui.receipt.signature"), &sent.receipt.signature)),
        )
        .child(move || newer::sheet(newest.get(), newer_key.clone()))
        .child(el("p").class("prose").words("ui.receipt.explain"))
        .child(actions(desk, receipt, key))
        .child(again)
        .into_child()
}

/// Saves a receipt with the key that checks it.
pub fn download_button(class: &'static str, receipt: Receipt, key: String) -> View {
    let said = &receipt.statement;
    let file_name = format!("{}-{}.json", said.reference, said.version);
    let download =
        move |_| drop(dom::download(&file_name, "application/json", &receipt_json(&receipt, &key).into()));
    el("button")
        .attr("type", "button")
        .class(class)
        .on("click", download)
        .words("ui.receipt.download")
        .into_child()
}

fn actions(desk: Desk, receipt: Receipt, key: String) -> View {
    el("div")
        .class("actions")
        .child(download_button("button button--primary button--download", receipt, key))
        .child(
            el("button")
                .attr("type", "button")
                .class("button button--secondary")
                .on("click", |_| dom::print())
                .words("ui.print"),
        )
        .child(
            el("a")
                .class("button button--quiet")
                .attr("href", draft_path(&desk.id, Step::Overview))
                .words("ui.overview.back"),
        )
        .into_child()
}

/// Evidence that has not arrived yet, with its progress.
fn on_its_way(desk: Desk, sent: &Sent) -> View {
    let missing = sent.manifest.files.iter().filter(|file| !sent.stored.contains(&file.sha256));
    let missing: Vec<_> = missing.cloned().collect();
    let text = fill("ui.receipt.partial_text", &[("n", missing.len().to_string())]);
    let rows: Vec<View> = missing.into_iter().map(|file| outgoing::upload(desk, file)).collect();
    let to = draft_path(&desk.id, Step::Send);
    views![
        el("p").child(text).child(" ").child(el("a").attr("href", to).words("ui.send.title")),
        el("ul").class("uploads").child(rows)
    ]
}

/// A long code in groups of four.
pub fn code(name: String, value: &str) -> View {
    let letters: Vec<char> = value.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    el("div")
        .class("facts__row")
        .child(el("dt").child(name))
        .child(el("dd").child(el("code").class("hash").child(groups.join(" "))))
        .into_child()
}

/// The receipt with the key that checks it, as one file.
fn receipt_json(receipt: &Receipt, key: &str) -> String {
    let all = serde_json::json!({ "receipt": receipt, "key": key });
    serde_json::to_string_pretty(&all).unwrap_or_default()
}
