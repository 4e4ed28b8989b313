//! Merging two copies of a draft, by field and by row. Whoever merges which way round, and in which order, gets the same.
//!
//! Of each path the writings of both copies stay, but for those that one copy had seen and has no more: they were
//! written over or dismissed there. So a later copy replaces an earlier one, and only what was written without knowing
//! of each other is left side by side. What counts of it, rank decides; the rest is kept.

use crate::answers::{Answer, Path};
use crate::draft::Change;
use crate::history::{Deed, DraftCopy, Edit, Order, Removed, Writing};
use crate::manifest::FileEntry;
use crate::writings::Writings;

/// Two people have written at one place without knowing of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Of an answer, or of a row that one side has removed: then one of the two is nothing, the other the row.
    pub path: Path,
    pub mine: Option<Answer>,
    pub theirs: Option<Answer>,
}

/// What comes of merging. Values that lost are among `copy.kept()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub copy: DraftCopy,
    /// In the order of their paths.
    pub conflicts: Vec<Conflict>,
}

pub fn merge(mine: DraftCopy, theirs: DraftCopy) -> Merged {
    let (mut mine, mut theirs) = (Writings::of(mine), Writings::of(theirs));
    mine.sort();
    theirs.sort();
    let mut all: Vec<Writing> = mine.all.iter().filter(|writing| stays(writing, &theirs)).cloned().collect();
    let new = |writing: &&Writing| !mine.sorted_at(&writing.path).contains(writing) && stays(writing, &mine);
    all.extend(theirs.all.iter().filter(new).cloned());
    let mut seen = mine.seen.clone();
    seen.join(&theirs.seen);
    let merged = Writings {
        all,
        removed: join_removed(&mine.removed, &theirs.removed),
        orders: join_orders(&mine.orders, &theirs.orders),
        seen,
    };
    let mut conflicts = conflicts_of_values(&mine, &theirs);
    conflicts.extend(conflicts_of_rows(&mine, &theirs, &merged));
    conflicts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Merged { copy: merged.into_copy(), conflicts }
}

/// The copy with changes that somebody made without knowing of what was written in it meanwhile. Where they differ, one
/// counts and the other is kept, as after any merging; rows that they made are there, and none is removed.
pub fn lay_beside(copy: DraftCopy, changes: Vec<Change>, by: &str, at: i64) -> DraftCopy {
    let edit = |change| Edit { by: by.to_string(), at, deed: Deed::Change(change) };
    // A copy of its own, in which nothing else was ever written or seen.
    let theirs = DraftCopy::default().fold(changes.into_iter().map(edit));
    merge(copy, theirs).copy
}

/// Whether a writing of one copy survives the other: that one has it too, or never saw it.
fn stays(writing: &Writing, other: &Writings) -> bool {
    let same = |found: &Writing| found.version == writing.version;
    !other.seen.has(&writing.version) || other.sorted_at(&writing.path).iter().any(same)
}

fn join_removed(mine: &[Removed], theirs: &[Removed]) -> Vec<Removed> {
    let mut joined = mine.to_vec();
    for removed in theirs {
        match joined.iter_mut().find(|known| known.path == removed.path) {
            Some(known) => known.seen.join(&removed.seen),
            None => joined.push(removed.clone()),
        }
    }
    joined
}

fn join_orders(mine: &[Order], theirs: &[Order]) -> Vec<Order> {
    let mut joined = mine.to_vec();
    for order in theirs {
        let weight = |order: &Order| (order.version.n, order.version.by.clone(), order.rows.clone());
        match joined.iter_mut().find(|known| known.path == order.path) {
            Some(known) if weight(known) < weight(order) => *known = order.clone(),
            Some(_) => {}
            None => joined.push(order.clone()),
        }
    }
    joined
}

fn conflicts_of_values(mine: &Writings, theirs: &Writings) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    for writing in &mine.all {
        let path = &writing.path;
        let counting = (mine.sorted_at(path).last(), theirs.sorted_at(path).last());
        let (Some(own), Some(other)) = counting else { continue };
        let unaware = !theirs.seen.has(&own.version) && !mine.seen.has(&other.version);
        let known = conflicts.last().is_some_and(|conflict| conflict.path == *path);
        if unaware && own.answer != other.answer && !known {
            let (mine, theirs) = (own.answer.clone(), other.answer.clone());
            conflicts.push(Conflict { path: path.clone(), mine, theirs });
        }
    }
    conflicts
}

/// Rows that are back, because they were edited by people who did not know that they were removed.
fn conflicts_of_rows(mine: &Writings, theirs: &Writings, merged: &Writings) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for path in merged.removed.iter().map(|removed| &removed.path) {
        let row = |side: &Writings| {
            side.is_alive(path.as_str()).then(|| Answer::Rows(vec![side.row(path.as_str())]))
        };
        let (own, other) = (row(mine), row(theirs));
        let unaware = match (&own, &other) {
            (Some(_), None) => is_news(path, theirs, mine),
            (None, Some(_)) => is_news(path, mine, theirs),
            _ => false,
        };
        if unaware && merged.is_alive(path.as_str()) {
            conflicts.push(Conflict { path: path.clone(), mine: own, theirs: other });
        }
    }
    conflicts
}

/// Whether one copy has removed a row, and the other does not know of it.
fn is_news(path: &Path, gone: &Writings, there: &Writings) -> bool {
    let removal = |side: &'_ Writings| {
        side.removed.iter().find(|removed| removed.path == *path).map(|removed| removed.seen.clone())
    };
    removal(gone).is_some_and(|seen| !removal(there).unwrap_or_default().covers(&seen))
}

/// The files of both, each content once. Of two names for the same content the first in the alphabet is taken.
pub fn merge_files(mine: Vec<FileEntry>, theirs: Vec<FileEntry>) -> Vec<FileEntry> {
    let mut files = mine;
    for file in theirs {
        match files.iter_mut().find(|known| known.sha256 == file.sha256) {
            Some(known) if file.name < known.name => *known = file,
            Some(_) => {}
            None => files.push(file),
        }
    }
    files
}
