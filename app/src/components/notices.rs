//! What is said above every page: that the server cannot be reached, and that a newer program waits.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, closure::Closure};

use crate::dom;
use crate::element::{El, IntoChild, View, el};
use crate::i18n::t;
use crate::pages::{App, Open};
use crate::views;

/// Told by `offline.js` when a newer program waits, and told to it when the person wants that one.
const WAITING: &str = "insignia-waiting";
const RENEW: &str = "insignia-renew";

/// Watches for both from now on.
pub fn start(app: App) {
    listen(WAITING, move || app.newer.set(true));
    listen("online", move || app.load_calls());
    listen("visibilitychange", move || app.look_at_calls());
}

fn listen(event: &str, then: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(then).into_js_value();
    if let Some(window) = dom::window() {
        drop(window.add_event_listener_with_callback(event, closure.unchecked_ref()));
    }
}

pub fn notices(app: App) -> View {
    let away = move || app.away.get().then(|| notice("ui.away.title", "ui.away.text"));
    let newer = move || {
        app.newer.get().then(|| {
            notice("ui.newer.title", "ui.newer.text").child(
                el("div").class("actions").child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--secondary")
                        .on("click", move |_| renew(app))
                        .words("ui.newer.renew"),
                ),
            )
        })
    };
    let some = move || app.away.get() || app.newer.get();
    el("div")
        .class("wrapper flow notices")
        .attr("role", move || some().then_some("region"))
        .attr("aria-label", move || some().then(|| t("ui.notices")))
        .attr("aria-live", "polite")
        .child(views![away, newer])
        .into_child()
}

fn notice(title: &'static str, text: &'static str) -> El {
    el("div")
        .class("panel panel--notice")
        .child(el("h2").class("panel__title").words(title))
        .child(el("p").words(text))
}

/// Not before everything that was typed is saved.
fn renew(app: App) {
    spawn_local(async move {
        if let Open::Ready(desk) = app.open.get_untracked()
            && desk.state.writable().get_untracked()
            && desk.flush().await.is_err()
        {
            return;
        }
        if let (Some(window), Ok(event)) = (dom::window(), web_sys::Event::new(RENEW)) {
            drop(window.dispatch_event(&event));
        }
    });
}
