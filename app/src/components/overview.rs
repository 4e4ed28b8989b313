//! The sections of a draft with how far each is: beside every page, and as the list of tasks.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use shared::form::Section;
use shared::progress::{SectionProgress, Stage};

use crate::dom;
use crate::form::desk::Desk;
use crate::form::state::FormState;
use crate::form::words;
use crate::help::keys::Shortcut;
use crate::i18n::{self, fill, t};
use crate::outbox;
use crate::route::{Step, draft_path};

/// How a section is shown: mark, note, and whether the note is only for those who do not see the mark.
fn standing(state: FormState, of: &SectionProgress) -> (&'static str, String, bool) {
    match of.stage {
        Stage::Done => ("done", t("ui.progress.done"), true),
        _ if state.is_told(of.section) => ("errors", i18n::count("ui.progress.to_mend", of.errors), false),
        Stage::NotStarted => ("empty", t("ui.progress.not_started"), true),
        Stage::Started => ("started", i18n::count("ui.progress.left", of.errors), false),
    }
}

fn section_title(section: &Section) -> String {
    t(&format!("section.{}", section.id))
}

fn done_of(progress: &[SectionProgress]) -> (usize, usize) {
    (progress.iter().filter(|of| of.stage == Stage::Done).count(), progress.len())
}

/// The overview beside every page of a draft.
pub fn sidebar(desk: Desk, now: Step) -> View {
    let state = desk.state;
    let progress = state.progress();
    let head = progress.clone();
    let summary = move || {
        let (done, all) = head.with(|progress| done_of(progress));
        fill("ui.progress.summary", &[("done", done.to_string()), ("all", all.to_string())])
    };
    let at = state.form.sections.iter().position(|section| Step::Section(section) == now);
    let steps = move || {
        state.track_checks();
        let progress = progress.get();
        let sections = state.form.sections.iter().zip(&progress).enumerate().map(|(nth, (section, of))| {
            let (mark, note, quiet) = standing(state, of);
            let class = if of.stage == Stage::Done { "step step--done" } else { "step" };
            let to = Step::Section(section);
            step(desk, to, now, keys(at, nth), class, mark, section_title(section), note, quiet)
        });
        let mut steps: Vec<View> = sections.collect();
        let (review, keys) = (t("ui.review.title"), keys(at, steps.len()));
        steps.push(step(desk, Step::Review, now, keys, "step", "empty", review, String::new(), true));
        steps.push(last_step(desk, now));
        steps
    };
    // On a phone the list would hide the page it belongs to.
    let open = dom::matches("(min-width: 64em)");
    el("nav")
        .class("overview")
        .attr("aria-labelledby", "overview-title")
        .child(
            el("details")
                .class("overview__box")
                .attr("open", open)
                .child(
                    el("summary")
                        .class("overview__summary")
                        .child(
                            el("span")
                                .class("overview__title")
                                .id("overview-title")
                                .words("ui.overview.sections"),
                        )
                        .child(el("span").class("overview__progress").child(summary)),
                )
                .child(el("ol").class("overview__list").child(steps)),
        )
        .into_child()
}

/// The shortcut to the nth page, from this one.
fn keys(at: Option<usize>, nth: usize) -> Option<&'static str> {
    let at = at?;
    let next = (nth == at + 1).then_some(Shortcut::Next.keys());
    next.or((nth + 1 == at).then_some(Shortcut::Previous.keys()))
}

/// Sending, or the receipt once there is one.
fn last_step(desk: Desk, now: Step) -> View {
    let waiting = outbox::holds(&desk.id);
    let (to, mark, key) = match desk.sent().get() {
        _ if waiting => (Step::Send, "started", "ui.send.title"),
        Some(sent) if sent.complete => (Step::Receipt, "done", "ui.receipt.short"),
        Some(_) => (Step::Receipt, "started", "ui.receipt.short"),
        None => (Step::Send, "empty", "ui.send.title"),
    };
    step(desk, to, now, None, "step", mark, t(key), String::new(), true)
}

#[expect(clippy::too_many_arguments, reason = "all of them are what one line of the list shows")]
fn step(
    desk: Desk,
    to: Step,
    now: Step,
    keys: Option<&'static str>,
    class: &'static str,
    mark: &'static str,
    name: String,
    note: String,
    quiet: bool,
) -> View {
    let note_class = if quiet { "step__note visually-hidden" } else { "step__note" };
    let current = (to == now).then_some("step");
    el("li")
        .child(
            el("a")
                .class(class)
                .attr("href", draft_path(&desk.id, to))
                .attr("aria-current", current)
                .attr("aria-keyshortcuts", keys)
                .child(
                    el("span").class(format!("step__mark state state--{mark}")).attr("aria-hidden", "true"),
                )
                .child(el("span").class("step__name").child(name))
                .child((!note.is_empty()).then(|| el("span").class(note_class).child(note).into_child())),
        )
        .into_child()
}

/// The list of tasks on the overview page.
pub fn tasks(desk: Desk) -> View {
    let state = desk.state;
    let progress = state.progress();
    (move || {
        state.track_checks();
        let progress = progress.get();
        let (done, all) = done_of(&progress);
        let items: Vec<View> =
            state.form.sections.iter().zip(&progress).map(|(section, of)| task(desk, section, of)).collect();
        let text = fill("ui.progress.sections", &[("done", done.to_string()), ("all", all.to_string())]);
        let open = state.form.sections.iter().zip(&progress).filter(|(_, of)| of.stage != Stage::Done);
        let minutes: u32 = open.map(|(section, _)| section.minutes(&state.call)).sum();
        let left = (minutes > 0).then(|| {
            let text = fill("ui.effort.left", &[("time", words::effort(minutes))]);
            el("p").class("soft").child(text).into_child()
        });
        views![
            el("p")
                .class("meter")
                .child(
                    el("progress")
                        .class("progress")
                        .attr("max", all.to_string())
                        .attr("value", done.to_string())
                        .attr("aria-label", t("ui.progress.label"))
                )
                .child(el("span").child(text)),
            left,
            el("ol").class("tasks").child(items)
        ]
    })
    .into_child()
}

fn task(desk: Desk, section: &'static Section, of: &SectionProgress) -> View {
    let (mark, note, _) = standing(desk.state, of);
    let id = format!("task-{}", section.id);
    let effort = (of.stage != Stage::Done).then(|| {
        let time = words::effort(section.minutes(&desk.state.call));
        el("span").class("task__hint").child(time).into_child()
    });
    el("li")
        .class("task")
        .child(el("span").class(format!("state state--{mark}")).attr("aria-hidden", "true"))
        .child(
            el("div")
                .class("task__text")
                .child(
                    el("a")
                        .class("task__link")
                        .attr("href", draft_path(&desk.id, Step::Section(section)))
                        .attr("aria-describedby", id.clone())
                        .child(section_title(section)),
                )
                .child(effort),
        )
        .child(el("span").class("task__note").id(id.clone()).child(note))
        .into_child()
}
