//! Points an answer to items of the evidence register, and takes new ones in on the spot.

use crate::element::{IntoChild, View, el};
use leptos::prelude::*;
use shared::forms::EVIDENCE;

use super::desk::Desk;
use super::field::{self, choose_one};
use super::items::{self, Item};
use super::place::Place;
use super::rows::row_id;
use super::{attach, register};
use crate::dom;

pub fn picker(at: &Place) -> View {
    let desk = use_context::<Desk>();
    let list = at.clone();
    let body = move || {
        list.state.track_field(EVIDENCE);
        let answer = list.cell().answer.get();
        let chosen = answer.map(|answer| answer.choices().to_vec()).unwrap_or_default();
        let all = items::all(list.state);
        if all.is_empty() {
            return el("p").class("picker__empty").words("ui.picker.empty").into_child();
        }
        let rows: Vec<View> =
            all.into_iter().enumerate().map(|(nth, item)| choice(&list, nth, item, &chosen)).collect();
        el("ul").class("picker__list").child(rows).into_child()
    };
    field::described(field::fieldset(at, "field picker"), at)
        .child(body)
        .child(desk.map(|desk| add_new(desk, at)))
        .into_child()
}

fn choice(at: &Place, nth: usize, item: Item, chosen: &[String]) -> View {
    let (take, leaving) = (at.clone(), at.clone());
    let on = chosen.contains(&item.id);
    let id = if nth == 0 { at.id() } else { at.part(&item.id) };
    let value = item.id;
    el("li")
        .child(
            el("label")
                .class("choice picker__item")
                .child(
                    el("input")
                        .class("choice__input")
                        .attr("type", "checkbox")
                        .id(id)
                        .prop("checked", on)
                        .on("change", move |event| choose_one(&take, &value, dom::ticked(&event), None))
                        .on("blur", move |_| leaving.left()),
                )
                .child(
                    el("span")
                        .class("choice__text")
                        .child(el("bdi").class("picker__name").child(item.title))
                        .child(el("span").class("choice__hint").child(item.about)),
                ),
        )
        .into_child()
}

/// What is open below the list: nothing, the ways to add an item, or the item just added.
#[derive(Clone, PartialEq)]
enum Adding {
    No,
    Ways,
    Item(String),
}

fn add_new(desk: Desk, at: &Place) -> View {
    let adding = RwSignal::new(Adding::No);
    let at = at.clone();
    let button = format!("{}-add", at.id());
    (move || match adding.get() {
        Adding::No => {
            let id = format!("{}-files", at.id());
            let open = move |_| {
                adding.set(Adding::Ways);
                dom::focus_soon(id.clone());
            };
            el("button")
                .attr("type", "button")
                .id(button.clone())
                .class("button button--secondary button--small button--add")
                .on("click", open)
                .words("ui.picker.add")
                .into_child()
        }
        Adding::Ways => ways(desk, &at, adding, button.clone()),
        Adding::Item(item) => new_item(desk, item, adding, button.clone()),
    })
    .into_child()
}

fn ways(desk: Desk, at: &Place, adding: RwSignal<Adding>, button: String) -> View {
    let (file_at, link_at) = (at.clone(), at.clone());
    let taken = move |file| {
        let id = items::add_file(desk.state, &file);
        choose_one(&file_at, &id, true, None);
        drop(adding.try_set(Adding::Item(id)));
    };
    let link = move |_| {
        let id = items::add_link(desk.state);
        choose_one(&link_at, &id, true, None);
        dom::focus_soon(items::cell(&id, shared::forms::EVIDENCE_LINK).html_id());
        adding.set(Adding::Item(id));
    };
    let close = move |_| {
        adding.set(Adding::No);
        dom::focus_soon(button.clone());
    };
    el("div")
        .class("picker__new flow")
        .child(attach::drop_zone(desk, format!("{}-files", at.id()), true, taken))
        .child(
            el("div")
                .class("actions")
                .child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--quiet button--add button--small")
                        .on("click", link)
                        .words("ui.files.add_link"),
                )
                .child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--quiet button--small")
                        .on("click", close)
                        .words("ui.cancel"),
                ),
        )
        .into_child()
}

fn new_item(desk: Desk, item: String, adding: RwSignal<Adding>, button: String) -> View {
    let named = item.clone();
    let name = move || {
        desk.state.track_field(EVIDENCE);
        items::one(desk.state, &named).map(|item| item.title)
    };
    let close = move |_| {
        adding.set(Adding::No);
        dom::focus_soon(button.clone());
    };
    el("div")
        .class("picker__new flow")
        .child(el("p").class("picker__name").id(format!("{}-title", row_id(EVIDENCE, &item))).child(name))
        .child(el("p").class("picker__describe").words("ui.picker.describe"))
        .child(register::item_fields(desk.state, &item))
        .child(
            el("div").class("actions").child(
                el("button")
                    .attr("type", "button")
                    .class("button button--secondary button--small")
                    .on("click", close)
                    .words("ui.picker.done"),
            ),
        )
        .into_child()
}
