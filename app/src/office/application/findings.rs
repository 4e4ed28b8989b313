//! What the rules have to say about the application, each with a way to the answer it is about.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::answers::Path;
use shared::finding::Finding;
use shared::forms::{APPLICATION, EVIDENCE, EVIDENCE_TITLE};
use shared::summary::row_title;

use crate::components::summary::answer_id;
use crate::i18n;
use crate::office::application::{Opened, warnings_text};
use crate::office::words::{finding_text, label_at};

/// The sentence of each finding, by the answer it is about.
pub fn sentences(opened: &Opened) -> BTreeMap<Path, String> {
    let sentence = |finding: &Finding| (finding.path.clone(), finding_text(finding));
    opened.view.findings.iter().map(sentence).collect()
}

pub fn findings(opened: &Opened) -> Option<AnyView> {
    let found = &opened.view.findings;
    if found.is_empty() {
        return None;
    }
    let words = i18n::words();
    let readable = opened.is_readable();
    let line = |finding: &Finding| {
        let section = APPLICATION.section_of(&finding.path);
        let section = section.map(|section| words.text(&format!("section.{}", section.id)));
        let row = row_name(opened, &finding.path);
        let place: Vec<String> = section.into_iter().chain(row).chain(label_at(&finding.path)).collect();
        let text = finding_text(finding);
        let text = if readable {
            view! { <a href=format!("#{}", answer_id(&finding.path))>{text}</a> }.into_any()
        } else {
            text.into_any()
        };
        view! { <li><bdi class="soft">{place.join(", ")}</bdi>": "{text}</li> }
    };
    let lines: Vec<_> = found.iter().map(line).collect();
    Some(
        view! {
            <section class="panel panel--warning" aria-labelledby="findings-title">
                <h2 class="panel__title" id="findings-title">{warnings_text(found.len())}</h2>
                <ul class="panel__list">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

/// What the row of a path is called: evidence by its title, other rows by their number.
fn row_name(opened: &Opened, path: &Path) -> Option<String> {
    let (rows_field, id) = path.parts().0?;
    let field = APPLICATION.field(rows_field)?;
    let rows = opened.manifest().answers.rows(rows_field);
    let at = rows.iter().position(|row| row.id == id)?;
    let title = if rows_field == EVIDENCE { rows[at].text(EVIDENCE_TITLE) } else { "" };
    if title.is_empty() {
        return field.rows().map(|table| row_title(table, field, id, at, &i18n::words()));
    }
    Some(title.to_string())
}
