//! The whole empty form, to read before beginning and to print.

use leptos::prelude::*;
use shared::call::Call;
use shared::form::{Field, Kind, Options, Rows};
use shared::forms::{APPLICATION, COUNTRIES};
use shared::summary::row_title;

use super::{App, arrive, with_call};
use crate::components::frame::{label_years, title};
use crate::dom;
use crate::i18n::{self, fill, t};
use crate::intl;

/// More options than these are not written out.
const MOST_OPTIONS: usize = 12;

pub fn page(app: App) -> AnyView {
    arrive(&t("ui.links.form"));
    with_call(app, |call, _| {
        let sections: Vec<AnyView> = APPLICATION
            .sections
            .iter()
            .map(|section| {
                let heading = t(&format!("section.{}", section.id));
                let intro = i18n::words().get(&format!("section.{}.intro", section.id)).map(str::to_string);
                let questions: Vec<AnyView> =
                    section.fields.iter().map(|field| question(&call, field, None)).collect();
                view! {
                    <section class="answers">
                        <div class="answers__head"><h2 class="heading">{heading}</h2></div>
                        {intro.map(|intro| view! { <p class="soft">{intro}</p> }.into_any())}
                        <dl class="answers__list">{questions}</dl>
                    </section>
                }
                .into_any()
            })
            .collect();
        let years = fill("ui.service", &[("years", label_years(&call))]);
        view! {
            <div class="sheet flow">
                {title(Some(years), t("ui.links.form"), Some(t("ui.paper.intro")))}
                <div class="actions">
                    <button type="button" class="button button--secondary" on:click=|_| dom::print()>{t("ui.print")}</button>
                    <a class="button button--quiet" href=crate::api::form_schema_url() download="form.schema.json">
                        {t("ui.paper.schema")}
                    </a>
                </div>
                {sections}
            </div>
        }
        .into_any()
    })
}

fn question(call: &Call, field: &'static Field, within: Option<&'static Rows>) -> AnyView {
    let words = i18n::words();
    let label = words.label(field, within);
    let hint = words.hint(field, within).map(str::to_string);
    let optional = matches!(field.required, shared::form::Required::No)
        .then(|| view! { " " <span class="field__mark">{t("ui.field.optional")}</span> }.into_any());
    let conditional = (field.shown_if.is_some() || matches!(field.required, shared::form::Required::If(_)))
        .then(|| view! { <p class="soft">{t("ui.paper.conditional")}</p> }.into_any());
    view! {
        <div class="answer answer--long">
            <dt class="answer__label">{label} {optional}</dt>
            <dd class="answer__value">
                {hint.map(|hint| view! { <p class="soft">{hint}</p> }.into_any())}
                {conditional}
                {what(call, field)}
            </dd>
        </div>
    }
    .into_any()
}

/// What is to be given: the room there is, the options, or the questions of a row.
fn what(call: &Call, field: &'static Field) -> AnyView {
    match &field.kind {
        Kind::Line { min, max, .. } | Kind::Prose { min, max } => {
            let number = |n: u32| intl::number(f64::from(n));
            let values = [("min", number(*min)), ("max", number(*max))];
            fill("ui.paper.characters", &values).into_any()
        }
        Kind::Choice(options) | Kind::Choices(options) => choices(call, options),
        Kind::Rows(rows) => table(call, field, rows),
        Kind::Email => t("ui.paper.email").into_any(),
        Kind::Url { .. } => t("ui.paper.url").into_any(),
        Kind::Whole { .. } | Kind::Score { .. } => t("ui.paper.whole").into_any(),
        Kind::Day { .. } => t("ui.paper.day").into_any(),
        Kind::Tick => t("ui.paper.tick").into_any(),
        Kind::RowOf(_) => t("ui.paper.row_of").into_any(),
        Kind::Evidence { .. } => t("ui.paper.evidence").into_any(),
        Kind::File => t("ui.paper.file").into_any(),
    }
}

fn choices(call: &Call, options: &'static Options) -> AnyView {
    if options.values.len() > MOST_OPTIONS {
        let n = if options.values == COUNTRIES { call.countries.len() } else { options.values.len() };
        return i18n::count("ui.paper.one_of", n).into_any();
    }
    let words = i18n::words();
    let items: Vec<AnyView> = options
        .values
        .iter()
        .filter_map(|value| words.option(options, value))
        .map(|name| view! { <li>{name}</li> }.into_any())
        .collect();
    view! { <ul>{items}</ul> }.into_any()
}

fn table(call: &Call, field: &'static Field, rows: &'static Rows) -> AnyView {
    let titles: Vec<AnyView> = rows
        .fixed()
        .iter()
        .enumerate()
        .map(|(at, id)| view! { <li>{row_title(rows, field, id, at, &i18n::words())}</li> }.into_any())
        .collect();
    let (min, max) = rows.bounds(call);
    let how_many = if titles.is_empty() {
        fill("ui.paper.rows", &[("min", min.to_string()), ("max", max.to_string())])
    } else {
        t("ui.paper.fixed")
    };
    let cells: Vec<AnyView> = rows.fields.iter().map(|cell| question(call, cell, Some(rows))).collect();
    view! {
        <p>{how_many}</p>
        {(!titles.is_empty()).then(|| view! { <ol>{titles}</ol> }.into_any())}
        <dl class="answers__list">{cells}</dl>
    }
    .into_any()
}
