//! The three questions of the start page, which tell whether a school can apply at all.

use leptos::prelude::*;
use shared::answers::{Answers, Path};
use shared::call::Call;
use shared::finding::Severity;
use shared::forms::{FIRST_CHECK, REQUIREMENTS};

use super::{App, with_call};
use crate::components::frame::panel;
use crate::components::ticks::{Tick, tick, title};
use crate::element::{IntoChild, View, el};
use crate::form::field::fields_view;
use crate::form::place::Place;
use crate::form::state::FormState;
use crate::i18n::t;
use crate::{dom, views};

/// Three questions, answered at once.
pub fn page(app: App) -> View {
    let beginning = app.first_check.get_untracked().is_none();
    let questions = with_call(app, move |call, _| questions(app, call));
    if beginning && let Some((_, first)) = FIRST_CHECK.fields().next() {
        // The button that was pressed is gone.
        dom::focus_soon(Path::field(first.id).html_id());
    }
    questions
}

fn questions(app: App, call: Call) -> View {
    let known = app.first_check.get_untracked();
    let state = known.unwrap_or_else(|| {
        let keep = Box::new(|_, _| ());
        FormState::new(&FIRST_CHECK, call, Answers::default(), Vec::new(), keep)
    });
    app.first_check.set(Some(state));
    let places: Vec<Place> = FIRST_CHECK.fields().map(|(_, field)| state.place(field)).collect();
    let shown = places.clone();
    let verdict = move || {
        state.track_checks();
        // The three questions stand in the order of the requirements.
        let asked = shown.iter().zip(REQUIREMENTS);
        let ticks: Vec<(View, bool, bool)> = asked.map(|(at, (id, _))| verdict_of(at, id)).collect();
        let met = ticks.iter().all(|(_, met, _)| *met);
        let unmet = ticks.iter().any(|(_, _, unmet)| *unmet);
        let said = match (met, unmet) {
            (true, _) => panel("panel panel--success", t("ui.check.yes_title"), t("ui.check.yes")),
            (false, true) => panel("panel panel--warning", t("ui.check.no_title"), t("ui.check.no")),
            (false, false) => ().into_child(),
        };
        let items: Vec<View> = ticks.into_iter().map(|(item, _, _)| item).collect();
        el("div").attr("role", "status").class("flow").child(el("ul").class("ticks").child(items)).child(said)
    };
    views![fields_view(&places), verdict]
}

/// The tick of one question; whether it is met, and whether it is certainly not.
fn verdict_of(at: &Place, requirement: &str) -> (View, bool, bool) {
    let complaint = at.complaint().filter(|finding| finding.severity == Severity::Error);
    let met = at.is_fine();
    let unmet = complaint.is_some();
    let verdict = match complaint {
        _ if met => Tick::Met,
        Some(_) => Tick::Unmet(t(&format!("requirement.{requirement}.unmet"))),
        None => Tick::Open(t("ui.check.open")),
    };
    (tick(title(&at.state.call, requirement), verdict), met, unmet)
}
