//! Requirements with a tick each: met, not met and why, or not answered yet.

use crate::element::{IntoChild, View, el};
use shared::call::Call;
use shared::finding::{Finding, Rule};
use shared::progress;

use crate::form::state::FormState;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::intl;

pub enum Tick {
    Met,
    Unmet(String),
    Open(String),
}

pub fn tick(title: String, tick: Tick) -> View {
    let (class, before, reason) = match tick {
        Tick::Met => ("tick tick--met", "ui.tick.met", None),
        Tick::Unmet(reason) => ("tick tick--unmet", "ui.tick.unmet", Some(reason)),
        Tick::Open(reason) => ("tick tick--open", "ui.tick.open", Some(reason)),
    };
    let reason = reason.map(|reason| el("span").class("tick__reason").child(reason).into_child());
    el("li")
        .class(class)
        .child(
            el("span")
                .class("tick__title")
                .child(el("span").class("visually-hidden").child(t(before)).child(" "))
                .child(title),
        )
        .child(reason)
        .into_child()
}

/// Whether the reason is only that something is still missing.
fn is_missing(finding: &Finding) -> bool {
    matches!(
        finding.rule,
        Rule::Required {} | Rule::ChoiceRequired {} | Rule::TooFewRows { .. } | Rule::TooShort { .. }
    )
}

/// The three requirements of the label as the answers stand.
pub fn requirements(state: FormState) -> View {
    (move || {
        state.track_checks();
        let all = state.with(progress::requirements);
        let items: Vec<View> = all
            .into_iter()
            .map(|requirement| {
                let id = requirement.id;
                let verdict = match requirement.reason {
                    None => Tick::Met,
                    Some(reason) if is_missing(&reason) => {
                        Tick::Open(words::message_with_label(&state, &reason))
                    }
                    Some(reason) => {
                        let why = words::message_with_label(&state, &reason);
                        Tick::Unmet(format!("{} {why}", t(&format!("requirement.{id}.unmet"))))
                    }
                };
                tick(title(&state.call, id), verdict)
            })
            .collect();
        el("ul").class("ticks").child(items)
    })
    .into_child()
}

/// What a requirement asks for, with the numbers and dates of the call.
pub fn title(call: &Call, id: &str) -> String {
    let key = format!("requirement.{id}.detail");
    if i18n::words().get(&key).is_some() {
        return fill(&key, &[("date", intl::day(call.registered_by))]);
    }
    let n = if id == "labels" { call.min_quality_labels } else { call.min_active_teachers };
    i18n::count(&key, n as usize)
}
