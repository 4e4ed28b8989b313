//! The calls as the server told them last, kept in this browser for when the server cannot be asked.

use shared::wire::CallsView;

use crate::{dom, json};

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
