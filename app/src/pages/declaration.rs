//! The declaration of honour, made from the answers, to print and to sign.

use leptos::prelude::*;
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

pub fn page(desk: Desk) -> AnyView {
    arrive(&t("declaration.title"));
    let state = desk.state;
    let answer = |field: &str| state.with(|answers, _| answers.text(field).trim().to_string());
    let names = [HEAD_NAME, SCHOOL_NAME, SCHOOL_TOWN, COORDINATOR_NAME].map(answer);
    let incomplete = names.iter().any(String::is_empty).then(|| {
        view! { <div class="screen-only">{panel("panel panel--warning", t("ui.declaration.incomplete"), t("declaration.incomplete"))}</div> }
            .into_any()
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
    let declared: Vec<AnyView> = (2..=6)
        .map(|n| view! { <li>{fill(&format!("declaration.body.{n}"), &values)}</li> }.into_any())
        .collect();
    let by_hand: Vec<AnyView> = ["place", "date", "name", "signature", "stamp"]
        .into_iter()
        .map(|what| {
            let value = if what == "name" { head.clone() } else { LINE.to_string() };
            view! { <div class="facts__row"><dt>{t(&format!("declaration.{what}"))}</dt><dd>{value}</dd></div> }
                .into_any()
        })
        .collect();
    let section = state.form.sections.last().map_or(Step::Overview, Step::Section);
    view! {
        <a class="back screen-only" href=draft_path(&desk.id, section)>{t("section.declaration")}</a>
        <div class="sheet flow flow--loose">
            <header class="title">
                <p class="title__over">{fill("declaration.subtitle", &[("call", call)])}</p>
                <h1 class="title__text">{t("declaration.title")}</h1>
                <p class="title__intro screen-only">{t("declaration.how")}</p>
            </header>
            {incomplete}
            <div class="prose flow"><p>{first}</p><ul>{declared}</ul></div>
            <dl class="facts">{by_hand}</dl>
            <div class="actions">
                <button type="button" class="button button--primary" on:click=|_| dom::print()>
                    {t("declaration.print")}
                </button>
            </div>
        </div>
    }
    .into_any()
}
