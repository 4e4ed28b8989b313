//! How applications are evaluated: criteria, weights, what each score means, what must be reached.

use leptos::prelude::*;
use shared::call::Call;
use shared::form::Kind;
use shared::forms::MAX_SCORE;
use shared::forms::evaluation::{EVALUATION, WEIGHTS};

use super::{App, arrive, with_call};
use crate::components::frame::title;
use crate::dom;
use crate::i18n::{self, fill, t};
use crate::intl;

pub fn page(app: App) -> AnyView {
    arrive(&t("rubric.title"));
    with_call(app, |call, _| {
        view! {
            <div class="sheet flow">
                {title(None, t("rubric.title"), Some(t("rubric.intro")))}
                <div class="actions">
                    <button type="button" class="button button--secondary" on:click=|_| dom::print()>
                        {t("ui.print")}
                    </button>
                </div>
                {table("weights", t("rubric.criteria.title"), ["criterion", "part", "weight"], criteria())}
                {table("anchors", t("rubric.scale.title"), ["score", "meaning", ""], anchors())}
                <p>{t("rubric.comment")}</p>
                <h2 class="heading">{t("rubric.pass.title")}</h2>
                {pass(&call)}
            </div>
        }
        .into_any()
    })
}

fn pass(call: &Call) -> AnyView {
    let points = |hundredths: u32| intl::number(f64::from(hundredths) / 100.0);
    let bounds = [
        ("safety", points(call.thresholds.safety)),
        ("value", points(call.thresholds.value)),
        ("total", call.thresholds.total.to_string()),
    ];
    let third = fill("rubric.third", &[("gap", call.thresholds.third_evaluator_gap.to_string())]);
    view! { <p>{fill("rubric.pass", &bounds)}</p> <p>{third}</p> }.into_any()
}

/// A table under a caption, whose columns are named by the locale.
fn table(id: &'static str, caption: String, columns: [&str; 3], rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<AnyView> = columns
        .into_iter()
        .filter(|column| !column.is_empty())
        .map(|column| {
            let class = if matches!(column, "weight" | "score") { "table__number" } else { "" };
            view! { <th scope="col" class=class>{t(&format!("rubric.column.{column}"))}</th> }.into_any()
        })
        .collect();
    view! {
        <div class="table-frame" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--rubric">
                <caption class="table__caption" id=id>{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn criteria() -> Vec<AnyView> {
    let weight = |section: &str| WEIGHTS.iter().find(|(id, _)| *id == section).map_or(0, |(_, weight)| *weight);
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
            view! {
                <tr>
                    <th scope="row">{t(&key)}</th>
                    <td><p>{t(&format!("{key}.intro"))}</p><p class="soft">{parts.join(" · ")}</p></td>
                    <td class="table__number">{weight(section.id)}</td>
                </tr>
            }
            .into_any()
        })
        .collect()
}

fn anchors() -> Vec<AnyView> {
    (0..=MAX_SCORE)
        .map(|score| {
            view! {
                <tr>
                    <th scope="row" class="table__number">{score}</th>
                    <td>{t(&format!("anchor.{score}"))}</td>
                </tr>
            }
            .into_any()
        })
        .collect()
}
