//! Tables of answers: rows that people add, and rows that are always there.

use crate::element::{IntoChild, View, el};
use leptos::prelude::*;
use shared::answers::{Path, Row};
use shared::catalogue::row_key;
use shared::form::{Field, Kind, Rows};
use shared::forms::{EVIDENCE, PERSON_NAME};
use shared::summary::row_title;

use super::field::{self, field_view, fields_view};
use super::place::Place;
use super::state::FormState;
use super::{counter, words};
use crate::dom;
use crate::i18n::{self, fill, t};

pub fn table_view(at: &Place, rows: &'static Rows) -> View {
    if at.field.id == EVIDENCE {
        return field::evidence(at, Some(rows));
    }
    if rows.fixed().is_empty() {
        return added_rows(at, rows);
    }
    let has_evidence = rows.fields.iter().any(|cell| matches!(cell.kind, Kind::Evidence { .. }));
    if has_evidence { statements(at, rows) } else { matrix(at, rows) }
}

/// The fields of one row.
pub fn cells(state: FormState, table: &Field, rows: &'static Rows, id: &str) -> Vec<Place> {
    let cell = |field: &'static Field| Place {
        state,
        field,
        within: Some(rows),
        path: Path::cell(table.id, id, field.id),
    };
    rows.fields.iter().map(cell).collect()
}

/// Id of the element that holds a row.
pub fn row_id(table: &str, row: &str) -> String {
    format!("row-{table}-{row}")
}

/// How many rows there are of how many there must be.
fn row_count(at: &Place, rows: &'static Rows) -> View {
    let (min, max) = rows.bounds(&at.state.call);
    let ids = at.state.row_ids(at.field.id);
    (move || {
        let n = ids.with(Vec::len);
        let number = |n: usize| crate::intl::number(n as f64);
        let (class, text) = if n < min {
            let values = [("n", number(n)), ("min", number(min))];
            ("rows__count rows__count--short", fill("ui.rows.count_short", &values))
        } else if n > max {
            let values = [("n", number(n)), ("max", number(max))];
            ("rows__count rows__count--over", fill("ui.rows.count_over", &values))
        } else {
            let values = [("n", number(n)), ("max", number(max))];
            ("rows__count rows__count--good", fill("ui.rows.count", &values))
        };
        el("p").class(class).child(text)
    })
    .into_child()
}

/// A row that was taken away, where it stood.
pub type Removed = RwSignal<Option<(usize, Row, String)>>;

fn added_rows(at: &Place, rows: &'static Rows) -> View {
    let removed: Removed = RwSignal::new(None);
    let title = at.part("title");
    let (list, adding) = (at.clone(), at.clone());
    let ids = at.state.row_ids(at.field.id);
    let (min, max) = rows.bounds(&at.state.call);
    let full = at.state.row_ids(at.field.id);
    let add = move || {
        let (state, table) = (adding.state, adding.field.id);
        let add = move |_| {
            removed.set(None);
            let id = state.add_row(table);
            dom::focus_soon(row_id(table, &id));
        };
        (full.with(Vec::len) < max).then(|| {
            el("button")
                .attr("type", "button")
                .class("button button--secondary button--add")
                .id(adding.id())
                .on("click", add)
                .child(words::add_label(rows))
        })
    };
    // The rows that are needed anyway stand there from the beginning.
    if at.state.row_ids(at.field.id).with_untracked(Vec::is_empty) && at.state.may_write() {
        (0..min).for_each(|_| drop(at.state.add_row(at.field.id)));
    }
    el("section")
        .class("rows")
        .id(format!("field-{}", at.id()))
        .attr("aria-labelledby", title.clone())
        .child(
            el("div")
                .class("rows__head")
                .child(el("h2").class("heading").id(title.clone()).child(field::label_text(at)))
                .child(row_count(at, rows)),
        )
        .child(field::notes(at))
        .child(el("ul").class("rows__list").list(ids, move |id| row_card(&list, rows, id, removed)))
        .child(undo_bar(at, removed))
        .child(add)
        .into_child()
}

fn row_card(at: &Place, rows: &'static Rows, id: String, removed: Removed) -> View {
    let (state, table) = (at.state, at.field);
    let places = cells(state, table, rows, &id);
    let element = row_id(table.id, &id);
    let title_id = format!("{element}-title");
    let (titled, named) = (id.clone(), id.clone());
    // Numbers change when a row above is taken away.
    let ids = state.row_ids(table.id);
    let title = move || {
        let at = ids.with(|ids| ids.iter().position(|known| *known == titled)).unwrap_or_default();
        row_title(rows, table, &titled, at, &i18n::words())
    };
    let title_again = title.clone();
    let remove = move |_| {
        let name = words::row_name(&state, table, rows, &id);
        if let Some((index, row)) = state.remove_row(table.id, &id) {
            removed.set(Some((index, row, name)));
            dom::focus_soon(format!("undo-{}", table.id));
        }
    };
    let card = el("div")
        .class("row-item")
        .attr("role", "group")
        .attr("aria-labelledby", title_id.clone())
        .id(element)
        .attr("tabindex", "-1")
        .child(
            el("div")
                .class("row-item__head")
                .child(
                    el("h3")
                        .class("row-item__title")
                        .id(title_id.clone())
                        .child(title)
                        .child(" ")
                        .child(row_summary(state, table, rows, named)),
                )
                .child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--quiet button--danger button--small row-item__remove")
                        .on("click", remove)
                        .words("ui.rows.remove")
                        .child(el("span").class("visually-hidden").child(" ").child(title_again)),
                ),
        )
        .child(fields_view(&places));
    // "2 of 3" is said by the list.
    el("li").child(card).into_child()
}

/// What tells a row from its neighbours: its first answer.
fn row_summary(state: FormState, table: &'static Field, rows: &'static Rows, id: String) -> View {
    let Some(first) = rows.fields.first() else { return ().into_child() };
    (move || {
        state.track_field(table.id);
        let text = state.with(|answers, _| {
            let own = answers.row(table.id, &id).map_or("", |row| row.text(first.id));
            match first.kind {
                Kind::RowOf(other) => answers.row(other, own).map_or("", |row| row.text(PERSON_NAME)),
                _ => own,
            }
            .trim()
            .to_string()
        });
        (!text.is_empty()).then(|| el("span").class("row-item__summary").child(text))
    })
    .into_child()
}

/// Says which row was taken away and offers it back.
pub fn undo_bar(at: &Place, removed: Removed) -> View {
    let (state, table) = (at.state, at.field);
    let undo = move |_| {
        if let Some((index, row, _)) = removed.get_untracked() {
            let element = row_id(table.id, &row.id);
            state.insert_row(table.id, index, row);
            removed.set(None);
            dom::focus_soon(element);
        }
    };
    (move || {
        removed.get().map(|(_, _, name)| {
            el("div")
                .class("undo")
                .attr("role", "status")
                .attr("tabindex", "-1")
                .id(format!("undo-{}", table.id))
                .child(el("p").class("undo__text").child(fill("ui.rows.removed", &[("name", name)])))
                .child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--quiet")
                        .on("click", undo)
                        .words("ui.rows.undo"),
                )
        })
    })
    .into_child()
}

/// Rows that are always there, each a claim with what explains and proves it.
fn statements(at: &Place, rows: &'static Rows) -> View {
    let blocks: Vec<View> = rows
        .fixed()
        .iter()
        .enumerate()
        .map(|(nth, id)| {
            let places = cells(at.state, at.field, rows, id);
            let element = row_id(at.field.id, id);
            let title = format!("{element}-title");
            el("section")
                .class("statement")
                .id(element)
                .attr("aria-labelledby", title.clone())
                .child(
                    el("h3")
                        .class("statement__title")
                        .id(title.clone())
                        .child(el("span").class("statement__number").child((nth + 1).to_string()))
                        .child(t(&row_key(at.field.id, id))),
                )
                .child(fields_view(&places))
                .into_child()
        })
        .collect();
    fixed(at, "statements flow flow--loose", blocks)
}

fn fixed(at: &Place, class: &'static str, blocks: Vec<View>) -> View {
    let title = at.part("title");
    el("section")
        .class("rows")
        .id(format!("field-{}", at.id()))
        .attr("aria-labelledby", title.clone())
        .child(el("h2").class("heading").id(title.clone()).child(at.label()))
        .child(field::notes(at))
        .child(el("div").class(class).id(at.id()).attr("tabindex", "-1").child(blocks))
        .into_child()
}

/// Rows that are always there, each a short choice with a comment.
fn matrix(at: &Place, rows: &'static Rows) -> View {
    let blocks: Vec<View> =
        rows.fixed().iter().enumerate().map(|(nth, id)| matrix_row(at, rows, nth, id)).collect();
    fixed(at, "matrix", blocks)
}

fn matrix_row(at: &Place, rows: &'static Rows, nth: usize, id: &'static str) -> View {
    let title = format!("{}-title", row_id(at.field.id, id));
    let places = cells(at.state, at.field, rows, id);
    let Some((first, others)) = places.split_first() else { return ().into_child() };
    let Kind::Choice(options) = &first.field.kind else { return fields_view(&places) };
    let (judged, chosen) = (first.clone(), first.cell().answer);
    let others: Vec<Place> = others.to_vec();
    let class = move || {
        let wrong = judged.complaint().is_some_and(|finding| finding.is_error());
        if wrong { "matrix__row matrix__row--invalid" } else { "matrix__row" }
    };
    let comments = move || {
        // A comment has a meaning only once there is something to comment on.
        chosen.with(Option::is_some).then(|| others.iter().map(comment).collect::<Vec<_>>())
    };
    el("div")
        .class(class)
        .attr("role", "group")
        .attr("aria-labelledby", title.clone())
        .id(row_id(at.field.id, id))
        .child(
            el("p")
                .class("matrix__statement")
                .id(title.clone())
                .child(el("span").class("matrix__number").child((nth + 1).to_string()))
                .child(t(&row_key(at.field.id, id))),
        )
        .child(field::complaint(first))
        .child(
            field::told(el("div").attr("role", "radiogroup"), first)
                .attr("aria-labelledby", title.clone())
                .child(field::radios(first, options)),
        )
        .child(comments)
        .into_child()
}

fn comment(at: &Place) -> View {
    if !matches!(at.field.kind, Kind::Prose { .. }) {
        return field_view(at.clone());
    }
    let of = at.clone();
    el("div")
        .class(move || field::field_class(&of, "field matrix__comment"))
        .id(format!("field-{}", at.id()))
        .child(el("label").class("field__label").attr("for", at.id()).child(field::label_text(at)))
        .child(field::notes(at))
        .child(field::area(at, 2))
        .child(counter::counter(at))
        .into_child()
}
