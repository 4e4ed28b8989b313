//! Tables of answers: rows that people add, and rows that are always there.

use leptos::prelude::*;
use shared::answers::{Path, Row};
use shared::catalogue::row_key;
use shared::form::{Field, Kind, Rows};
use shared::forms::{EVIDENCE, PERSON_NAME};
use shared::summary::row_title;

use super::field::{self, field_view, fields_view};
use super::place::Place;
use super::state::FormState;
use super::{counter, register, words};
use crate::dom;
use crate::i18n::{self, fill, t};

pub fn table_view(at: &Place, rows: &'static Rows) -> AnyView {
    if at.field.id == EVIDENCE {
        return register::register(at, rows);
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
fn row_count(at: &Place, rows: &'static Rows) -> AnyView {
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
        view! { <p class=class>{text}</p> }
    })
    .into_any()
}

/// A row that was taken away, where it stood.
type Removed = RwSignal<Option<(usize, Row, String)>>;

fn added_rows(at: &Place, rows: &'static Rows) -> AnyView {
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
            view! {
                <button type="button" class="button button--secondary button--add" id=adding.id() on:click=add>
                    {words::add_label(rows)}
                </button>
            }
        })
    };
    // The rows that are needed anyway stand there from the beginning.
    if at.state.row_ids(at.field.id).with_untracked(Vec::is_empty) && at.state.may_write() {
        (0..min).for_each(|_| drop(at.state.add_row(at.field.id)));
    }
    view! {
        <section class="rows" id=format!("field-{}", at.id()) aria-labelledby=title.clone()>
            <div class="rows__head">
                <h2 class="heading" id=title.clone()>{field::label_text(at)}</h2>
                {row_count(at, rows)}
            </div>
            {field::notes(at)}
            <div class="rows__list">
                <For
                    each=move || ids.get()
                    key=Clone::clone
                    children=move |id| row_card(&list, rows, id, removed)
                />
            </div>
            {undo_bar(at, removed)}
            {add}
        </section>
    }
    .into_any()
}

fn row_card(at: &Place, rows: &'static Rows, id: String, removed: Removed) -> AnyView {
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
    view! {
        <div class="row-item" role="group" aria-labelledby=title_id.clone() id=element tabindex="-1">
            <div class="row-item__head">
                <h3 class="row-item__title" id=title_id.clone()>
                    {title}
                    " "
                    {row_summary(state, table, rows, named)}
                </h3>
                <button
                    type="button"
                    class="button button--quiet button--danger button--small row-item__remove"
                    on:click=remove
                >
                    {t("ui.rows.remove")}
                    <span class="visually-hidden">" " {title_again}</span>
                </button>
            </div>
            {fields_view(&places)}
        </div>
    }
    .into_any()
}

/// What tells a row from its neighbours: its first answer.
fn row_summary(state: FormState, table: &'static Field, rows: &'static Rows, id: String) -> AnyView {
    let Some(first) = rows.fields.first() else { return ().into_any() };
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
        (!text.is_empty()).then(|| view! { <span class="row-item__summary">{text}</span> })
    })
    .into_any()
}

/// Says which row was taken away and offers it back.
fn undo_bar(at: &Place, removed: Removed) -> AnyView {
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
            view! {
                <div class="undo" role="status" tabindex="-1" id=format!("undo-{}", table.id)>
                    <p class="undo__text">{fill("ui.rows.removed", &[("name", name)])}</p>
                    <button type="button" class="button button--quiet" on:click=undo>{t("ui.rows.undo")}</button>
                </div>
            }
        })
    })
    .into_any()
}

/// Rows that are always there, each a claim with what explains and proves it.
fn statements(at: &Place, rows: &'static Rows) -> AnyView {
    let blocks: Vec<AnyView> = rows
        .fixed()
        .iter()
        .enumerate()
        .map(|(nth, id)| {
            let places = cells(at.state, at.field, rows, id);
            let element = row_id(at.field.id, id);
            let title = format!("{element}-title");
            view! {
                <section class="statement" id=element aria-labelledby=title.clone()>
                    <h3 class="statement__title" id=title.clone()>
                        <span class="statement__number">{nth + 1}</span>
                        {t(&row_key(at.field.id, id))}
                    </h3>
                    {fields_view(&places)}
                </section>
            }
            .into_any()
        })
        .collect();
    fixed(at, "statements flow flow--loose", blocks)
}

fn fixed(at: &Place, class: &'static str, blocks: Vec<AnyView>) -> AnyView {
    let title = at.part("title");
    view! {
        <section class="rows" id=format!("field-{}", at.id()) aria-labelledby=title.clone()>
            <h2 class="heading" id=title.clone()>{at.label()}</h2>
            {field::notes(at)}
            <div class=class id=at.id() tabindex="-1">{blocks}</div>
        </section>
    }
    .into_any()
}

/// Rows that are always there, each a short choice with a comment.
fn matrix(at: &Place, rows: &'static Rows) -> AnyView {
    let blocks: Vec<AnyView> =
        rows.fixed().iter().enumerate().map(|(nth, id)| matrix_row(at, rows, nth, id)).collect();
    fixed(at, "matrix", blocks)
}

fn matrix_row(at: &Place, rows: &'static Rows, nth: usize, id: &'static str) -> AnyView {
    let title = format!("{}-title", row_id(at.field.id, id));
    let places = cells(at.state, at.field, rows, id);
    let Some((first, others)) = places.split_first() else { return ().into_any() };
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
    view! {
        <div class=class role="group" aria-labelledby=title.clone() id=row_id(at.field.id, id)>
            <p class="matrix__statement" id=title.clone()>
                <span class="matrix__number">{nth + 1}</span>
                {t(&row_key(at.field.id, id))}
            </p>
            {field::complaint(first)}
            <div role="radiogroup" aria-labelledby=title.clone()>{field::radios(first, options)}</div>
            {comments}
        </div>
    }
    .into_any()
}

fn comment(at: &Place) -> AnyView {
    if !matches!(at.field.kind, Kind::Prose { .. }) {
        return field_view(at.clone());
    }
    let of = at.clone();
    view! {
        <div class=move || field::field_class(&of, "field matrix__comment") id=format!("field-{}", at.id())>
            <label class="field__label" for=at.id()>{field::label_text(at)}</label>
            {field::notes(at)}
            {field::area(at, 2)}
            {counter::counter(at)}
        </div>
    }
    .into_any()
}
