//! Everything as it will be read, and what still stands in the way of sending.

use leptos::prelude::*;
use shared::finding::Finding;

use super::arrive;
use super::draft::beside_sections;
use crate::components::answers::answers;
use crate::components::problems::{self, SUMMARY};
use crate::components::frame;
use crate::dom;
use crate::form::desk::Desk;
use crate::i18n::{self, t};
use crate::route::{Step, draft_path, go};

pub fn page(desk: Desk) -> AnyView {
    let state = desk.state;
    state.check_all();
    state.tell_all();
    let (errors, warnings): (Vec<Finding>, Vec<Finding>) =
        state.findings().into_iter().partition(Finding::is_error);
    let before = if errors.is_empty() { String::new() } else { t("ui.error.title") };
    arrive(&format!("{before}{}", t("ui.review.title")));
    let is_ready = errors.is_empty();
    let summary = (!is_ready).then(|| problems::of_form(state, &desk.id, &errors));
    let send = draft_path(&desk.id, Step::Send);
    let go_on = move |_| if is_ready { go(&send) } else { dom::focus_soon(SUMMARY.into()) };
    let intro = if is_ready { t("ui.review.ready") } else { t("ui.review.not_ready") };
    let sheet = view! {
        <div class="sheet flow">
            {frame::title(None, t("ui.review.title"), Some(intro))}
            {summary}
            {warned(desk, &warnings)}
            {answers(desk, None, true)}
            <div class="actions">
                <button type="button" class="button button--primary" on:click=go_on>{t("ui.review.send")}</button>
                <button type="button" class="button button--quiet" on:click=|_| dom::print()>{t("ui.print")}</button>
            </div>
        </div>
    }
    .into_any();
    beside_sections(desk, Step::Review, sheet)
}

/// What does not stop sending but should be looked at.
fn warned(desk: Desk, warnings: &[Finding]) -> AnyView {
    if warnings.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="panel panel--warning">
            <h2 class="panel__title">{i18n::count("ui.review.warnings", warnings.len())}</h2>
            <ul>{problems::links(desk.state, Some(&desk.id), warnings)}</ul>
        </div>
    }
    .into_any()
}
