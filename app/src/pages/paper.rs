//! The whole empty form, to read before beginning and to print.

use crate::element::{IntoChild, View, el};
use crate::views;
use shared::call::Call;
use shared::form::{Field, Kind, Options, Rows, Section};
use shared::forms::{APPLICATION, COUNTRIES};
use shared::summary::row_title;

use super::{App, arrive, page_of_call};
use crate::components::frame::{label_years, title};
use crate::help::Help;
use crate::i18n::{self, fill, t};
use crate::{dom, intl, parts};

/// More options than these are not written out.
const MOST_OPTIONS: usize = 12;

pub fn page(app: App) -> View {
    arrive(&t("ui.links.form"));
    page_of_call(app, |call, _| {
        let sections: Vec<View> = APPLICATION
            .sections
            .iter()
            .map(|section| {
                let heading = t(&format!("section.{}", section.id));
                let intro = i18n::words().get(&format!("section.{}.intro", section.id)).map(str::to_string);
                let questions: Vec<View> =
                    section.fields.iter().map(|field| question(&call, section, field, None)).collect();
                el("section")
                    .class("answers")
                    .child(el("div").class("answers__head").child(el("h2").class("heading").child(heading)))
                    .child(intro.map(|intro| el("p").class("soft").child(intro).into_child()))
                    .child(el("dl").class("answers__list").child(questions))
                    .into_child()
            })
            .collect();
        let years = fill("ui.service", &[("years", label_years(&call))]);
        el("div")
            .class("sheet flow")
            .child(title(Some(years), t("ui.links.form"), Some(t("ui.paper.intro"))))
            .child(
                el("div")
                    .class("actions")
                    .child(
                        el("button")
                            .attr("type", "button")
                            .class("button button--secondary")
                            .on("click", |_| dom::print())
                            .words("ui.print"),
                    )
                    .child(
                        el("a")
                            .class("button button--quiet")
                            .attr("href", crate::api::form_schema_url())
                            .attr("download", "form.schema.json")
                            .words("ui.paper.schema"),
                    ),
            )
            .child(sections)
            .into_child()
    })
}

fn question(
    call: &Call,
    section: &'static Section,
    field: &'static Field,
    within: Option<&'static Rows>,
) -> View {
    let words = i18n::words();
    let label = words.label(field, within);
    let hint = words.hint(field, within).map(str::to_string);
    let optional = matches!(field.required, shared::form::Required::No)
        .then(|| views![" ", el("span").class("field__mark").words("ui.field.optional")]);
    let conditional = (field.shown_if.is_some() || matches!(field.required, shared::form::Required::If(_)))
        .then(|| el("p").class("soft").words("ui.paper.conditional").into_child());
    el("div")
        .class("answer answer--long")
        .child(el("dt").class("answer__label").child(label).child(optional))
        .child(
            el("dd")
                .class("answer__value")
                .child(hint.map(|hint| el("p").class("soft").child(hint).into_child()))
                .child(conditional)
                .child(what(call, section, field))
                .child(field.has_example().then(|| example(section, field))),
        )
        .into_child()
}

fn example(section: &'static Section, field: &'static Field) -> View {
    el("details")
        .class("example")
        .child(el("summary").words("ui.field.example"))
        .child(parts::view(|parts| &parts.helping, Help::ExampleOf(section, field)))
        .into_child()
}

/// What is to be given: the room there is, the options, or the questions of a row.
fn what(call: &Call, section: &'static Section, field: &'static Field) -> View {
    match &field.kind {
        Kind::Line { min, max, .. } | Kind::Prose { min, max } => {
            let number = |n: u32| intl::number(f64::from(n));
            let values = [("min", number(*min)), ("max", number(*max))];
            fill("ui.paper.characters", &values).into_child()
        }
        Kind::Choice(options) | Kind::Choices(options) => choices(call, options),
        Kind::Rows(rows) => table(call, section, field, rows),
        Kind::Email => t("ui.paper.email").into_child(),
        Kind::Url { .. } => t("ui.paper.url").into_child(),
        Kind::Whole { .. } | Kind::Score { .. } => t("ui.paper.whole").into_child(),
        Kind::Day { .. } => t("ui.paper.day").into_child(),
        Kind::Tick => t("ui.paper.tick").into_child(),
        Kind::RowOf(_) => t("ui.paper.row_of").into_child(),
        Kind::Evidence { .. } => t("ui.paper.evidence").into_child(),
        Kind::File => t("ui.paper.file").into_child(),
    }
}

fn choices(call: &Call, options: &'static Options) -> View {
    if options.values.len() > MOST_OPTIONS {
        let n = if options.values == COUNTRIES { call.countries.len() } else { options.values.len() };
        return i18n::count("ui.paper.one_of", n).into_child();
    }
    let words = i18n::words();
    let items: Vec<View> = options
        .values
        .iter()
        .filter_map(|value| words.option(options, value))
        .map(|name| el("li").child(name).into_child())
        .collect();
    el("ul").child(items).into_child()
}

fn table(call: &Call, section: &'static Section, field: &'static Field, rows: &'static Rows) -> View {
    let titles: Vec<View> = rows
        .fixed()
        .iter()
        .enumerate()
        .map(|(at, id)| el("li").child(row_title(rows, field, id, at, &i18n::words())).into_child())
        .collect();
    let (min, max) = rows.bounds(call);
    let how_many = if titles.is_empty() {
        fill("ui.paper.rows", &[("min", min.to_string()), ("max", max.to_string())])
    } else {
        t("ui.paper.fixed")
    };
    let cells: Vec<View> = rows.fields.iter().map(|cell| question(call, section, cell, Some(rows))).collect();
    views![
        el("p").child(how_many),
        (!titles.is_empty()).then(|| el("ol").child(titles).into_child()),
        el("dl").class("answers__list").child(cells)
    ]
}
