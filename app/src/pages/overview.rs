//! The first page of a draft: the list of tasks, the three requirements, everything still missing.

use leptos::prelude::*;
use shared::finding::Finding;

use super::{App, arrive};
use crate::components::{frame, overview, problems, ticks};
use crate::form::desk::Desk;
use crate::i18n::{self, fill, t};
use crate::intl;
use crate::route::{Step, draft_path};

pub fn page(_app: App, desk: Desk) -> AnyView {
    let name = desk.name();
    let title = if name.is_empty() { t("ui.drafts.unnamed") } else { name };
    arrive(&title);
    let closes = fill("ui.overview.closes", &[("when", intl::day_and_time(desk.state.call.closes_at.seconds))]);
    let review = draft_path(&desk.id, Step::Review);
    let declaration = draft_path(&desk.id, Step::Declaration);
    let sent = desk.sent();
    let receipt = draft_path(&desk.id, Step::Receipt);
    let sent = move || {
        sent.get().map(|sent| {
            let text = fill("ui.overview.sent", &[("reference", sent.receipt.statement.reference)]);
            view! {
                <div class="panel panel--success">
                    <p>{text} " " <a href=receipt.clone()>{t("ui.receipt.short")}</a></p>
                </div>
            }
        })
    };
    view! {
        <div class="sheet flow">
            {frame::title(Some(t("ui.overview.over")), title, Some(closes))}
            {sent}
            {overview::tasks(desk)}
            <div class="actions">
                <a class="button button--primary" href=review>{t("ui.overview.review")}</a>
                <a class="button button--secondary" href=declaration>{t("ui.declaration.open")}</a>
            </div>
            <hr class="rule"/>
            <h2 class="heading">{t("ui.overview.requirements")}</h2>
            {ticks::requirements(desk.state)}
            {missing(desk)}
        </div>
    }
    .into_any()
}

/// Links to everything that is still missing or wrong.
fn missing(desk: Desk) -> AnyView {
    let errors: Vec<Finding> = desk.state.findings().into_iter().filter(Finding::is_error).collect();
    if errors.is_empty() {
        return ().into_any();
    }
    let list = problems::by_section(desk.state, &desk.id, &errors, "missing__list", "subheading");
    view! {
        <details class="missing">
            <summary>{i18n::count("ui.overview.missing", errors.len())}</summary>
            <div class="flow">{list}</div>
        </details>
    }
    .into_any()
}
