//! The server's word that it has the application, to keep; and the rest of the evidence on its way.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::receipt::Receipt;

use super::send::{Sending, run, trouble, uploads};
use super::{App, Calls, arrive, fact};
use crate::components::frame;
use crate::dom;
use crate::drafts::Sent;
use crate::form::desk::Desk;
use crate::i18n::{fill, t};
use crate::intl;
use crate::route::{Step, draft_path};

pub fn page(app: App, desk: Desk) -> AnyView {
    let sent = desk.sent();
    if sent.with_untracked(|sent| sent.as_ref().is_some_and(|sent| !sent.complete)) {
        let sending = RwSignal::new(Sending::default());
        if desk.state.may_write() {
            finish(app, desk, sending);
        }
        return view! { {move || sent.get().map(|sent| sheet(app, desk, sent, Some(sending)))} }.into_any();
    }
    match sent.get_untracked() {
        Some(sent) => sheet(app, desk, sent, None),
        None => nothing_sent(desk),
    }
}

/// Sends what is still missing.
fn finish(app: App, desk: Desk, sending: RwSignal<Sending>) {
    spawn_local(async move {
        if let Err(error) = run(app, desk, sending).await {
            drop(sending.try_update(|now| now.fail(error)));
        }
    });
}

fn nothing_sent(desk: Desk) -> AnyView {
    arrive(&t("ui.receipt.short"));
    view! {
        <div class="sheet flow">
            {frame::title(None, t("ui.receipt.short"), Some(t("ui.receipt.none")))}
            <div class="actions">
                <a class="button button--primary" href=draft_path(&desk.id, Step::Overview)>{t("ui.overview.back")}</a>
            </div>
        </div>
    }
    .into_any()
}

fn sheet(app: App, desk: Desk, sent: Sent, sending: Option<RwSignal<Sending>>) -> AnyView {
    let title = t(if sent.complete { "ui.receipt.title" } else { "ui.receipt.partial_title" });
    arrive(&title);
    let (state_class, state) = if sent.complete {
        ("receipt__state", t("ui.receipt.received"))
    } else {
        ("receipt__state receipt__state--partial", t("ui.receipt.partial"))
    };
    let statement = sent.receipt.statement.clone();
    let key = app.calls.with_untracked(|calls| match calls {
        Calls::Here(view) => view.key.clone(),
        _ => String::new(),
    });
    let file_name = format!("{}.json", statement.reference);
    let receipt = sent.receipt.clone();
    let download =
        move |_| drop(dom::download(&file_name, "application/json", &receipt_json(&receipt, &key)));
    let version = statement.version;
    let files = sent.manifest.files.len();
    let again = t("ui.receipt.again");
    view! {
        <div class="sheet flow receipt">
            <header class="receipt__head">
                <p class=state_class>{state}</p>
                <h1 class="receipt__title">{title}</h1>
            </header>
            <p class="receipt__reference">
                <span class="receipt__label">{t("ui.receipt.reference")}</span>
                <strong class="receipt__number">{statement.reference}</strong>
            </p>
            {sending.map(|sending| on_its_way(&sent, sending))}
            <dl class="facts">
                {fact(t("ui.receipt.school"), desk.name(), None)}
                {fact(t("ui.receipt.time"), intl::day_and_time(statement.received_at), None)}
                {fact(t("ui.receipt.version"), version.to_string(), None)}
                {fact(t("ui.receipt.files"), files.to_string(), None)}
                {code(t("ui.receipt.fingerprint"), &statement.manifest_sha256)}
                {code(t("ui.receipt.signature"), &sent.receipt.signature)}
            </dl>
            <p class="prose">{t("ui.receipt.explain")}</p>
            <div class="actions">
                <button type="button" class="button button--primary button--download" on:click=download>
                    {t("ui.receipt.download")}
                </button>
                <button type="button" class="button button--secondary" on:click=|_| dom::print()>{t("ui.print")}</button>
                <a class="button button--quiet" href=draft_path(&desk.id, Step::Overview)>{t("ui.overview.back")}</a>
            </div>
            <p class="soft">{again}</p>
        </div>
    }
    .into_any()
}

/// Evidence that has not arrived yet, with its progress.
fn on_its_way(sent: &Sent, sending: RwSignal<Sending>) -> AnyView {
    let missing = sent.manifest.files.iter().filter(|file| !sent.stored.contains(&file.sha256));
    let missing: Vec<_> = missing.cloned().collect();
    view! {
        <p>{fill("ui.receipt.partial_text", &[("n", missing.len().to_string())])}</p>
        {move || trouble(&sending.get())}
        {uploads(missing, sending)}
    }
    .into_any()
}

/// A long code in groups of four.
fn code(name: String, value: &str) -> AnyView {
    let letters: Vec<char> = value.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    view! {
        <div class="facts__row"><dt>{name}</dt><dd><code class="hash">{groups.join(" ")}</code></dd></div>
    }
    .into_any()
}

/// The receipt with the key that checks it, as one file.
fn receipt_json(receipt: &Receipt, key: &str) -> String {
    let all = serde_json::json!({ "receipt": receipt, "key": key });
    serde_json::to_string_pretty(&all).unwrap_or_default()
}
