//! Everything as it will be read, and what still stands in the way of sending.

use crate::element::{IntoChild, View, el};
use shared::finding::Finding;

use super::arrive;
use super::draft::beside_sections;
use crate::components::answers::{answers, no_longer_asked};
use crate::components::frame;
use crate::components::problems::{self, SUMMARY};
use crate::dom;
use crate::form::desk::Desk;
use crate::i18n::{self, t};
use crate::route::{Step, draft_path, go};

pub fn page(desk: Desk) -> View {
    let state = desk.state;
    state.check_all();
    state.tell_all();
    let (errors, warnings): (Vec<Finding>, Vec<Finding>) =
        state.findings().into_iter().partition(Finding::is_error);
    let before = if errors.is_empty() { String::new() } else { t("ui.error.title") + " " };
    arrive(&format!("{before}{}", t("ui.review.title")));
    let is_ready = errors.is_empty();
    let summary = (!is_ready).then(|| problems::of_form(state, &desk.id, &errors));
    let send = draft_path(&desk.id, Step::Send);
    let go_on = move |_| if is_ready { go(&send) } else { dom::focus_soon(SUMMARY.into()) };
    let intro = if is_ready { t("ui.review.ready") } else { t("ui.review.not_ready") };
    let sheet = el("div")
        .class("sheet flow")
        .child(frame::title(None, t("ui.review.title"), Some(intro)))
        .child(summary)
        .child(warned(desk, &warnings))
        .child(answers(desk, None, true))
        .child(no_longer_asked(state))
        .child(
            el("div")
                .class("actions")
                .child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--primary")
                        .on("click", go_on)
                        .words("ui.review.send"),
                )
                .child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--quiet")
                        .on("click", |_| dom::print())
                        .words("ui.print"),
                ),
        )
        .into_child();
    beside_sections(desk, Step::Review, sheet)
}

/// What does not stop sending but should be looked at.
fn warned(desk: Desk, warnings: &[Finding]) -> View {
    if warnings.is_empty() {
        return ().into_child();
    }
    el("div")
        .class("panel panel--warning")
        .child(el("h2").class("panel__title").child(i18n::count("ui.review.warnings", warnings.len())))
        .child(el("ul").child(problems::links(desk.state, Some(&desk.id), warnings)))
        .into_child()
}
