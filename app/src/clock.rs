//! The server's time. Deadlines go by it, and never by the clock of the device, which may be wrong by years.

use std::cell::Cell;

use leptos::prelude::*;
use shared::date::Date;

use crate::{dom, intl};

const PREFERENCE: &str = "insignia-clock";

/// Seconds by which a device's clock may be wrong before it is worth a word.
const TOLERANCE: i64 = 120;

thread_local! {
    /// Seconds that the server is ahead of the device.
    static AHEAD: Cell<Option<i64>> = const { Cell::new(None) };
    static MOMENT: ArcRwSignal<i64> = ArcRwSignal::new(now());
}

fn device() -> i64 {
    (intl::now() / 1000.0) as i64
}

/// Measures by an answer of the server. `asked_at` is in milliseconds of the device's clock; the answer was made about
/// half-way between then and now.
pub fn measure(server: i64, asked_at: f64) {
    let half_way = i64::midpoint((asked_at / 1000.0) as i64, device());
    let ahead = server - half_way;
    AHEAD.set(Some(ahead));
    dom::keep_preference(PREFERENCE, &ahead.to_string());
    moment().set(now());
}

fn ahead() -> i64 {
    let known = AHEAD.get().or_else(|| dom::preference(PREFERENCE)?.parse().ok()).unwrap_or(0);
    AHEAD.set(Some(known));
    known
}

/// The server's time, unix seconds, as last measured.
pub fn now() -> i64 {
    device() + ahead()
}

/// The day it is where the reader is, by the server's time.
pub fn today() -> Date {
    let behind = js_sys::Date::new_0().get_timezone_offset() * 60.0;
    Date::from_days((now() - behind as i64).div_euclid(86_400))
}

/// Whether the device's clock is plainly wrong.
pub fn is_off() -> bool {
    ahead().abs() > TOLERANCE
}

/// The server's time at the last moment at which something changed by time alone.
pub fn moment() -> ArcRwSignal<i64> {
    MOMENT.with(Clone::clone)
}
