//! The answers of a draft as they are read, each with a link to where it is changed.

use std::rc::Rc;

use crate::element::{IntoChild, View, el};
use shared::answers::{Answer, Path};
use shared::form::Section;

use super::summary::{Reading, section_answers, written_answer};
use crate::form::desk::Desk;
use crate::form::state::FormState;
use crate::form::words;
use crate::i18n;
use crate::route::{Step, draft_path};

/// All sections, or one of them.
pub fn answers(desk: Desk, only: Option<&'static Section>, can_change: bool) -> View {
    let state = desk.state;
    let words = i18n::words();
    let sections = state.with(|answers, context| state.form.summary(answers, context, &words));
    let mut reading = Reading::default();
    for finding in state.findings() {
        let text = words::message(&finding, state.field_at(&finding.path));
        let list = if finding.is_error() { &mut reading.errors } else { &mut reading.warnings };
        list.insert(finding.path, text);
    }
    let page_of = move |section: &'static str| {
        let step = state.form.section(section).map_or(Step::Overview, Step::Section);
        draft_path(&desk.id, step)
    };
    if can_change {
        reading.change = Some((
            Rc::new(page_of),
            Rc::new(move |section, path| format!("{}#{}", page_of(section), path.html_id())),
        ));
    }
    let wanted = sections.iter().filter(|found| only.is_none_or(|only| only.id == found.section));
    wanted.map(|section| section_answers(section, &reading)).collect::<Vec<_>>().into_child()
}

/// What stays in the draft although the form does not ask it, or no longer. It is never sent.
pub fn no_longer_asked(state: FormState) -> View {
    let line = |(path, answer): (Path, &Answer)| {
        el("div")
            .class("answer")
            .child(el("dt").class("answer__label").child(path.to_string()))
            .child(el("dd").class("answer__value").child(written_answer(answer)))
            .into_child()
    };
    let lines: Vec<View> =
        state.with(|answers, _| state.form.no_longer_asked(answers).into_iter().map(line).collect());
    if lines.is_empty() {
        return ().into_child();
    }
    el("section")
        .class("answers")
        .attr("aria-labelledby", "not-asked")
        .child(
            el("div")
                .class("answers__head")
                .child(el("h2").class("heading").id("not-asked").words("ui.review.not_asked")),
        )
        .child(el("p").class("soft").words("ui.review.not_asked_text"))
        .child(el("dl").class("answers__list").child(lines))
        .into_child()
}
