//! The declaration of honour, made from the answers, to print and to sign.

use crate::element::{IntoChild, View, el};
use crate::views;
use shared::forms::{COORDINATOR_NAME, HEAD_NAME, SCHOOL_COUNTRY, SCHOOL_NAME, SCHOOL_TOWN};

use super::arrive;
use crate::components::frame::panel;
use crate::dom;
use crate::form::desk::Desk;
use crate::i18n::{fill, t};
use crate::intl;
use crate::route::{Step, draft_path};

/// Stands for an answer that is not given yet, and for what is written by hand.
const LINE: &str = "______________________________";

pub fn page(desk: Desk) -> View {
    arrive(&t("declaration.title"));
    let state = desk.state;
    let answer = |field: &str| state.with(|answers, _| answers.text(field).trim().to_string());
    let names = [HEAD_NAME, SCHOOL_NAME, SCHOOL_TOWN, COORDINATOR_NAME].map(answer);
    let incomplete = names.iter().any(String::is_empty).then(|| {
        el("div")
            .class("screen-only")
            .child(panel("panel panel--warning", t("ui.declaration.incomplete"), t("declaration.incomplete")))
            .into_child()
    });
    let [head, school, town, coordinator] =
        names.map(|name| if name.is_empty() { LINE.to_string() } else { name });
    let country = answer(SCHOOL_COUNTRY);
    let country = if country.is_empty() { LINE.to_string() } else { intl::country(&country) };
    let call = state.call.id.clone();
    let values = [
        ("head", head.clone()),
        ("school", school),
        ("town", town),
        ("country", country),
        ("coordinator", coordinator),
        ("call", call.clone()),
    ];
    let first = fill("declaration.body.1", &values);
    let declared: Vec<View> = (2..=6)
        .map(|n| el("li").child(fill(&format!("declaration.body.{n}"), &values)).into_child())
        .collect();
    let section = state.form.sections.last().map_or(Step::Overview, Step::Section);
    views![
        el("a")
            .class("back screen-only")
            .attr("href", draft_path(&desk.id, section))
            .words("section.declaration"),
        el("div")
            .class("sheet flow flow--loose")
            .child(
                el("header")
                    .class("title")
                    .child(
                        el("p").class("title__over").child(fill("declaration.subtitle", &[("call", call)]))
                    )
                    .child(el("h1").class("title__text").words("declaration.title"))
                    .child(el("p").class("title__intro screen-only").words("declaration.how"))
            )
            .child(incomplete)
            .child(el("div").class("prose flow").child(el("p").child(first)).child(el("ul").child(declared)))
            .child(el("dl").class("facts").child(by_hand(&head)))
            .child(
                el("div").class("actions").child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--primary")
                        .on("click", |_| dom::print())
                        .words("declaration.print")
                )
            )
    ]
}

/// The lines that are filled in with a pen.
fn by_hand(head: &str) -> Vec<View> {
    let line = |what: &str| {
        let value = if what == "name" { head.to_string() } else { LINE.to_string() };
        el("div")
            .class("facts__row")
            .child(el("dt").child(t(&format!("declaration.{what}"))))
            .child(el("dd").child(value))
            .into_child()
    };
    ["place", "date", "name", "signature", "stamp"].into_iter().map(line).collect()
}
