//! How applications are evaluated: criteria, weights, what each score means, what must be reached.

use crate::element::{IntoChild, View, el};
use crate::views;
use shared::call::Call;
use shared::form::Kind;
use shared::forms::MAX_SCORE;
use shared::forms::evaluation::{EVALUATION, WEIGHTS};

use super::{App, arrive, page_of_call};
use crate::components::frame::title;
use crate::dom;
use crate::i18n::{self, fill, t};
use crate::intl;

pub fn page(app: App) -> View {
    arrive(&t("rubric.title"));
    page_of_call(app, |call, _| {
        el("div")
            .class("sheet flow")
            .child(title(None, t("rubric.title"), Some(t("rubric.intro"))))
            .child(
                el("div").class("actions").child(
                    el("button")
                        .attr("type", "button")
                        .class("button button--secondary")
                        .on("click", |_| dom::print())
                        .words("ui.print"),
                ),
            )
            .child(table("weights", t("rubric.criteria.title"), ["criterion", "part", "weight"], criteria()))
            .child(table("anchors", t("rubric.scale.title"), ["score", "meaning", ""], anchors()))
            .child(el("p").words("rubric.comment"))
            .child(el("h2").class("heading").words("rubric.pass.title"))
            .child(pass(&call))
            .into_child()
    })
}

fn pass(call: &Call) -> View {
    let points = |hundredths: u32| intl::number(f64::from(hundredths) / 100.0);
    let bounds = [
        ("safety", points(call.thresholds.safety)),
        ("value", points(call.thresholds.value)),
        ("total", call.thresholds.total.to_string()),
    ];
    let third = fill("rubric.third", &[("gap", call.thresholds.third_evaluator_gap.to_string())]);
    views![el("p").child(fill("rubric.pass", &bounds)), el("p").child(third)]
}

/// A table under a caption, whose columns are named by the locale.
fn table(id: &'static str, caption: String, columns: [&str; 3], rows: Vec<View>) -> View {
    let heads: Vec<View> = columns
        .into_iter()
        .filter(|column| !column.is_empty())
        .map(|column| {
            let class = if matches!(column, "weight" | "score") { "table__number" } else { "" };
            el("th")
                .attr("scope", "col")
                .class(class)
                .child(t(&format!("rubric.column.{column}")))
                .into_child()
        })
        .collect();
    el("div")
        .class("table-frame")
        .child(
            el("table")
                .class("table table--rubric")
                .child(el("caption").class("table__caption").id(id).child(caption))
                .child(el("thead").child(el("tr").child(heads)))
                .child(el("tbody").child(rows)),
        )
        .into_child()
}

fn criteria() -> Vec<View> {
    let weight =
        |section: &str| WEIGHTS.iter().find(|(id, _)| *id == section).map_or(0, |(_, weight)| *weight);
    EVALUATION
        .sections
        .iter()
        .map(|section| {
            let key = format!("criterion.{}", section.id);
            let share = |field: &shared::form::Field| match field.kind {
                Kind::Score { share } => share,
                _ => 0,
            };
            let all: u32 = section.fields.iter().map(share).sum();
            let parts: Vec<String> = section
                .fields
                .iter()
                .map(|field| {
                    let percent = f64::from(share(field)) * 100.0 / f64::from(all.max(1));
                    format!("{} {} %", i18n::words().label(field, None), intl::number(percent.round()))
                })
                .collect();
            el("tr")
                .child(el("th").attr("scope", "row").child(t(&key)))
                .child(
                    el("td")
                        .child(el("p").child(t(&format!("{key}.intro"))))
                        .child(el("p").class("soft").child(parts.join(" · "))),
                )
                .child(el("td").class("table__number").child(weight(section.id).to_string()))
                .into_child()
        })
        .collect()
}

fn anchors() -> Vec<View> {
    (0..=MAX_SCORE)
        .map(|score| {
            el("tr")
                .child(el("th").attr("scope", "row").class("table__number").child(score.to_string()))
                .child(el("td").child(t(&format!("anchor.{score}"))))
                .into_child()
        })
        .collect()
}
