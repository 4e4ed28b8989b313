//! The answers of one form while it is filled in, and what follows from them.
//!
//! Each path has signals of its own, so that typing in one field touches only what depends on it. After every change the
//! whole form is checked anew, which takes microseconds, and only signals whose value differs are set.

use std::cell::RefCell;
use std::ops::Deref;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use shared::answers::{Answer, Answers, Path, Row};
use shared::call::Call;
use shared::check::Context;
use shared::finding::Finding;
use shared::form::{Field, Form, Kind, Required, Section};
use shared::forms::EVIDENCE;
use shared::manifest::FileEntry;
use shared::progress::SectionProgress;

use super::place::Place;
use crate::bytes::short_name;
use crate::clock;
use crate::sorted::Sorted;

/// A form being filled in. It lives as long as the page: a person opens a handful of drafts, and what a field does after
/// its draft was closed must never be a panic.
#[derive(Clone, Copy)]
pub struct FormState(&'static SendWrapper<State>);

/// What is known of one answer.
#[derive(Clone)]
pub struct Cell {
    pub answer: ArcRwSignal<Option<Answer>>,
    pub finding: ArcRwSignal<Option<Finding>>,
    pub shown: ArcRwSignal<bool>,
    pub required: ArcRwSignal<bool>,
    /// Whether the finding may be shown: the field was edited and left, or the section's end was reached.
    pub may_complain: ArcRwSignal<bool>,
    field: &'static Field,
}

/// Told of every change that has to be kept: the path, and the answer if there is one.
pub type Keep = Box<dyn Fn(Path, Option<Answer>)>;

pub struct State {
    pub form: &'static Form,
    pub call: Call,
    answers: RefCell<Answers>,
    files: RefCell<Vec<FileEntry>>,
    findings: RefCell<Vec<Finding>>,
    cells: RefCell<Sorted<Path, Cell>>,
    row_ids: RefCell<Sorted<&'static str, ArcRwSignal<Vec<String>>>>,
    /// Notified when anything below a field of the form changes.
    tops: RefCell<Sorted<&'static str, ArcTrigger>>,
    edited: RefCell<Sorted<Path, ()>>,
    /// Sections whose end was reached, so that all their errors are shown.
    told: RefCell<Sorted<&'static str, ()>>,
    checked: ArcTrigger,
    progress: ArcRwSignal<Vec<SectionProgress>>,
    keep: Keep,
    /// False while another page writes the draft.
    writable: ArcRwSignal<bool>,
}

impl Deref for FormState {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

impl FormState {
    pub fn new(form: &'static Form, call: Call, answers: Answers, files: Vec<FileEntry>, keep: Keep) -> Self {
        let state = State {
            form,
            call,
            answers: RefCell::new(answers),
            files: RefCell::new(files),
            findings: RefCell::default(),
            cells: RefCell::default(),
            row_ids: RefCell::default(),
            tops: RefCell::default(),
            edited: RefCell::default(),
            told: RefCell::default(),
            checked: ArcTrigger::new(),
            progress: ArcRwSignal::new(Vec::new()),
            keep,
            writable: ArcRwSignal::new(true),
        };
        state.check_all();
        Self(Box::leak(Box::new(SendWrapper::new(state))))
    }

    /// The place of a field outside rows.
    pub fn place(self, field: &'static Field) -> Place {
        Place { state: self, field, within: None, path: Path::field(field.id) }
    }
}

impl State {
    /// Calls with the answers and what they are measured against.
    pub fn with<T>(&self, look: impl FnOnce(&Answers, &Context<'_>) -> T) -> T {
        let (answers, files) = (self.answers.borrow(), self.files.borrow());
        look(&answers, &Context { call: &self.call, today: clock::today(), files: &files })
    }

    pub fn files(&self) -> Vec<FileEntry> {
        self.files.borrow().clone()
    }

    /// The files that the answers name, and those that were taken out and can still be put back.
    pub fn attached_and_removed(&self) -> (Vec<FileEntry>, Vec<FileEntry>) {
        let answers = self.answers.borrow();
        let named = self.form.files_named(&answers);
        self.files().into_iter().partition(|file| named.iter().any(|(_, sha256)| *sha256 == file.sha256))
    }

    /// Bytes of the files that the answers name.
    pub fn attached_size(&self) -> u64 {
        self.attached_and_removed().0.iter().map(|file| file.size).sum()
    }

    pub fn file(&self, sha256: &str) -> Option<FileEntry> {
        self.files.borrow().iter().find(|file| file.sha256 == sha256).cloned()
    }

    /// Everything that is wrong now, in form order.
    pub fn findings(&self) -> Vec<Finding> {
        self.findings.borrow().clone()
    }

    /// Runs again whenever the form was checked anew.
    pub fn track_checks(&self) {
        self.checked.track();
    }

    /// Runs again whenever something below this field changes.
    pub fn track_field(&self, id: &'static str) {
        self.top(id).track();
    }

    pub fn progress(&self) -> ArcRwSignal<Vec<SectionProgress>> {
        self.progress.clone()
    }

    pub fn is_told(&self, section: &str) -> bool {
        self.told.borrow().get(section).is_some()
    }

    pub fn may_write(&self) -> bool {
        self.writable.get_untracked()
    }

    pub fn writable(&self) -> ArcRwSignal<bool> {
        self.writable.clone()
    }

    fn top(&self, id: &'static str) -> ArcTrigger {
        self.tops.borrow_mut().or_insert_with(id, ArcTrigger::default).clone()
    }

    /// The signals of a path.
    pub fn cell(&self, path: &Path, field: &'static Field) -> Cell {
        if let Some(cell) = self.cells.borrow().get(path) {
            return cell.clone();
        }
        let cell = self.with(|answers, context| Cell {
            answer: ArcRwSignal::new(answers.get(path).cloned()),
            finding: ArcRwSignal::new(self.findings.borrow().iter().find(|f| f.path == *path).cloned()),
            shown: ArcRwSignal::new(field.shown_if.is_none() || self.form.shows(path, answers, context)),
            required: ArcRwSignal::new(self.form.requires(path, answers, context)),
            may_complain: ArcRwSignal::new(false),
            field,
        });
        self.cells.borrow_mut().insert(path.clone(), cell.clone());
        cell
    }

    /// The ids of the rows of a table, in their order.
    pub fn row_ids(&self, table: &'static str) -> ArcRwSignal<Vec<String>> {
        let now = || ArcRwSignal::new(self.ids_now(table));
        self.row_ids.borrow_mut().or_insert_with(table, now).clone()
    }

    fn ids_now(&self, table: &str) -> Vec<String> {
        self.answers.borrow().rows(table).iter().map(|row| row.id.clone()).collect()
    }

    /// Takes an answer.
    pub fn answer(&self, path: &Path, answer: Answer) {
        self.answers.borrow_mut().set(path, answer);
        let kept = self.answers.borrow().get(path).cloned();
        self.edited.borrow_mut().insert(path.clone(), ());
        let cell = self.cells.borrow().get(path).cloned();
        if let Some(cell) = &cell {
            cell.answer.set(kept.clone());
        }
        (self.keep)(path.clone(), kept);
        self.changed(path.top());
        // What was mended may not complain again before it is left once more.
        if let Some(cell) = cell
            && cell.finding.with_untracked(Option::is_none)
        {
            set_if_other(&cell.may_complain, false);
        }
    }

    /// Takes answers that are stored already, in place of all there are.
    pub fn replace(&self, answers: Answers) {
        *self.answers.borrow_mut() = answers;
        for (path, cell) in self.cells.borrow().iter() {
            cell.answer.set(self.answers.borrow().get(path).cloned());
        }
        for (table, ids) in self.row_ids.borrow().iter() {
            ids.set(self.ids_now(table));
        }
        self.check_all();
        self.tops.borrow().iter().for_each(|(_, top)| top.notify());
    }

    /// The person goes on from a field.
    pub fn left(&self, path: &Path) {
        if self.edited.borrow().get(path).is_some()
            && let Some(cell) = self.cells.borrow().get(path)
        {
            set_if_other(&cell.may_complain, true);
        }
    }

    /// The end of a section was reached: now everything that is wrong in it may be said.
    pub fn tell_section(&self, section: &'static Section) {
        self.told.borrow_mut().insert(section.id, ());
        for finding in self.findings() {
            if section.fields.iter().any(|field| field.id == finding.path.top()) {
                self.tell(&finding.path);
            }
        }
        self.checked.notify();
    }

    /// The end of the form was reached.
    pub fn tell_all(&self) {
        self.form.sections.iter().for_each(|section| self.tell_section(section));
    }

    fn tell(&self, path: &Path) {
        if let Some(field) = self.field_at(path) {
            set_if_other(&self.cell(path, field).may_complain, true);
        }
    }

    /// The declaration of the field at a path.
    pub fn field_at(&self, path: &Path) -> Option<&'static Field> {
        match path.parts() {
            (Some((table, _)), id) => self.form.field(table)?.rows()?.field(id),
            (None, id) => self.form.field(id),
        }
    }

    /// Errors of a section that are shown beside their fields.
    pub fn shown_errors(&self, section: &Section) -> Vec<Finding> {
        let cells = self.cells.borrow();
        let told = |finding: &Finding| {
            cells.get(&finding.path).is_some_and(|cell| cell.may_complain.get_untracked())
        };
        let mine = |finding: &Finding| section.fields.iter().any(|field| field.id == finding.path.top());
        let findings = self.findings.borrow();
        findings.iter().filter(|f| f.is_error() && mine(f) && told(f)).cloned().collect()
    }

    /// Adds an empty row at the end of a table and says its id.
    pub fn add_row(&self, table: &'static str) -> String {
        let id = short_name();
        self.change_rows(table, |rows| rows.push(Row::new(id.clone())));
        id
    }

    /// Takes a row away and says where and what it was, for the way back.
    pub fn remove_row(&self, table: &'static str, id: &str) -> Option<(usize, Row)> {
        let mut removed = None;
        self.change_rows(table, |rows| {
            if let Some(at) = rows.iter().position(|row| row.id == id) {
                removed = Some((at, rows.remove(at)));
            }
        });
        let below = |path: &Path| matches!(path.parts(), (Some((t, row)), _) if t == table && row == id);
        self.cells.borrow_mut().retain(|path| !below(path));
        removed
    }

    pub fn insert_row(&self, table: &'static str, at: usize, row: Row) {
        self.change_rows(table, |rows| rows.insert(at.min(rows.len()), row));
    }

    fn change_rows(&self, table: &'static str, change: impl FnOnce(&mut Vec<Row>)) {
        change(self.answers.borrow_mut().rows_mut(table));
        let rows = self.answers.borrow().rows(table).to_vec();
        let answer = (!rows.is_empty()).then_some(Answer::Rows(rows));
        if answer.is_none() {
            self.answers.borrow_mut().0.remove(table);
        }
        (self.keep)(Path::field(table), answer);
        self.row_ids(table).set(self.ids_now(table));
        self.changed(table);
    }

    /// Takes notice of a file that was attached.
    pub fn add_file(&self, file: FileEntry) {
        let mut files = self.files.borrow_mut();
        files.retain(|known| known.sha256 != file.sha256);
        files.push(file);
    }

    pub fn remove_file(&self, sha256: &str) {
        self.files.borrow_mut().retain(|file| file.sha256 != sha256);
        self.check_all();
    }

    /// All places that point to an item of the register.
    pub fn uses(&self, item: &str) -> Vec<Path> {
        let answers = self.answers.borrow();
        let mut found = Vec::new();
        let points = |answer: Option<&Answer>| {
            answer.is_some_and(|answer| answer.choices().iter().any(|id| id == item))
        };
        for (_, field) in self.form.fields() {
            match &field.kind {
                Kind::Evidence { .. } if points(answers.0.get(field.id)) => {
                    found.push(Path::field(field.id));
                }
                Kind::Rows(rows) if field.id != EVIDENCE => {
                    for cell in rows.fields.iter().filter(|cell| matches!(cell.kind, Kind::Evidence { .. })) {
                        let using =
                            answers.rows(field.id).iter().filter(|row| points(row.answers.get(cell.id)));
                        found.extend(using.map(|row| Path::cell(field.id, &row.id, cell.id)));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn changed(&self, top: &str) {
        self.check_all();
        if let Some(field) = self.form.field(top) {
            self.top(field.id).notify();
        }
    }

    /// Checks the whole form and passes on what differs.
    pub fn check_all(&self) {
        let (findings, progress) = self.with(|answers, context| {
            let findings = self.form.check(answers, context);
            let progress = self.form.progress(answers, &findings);
            (findings, progress)
        });
        let mut by_path: Sorted<&Path, &Finding> = Sorted::new();
        for finding in &findings {
            by_path.insert(&finding.path, finding);
        }
        let cells = self.cells.borrow().clone();
        for (path, cell) in cells.iter() {
            let found = by_path.get(&path).copied();
            if cell.finding.with_untracked(|known| known.as_ref() != found) {
                cell.finding.set(found.cloned());
            }
            self.check_conditions(path, cell);
        }
        *self.findings.borrow_mut() = findings;
        if self.progress.with_untracked(|known| *known != progress) {
            self.progress.set(progress);
        }
        self.checked.notify();
    }

    fn check_conditions(&self, path: &Path, cell: &Cell) {
        if cell.field.shown_if.is_some() {
            let shown = self.with(|answers, context| self.form.shows(path, answers, context));
            set_if_other(&cell.shown, shown);
        }
        if matches!(cell.field.required, Required::If(_)) {
            let required = self.with(|answers, context| self.form.requires(path, answers, context));
            set_if_other(&cell.required, required);
        }
    }
}

fn set_if_other(signal: &ArcRwSignal<bool>, value: bool) {
    if signal.get_untracked() != value {
        signal.set(value);
    }
}
