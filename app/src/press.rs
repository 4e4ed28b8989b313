//! Whether a finger or a button is down. What appears while it is would move what is being pressed from under it, and the
//! press would be lost: so whatever may appear waits until it is over.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::set_timeout;
use wasm_bindgen::{JsCast, closure::Closure};

use crate::dom;

type Then = Box<dyn FnOnce()>;

thread_local! {
    static DOWN: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Then>> = const { RefCell::new(Vec::new()) };
}

/// Watches presses from now on, for as long as the page lives.
pub fn start() {
    listen("pointerdown", || DOWN.set(true));
    listen("pointerup", over);
    listen("pointercancel", over);
    // A press may end where the page does not see it.
    listen("blur", over);
}

fn listen(name: &str, then: fn()) {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        // The window's own blur; a field's passes here, too, on its way down.
        let own = event.target().is_some_and(|target| target.is_instance_of::<web_sys::Window>());
        if event.type_() != "blur" || own {
            then();
        }
    });
    if let Some(window) = dom::window() {
        let closure = closure.as_ref().unchecked_ref();
        drop(window.add_event_listener_with_callback_and_bool(name, closure, true));
    }
    closure.forget();
}

fn over() {
    DOWN.set(false);
    // The click itself comes after the release.
    set_timeout(|| WAITING.take().into_iter().for_each(|then| then()), Duration::ZERO);
}

/// Does something now, or once the press that is going on is over.
pub fn after(then: impl FnOnce() + 'static) {
    if DOWN.get() {
        WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(then)));
    } else {
        then();
    }
}
