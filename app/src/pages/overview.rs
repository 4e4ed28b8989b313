//! The first page of a draft: the list of tasks, the three requirements, everything still missing.

use crate::element::{IntoChild, View, el};
use leptos::prelude::*;
use shared::finding::Finding;

use super::{App, Carrying, arrive};
use crate::components::{frame, overview, problems, ticks};
use crate::drafts::vault;
use crate::form::desk::Desk;
use crate::form::words;
use crate::help::keys;
use crate::i18n::{self, fill, t};
use crate::route::{Step, draft_path};
use crate::{left_at, outbox, parts};

pub fn page(app: App, desk: Desk) -> View {
    let title = words::draft_name(&desk.name());
    // The browser writes titles down, also where nothing else of a draft is to be found.
    arrive(&if vault::holds(&desk.id) { t("ui.overview.over") } else { title.clone() });
    let sent = desk.sent();
    let receipt = draft_path(&desk.id, Step::Receipt);
    let sent = move || {
        sent.get().map(|sent| {
            let text = fill("ui.overview.sent", &[("reference", sent.receipt.statement.reference)]);
            el("div").class("panel panel--success").child(
                el("p")
                    .child(text)
                    .child(" ")
                    .child(el("a").attr("href", receipt.clone()).words("ui.receipt.short")),
            )
        })
    };
    let waiting = move || {
        let (class, text) = outbox::standing(Some(&desk.id))?;
        let to = draft_path(&desk.id, Step::Send);
        Some(
            el("div").class("panel panel--warning").child(
                el("p")
                    .child(el("strong").class(format!("standing standing--{class}")).child(text))
                    .child(" ")
                    .child(el("a").attr("href", to).words("ui.outbox.open")),
            ),
        )
    };
    el("div")
        .class("sheet flow")
        .child(frame::title(Some(t("ui.overview.over")), title, None))
        .child(sent)
        .child(kept(desk))
        .child(waiting)
        .child(resume(desk))
        .child(overview::tasks(desk))
        .child(actions(desk))
        .child(el("hr").class("rule"))
        .child(el("h2").class("heading").words("ui.overview.requirements"))
        .child(ticks::requirements(desk.state))
        .child(missing(desk))
        .child(parts::view(|parts| &parts.carrying, (app, Carrying::Kept(desk))))
        .child(el("p").child(el("a").attr("href", keys::LIST).words("shortcuts.title")))
        .into_child()
}

/// Where the person may go from here.
fn actions(desk: Desk) -> View {
    let review = draft_path(&desk.id, Step::Review);
    let declaration = draft_path(&desk.id, Step::Declaration);
    let save = draft_path(&desk.id, Step::Save);
    let history = draft_path(&desk.id, Step::History);
    el("div")
        .class("actions")
        .child(el("a").class("button button--primary").attr("href", review).words("ui.overview.review"))
        .child(
            el("a").class("button button--secondary").attr("href", declaration).words("ui.declaration.open"),
        )
        .child(el("a").class("button button--quiet").attr("href", save).words("ui.carry.save"))
        .child(el("a").class("button button--quiet").attr("href", history).words("ui.history.title"))
        .into_child()
}

/// The way back to where the person was last.
fn resume(desk: Desk) -> Option<View> {
    let (address, section) = left_at::last(&desk.id)?;
    let text = fill("ui.overview.resume", &[("section", t(&format!("section.{}", section.id)))]);
    Some(
        el("p")
            .child(el("a").class("button button--secondary").attr("href", address).child(text))
            .into_child(),
    )
}

/// That answers were written in two ways, as long as nobody has chosen.
fn kept(desk: Desk) -> impl IntoChild {
    let (kept, history) = (desk.kept(), draft_path(&desk.id, Step::History));
    move || {
        let kept = Some(kept.get()).filter(|kept| *kept > 0)?;
        let link = el("a").attr("href", history.clone()).words("ui.history.look");
        let text = el("p").child(i18n::count("ui.history.notice", kept as usize)).child(" ").child(link);
        Some(el("div").class("panel panel--warning").child(text))
    }
}

/// Links to everything that is still missing or wrong.
fn missing(desk: Desk) -> View {
    let errors: Vec<Finding> = desk.state.findings().into_iter().filter(Finding::is_error).collect();
    if errors.is_empty() {
        return ().into_child();
    }
    let list = problems::by_section(desk.state, &desk.id, &errors, "missing__list", "subheading");
    el("details")
        .class("missing")
        .child(el("summary").child(i18n::count("ui.overview.missing", errors.len())))
        .child(el("div").class("flow").child(list))
        .into_child()
}
