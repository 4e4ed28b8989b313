//! What the rules have to say about the application, each with a way to the answer it is about.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::answers::Path;
use shared::catalogue::Catalogue;
use shared::forms::APPLICATION;

use crate::components::summary::answer_id;
use crate::i18n;
use crate::office::application::{Opened, warnings_text};
use crate::office::words::finding_text;

/// The sentence of each finding, by the answer it is about.
pub fn sentences(opened: &Opened, words: &Catalogue) -> BTreeMap<Path, String> {
    let sentence = |finding: &shared::finding::Finding| (finding.path.clone(), finding_text(finding, words));
    opened.view.findings.iter().map(sentence).collect()
}

pub fn findings(opened: &Opened) -> Option<AnyView> {
    let found = &opened.view.findings;
    if found.is_empty() {
        return None;
    }
    let words = i18n::words();
    let readable = opened.is_readable();
    let line = |finding: &shared::finding::Finding| {
        let text = finding_text(finding, &words);
        let section = APPLICATION
            .section_of(&finding.path)
            .map(|section| words.text(&format!("section.{}", section.id)));
        let text = if readable {
            view! { <a href=format!("#{}", answer_id(&finding.path))>{text}</a> }.into_any()
        } else {
            text.into_any()
        };
        view! { <li>{section.map(|section| view! { <span class="soft">{section}": "</span> })}{text}</li> }
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
