//! The answers of a draft as they are read, each with a link to where it is changed.

use std::rc::Rc;

use crate::element::IntoChild;
use leptos::prelude::*;
use shared::form::Section;

use super::summary::{Reading, section_answers};
use crate::form::desk::Desk;
use crate::form::words;
use crate::i18n;
use crate::route::{Step, draft_path};

/// All sections, or one of them.
pub fn answers(desk: Desk, only: Option<&'static Section>, can_change: bool) -> AnyView {
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
