//! Answers as they are read: on the review page with links to change them, in the office without.
//! Everything shown comes from `shared::summary`; this file knows how to write it down, not what it means.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use shared::answers::Path;
use shared::manifest::FileEntry;
use shared::summary::{Entry, RowSummary, SectionSummary, Shown};

use crate::i18n::{fill, t};
use crate::intl;

/// From here on, text gets the whole width.
const LONG: usize = 80;

type SectionAddress = Rc<dyn Fn(&'static str) -> String>;
type AnswerAddress = Rc<dyn Fn(&'static str, &Path) -> String>;
type FileAddress = Rc<dyn Fn(&FileEntry) -> Option<String>>;
type ItemAddress = Rc<dyn Fn(&str) -> Option<String>>;

/// What is put around the answers.
#[derive(Clone, Default)]
pub struct Reading {
    /// Where a section, and an answer in it, can be changed. Without it nothing offers a change.
    pub change: Option<(SectionAddress, AnswerAddress)>,
    /// Where a file can be downloaded.
    pub file: Option<FileAddress>,
    /// Where an item of the evidence register is described.
    pub item: Option<ItemAddress>,
    /// Sentences to stand under an answer, by its path: errors first, then warnings.
    pub errors: BTreeMap<Path, String>,
    pub warnings: BTreeMap<Path, String>,
}

/// HTML id of an answer on the page, for links to it.
pub fn answer_id(path: &Path) -> String {
    format!("answer-{}", path.html_id())
}

/// HTML id of the heading of a section.
pub fn section_id(section: &str) -> String {
    format!("answers-{section}")
}

/// One section with all its answers.
pub fn section_answers(section: &SectionSummary, reading: &Reading) -> AnyView {
    let heading = section_id(section.section);
    let change = reading.change.as_ref().map(|(address, _)| {
        let hidden = fill("ui.summary.change_section", &[("section", section.title.clone())]);
        view! {
            <a class="answers__change" href=address(section.section)>
                {t("ui.summary.change")}<span class="visually-hidden">" "{hidden}</span>
            </a>
        }
    });
    let label = heading.clone();
    view! {
        <section class="answers" aria-labelledby=label>
            <div class="answers__head">
                <h2 class="heading" id=heading tabindex="-1">{section.title.clone()}</h2>
                {change}
            </div>
            {groups(section, reading)}
        </section>
    }
    .into_any()
}

/// Rows break the list of plain answers, because each row is a list of its own.
fn groups(section: &SectionSummary, reading: &Reading) -> Vec<AnyView> {
    let mut groups = Vec::new();
    let mut plain: Vec<AnyView> = Vec::new();
    for entry in &section.entries {
        match &entry.shown {
            Shown::Rows(rows) => {
                groups.extend(list(std::mem::take(&mut plain)));
                groups.push(rows_answers(section.section, entry, rows, reading));
            }
            _ => plain.push(answer(section.section, entry, reading)),
        }
    }
    groups.extend(list(plain));
    groups
}

fn list(answers: Vec<AnyView>) -> Option<AnyView> {
    (!answers.is_empty()).then(|| view! { <dl class="answers__list">{answers}</dl> }.into_any())
}

fn rows_answers(section: &'static str, entry: &Entry, rows: &[RowSummary], reading: &Reading) -> AnyView {
    let one = |row: &RowSummary| {
        let answers = row.entries.iter().map(|cell| answer(section, cell, reading)).collect();
        let id = format!("{}-{}", answer_id(&entry.path), row.id);
        view! {
            <h4 class="answers__item" id=id tabindex="-1">{row.title.clone()}</h4>
            {list(answers)}
        }
    };
    let rows: Vec<_> = rows.iter().map(one).collect();
    view! {
        <h3 class="subheading answers__group" id=answer_id(&entry.path) tabindex="-1">{entry.label.clone()}</h3>
        {notes(&entry.path, reading)}
        {rows}
    }
    .into_any()
}

fn answer(section: &'static str, entry: &Entry, reading: &Reading) -> AnyView {
    let mut class = String::from("answer");
    if is_long(&entry.shown) {
        class.push_str(" answer--long");
    }
    if entry.is_blank() {
        class.push_str(" answer--missing");
    }
    if reading.errors.contains_key(&entry.path) {
        class.push_str(" answer--invalid");
    }
    let change = reading.change.as_ref().map(|(_, address)| {
        let hidden = fill("ui.summary.change_answer", &[("label", entry.label.clone())]);
        view! {
            <dd class="answer__change">
                <a href=address(section, &entry.path)>
                    {t("ui.summary.change")}<span class="visually-hidden">" "{hidden}</span>
                </a>
            </dd>
        }
    });
    view! {
        <div class=class id=answer_id(&entry.path) tabindex="-1">
            <dt class="answer__label">{entry.label.clone()}</dt>
            <dd class="answer__value">{value(&entry.shown, reading)}{notes(&entry.path, reading)}</dd>
            {change}
        </div>
    }
    .into_any()
}

fn notes(path: &Path, reading: &Reading) -> AnyView {
    let error = reading.errors.get(path).map(|text| view! { <p class="field__error">{text.clone()}</p> });
    let warning =
        reading.warnings.get(path).map(|text| view! { <p class="field__warning">{text.clone()}</p> });
    (error, warning).into_any()
}

fn is_long(shown: &Shown) -> bool {
    match shown {
        Shown::Text(text) | Shown::Prose(text) => text.contains('\n') || text.chars().count() >= LONG,
        _ => false,
    }
}

fn value(shown: &Shown, reading: &Reading) -> AnyView {
    match shown {
        Shown::Blank => t("ui.summary.blank").into_any(),
        // The direction of the text is that of its own script, not that of the page.
        Shown::Text(text) | Shown::Prose(text) => view! { <bdi>{text.clone()}</bdi> }.into_any(),
        Shown::Address(address) => link(address),
        Shown::Date(date) => view! { <time datetime=date.to_string()>{intl::day(*date)}</time> }.into_any(),
        Shown::Number(number) => intl::plain_number(f64::from(*number)).into_any(),
        Shown::Country(code) => intl::country(code).into_any(),
        Shown::Language(code) => intl::language_name(code).into_any(),
        Shown::List(words) => words.join("\n").into_any(),
        Shown::File(entry) => file(entry, reading),
        Shown::Evidence(items) => {
            let items: Vec<_> = items.iter().map(|(id, title)| item(id, title, reading)).collect();
            view! { <ul class="answer__items">{items}</ul> }.into_any()
        }
        // Stands on its own, see `groups`.
        Shown::Rows(_) => ().into_any(),
    }
}

/// Only web addresses become links: an answer may hold anything.
fn link(address: &str) -> AnyView {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        let text = address.to_string();
        view! { <a href=address.to_string() rel="noreferrer noopener" target="_blank"><bdi>{text}</bdi></a> }
            .into_any()
    } else {
        view! { <bdi>{address.to_string()}</bdi> }.into_any()
    }
}

fn file(entry: &FileEntry, reading: &Reading) -> AnyView {
    let name = view! { <bdi>{entry.name.clone()}</bdi> };
    let size = intl::bytes(entry.size);
    match reading.file.as_ref().and_then(|address| address(entry)) {
        Some(address) => {
            view! { <a href=address download=entry.name.clone()>{name}</a>" · "{size} }.into_any()
        }
        None => view! { {name}" · "{size} }.into_any(),
    }
}

fn item(id: &str, title: &str, reading: &Reading) -> AnyView {
    let title = view! { <bdi>{title.to_string()}</bdi> };
    match reading.item.as_ref().and_then(|address| address(id)) {
        Some(address) => view! { <li><a href=address>{title}</a></li> }.into_any(),
        None => view! { <li>{title}</li> }.into_any(),
    }
}
