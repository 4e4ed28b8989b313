//! The public form's program, and where it is cut into parts.

use any_spawner::Executor;
use app::drafts::{Change, DraftError, past};
use app::form::desk::Desk;
use app::form::field::evidence_view;
use app::form::place::Place;
use app::help::{self, Help};
use app::i18n::{self, ALL, OF_DRAFTS, OF_START};
use app::pages::{self, App, Carrying, Guarding, program, start};
use app::parts::{self, Folding, Laying, Made, NotFetched, Part, Parts, now};
use app::route::{Route, Step};
use app::send::outbox;
use app::{dom, element};
use leptos::prelude::*;
use shared::form::Rows;
use shared::manifest::SubmissionId;
use wasm_split_helpers::wasm_split;

#[wasm_split(starting, fallible, preload(fetch_starting))]
fn starting(app: App) -> Made {
    Ok(pages::starting(app))
}

#[wasm_split(filling, fallible, preload(fetch_filling))]
fn filling(app: App, id: SubmissionId, step: Step) -> Made {
    Ok(pages::filling(app, id, step))
}

#[wasm_split(first_check, fallible, preload(fetch_first_check))]
fn first_check(app: App) -> Made {
    Ok(pages::first_check(app))
}

#[wasm_split(reading, fallible, preload(fetch_reading))]
fn reading(app: App, route: Route) -> Made {
    Ok(pages::reading(app, route))
}

#[wasm_split(sending, fallible, preload(fetch_sending))]
fn sending(app: App, desk: Desk, step: Step) -> Made {
    Ok(pages::sending(app, desk, step))
}

#[wasm_split(history, fallible, preload(fetch_history))]
fn history(desk: Desk) -> Made {
    Ok(pages::history(desk))
}

#[wasm_split(history, fallible)]
fn folding(id: SubmissionId) -> Result<Folding, NotFetched> {
    Ok(Box::pin(async move { past::compact(&id).await.is_ok() }))
}

#[wasm_split(history, fallible)]
fn laying(id: SubmissionId, changes: Vec<Change>) -> Result<Laying, NotFetched> {
    Ok(Box::pin(async move { past::lay_beside(&id, changes).await }))
}

async fn lay_beside(id: SubmissionId, changes: Vec<Change>) -> Result<(), DraftError> {
    laying(id, changes).await.map_err(|_| DraftError::Unavailable)?.await
}

async fn fold(id: SubmissionId) -> bool {
    match folding(id).await {
        Ok(folding) => folding.await,
        Err(_) => false,
    }
}

#[wasm_split(carrying, fallible, preload(fetch_carrying))]
fn carrying(app: App, what: Carrying) -> Made {
    Ok(pages::carrying(app, what))
}

#[wasm_split(guarding, fallible, preload(fetch_guarding))]
fn guarding(app: App, what: Guarding) -> Made {
    Ok(pages::guarding(app, what))
}

#[wasm_split(sending, fallible)]
fn send_out(app: App) -> Result<(), wasm_split_helpers::SplitLoaderError> {
    outbox::start(app);
    Ok(())
}

#[wasm_split(evidence, fallible, preload(fetch_evidence))]
fn evidence(at: Place, rows: Option<&'static Rows>) -> Made {
    Ok(evidence_view(&at, rows))
}

#[wasm_split(helping, fallible, preload(fetch_helping))]
fn helping(what: Help) -> Made {
    Ok(help::view(what))
}

const PARTS: Parts = Parts {
    starting: Part { fetch: || Box::pin(fetch_starting()), words: OF_START, make: |app| now(starting(app)) },
    filling: Part {
        fetch: || Box::pin(fetch_filling()),
        words: OF_DRAFTS,
        make: |(app, id, step)| now(filling(app, id, step)),
    },
    first_check: Part {
        fetch: || Box::pin(fetch_first_check()),
        words: ALL,
        make: |app| now(first_check(app)),
    },
    reading: Part {
        fetch: || Box::pin(fetch_reading()),
        words: ALL,
        make: |(app, route)| now(reading(app, route)),
    },
    sending: Part {
        fetch: || Box::pin(fetch_sending()),
        words: ALL,
        make: |(app, desk, step)| now(sending(app, desk, step)),
    },
    history: Part { fetch: || Box::pin(fetch_history()), words: ALL, make: |desk| now(history(desk)) },
    fold: |id| Box::pin(fold(id)),
    lay_beside: |id, changes| Box::pin(lay_beside(id, changes)),
    carrying: Part {
        fetch: || Box::pin(fetch_carrying()),
        words: ALL,
        make: |(app, what)| now(carrying(app, what)),
    },
    guarding: Part {
        fetch: || Box::pin(fetch_guarding()),
        words: ALL,
        make: |(app, what)| now(guarding(app, what)),
    },
    evidence: Part {
        fetch: || Box::pin(fetch_evidence()),
        words: ALL,
        make: |(at, rows)| now(evidence(at, rows)),
    },
    helping: Part { fetch: || Box::pin(fetch_helping()), words: ALL, make: |what| now(helping(what)) },
    outbox: |app| Box::pin(send_out(app)),
};

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        say_broken();
    }));
    parts::declare(PARTS);
    let Some(host) = dom::by_id("app") else { return };
    let owner = Owner::new();
    owner.set();
    let app = App::new();
    // What follows a signal is told by this.
    drop(Executor::init_wasm_bindgen());
    wasm_bindgen_futures::spawn_local(async move {
        start(app).await;
        let Some(page) = dom::page().and_then(|page| page.create_element("div").ok()) else { return };
        owner.with(|| element::mount(&page, program(app)));
        pages::stands(&page).await;
        let pressed = dom::by_id("boot-begin").and_then(|begin| begin.get_attribute("aria-busy"));
        app.pressed.set(pressed.is_some());
        host.set_text_content(None);
        while let Some(shown) = page.first_child() {
            drop(host.append_child(&shown));
        }
        // The signals that the pages share live as long as the page.
        std::mem::forget(owner);
    });
}

/// After a panic nothing of the program runs any more, so the layer is made by hand.
fn say_broken() {
    let Some(page) = dom::page() else { return };
    let (Some(body), Ok(layer)) = (page.body(), page.create_element("div")) else { return };
    layer.set_class_name("panel panel--error broken");
    drop(layer.set_attribute("role", "alert"));
    layer.set_text_content(Some(&i18n::t("ui.broken")));
    if let Ok(link) = page.create_element("a") {
        drop(link.set_attribute("href", ""));
        link.set_class_name("button button--secondary");
        link.set_text_content(Some(&i18n::t("ui.reload")));
        drop(layer.append_child(&link));
    }
    drop(body.insert_before(&layer, body.first_child().as_ref()));
}
