//! Locks when nobody has touched the page for a while. Locking is loading the page anew: nothing else is sure to take the
//! key, and everything that was opened with it, out of the memory of the page.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::passphrase::is_idle;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;

use crate::dom;
use crate::pages::{App, Open};
use crate::timer::pause;

const LOOK_MS: u32 = 5_000;

thread_local! {
    static WATCHING: Cell<bool> = const { Cell::new(false) };
    static USED_AT: Cell<i64> = const { Cell::new(0) };
}

fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// From now on, as long as the page lives.
pub fn watch(app: App) {
    if WATCHING.replace(true) {
        return;
    }
    USED_AT.set(now());
    let (Some(window), Some(page)) = (dom::window(), dom::page()) else { return };
    let (window, page): (EventTarget, EventTarget) = (window.unchecked_into(), page.unchecked_into());
    for event in ["keydown", "pointerdown", "input", "wheel", "touchmove"] {
        listen(&window, event, move || {
            // Not the first touch after a long time: it may be somebody else's.
            if !is_idle(USED_AT.get(), now()) {
                USED_AT.set(now());
            }
        });
    }
    // A browser that brings a page back from its memory has not asked for the passphrase.
    listen(&window, "pageshow", move || {
        spawn_local(async move {
            let _ = lock(app).await;
        });
    });
    listen(&page, "visibilitychange", move || spawn_local(look(app)));
    spawn_local(async move {
        loop {
            pause(LOOK_MS).await;
            look(app).await;
        }
    });
}

fn listen(target: &EventTarget, event: &str, then: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(then).into_js_value();
    drop(target.add_event_listener_with_callback(event, closure.unchecked_ref()));
}

async fn look(app: App) {
    if is_idle(USED_AT.get(), now()) {
        lock(app).await;
    }
}

/// Saves what was typed, then locks. What cannot be saved keeps the page open: it would be lost.
pub async fn lock(app: App) -> bool {
    if let Open::Ready(desk) = app.open.get_untracked()
        && desk.state.writable().get_untracked()
        && desk.flush().await.is_err()
    {
        return false;
    }
    dom::window().is_some_and(|window| window.location().reload().is_ok())
}
