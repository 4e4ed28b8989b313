//! That a newer version than the one of this device was sent, from another device or from a copy of the draft: the two
//! receipts are linked, so that nobody takes the older one for the last word.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::receipt::{Receipt, Statement};

use super::{App, Calls, fact, receipt};
use crate::api;
use crate::form::desk::Desk;
use crate::i18n::{fill, t};
use crate::intl;

/// Id of the newer receipt on the page of the older one.
const NEWEST: &str = "newest";

/// The key with which receipts are checked, empty as long as it is not known.
pub fn key(app: App) -> String {
    app.calls.with_untracked(|calls| match calls {
        Calls::Here(view) => view.key.clone(),
        _ => String::new(),
    })
}

/// The receipt of a newer version than that of this device, once the server was asked. Without an answer there is none.
pub fn ask(app: App, desk: Desk) -> RwSignal<Option<Receipt>> {
    let newest = RwSignal::new(None);
    spawn_local(async move {
        let draft = desk.draft();
        let Some(own) = draft.sent.map(|sent| sent.receipt.statement) else { return };
        let Ok(status) = api::status(&draft.id, &draft.capability, &own.manifest_sha256).await else {
            return;
        };
        let is_ours = |newest: &Receipt| {
            newest.statement.submission == own.submission && newest.verify_signature(&key(app)).is_ok()
        };
        drop(newest.try_set(status.newest.filter(is_ours)));
    });
    newest
}

fn named(key: &str, newest: &Statement) -> String {
    let when = intl::day_and_time(newest.received_at);
    fill(key, &[("version", newest.version.to_string()), ("when", when)])
}

/// Says so at the head of the older receipt, with a way to the newer one.
pub fn panel(own: &Statement, newest: Option<&Receipt>) -> Option<View> {
    let newest = &newest?.statement;
    // As the server counts: what came late does not displace what came in time.
    let displaces = own.late >= newest.late;
    let key = if displaces { "ui.receipt.newer" } else { "ui.receipt.newer_late" };
    let panel =
        el("div")
            .class("panel panel--warning")
            .attr("role", "status")
            .child(el("h2").class("panel__title").words("ui.receipt.newer_title"))
            .child(el("p").child(named(key, newest)))
            .child(el("p").child(
                el("a").attr("href", format!("#{NEWEST}")).child(named("ui.receipt.newer_link", newest)),
            ));
    Some(panel.into_child())
}

/// The newer receipt itself.
pub fn sheet(newest: Option<Receipt>, key: String) -> Option<View> {
    let newest = newest?;
    let said = newest.statement.clone();
    let title = named("ui.receipt.newer_link", &said);
    let signature = newest.signature.clone();
    Some(views![
        el("h2").class("heading").id(NEWEST).attr("tabindex", "-1").child(title),
        el("dl")
            .class("facts")
            .child(fact(t("ui.receipt.time"), intl::day_and_time(said.received_at), None))
            .child(fact(t("ui.receipt.version"), said.version.to_string(), None))
            .child(receipt::code(t("ui.receipt.fingerprint"), &said.manifest_sha256))
            .child(receipt::code(t("ui.receipt.signature"), &signature)),
        el("div").class("actions").child(receipt::download_button(
            "button button--secondary button--download",
            newest,
            key
        ))
    ])
}
