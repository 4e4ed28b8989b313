//! The items of the evidence register: how one comes in, what it is called, and how it goes.

use shared::answers::{Answer, Path, Row};
use shared::form::Rows;
use shared::forms::{
    APPLICATION, EVIDENCE, EVIDENCE_FILE, EVIDENCE_KIND, EVIDENCE_LINK, EVIDENCE_SOURCE, EVIDENCE_TITLE,
    SOURCE_FILE, SOURCE_LINK,
};
use shared::manifest::FileEntry;

use super::desk::{Desk, type_name};
use super::state::FormState;
use super::words;
use crate::i18n;
use crate::intl;

/// What a list shows of an item.
pub struct Item {
    pub id: String,
    pub title: String,
    /// Kind, type and size, as far as they are known.
    pub about: String,
    pub file: Option<FileEntry>,
    pub link: String,
}

/// The table of the register.
pub fn register_rows() -> Option<&'static Rows> {
    APPLICATION.field(EVIDENCE)?.rows()
}

pub fn all(state: FormState) -> Vec<Item> {
    state.with(|answers, _| answers.rows(EVIDENCE).to_vec()).iter().map(|row| item(state, row)).collect()
}

pub fn one(state: FormState, id: &str) -> Option<Item> {
    let row = state.with(|answers, _| answers.row(EVIDENCE, id).cloned())?;
    Some(item(state, &row))
}

fn item(state: FormState, row: &Row) -> Item {
    let file = state.file(row.text(EVIDENCE_FILE));
    let link = row.text(EVIDENCE_LINK).trim().to_string();
    let kind = register_rows().and_then(|rows| rows.field(EVIDENCE_KIND)).and_then(|field| field.options());
    let kind = kind.filter(|_| !row.text(EVIDENCE_KIND).is_empty());
    let kind = kind.and_then(|options| crate::i18n::words().option(options, row.text(EVIDENCE_KIND)));
    let file_about = file.as_ref().map(|f| format!("{} · {}", type_name(f.media_type), intl::bytes(f.size)));
    let about: Vec<String> =
        [kind, file_about, (!link.is_empty()).then(|| link.clone())].into_iter().flatten().collect();
    let title = row.text(EVIDENCE_TITLE).trim().to_string();
    let table = APPLICATION.field(EVIDENCE).zip(register_rows());
    let title = match table {
        Some((field, rows)) if title.is_empty() => words::row_name(&state, field, rows, &row.id),
        _ => title,
    };
    Item { id: row.id.clone(), title, about: about.join(" · "), file, link }
}

pub fn cell(id: &str, field: &str) -> Path {
    Path::cell(EVIDENCE, id, field)
}

/// Adds an item for a file; its name without the ending is the title until another is written.
pub fn add_file(state: FormState, file: &FileEntry) -> String {
    let id = state.add_row(EVIDENCE);
    state.answer(&cell(&id, EVIDENCE_SOURCE), SOURCE_FILE.into());
    state.answer(&cell(&id, EVIDENCE_FILE), Answer::Text(file.sha256.clone()));
    state.answer(&cell(&id, EVIDENCE_TITLE), Answer::Text(title_of(&file.name)));
    id
}

pub fn add_link(state: FormState) -> String {
    let id = state.add_row(EVIDENCE);
    state.answer(&cell(&id, EVIDENCE_SOURCE), SOURCE_LINK.into());
    id
}

fn title_of(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<&str> = stem.split(['_', '-', ' ']).filter(|word| !word.is_empty()).collect();
    let title = words.join(" ");
    if title.chars().count() < 3 { name.to_string() } else { i18n::capitalised(&title) }
}

/// An item that was taken out, with all the places that pointed to it.
#[derive(Clone)]
pub struct Removed {
    pub at: usize,
    pub row: Row,
    pub uses: Vec<Path>,
    pub title: String,
}

/// Takes an item out of the register and out of every answer that points to it. Its file stays, so that it can be put back.
pub fn remove(state: FormState, id: &str) -> Option<Removed> {
    let title = one(state, id)?.title;
    let uses = state.uses(id);
    for path in &uses {
        set_use(state, path, id, false);
    }
    let (at, row) = state.remove_row(EVIDENCE, id)?;
    Some(Removed { at, row, uses, title })
}

pub fn put_back(state: FormState, removed: Removed) {
    let id = removed.row.id.clone();
    state.insert_row(EVIDENCE, removed.at, removed.row);
    for path in &removed.uses {
        set_use(state, path, &id, true);
    }
}

fn set_use(state: FormState, path: &Path, id: &str, on: bool) {
    let now = state.with(|answers, _| answers.get(path).map(|answer| answer.choices().to_vec()));
    let mut ids = now.unwrap_or_default();
    ids.retain(|known| known != id);
    if on {
        ids.push(id.to_string());
    }
    state.answer(path, Answer::Choices(ids));
}

/// The item whose file has this hash.
pub fn with_file(state: FormState, sha256: &str) -> Option<Item> {
    all(state).into_iter().find(|item| item.file.as_ref().is_some_and(|file| file.sha256 == sha256))
}

/// Whether the register takes one more item.
pub fn has_room(desk: Desk) -> bool {
    let count = desk.state.with(|answers, _| answers.rows(EVIDENCE).len());
    count < desk.state.call.evidence.max_items as usize
}
