//! When each answer was last changed and by whom, section by section.

use shared::answers::Path;
use shared::form::{Field, Section};

use super::Known;
use crate::element::{IntoChild, View, el};
use crate::form::state::FormState;
use crate::form::words;
use crate::i18n::{self, t};
use crate::intl;
use crate::pages::fact;

pub fn section(state: FormState, known: &Known) -> View {
    let sections: Vec<View> =
        state.form.sections.iter().filter_map(|section| of_section(state, known, section)).collect();
    let none = sections.is_empty().then(|| el("p").class("soft").words("ui.history.no_changes"));
    el("section")
        .class("flow")
        .attr("aria-labelledby", "changes-title")
        .child(el("h2").class("heading").id("changes-title").words("ui.history.changes_title"))
        .child(none)
        .child(sections)
        .into_child()
}

fn of_section(state: FormState, known: &Known, section: &'static Section) -> Option<View> {
    let paths = section.fields.iter().flat_map(|field| paths_of(known, field));
    let lines: Vec<View> = paths.filter_map(|path| line(state, known, &path)).collect();
    if lines.is_empty() {
        return None;
    }
    let changes = i18n::count("ui.history.changes", lines.len());
    let title = t(&format!("section.{}", section.id));
    Some(
        el("details")
            .class("missing")
            .child(el("summary").child(format!("{title} · {changes}")))
            .child(el("dl").class("facts").child(lines))
            .into_child(),
    )
}

/// A field, or the cells of its rows in the order in which they stand.
fn paths_of(known: &Known, field: &'static Field) -> Vec<Path> {
    let Some(rows) = field.rows() else { return vec![Path::field(field.id)] };
    let cells = |row| rows.fields.iter().map(move |cell| Path::cell(field.id, row, cell.id));
    known.copy.answers.rows(field.id).iter().flat_map(|row| cells(row.id.as_str())).collect()
}

fn line(state: FormState, known: &Known, path: &Path) -> Option<View> {
    let version = known.copy.version(path)?;
    let when = intl::short_moment(version.at as f64);
    Some(fact(words::name_of(&state, path), when, Some(known.who(version))))
}
