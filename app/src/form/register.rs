//! The evidence register: every item once, with what it is, where it is used and what is still to be said of it.

use crate::element::{IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::finding::Finding;
use shared::form::{Kind, Rows};
use shared::forms::{EVIDENCE, EVIDENCE_FILE, EVIDENCE_SOURCE};
use shared::manifest::FileEntry;

use super::desk::{Desk, type_name};
use super::field::{self, fields_view};
use super::place::Place;
use super::rows::{cells, row_id};
use super::state::FormState;
use super::{attach, items};
use crate::dom;
use crate::i18n::{self, fill, t};
use crate::intl;

pub fn register(at: &Place, rows: &'static Rows) -> View {
    let Some(desk) = use_context::<Desk>() else { return ().into_child() };
    let removed: RwSignal<Option<items::Removed>> = RwSignal::new(None);
    let ids = at.state.row_ids(EVIDENCE);
    let title = at.part("title");
    let of = at.clone();
    let state = at.state;
    let link = move |_| {
        let id = items::add_link(state);
        dom::focus_soon(items::cell(&id, shared::forms::EVIDENCE_LINK).html_id());
    };
    let taken = move |file: FileEntry| drop(items::add_file(state, &file));
    el("section")
        .class("rows")
        .id(format!("field-{}", at.id()))
        .attr("aria-labelledby", title.clone())
        .child(el("h2").class("heading").id(title.clone()).child(at.label()))
        .child(field::notes(&of))
        .child(attach::drop_zone(desk, at.id(), true, taken))
        .child(
            el("div").class("actions").child(
                el("button")
                    .attr("type", "button")
                    .class("button button--quiet button--add")
                    .on("click", link)
                    .words("ui.files.add_link"),
            ),
        )
        .child(quota(desk))
        .child(el("div").class("evidence-list").list(ids, move |id| item_card(desk, rows, id, removed)))
        .child(undo_bar(desk, removed))
        .into_child()
}

/// How much of what may be attached is attached.
fn quota(desk: Desk) -> View {
    let state = desk.state;
    (move || {
        state.track_field(EVIDENCE);
        let limits = &state.call.evidence;
        let count = state.with(|answers, _| answers.rows(EVIDENCE).len());
        let size = state.attached_size();
        let text = fill(
            "ui.files.quota",
            &[
                ("n", count.to_string()),
                ("max", limits.max_items.to_string()),
                ("size", intl::bytes(size)),
                ("max_size", intl::bytes(limits.max_total_bytes)),
            ],
        );
        let share = (size * 100 / limits.max_total_bytes.max(1)).min(100);
        el("p")
            .class("quota")
            .child(
                el("progress")
                    .class("progress")
                    .attr("max", "100")
                    .attr("value", share.to_string())
                    .attr("aria-hidden", "true"),
            )
            .child(el("span").class("quota__text").child(text))
    })
    .into_child()
}

fn item_card(desk: Desk, rows: &'static Rows, id: String, removed: RwSignal<Option<items::Removed>>) -> View {
    let state = desk.state;
    let element = row_id(EVIDENCE, &id);
    let title_id = format!("{element}-title");
    let incomplete = errors_below(state, &id) > 0;
    let named = id.clone();
    let title = move || {
        state.track_field(EVIDENCE);
        items::one(state, &named).map(|item| item.title).unwrap_or_default()
    };
    let (title_again, about) = (title.clone(), id.clone());
    let about = move || {
        state.track_field(EVIDENCE);
        items::one(state, &about).map(|item| {
            let name = item.file.map(|file| file.name).filter(|name| !name.is_empty());
            views![name.map(|name| views![el("bdi").child(name), " · "]), el("bdi").child(item.about)]
        })
    };
    let taking = id.clone();
    let remove = move |_| {
        removed.set(items::remove(state, &taking));
        dom::focus_soon(format!("undo-{EVIDENCE}"));
    };
    el("article")
        .class("evidence")
        .id(element)
        .attr("tabindex", "-1")
        .attr("aria-labelledby", title_id.clone())
        .child(thumb(desk, &id))
        .child(
            el("div")
                .class("evidence__head")
                .child(el("h3").class("evidence__title").id(title_id.clone()).child(el("bdi").child(title)))
                .child(el("p").class("evidence__meta").child(about))
                .child(checks(desk, id.clone())),
        )
        .child(
            el("div").class("evidence__actions").child(
                el("button")
                    .attr("type", "button")
                    .class("button button--quiet button--danger button--small")
                    .on("click", remove)
                    .words("ui.rows.remove")
                    .child(el("span").class("visually-hidden").child(" ").child(title_again)),
            ),
        )
        .child(source_complaints(state, rows, &id))
        .child(
            el("details")
                .class("evidence__details")
                .attr("open", incomplete)
                .child(
                    el("summary")
                        .words("ui.register.describe")
                        .child(" ")
                        .child(left_below(state, id.clone())),
                )
                .child(item_fields(state, &id)),
        )
        .into_child()
}

/// What a person says of an item. Where it comes from was said by adding it.
pub fn item_fields(state: FormState, id: &str) -> View {
    let table = state.form.field(EVIDENCE).and_then(|field| Some((field, field.rows()?)));
    let Some((field, rows)) = table else { return ().into_child() };
    let mut places = cells(state, field, rows, id);
    places.retain(|place| place.field.id != EVIDENCE_SOURCE && !matches!(place.field.kind, Kind::File));
    fields_view(&places)
}

/// What is wrong with source and file, which have no field to see.
fn source_complaints(state: FormState, rows: &'static Rows, id: &str) -> View {
    let Some(table) = state.form.field(EVIDENCE) else { return ().into_child() };
    let hidden = cells(state, table, rows, id)
        .into_iter()
        .filter(|place| place.field.id == EVIDENCE_SOURCE || place.field.id == EVIDENCE_FILE);
    hidden.map(|place| field::complaint(&place)).collect::<Vec<_>>().into_child()
}

fn below(finding: &Finding, id: &str) -> bool {
    matches!(finding.path.parts(), (Some((table, row)), _) if table == EVIDENCE && row == id)
}

fn errors_below(state: FormState, id: &str) -> usize {
    state.findings().iter().filter(|finding| finding.is_error() && below(finding, id)).count()
}

fn left_below(state: FormState, id: String) -> View {
    (move || {
        state.track_checks();
        let n = errors_below(state, &id);
        (n > 0).then(|| el("span").class("tag tag--warning").child(i18n::count("ui.progress.left", n)))
    })
    .into_child()
}

/// A small picture of the item, or its type.
fn thumb(desk: Desk, id: &str) -> View {
    let file = items::one(desk.state, id).and_then(|item| item.file);
    let Some(file) = file else {
        return el("div")
            .class("evidence__thumb evidence__thumb--type")
            .attr("aria-hidden", "true")
            .words("ui.register.link")
            .into_child();
    };
    let name = type_name(file.media_type);
    let url = RwSignal::new(None::<String>);
    if file.media_type.is_image() {
        spawn_local(async move {
            let found = desk.preview(&file).await;
            drop(url.try_set(found));
        });
    }
    (move || match url.get() {
        Some(url) => el("div")
            .class("evidence__thumb")
            .child(el("img").attr("src", url).attr("alt", "").attr("width", "96").attr("height", "96"))
            .into_child(),
        None => el("div")
            .class("evidence__thumb evidence__thumb--type")
            .attr("aria-hidden", "true")
            .child(name.clone())
            .into_child(),
    })
    .into_child()
}

/// What is known of an item: that it was examined, cleaned, and where it is used.
fn checks(desk: Desk, id: String) -> View {
    let state = desk.state;
    (move || {
        state.track_checks();
        let item = items::one(state, &id)?;
        let mut lines: Vec<(&str, String)> = Vec::new();
        if let Some(file) = &item.file {
            lines.push(("check check--ok", t("ui.register.examined")));
            if desk.was_cleaned(&file.sha256) {
                lines.push(("check check--ok", t("ui.register.cleaned")));
            }
        }
        let mut sections: Vec<String> = Vec::new();
        for path in state.uses(&id) {
            let title = state.form.section_of(&path).map(|section| t(&format!("section.{}", section.id)));
            sections.extend(title.filter(|title| !sections.contains(title)));
        }
        lines.push(if sections.is_empty() {
            ("check check--warning", t("ui.register.unused"))
        } else {
            ("check check--ok", fill("ui.register.used", &[("where", sections.join(", "))]))
        });
        let lines: Vec<View> =
            lines.into_iter().map(|(class, text)| el("li").class(class).child(text).into_child()).collect();
        Some(el("ul").class("checks").child(lines))
    })
    .into_child()
}

fn undo_bar(desk: Desk, removed: RwSignal<Option<items::Removed>>) -> View {
    let undo = move |_| {
        if let Some(taken) = removed.get_untracked() {
            let element = row_id(EVIDENCE, &taken.row.id);
            items::put_back(desk.state, taken);
            removed.set(None);
            dom::focus_soon(element);
        }
    };
    (move || {
        removed.get().map(|taken| {
            el("div")
                .class("undo")
                .attr("role", "status")
                .attr("tabindex", "-1")
                .id(format!("undo-{EVIDENCE}"))
                .child(el("p").class("undo__text").child(fill("ui.rows.removed", &[("name", taken.title)])))
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
