//! Rows that were removed, to bring back; and those that stayed although somebody had removed them.

use shared::answers::{Path, Row};
use shared::form::{Field, Kind, RowCount, Rows};

use super::{Known, Page, answer_view};
use crate::element::{IntoChild, View, el};
use crate::form::state::FormState;
use crate::form::words;
use crate::i18n::{self, fill, t};
use crate::pages::fact;
use crate::views;

pub fn section(page: Page, known: &Known) -> View {
    let state = page.desk.state;
    let removed = known.copy.removed_rows();
    let removed: Vec<View> =
        removed.into_iter().filter_map(|(table, row)| gone(page, known, table, row)).collect();
    let stayed: Vec<View> =
        known.copy.contested_rows().into_iter().filter_map(|row| contested(state, row)).collect();
    if removed.is_empty() && stayed.is_empty() {
        return ().into_child();
    }
    let text = (!removed.is_empty()).then(|| el("p").class("prose").words("ui.history.removed"));
    el("section")
        .class("flow")
        .attr("aria-labelledby", "removed-title")
        .child(el("h2").class("heading").id("removed-title").words("ui.history.removed_title"))
        .child(stayed)
        .child(text)
        .child(removed)
        .into_child()
}

/// The table of a row, if its rows come and go.
fn table_of(state: FormState, table: &str) -> Option<(&'static Field, &'static Rows)> {
    let field = state.form.field(table)?;
    let rows = field.rows()?;
    matches!(rows.count, RowCount::Between(..)).then_some((field, rows))
}

fn contested(state: FormState, path: &Path) -> Option<View> {
    let (table, row) = path.as_str().split_once('.')?;
    let (field, rows) = table_of(state, table)?;
    let name = named(words::row_name(&state, field, rows, row), field);
    Some(
        el("p")
            .class("panel panel--notice")
            .child(fill("ui.history.contested", &[("row", name)]))
            .into_child(),
    )
}

/// "Teacher 2 (eTwinning team)": the number alone would not tell which list.
fn named(row: String, field: &'static Field) -> String {
    format!("{row} ({})", i18n::words().label(field, None))
}

fn gone(page: Page, known: &Known, table: Path, row: Row) -> Option<View> {
    let state = page.desk.state;
    let (field, rows) = table_of(state, table.as_str())?;
    let label = i18n::words().label(field, None);
    let facts: Vec<View> =
        rows.fields.iter().filter_map(|cell| cell_fact(state, field, rows, cell, &row)).collect();
    let hidden = known.copy.history.hidden.iter();
    let last = hidden.filter(|writing| matches!(writing.path.parts(), (Some((_, id)), _) if id == row.id));
    let last = last.map(|writing| &writing.version).max_by_key(|version| version.n);
    let back = move |_| {
        let row = here(state, rows, row.clone());
        page.act(
            async move {
                // After all others, where it is seen to be there again.
                state.insert_row(field.id, usize::MAX, row);
                page.desk.flush().await
            },
            "ui.history.back_done",
        );
    };
    let button = el("button").attr("type", "button").class("button button--secondary").on("click", back);
    let hidden = el("span").class("visually-hidden").child(format!(" {label}"));
    Some(views![
        el("div")
            .class("panel flow")
            .child(el("h3").class("panel__title").child(label))
            .child(el("dl").class("facts").child(facts))
            .child(el("p").class("soft").child(known.who_and_when(last)))
            .child(el("div").class("actions").child(button.words("ui.history.back").child(hidden)))
    ])
}

fn cell_fact(
    state: FormState,
    field: &Field,
    rows: &'static Rows,
    cell: &'static Field,
    row: &Row,
) -> Option<View> {
    let answer = row.answers.get(cell.id)?;
    if is_missing(state, cell, row) {
        return Some(fact(i18n::words().label(cell, Some(rows)), t("ui.history.file_gone"), None));
    }
    let value = answer_view(state, &Path::cell(field.id, &row.id, cell.id), Some(answer));
    let name = el("dt").child(i18n::words().label(cell, Some(rows)));
    Some(el("div").class("facts__row").child(name).child(el("dd").child(value)).into_child())
}

/// Whether the cell names a file that was deleted with its row.
fn is_missing(state: FormState, cell: &Field, row: &Row) -> bool {
    matches!(cell.kind, Kind::File) && state.file(row.text(cell.id)).is_none()
}

/// The row without files that are not here any more.
fn here(state: FormState, rows: &Rows, mut row: Row) -> Row {
    for cell in rows.fields.iter().filter(|cell| matches!(cell.kind, Kind::File)) {
        if is_missing(state, cell, &row) {
            row.answers.remove(cell.id);
        }
    }
    row
}
