//! How an application came to arrive when it did: what the device says of its attempts, and what this server stamped.

use leptos::prelude::*;

use crate::intl;
use crate::office::application::Opened;
use crate::office::application::side::fact;
use crate::office::words::t;

/// Nothing to say of what arrived in time and at once.
pub fn arrival(opened: &Opened) -> Option<AnyView> {
    let late = opened.view.receipt.statement.late;
    let arrival = opened.view.arrival.as_ref();
    let failed = arrival.map_or(0, |arrival| arrival.attempts.len() + arrival.left_out as usize);
    if !late && failed == 0 {
        return None;
    }
    let device = |at: i64| intl::short_moment(at as f64);
    let first = arrival.and_then(|arrival| arrival.attempts.first()).map(|first| device(first.at));
    let stamp = arrival.and_then(|arrival| arrival.stamp.as_ref());
    let stamp =
        stamp.map_or_else(|| t("office.arrival.no_stamp"), |stamp| intl::day_and_time(stamp.server_time));
    // The attempt that arrived is not among those that it told of.
    let attempts = intl::number((failed + 1) as f64);
    let (class, key) = if late {
        ("panel panel--warning", "office.arrival.late")
    } else {
        ("panel panel--notice", "office.arrival.in_time")
    };
    Some(
        view! {
            <section class="sheet flow" aria-labelledby="arrival-title">
                <h2 class="subheading" id="arrival-title">{t("office.arrival.title")}</h2>
                <div class=class><p>{t(key)}</p></div>
                <dl class="facts">
                    {fact(t("office.arrival.attempts"), attempts)}
                    {arrival.map(|arrival| fact(t("office.arrival.sealed"), device(arrival.sealed_at)))}
                    {first.map(|first| fact(t("office.arrival.first"), first))}
                    {fact(t("office.arrival.stamp"), stamp)}
                </dl>
            </section>
        }
        .into_any(),
    )
}
