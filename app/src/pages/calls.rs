//! The calls as the server told them last, kept in this browser for when the server cannot be asked.

use std::cell::Cell;

use shared::wire::CallsView;

use crate::{dom, intl, json};

/// Minutes for which an answer is taken for what counts, when a person comes back to the page.
const FRESH_MS: f64 = 5.0 * 60_000.0;

thread_local! {
    /// When the server was asked last, in milliseconds of the device's clock.
    static ASKED_AT: Cell<f64> = const { Cell::new(0.0) };
}

/// Notes that the server is asked now, and gives the moment.
pub fn ask() -> f64 {
    let now = intl::now();
    ASKED_AT.set(now);
    now
}

/// Whether the server should be asked again, for the call may have been changed; also if the clock was put back.
pub fn are_old() -> bool {
    !(0.0..FRESH_MS).contains(&(intl::now() - ASKED_AT.get()))
}

/// Holds the clock of this device when the answer came, a line end, and the answer.
const KEPT: &str = "insignia-calls";

pub fn keep(answer: &str) {
    dom::keep_preference(KEPT, &format!("{}\n{answer}", js_sys::Date::now() as i64));
}

/// What was kept, with the server's time as it must be by now if this device's clock ran on.
pub fn kept() -> Option<CallsView> {
    let kept = dom::preference(KEPT)?;
    let (at, answer) = kept.split_once('\n')?;
    let mut view: CallsView = json::read(answer)?;
    let since = js_sys::Date::now() as i64 - at.parse::<i64>().ok()?;
    view.now += since.max(0) / 1_000;
    Some(view)
}
