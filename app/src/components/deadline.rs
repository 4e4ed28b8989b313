//! The deadline at the head of every page of a draft, by the server's time, with what to do about it.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use shared::call::{Call, Phase};

use crate::form::desk::Desk;
use crate::i18n::{self, fill, t};
use crate::pages::in_both_zones;
use crate::route::{Step, draft_path};
use crate::{clock, intl, outbox};

/// How many days before closing the page asks for a connection.
const LAST_DAYS: i64 = 7;

/// What of a call changes by time alone: its phase, the whole days that are left, and whether late ones are still stored.
pub fn stage(call: &Call, now: i64) -> (Phase, i64, bool) {
    let days = (call.closes_at.seconds - now).div_euclid(86_400).max(-1);
    (call.phase(now), days, now <= call.late_until())
}

/// Whether the call is over for those who have not finished.
pub fn has_closed(call: &Call, now: i64) -> bool {
    now > call.closes_at.seconds
}

pub fn head(desk: Desk) -> View {
    (move || {
        let (now, call) = (clock::moment().get(), &desk.state.call);
        let sent = desk.sent().get().is_some_and(|sent| sent.complete);
        let finished = outbox::holds(&desk.id);
        let unsent = if sent && !finished { None } else { unsent(desk, call, now, finished) };
        views![el("p").class("deadline").child(closing(call, now)), clock_is_off(now), unsent]
    })
    .into_child()
}

/// "The call closes on …" in the reader's zone, and in the call's own where that is another.
pub fn closing(call: &Call, now: i64) -> String {
    let (here, there) = in_both_zones(call.closes_at);
    let when = there.map_or(here.clone(), |there| format!("{here} ({there})"));
    let (phase, days, _) = stage(call, now);
    if has_closed(call, now) {
        return fill("ui.deadline.closed_on", &[("when", when)]);
    }
    let closes = fill("ui.deadline.closes", &[("when", when)]);
    match usize::try_from(days) {
        Ok(0) => format!("{closes} {}", t("ui.deadline.last_day")),
        Ok(days) if phase == Phase::Open => format!("{closes} {}", i18n::count("ui.deadline.days", days)),
        _ => closes,
    }
}

/// What somebody should know who has sent nothing yet.
fn unsent(desk: Desk, call: &Call, now: i64, finished: bool) -> Option<View> {
    if !has_closed(call, now) {
        let near = call.closes_at.seconds - now < LAST_DAYS * 86_400;
        return near.then(|| el("p").class("deadline").words("ui.deadline.connect").into_child());
    }
    if finished {
        return None;
    }
    let until = intl::day_and_time(call.late_until());
    let late = now <= call.late_until();
    let text = if late { fill("ui.deadline.late", &[("until", until)]) } else { t("ui.deadline.over") };
    let link = |step, key| {
        el("a").class("button button--secondary").attr("href", draft_path(&desk.id, step)).words(key)
    };
    let actions = el("div")
        .class("actions")
        .child(late.then(|| link(Step::Review, "ui.outbox.finish_late")))
        .child(link(Step::Save, "ui.deadline.export"));
    Some(
        el("div")
            .class("panel panel--warning")
            .child(el("h2").class("panel__title").words("ui.deadline.closed_title"))
            .child(el("p").child(text))
            .child(actions)
            .into_child(),
    )
}

/// Said where the device would tell the deadline wrongly.
pub fn clock_is_off(now: i64) -> Option<View> {
    clock::is_off().then(|| server_time(now))
}

/// What time it really is.
pub fn server_time(now: i64) -> View {
    let text = fill("ui.deadline.clock", &[("time", intl::day_and_time(now))]);
    el("p").class("deadline deadline--clock").attr("role", "status").child(text).into_child()
}
