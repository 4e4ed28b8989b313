//! Answers as they are read: on the review page with links to change them, in the office without.
//! Everything shown comes from `shared::summary`; this file knows how to write it down, not what it means.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::element::{IntoChild, View, el};
use crate::views;
use shared::answers::{Answer, Path};
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
pub fn section_answers(section: &SectionSummary, reading: &Reading) -> View {
    let heading = section_id(section.section);
    let change = reading.change.as_ref().map(|(address, _)| {
        let hidden = fill("ui.summary.change_section", &[("section", section.title.clone())]);
        el("a")
            .class("answers__change")
            .attr("href", address(section.section))
            .words("ui.summary.change")
            .child(el("span").class("visually-hidden").child(" ").child(hidden))
    });
    let label = heading.clone();
    el("section")
        .class("answers")
        .attr("aria-labelledby", label)
        .child(
            el("div")
                .class("answers__head")
                .child(
                    el("h2").class("heading").id(heading).attr("tabindex", "-1").child(section.title.clone()),
                )
                .child(change),
        )
        .child(groups(section, reading))
        .into_child()
}

/// Rows break the list of plain answers, because each row is a list of its own.
fn groups(section: &SectionSummary, reading: &Reading) -> Vec<View> {
    let mut groups = Vec::new();
    let mut plain: Vec<View> = Vec::new();
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

pub fn list(answers: Vec<View>) -> Option<View> {
    (!answers.is_empty()).then(|| el("dl").class("answers__list").child(answers).into_child())
}

fn rows_answers(section: &'static str, entry: &Entry, rows: &[RowSummary], reading: &Reading) -> View {
    let one = |row: &RowSummary| {
        let answers = row.entries.iter().map(|cell| answer(section, cell, reading)).collect();
        let id = format!("{}-{}", answer_id(&entry.path), row.id);
        views![
            el("h4").class("answers__item").id(id).attr("tabindex", "-1").child(row.title.clone()),
            list(answers)
        ]
    };
    let rows: Vec<_> = rows.iter().map(one).collect();
    views![
        el("h3")
            .class("subheading answers__group")
            .id(answer_id(&entry.path))
            .attr("tabindex", "-1")
            .child(entry.label.clone()),
        notes(&entry.path, reading),
        rows
    ]
}

pub fn answer(section: &'static str, entry: &Entry, reading: &Reading) -> View {
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
        el("dd").class("answer__change").child(
            el("a")
                .attr("href", address(section, &entry.path))
                .words("ui.summary.change")
                .child(el("span").class("visually-hidden").child(" ").child(hidden)),
        )
    });
    el("div")
        .class(class)
        .id(answer_id(&entry.path))
        .attr("tabindex", "-1")
        .child(el("dt").class("answer__label").child(entry.label.clone()))
        .child(
            el("dd")
                .class("answer__value")
                .child(value(&entry.shown, reading))
                .child(notes(&entry.path, reading)),
        )
        .child(change)
        .into_child()
}

fn notes(path: &Path, reading: &Reading) -> View {
    let error = reading.errors.get(path).map(|text| el("p").class("field__error").child(text.clone()));
    let warning = reading.warnings.get(path).map(|text| el("p").class("field__warning").child(text.clone()));
    views![error, warning]
}

fn is_long(shown: &Shown) -> bool {
    match shown {
        Shown::Text(text) | Shown::Prose(text) => text.contains('\n') || text.chars().count() >= LONG,
        _ => false,
    }
}

/// An answer as it was written, where the form does not say what it means.
pub fn written_answer(answer: &Answer) -> View {
    let text = match answer {
        Answer::Text(text) => text.clone(),
        Answer::Choices(choices) => choices.join("\n"),
        Answer::Rows(_) => String::new(),
    };
    el("bdi").child(text).into_child()
}

pub fn value(shown: &Shown, reading: &Reading) -> View {
    match shown {
        Shown::Blank => t("ui.summary.blank").into_child(),
        // The direction of the text is that of its own script, not that of the page.
        Shown::Text(text) | Shown::Prose(text) => el("bdi").child(text.clone()).into_child(),
        Shown::Address(address) => link(address),
        Shown::Date(date) => {
            el("time").attr("datetime", date.to_string()).child(intl::day(*date)).into_child()
        }
        Shown::Number(number) => intl::plain_number(f64::from(*number)).into_child(),
        Shown::Country(code) => intl::country(code).into_child(),
        Shown::Language(code) => intl::language_name(code).into_child(),
        Shown::List(words) => words.join("\n").into_child(),
        Shown::File(entry) => file(entry, reading),
        Shown::Evidence(items) => {
            let items: Vec<_> = items.iter().map(|(id, title)| item(id, title, reading)).collect();
            el("ul").class("answer__items").child(items).into_child()
        }
        // Stands on its own, see `groups`.
        Shown::Rows(_) => ().into_child(),
    }
}

/// Only web addresses become links: an answer may hold anything.
fn link(address: &str) -> View {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        let text = address.to_string();
        el("a")
            .attr("href", address.to_string())
            .attr("rel", "noreferrer noopener")
            .attr("target", "_blank")
            .child(el("bdi").child(text))
            .child(el("span").class("visually-hidden").child(" ").words("ui.new_tab"))
            .into_child()
    } else {
        el("bdi").child(address.to_string()).into_child()
    }
}

fn file(entry: &FileEntry, reading: &Reading) -> View {
    let name = el("bdi").child(entry.name.clone());
    let size = intl::bytes(entry.size);
    match reading.file.as_ref().and_then(|address| address(entry)) {
        Some(address) => {
            views![
                el("a").attr("href", address).attr("download", entry.name.clone()).child(name),
                " · ",
                size
            ]
        }
        None => views![name, " · ", size],
    }
}

fn item(id: &str, title: &str, reading: &Reading) -> View {
    let title = el("bdi").child(title.to_string());
    match reading.item.as_ref().and_then(|address| address(id)) {
        Some(address) => el("li").child(el("a").attr("href", address).child(title)).into_child(),
        None => el("li").child(title).into_child(),
    }
}
