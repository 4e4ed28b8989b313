//! Who wrote what in a draft, and after having seen what: all that merging two copies needs beside the answers.
//!
//! Counters and what a copy has seen give the order; clocks are only shown. Nothing that somebody wrote leaves a draft
//! but by being written over or dismissed: what lost against another copy, and rows that were removed, lie here hidden.

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers, Path, Row};
use crate::draft::Change;
use crate::json::{Json, Read};
use crate::read_fields;
use crate::writings::{Writings, row_of};

/// When something was written: the counter is one more than all counters that the author had seen.
/// In JSON `["k3f9x2",17,1801440000000]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, u32, i64)", into = "(String, u32, i64)")]
pub struct Version {
    /// A short random text, made anew each time a page becomes the writer of a draft: a profile that was copied or
    /// restored must not count on under the old one. Empty where nothing is known.
    pub by: String,
    pub n: u32,
    /// Milliseconds since 1970 by the author's clock: to be shown, never to decide anything.
    pub at: i64,
}

impl From<(String, u32, i64)> for Version {
    fn from((by, n, at): (String, u32, i64)) -> Self {
        Self { by, n, at }
    }
}

impl From<Version> for (String, u32, i64) {
    fn from(version: Version) -> Self {
        (version.by, version.n, version.at)
    }
}

impl Version {
    /// The same for every copy, and never against what the authors had seen.
    pub fn rank(&self) -> (u32, &str) {
        (self.n, &self.by)
    }
}

/// The highest counter seen of each author, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seen(Vec<(String, u32)>);

impl Seen {
    pub fn has(&self, version: &Version) -> bool {
        self.0.iter().any(|(by, n)| *by == version.by && version.n <= *n)
    }

    pub fn note(&mut self, by: &str, n: u32) {
        match self.0.iter_mut().find(|(author, _)| author == by) {
            Some((_, highest)) => *highest = n.max(*highest),
            None => {
                let at = self.0.iter().position(|(author, _)| author.as_str() > by);
                self.0.insert(at.unwrap_or(self.0.len()), (by.to_string(), n));
            }
        }
    }

    pub fn join(&mut self, other: &Self) {
        other.0.iter().for_each(|(by, n)| self.note(by, *n));
    }

    /// Whether everything that the other has seen was seen.
    pub fn covers(&self, other: &Self) -> bool {
        let has = |(by, n): &(String, u32)| self.0.iter().any(|(author, seen)| author == by && n <= seen);
        other.0.iter().all(has)
    }

    /// The counter of whatever is written next.
    pub fn next(&self) -> u32 {
        self.0.iter().map(|(_, n)| *n).max().unwrap_or(0).saturating_add(1)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Something written at one place. No answer means cleared, or that a row was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    pub path: Path,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    pub version: Version,
}

/// A row that was removed by authors who had seen so much. Whatever was written in it beyond that brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// `team.k3f9`
    pub path: Path,
    pub seen: Seen,
}

/// The order of the rows of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub path: Path,
    pub rows: Vec<String>,
    pub version: Version,
}

/// What is known beside the answers. Empty for a draft of the time before there were histories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    #[serde(skip_serializing_if = "Seen::is_empty")]
    pub seen: Seen,
    /// Of every answer, every row (`team.k3f9`) and everything that was cleared; in the order of the paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<(Path, Version)>,
    /// What is not among the answers: values that lost, and everything in rows that are removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Writing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Removed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// The answers of a draft with their history: one copy of it, of which there may be more elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCopy {
    pub answers: Answers,
    #[serde(default)]
    pub history: History,
}

read_fields!(Writing { path, answer, version });
read_fields!(Removed { path, seen });
read_fields!(Order { path, rows, version });
read_fields!(History {
    seen = Seen::default(),
    versions = Vec::new(),
    hidden = Vec::new(),
    removed = Vec::new(),
    orders = Vec::new(),
});
read_fields!(DraftCopy { answers, history = History::default() });

impl Read for Version {
    fn read(json: Json) -> Option<Self> {
        let [by, n, at] = json.list()?.try_into().ok()?;
        Some(Self { by: by.text()?, n: u32::read(n)?, at: i64::read(at)? })
    }
}

impl Read for Seen {
    fn read(json: Json) -> Option<Self> {
        Vec::read(json).map(Self)
    }
}

/// What somebody did to a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Change(Change),
    /// Takes a kept value in place of the one that counts, which is kept in turn.
    Choose(Path, Version),
    /// Throws a kept value away for good.
    Dismiss(Path, Version),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub by: String,
    pub at: i64,
    pub deed: Deed,
}

impl DraftCopy {
    /// The copy after the edits, in their order.
    pub fn fold(self, edits: impl IntoIterator<Item = Edit>) -> Self {
        let mut edits = edits.into_iter().peekable();
        if edits.peek().is_none() {
            return self;
        }
        let mut writings = Writings::of(self);
        edits.for_each(|edit| writings.apply(edit));
        writings.into_copy()
    }

    /// Values that lost against one written elsewhere without knowing of them. They can be chosen or dismissed.
    pub fn kept(&self) -> Vec<&Writing> {
        let current = |writing: &&Writing| self.answers.get(&writing.path) == writing.answer.as_ref();
        let hidden = self.history.hidden.iter();
        hidden
            .filter(|writing| writing.answer.is_some() && !current(writing) && !self.is_in_removed(writing))
            .collect()
    }

    /// Rows that were removed, as they were. Adding one to the rows of its field, under its id, brings it back.
    pub fn removed_rows(&self) -> Vec<(Path, Row)> {
        let mut found: Vec<(Path, Row)> = Vec::new();
        // Of the same path the last one counts: hidden writings lie in the order of paths and ranks.
        for writing in self.history.hidden.iter().filter(|writing| self.is_in_removed(writing)) {
            let Some((field, row)) = row_of(writing.path.as_str()).and_then(|row| row.split_once('.')) else {
                continue;
            };
            if found.last().is_none_or(|(path, last)| path.as_str() != field || last.id != row) {
                found.push((Path::field(field), Row::new(row)));
            }
            if let (Some((_, last)), (Some(_), cell)) = (found.last_mut(), writing.path.parts()) {
                match writing.answer.clone() {
                    Some(answer) => last.answers.insert(cell.to_string(), answer),
                    None => drop(last.answers.remove(cell)),
                }
            }
        }
        found.retain(|(_, row)| !row.answers.is_empty());
        found
    }

    /// Rows that one copy had removed while another wrote in them, not knowing of each other: they are there.
    pub fn contested_rows(&self) -> Vec<&Path> {
        let history = &self.history;
        let made = |path: &Path| history.versions.iter().find(|(known, _)| known == path);
        // Whoever brings back a row that they know to be removed makes it anew.
        let stays = |removed: &&Removed| made(&removed.path).is_some_and(|(_, made)| removed.seen.has(made));
        history.removed.iter().filter(stays).map(|removed| &removed.path).collect()
    }

    /// When and by whom the answer of a path, or a row, was last written.
    pub fn version(&self, path: &Path) -> Option<&Version> {
        let versions = &self.history.versions;
        let at = versions.binary_search_by(|(known, _)| known.cmp(path)).ok()?;
        Some(&versions[at].1)
    }

    fn is_in_removed(&self, writing: &Writing) -> bool {
        let row = row_of(writing.path.as_str()).and_then(|row| row.split_once('.'));
        row.is_some_and(|(field, row)| self.answers.row(field, row).is_none())
    }
}
