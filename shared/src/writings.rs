//! A draft taken apart into everything that was written in it: the form in which it is edited and merged.
//! Taking apart and putting together again changes nothing.

use std::cmp::Ordering;

use crate::answers::{Answer, Answers, Path, Row};
use crate::draft::Change;
use crate::history::{Deed, DraftCopy, Edit, History, Order, Removed, Seen, Version, Writing};

/// Author of changes by a program that knew no authors, made after one that did.
const UNKNOWN: &str = "0";

/// Of every path any number of writings; the one of the highest rank counts.
#[derive(Clone, Debug, Default)]
pub struct Writings {
    pub all: Vec<Writing>,
    pub removed: Vec<Removed>,
    pub orders: Vec<Order>,
    pub seen: Seen,
}

/// `team.k3f9` of `team.k3f9` and of `team.k3f9.name`.
pub fn row_of(path: &str) -> Option<&str> {
    let field = path.find('.')? + 1;
    Some(path[field..].find('.').map_or(path, |row| &path[..field + row]))
}

fn row_path(field: &str, row: &str) -> Path {
    Path::read(&format!("{field}.{row}"))
}

/// The order of two writings of one path. Equal versions with unequal values come from copied storage only.
pub fn by_rank(a: &Writing, b: &Writing) -> Ordering {
    let text = |writing: &Writing| serde_json::to_string(&writing.answer).unwrap_or_default();
    a.version.rank().cmp(&b.version.rank()).then_with(|| text(a).cmp(&text(b)))
}

impl Writings {
    pub fn of(copy: DraftCopy) -> Self {
        let History { seen, versions, hidden, removed, orders } = copy.history;
        let mut parts = Self { all: hidden, removed, orders, seen };
        let mut versions: Vec<(Path, Option<Version>)> =
            versions.into_iter().map(|(path, version)| (path, Some(version))).collect();
        let mut take = |path: &Path| {
            let at = versions.binary_search_by(|(known, _)| known.cmp(path)).ok();
            at.and_then(|at| versions[at].1.take()).unwrap_or_default()
        };
        for (field, answer) in copy.answers.0 {
            if let Answer::Rows(rows) = answer {
                parts.take_rows(&field, rows, &mut take);
            } else {
                let path = Path::field(&field);
                parts.all.push(Writing { version: take(&path), answer: Some(answer), path });
            }
        }
        let cleared = versions.into_iter().filter_map(|(path, version)| Some((path, version?)));
        parts.all.extend(cleared.map(|(path, version)| Writing { path, answer: None, version }));
        parts
    }

    fn take_rows(&mut self, field: &str, rows: Vec<Row>, take: &mut impl FnMut(&Path) -> Version) {
        if self.orders.iter().all(|order| order.path.as_str() != field) {
            let rows = rows.iter().map(|row| row.id.clone()).collect();
            self.orders.push(Order { path: Path::field(field), rows, version: Version::default() });
        }
        for row in rows {
            let path = row_path(field, &row.id);
            self.all.push(Writing { version: take(&path), answer: None, path });
            for (cell, answer) in row.answers {
                let path = Path::cell(field, &row.id, &cell);
                self.all.push(Writing { version: take(&path), answer: Some(answer), path });
            }
        }
    }

    pub fn into_copy(mut self) -> DraftCopy {
        self.sort();
        self.removed.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        self.orders.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let shown: Vec<bool> = (0..self.all.len()).map(|at| self.is_shown(at)).collect();
        let (mut answers, mut versions, mut hidden) = (Answers::default(), Vec::new(), Vec::new());
        for (writing, shown) in std::mem::take(&mut self.all).into_iter().zip(shown) {
            if !shown {
                hidden.push(writing);
                continue;
            }
            match (writing.answer, row_of(writing.path.as_str())) {
                (Some(answer), _) => answers.set(&writing.path, answer),
                (None, Some(row)) if row == writing.path.as_str() => make_row(&mut answers, row),
                (None, _) => {}
            }
            if !writing.version.by.is_empty() {
                versions.push((writing.path, writing.version));
            }
        }
        self.orders.iter().for_each(|order| arrange(&mut answers, order, &versions));
        let history =
            History { seen: self.seen, versions, hidden, removed: self.removed, orders: self.orders };
        DraftCopy { answers, history }
    }

    /// By path, and of the same path by rank.
    pub fn sort(&mut self) {
        self.all.sort_unstable_by(|a, b| a.path.cmp(&b.path).then_with(|| by_rank(a, b)));
    }

    /// What was written at a path, the one that counts last. Only after sorting.
    pub fn sorted_at(&self, path: &Path) -> &[Writing] {
        let from = self.all.partition_point(|writing| writing.path < *path);
        let len = self.all[from..].partition_point(|writing| writing.path == *path);
        &self.all[from..from + len]
    }

    /// Whether a writing counts: the last of its path, which is not in a removed row, nor hidden by rows of its field.
    fn is_shown(&self, at: usize) -> bool {
        let path = &self.all[at].path;
        let last = self.all.get(at + 1).is_none_or(|next| next.path != *path);
        last && match row_of(path.as_str()) {
            // Nearly all rows were never removed, and looking through everything for each of them takes its time.
            Some(row) => {
                self.removed.iter().all(|removed| removed.path.as_str() != row) || self.is_alive(row)
            }
            None => !self.has_rows(path.as_str()) || self.all[at].answer.is_none(),
        }
    }

    /// Whether a row is there: something was written in it that no one who removed it had seen.
    pub fn is_alive(&self, row: &str) -> bool {
        let removed = self.removed.iter().find(|removed| removed.path.as_str() == row);
        let unseen = |writing: &Writing| removed.is_none_or(|removed| !removed.seen.has(&writing.version));
        self.all.iter().any(|writing| row_of(writing.path.as_str()) == Some(row) && unseen(writing))
    }

    /// Whether the field has rows. Only after sorting.
    fn has_rows(&self, field: &str) -> bool {
        let within = format!("{field}.");
        let first = self.all.partition_point(|writing| writing.path.as_str() < within.as_str());
        let any = self.all.get(first).is_some_and(|writing| writing.path.as_str().starts_with(&within));
        any && !self.rows(field).is_empty()
    }

    /// Ids of the rows of a field, in no order.
    fn rows(&self, field: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for row in self.all.iter().filter_map(|writing| row_of(writing.path.as_str())) {
            if let Some((of, id)) = row.split_once('.')
                && of == field
                && ids.iter().all(|known| known != id)
                && self.is_alive(row)
            {
                ids.push(id.to_string());
            }
        }
        ids
    }

    /// What counts at a path.
    pub fn current(&self, path: &Path) -> Option<&Writing> {
        self.all.iter().filter(|writing| writing.path == *path).max_by(|a, b| by_rank(a, b))
    }

    /// A row as it stands, also if it is removed.
    pub fn row(&self, row: &str) -> Row {
        let mut found = Row::new(row.split_once('.').map_or(row, |(_, id)| id));
        for writing in self.all.iter().filter(|writing| row_of(writing.path.as_str()) == Some(row)) {
            if let (Some(_), cell) = writing.path.parts()
                && let Some(answer) = self.current(&writing.path).and_then(|current| current.answer.clone())
            {
                found.answers.insert(cell.to_string(), answer);
            }
        }
        found
    }

    pub fn apply(&mut self, edit: Edit) {
        let by = if edit.by.is_empty() { UNKNOWN.to_string() } else { edit.by };
        self.adopt(&by, edit.at);
        let version = Version { n: self.seen.next(), by, at: edit.at };
        match edit.deed {
            Deed::Change(change) => self.change(change, &version),
            Deed::Choose(path, chosen) => {
                if let Some(answer) = self.take_kept(&path, &chosen) {
                    self.all.push(Writing { path, answer, version: version.clone() });
                }
            }
            Deed::Dismiss(path, dismissed) => drop(self.take_kept(&path, &dismissed)),
        }
        self.seen.note(&version.by, version.n);
    }

    /// Gives what was written before there were histories to the first author who goes on with it.
    fn adopt(&mut self, by: &str, at: i64) {
        let unknown = |version: &Version| version.by.is_empty();
        if !self.all.iter().any(|writing| unknown(&writing.version)) {
            return;
        }
        let version = Version { by: by.to_string(), n: self.seen.next(), at };
        let of_writings = self.all.iter_mut().map(|writing| &mut writing.version);
        let of_orders = self.orders.iter_mut().map(|order| &mut order.version);
        of_writings
            .chain(of_orders)
            .filter(|found| unknown(found))
            .for_each(|found| *found = version.clone());
        self.seen.note(by, version.n);
    }

    fn take_kept(&mut self, path: &Path, version: &Version) -> Option<Option<Answer>> {
        if self.current(path).is_some_and(|current| current.version == *version) {
            return None;
        }
        let at = self.all.iter().position(|found| found.path == *path && found.version == *version)?;
        Some(self.all.swap_remove(at).answer)
    }

    fn change(&mut self, Change { path, answer }: Change, version: &Version) {
        let answer = answer.filter(|answer| !is_gone(answer));
        if let (Some((field, row)), _) = path.parts() {
            let (field, row) = (field.to_string(), row.to_string());
            let alive = self.is_alive(row_path(&field, &row).as_str());
            if alive {
                self.set(path, answer, version);
            } else if answer.is_some() {
                self.add_row(&field, &row, version);
                self.add(path, answer, version);
            }
            return;
        }
        match answer {
            Some(Answer::Rows(rows)) => self.set_rows(path.as_str(), rows, version),
            answer => {
                self.set_rows(path.as_str(), Vec::new(), version);
                self.set(path, answer, version);
            }
        }
    }

    /// Writes over what counts. What was kept beside it stays, unless it says the same.
    fn set(&mut self, path: Path, answer: Option<Answer>, version: &Version) {
        let before = self.current(&path).map(|current| current.answer.clone());
        if before.as_ref().unwrap_or(&None) == &answer {
            return;
        }
        if let Some(before) = before {
            self.all.retain(|writing| writing.path != path || writing.answer != before);
        }
        self.all.push(Writing { path, answer, version: version.clone() });
    }

    /// Writes beside what was there, which whoever writes has not before their eyes.
    fn add(&mut self, path: Path, answer: Option<Answer>, version: &Version) {
        let before = self.current(&path).map(|current| &current.answer);
        if before.unwrap_or(&None) != &answer {
            self.all.push(Writing { path, answer, version: version.clone() });
        }
    }

    fn add_row(&mut self, field: &str, row: &str, version: &Version) {
        self.all.push(Writing { path: row_path(field, row), answer: None, version: version.clone() });
        let mut rows = self.order(field).map(|order| order.rows.clone()).unwrap_or_default();
        rows.retain(|known| known != row);
        rows.push(row.to_string());
        self.set_order(field, rows, version);
    }

    fn order(&self, field: &str) -> Option<&Order> {
        self.orders.iter().find(|order| order.path.as_str() == field)
    }

    fn set_order(&mut self, field: &str, rows: Vec<String>, version: &Version) {
        self.orders.retain(|order| order.path.as_str() != field);
        self.orders.push(Order { path: Path::field(field), rows, version: version.clone() });
    }

    fn set_rows(&mut self, field: &str, rows: Vec<Row>, version: &Version) {
        let before = self.rows(field);
        if before.is_empty() && rows.is_empty() {
            return;
        }
        for gone in before.iter().filter(|id| rows.iter().all(|row| row.id != **id)) {
            self.remove_row(row_path(field, gone));
        }
        for row in &rows {
            self.set_row(field, row, before.contains(&row.id), version);
        }
        self.set_order(field, rows.into_iter().map(|row| row.id).collect(), version);
    }

    fn set_row(&mut self, field: &str, row: &Row, alive: bool, version: &Version) {
        let path = row_path(field, &row.id);
        let known = self.row(path.as_str());
        if !alive {
            self.all.push(Writing { path, answer: None, version: version.clone() });
        }
        let cleared = known.answers.keys().filter(|cell| !row.answers.contains_key(cell));
        let written = row.answers.iter().map(|(cell, answer)| (cell, Some(answer.clone())));
        for (cell, answer) in cleared.map(|cell| (cell, None)).chain(written) {
            let (path, answer) = (Path::cell(field, &row.id, cell), answer.filter(|answer| !is_gone(answer)));
            if alive { self.set(path, answer, version) } else { self.add(path, answer, version) }
        }
    }

    fn remove_row(&mut self, path: Path) {
        let seen = self.seen.clone();
        match self.removed.iter_mut().find(|removed| removed.path == path) {
            Some(removed) => removed.seen.join(&seen),
            None => self.removed.push(Removed { path, seen }),
        }
    }
}

/// What `Answers::set` takes for nothing.
fn is_gone(answer: &Answer) -> bool {
    match answer {
        Answer::Text(text) => text.is_empty(),
        other => other.is_blank(),
    }
}

fn make_row(answers: &mut Answers, row: &str) {
    let Some((field, id)) = row.split_once('.') else { return };
    let rows = answers.rows_mut(field);
    if rows.iter().all(|row| row.id != id) {
        rows.push(Row::new(id));
    }
}

/// Rows that the order does not know come last: their author did not know of it either.
fn arrange(answers: &mut Answers, order: &Order, versions: &[(Path, Version)]) {
    let field = order.path.as_str();
    if !matches!(answers.0.get(field), Some(Answer::Rows(_))) {
        return;
    }
    let place = |row: &Row| order.rows.iter().position(|id| *id == row.id).unwrap_or(usize::MAX);
    let made = |row: &Row| {
        let path = row_path(field, &row.id);
        let at = versions.binary_search_by(|(known, _)| known.cmp(&path)).ok();
        at.map(|at| versions[at].1.rank())
    };
    answers.rows_mut(field).sort_unstable_by(|a, b| {
        place(a).cmp(&place(b)).then_with(|| made(a).cmp(&made(b))).then_with(|| a.id.cmp(&b.id))
    });
}
