//! An application as it is read: sections of labels and values, for review, print, office and downloads alike.

use crate::answers::{Answer, Answers, Path};
use crate::catalogue::{Catalogue, row_key};
use crate::check::{Context, Scope, rows_asked};
use crate::date::Date;
use crate::form::{Field, Form, Kind, Naming, RowCount, Rows};
use crate::forms;
use crate::manifest::FileEntry;

/// What is shown for an answer. Dates, countries and languages are left to the platform to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Blank,
    Text(String),
    /// Text whose line ends count.
    Prose(String),
    Address(String),
    Date(Date),
    Number(u32),
    Country(String),
    Language(String),
    List(Vec<String>),
    File(FileEntry),
    /// Id and title of each item.
    Evidence(Vec<(String, String)>),
    Rows(Vec<RowSummary>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: Path,
    pub label: String,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSummary {
    pub id: String,
    pub title: String,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionSummary {
    pub section: &'static str,
    pub title: String,
    pub entries: Vec<Entry>,
}

impl Form {
    /// All shown fields with their answers, blank ones included, in form order.
    pub fn summary(
        &'static self,
        answers: &Answers,
        context: &Context<'_>,
        words: &Catalogue,
    ) -> Vec<SectionSummary> {
        let mut sections = Vec::new();
        self.each_scope(answers, context, |scope| {
            for section in self.sections {
                let shown = section.fields.iter().filter(|field| scope.shows(field));
                let entries = shown.map(|field| top_entry(scope, field, words)).collect();
                let title = words.text(&format!("section.{}", section.id));
                sections.push(SectionSummary { section: section.id, title, entries });
            }
        });
        sections
    }
}

impl Form {
    /// Answers to what the form does not ask, as when an earlier version did. They stay in the draft; `asked` leaves
    /// them out of what is sent.
    pub fn no_longer_asked<'a>(&self, answers: &'a Answers) -> Vec<(Path, &'a Answer)> {
        let mut found = Vec::new();
        for (id, answer) in answers.0.iter() {
            match (self.field(id).map(Field::rows), answer) {
                (Some(None), Answer::Text(_) | Answer::Choices(_)) => {}
                (rows, Answer::Rows(all)) => {
                    let asks = |cell: &str| rows.flatten().is_some_and(|rows| rows.field(cell).is_some());
                    for row in all {
                        let strange = row.answers.iter().filter(|(cell, _)| !asks(cell));
                        found.extend(strange.map(|(cell, of)| (Path::cell(id, &row.id, cell), of)));
                    }
                }
                (_, answer) => found.push((Path::field(id), answer)),
            }
        }
        found
    }
}

fn top_entry(scope: &Scope<'_>, field: &'static Field, words: &Catalogue) -> Entry {
    let shown = match &field.kind {
        Kind::Rows(rows) => row_summaries(scope, field, rows, words),
        _ => shown_answer(scope, field, words),
    };
    Entry { path: Path::field(field.id), label: words.label(field, None), shown }
}

fn row_summaries(scope: &Scope<'_>, field: &'static Field, rows: &'static Rows, words: &Catalogue) -> Shown {
    let summary = |(at, (id, row))| {
        let within = scope.within(rows, row);
        let title = row_title(rows, field, id, at, words);
        let shown = rows.fields.iter().filter(|cell| within.shows(cell));
        let entries = shown
            .map(|cell| Entry {
                path: Path::cell(field.id, id, cell.id),
                label: words.label(cell, Some(rows)),
                shown: shown_answer(&within, cell, words),
            })
            .collect();
        RowSummary { id: id.to_string(), title, entries }
    };
    let all: Vec<RowSummary> = rows_asked(rows, field.id, scope.answers).enumerate().map(summary).collect();
    if all.is_empty() { Shown::Blank } else { Shown::Rows(all) }
}

/// What a row is called: its own title if it is always there, else its item and number.
pub fn row_title(rows: &Rows, field: &Field, id: &str, at: usize, words: &Catalogue) -> String {
    match rows.count {
        RowCount::Fixed(_) => words.text(&row_key(field.id, id)),
        RowCount::Between(..) => words.fill(&format!("item.{}", rows.item), &[("n", (at + 1).to_string())]),
    }
}

fn shown_answer(scope: &Scope<'_>, field: &Field, words: &Catalogue) -> Shown {
    let Some(answer) = scope.answer(field.id).filter(|answer| !answer.is_blank()) else {
        return Shown::Blank;
    };
    let text = || answer.text().trim().to_string();
    match &field.kind {
        Kind::Prose { .. } => Shown::Prose(text()),
        Kind::Url { .. } => Shown::Address(text()),
        Kind::Day { .. } => text().parse().map_or_else(|_| Shown::Text(text()), Shown::Date),
        Kind::Whole { .. } | Kind::Score { .. } => {
            text().parse().map_or_else(|_| Shown::Text(text()), Shown::Number)
        }
        Kind::Tick => Shown::Text(words.text("option.yes_no.yes")),
        Kind::Choice(options) => match options.naming {
            Naming::Region => Shown::Country(text()),
            Naming::Language => Shown::Language(text()),
            Naming::Catalogue | Naming::Own(_) => {
                Shown::Text(words.option(options, &text()).unwrap_or_default())
            }
        },
        Kind::Choices(options) => {
            Shown::List(answer.choices().iter().filter_map(|value| words.option(options, value)).collect())
        }
        Kind::RowOf(rows) => {
            let row = scope.answers.row(rows, answer.text());
            Shown::Text(row.map_or_else(text, |row| row.text(forms::PERSON_NAME).to_string()))
        }
        Kind::Evidence { .. } => {
            Shown::Evidence(answer.choices().iter().map(|id| titled(scope.answers, id)).collect())
        }
        Kind::File => {
            let file = scope.context.files.iter().find(|file| file.sha256 == answer.text());
            file.map_or_else(|| Shown::Text(text()), |file| Shown::File(file.clone()))
        }
        Kind::Line { .. } | Kind::Email | Kind::Rows(_) => Shown::Text(text()),
    }
}

/// An item of the register by its id, with what it is called.
fn titled(answers: &Answers, id: &str) -> (String, String) {
    let title = answers.row(forms::EVIDENCE, id).map_or("", |row| row.text(forms::EVIDENCE_TITLE));
    (id.to_string(), if title.is_empty() { id.to_string() } else { title.to_string() })
}

impl Entry {
    /// Whether the answer behind it is the blank one.
    pub fn is_blank(&self) -> bool {
        self.shown == Shown::Blank
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::APPLICATION;

    #[test]
    fn what_an_earlier_form_asked_is_told_and_what_this_one_asks_is_not() {
        let mut answers = Answers::default();
        for path in ["school_name", "school_fax", "team.r1.name", "team.r1.shoe_size", "pets.p1.name"] {
            answers.set(&Path::read(path), "x".into());
        }
        answers.set(&Path::field("people"), Answer::Choices(vec!["a".into()]));
        let paths = APPLICATION.no_longer_asked(&answers);
        let paths: Vec<&str> = paths.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["people", "pets.p1.name", "school_fax", "team.r1.shoe_size"]);
    }
}
