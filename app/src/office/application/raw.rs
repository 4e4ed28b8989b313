//! Answers of a form that this program does not know, as they were sent: nothing that a school wrote may be unreadable.

use leptos::prelude::*;
use shared::answers::{Answer, Row};

use crate::office::application::Opened;
use crate::office::words::{fill, t};

pub fn raw(opened: &Opened) -> AnyView {
    let manifest = opened.manifest();
    let values = [
        ("form", manifest.form.clone()),
        ("version", manifest.form_version.to_string()),
        ("call", manifest.call.clone()),
    ];
    let key = if opened.is_readable() { "office.raw.unknown_call" } else { "office.raw.unknown_form" };
    view! {
        <div class="panel panel--warning"><p>{fill(key, &values)}</p></div>
        <div class="sheet">
            <section class="answers" aria-labelledby="raw-title">
                <div class="answers__head"><h2 class="heading" id="raw-title">{t("office.raw.title")}</h2></div>
                {list(manifest.answers.0.iter())}
            </section>
        </div>
    }
    .into_any()
}

fn list<'a>(answers: impl Iterator<Item = (&'a String, &'a Answer)>) -> AnyView {
    let lines: Vec<_> = answers
        .map(|(field, answer)| {
            view! {
                <div class="answer answer--long">
                    <dt class="answer__label"><code>{field.clone()}</code></dt>
                    <dd class="answer__value">{value(answer)}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="answers__list">{lines}</dl> }.into_any()
}

fn value(answer: &Answer) -> AnyView {
    match answer {
        Answer::Text(text) => view! { <bdi>{text.clone()}</bdi> }.into_any(),
        Answer::Choices(choices) => choices.join("\n").into_any(),
        Answer::Rows(rows) => rows.iter().map(row).collect::<Vec<_>>().into_any(),
    }
}

fn row(row: &Row) -> AnyView {
    view! { <p><code>{row.id.clone()}</code></p>{list(row.answers.iter())} }.into_any()
}
