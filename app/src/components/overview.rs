//! The sections of a draft with how far each is: beside every page, and as the list of tasks.

use leptos::prelude::*;
use shared::form::Section;
use shared::progress::{SectionProgress, Stage};

use crate::dom;
use crate::form::desk::Desk;
use crate::form::state::FormState;
use crate::i18n::{self, fill, t};
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
pub fn sidebar(desk: Desk, now: Step) -> AnyView {
    let state = desk.state;
    let progress = state.progress();
    let head = progress.clone();
    let summary = move || {
        let (done, all) = head.with(|progress| done_of(progress));
        fill("ui.progress.summary", &[("done", done.to_string()), ("all", all.to_string())])
    };
    let steps = move || {
        state.track_checks();
        let progress = progress.get();
        let sections = state.form.sections.iter().zip(&progress).map(|(section, of)| {
            let (mark, note, quiet) = standing(state, of);
            let class = if of.stage == Stage::Done { "step step--done" } else { "step" };
            step(desk, Step::Section(section), now, class, mark, section_title(section), note, quiet)
        });
        let mut steps: Vec<AnyView> = sections.collect();
        let review = t("ui.review.title");
        steps.push(step(desk, Step::Review, now, "step", "empty", review, String::new(), true));
        steps.push(last_step(desk, now));
        steps
    };
    // On a phone the list would hide the page it belongs to.
    let open = dom::matches("(min-width: 64em)");
    view! {
        <nav class="overview" aria-labelledby="overview-title">
            <details class="overview__box" open=open>
                <summary class="overview__summary">
                    <span class="overview__title" id="overview-title">{t("ui.overview.sections")}</span>
                    <span class="overview__progress">{summary}</span>
                </summary>
                <ol class="overview__list">{steps}</ol>
            </details>
        </nav>
    }
    .into_any()
}

/// Sending, or the receipt once there is one.
fn last_step(desk: Desk, now: Step) -> AnyView {
    let (to, mark, key) = match desk.sent().get() {
        Some(sent) if sent.complete => (Step::Receipt, "done", "ui.receipt.short"),
        Some(_) => (Step::Receipt, "started", "ui.receipt.short"),
        None => (Step::Send, "empty", "ui.send.title"),
    };
    step(desk, to, now, "step", mark, t(key), String::new(), true)
}

#[expect(clippy::too_many_arguments, reason = "all of them are what one line of the list shows")]
fn step(
    desk: Desk,
    to: Step,
    now: Step,
    class: &'static str,
    mark: &'static str,
    name: String,
    note: String,
    quiet: bool,
) -> AnyView {
    let note_class = if quiet { "step__note visually-hidden" } else { "step__note" };
    let current = (to == now).then_some("step");
    view! {
        <li>
            <a class=class href=draft_path(&desk.id, to) aria-current=current>
                <span class=format!("step__mark state state--{mark}") aria-hidden="true"></span>
                <span class="step__name">{name}</span>
                {(!note.is_empty()).then(|| view! { <span class=note_class>{note}</span> }.into_any())}
            </a>
        </li>
    }
    .into_any()
}

/// The list of tasks on the overview page.
pub fn tasks(desk: Desk) -> AnyView {
    let state = desk.state;
    let progress = state.progress();
    (move || {
        state.track_checks();
        let progress = progress.get();
        let (done, all) = done_of(&progress);
        let items: Vec<AnyView> =
            state.form.sections.iter().zip(&progress).map(|(section, of)| task(desk, section, of)).collect();
        let text = fill("ui.progress.sections", &[("done", done.to_string()), ("all", all.to_string())]);
        view! {
            <p class="meter">
                <progress class="progress" max=all.to_string() value=done.to_string() aria-label=t("ui.progress.label")></progress>
                <span>{text}</span>
            </p>
            <ol class="tasks">{items}</ol>
        }
    })
    .into_any()
}

fn task(desk: Desk, section: &'static Section, of: &SectionProgress) -> AnyView {
    let (mark, note, _) = standing(desk.state, of);
    let id = format!("task-{}", section.id);
    let hint = i18n::words().get(&format!("section.{}.short", section.id)).map(str::to_string);
    view! {
        <li class="task">
            <span class=format!("state state--{mark}") aria-hidden="true"></span>
            <div class="task__text">
                <a class="task__link" href=draft_path(&desk.id, Step::Section(section)) aria-describedby=id.clone()>
                    {section_title(section)}
                </a>
                {hint.map(|hint| view! { <span class="task__hint">{hint}</span> }.into_any())}
            </div>
            <span class="task__note" id=id.clone()>{note}</span>
        </li>
    }
    .into_any()
}
