//! What one check looks up again and again: rows by their ids, and which evidence is pointed to.
//!
//! Made when first asked for, since showing one field needs none of it.

use std::cell::{OnceCell, RefCell};

use crate::answers::{Answer, Answers, Row};
use crate::form::{Form, Kind};
use crate::forms::EVIDENCE;

/// Lookups in the answers of one form.
#[derive(Default)]
pub(crate) struct Lookups {
    indexes: RefCell<Vec<(&'static str, RowIndex)>>,
    used: OnceCell<Vec<bool>>,
}

impl Lookups {
    /// A row and its position, found as `Answers::row` finds it.
    pub(crate) fn row<'a>(
        &self,
        answers: &'a Answers,
        rows: &'static str,
        id: &str,
    ) -> Option<(usize, &'a Row)> {
        let mut indexes = self.indexes.borrow_mut();
        let known = indexes.iter().position(|(name, _)| *name == rows);
        let at = known.unwrap_or_else(|| {
            indexes.push((rows, RowIndex::of(answers, rows)));
            indexes.len() - 1
        });
        indexes[at].1.find(answers, id)
    }

    /// Whether any answer, shown or hidden, points to this item of the register.
    pub(crate) fn is_used(&self, form: &'static Form, answers: &Answers, item: &str) -> bool {
        let used = self.used.get_or_init(|| {
            let mut used = vec![false; answers.rows(EVIDENCE).len()];
            let points = |kind: &Kind| matches!(kind, Kind::Evidence { .. });
            each_answer(form, answers, points, |answer| {
                for item in answer.choices() {
                    if let Some((at, _)) = self.row(answers, EVIDENCE, item) {
                        used[at] = true;
                    }
                }
            });
            used
        });
        self.row(answers, EVIDENCE, item).is_some_and(|(at, _)| used[at])
    }
}

/// Hashes of all files that any answer, shown or hidden, names.
pub(crate) fn files_named<'a>(form: &'static Form, answers: &'a Answers) -> Vec<&'a str> {
    let mut named = Vec::new();
    each_answer(form, answers, |kind| matches!(kind, Kind::File), |answer| named.push(answer.text()));
    named
}

fn each_answer<'a>(
    form: &'static Form,
    answers: &'a Answers,
    wanted: impl Fn(&Kind) -> bool,
    mut then: impl FnMut(&'a Answer),
) {
    for (_, field) in form.fields() {
        if wanted(&field.kind) {
            answers.0.get(field.id).into_iter().for_each(&mut then);
        }
        for cell in field.rows().into_iter().flat_map(|rows| rows.fields).filter(|cell| wanted(&cell.kind)) {
            let rows = answers.rows(field.id).iter();
            rows.filter_map(|row| row.answers.get(cell.id)).for_each(&mut then);
        }
    }
}

/// Where rows are by their ids: an open hash table at most half full. Of several rows under one id the first counts.
///
/// It holds places and no references, so that a scope may be as short as a row of it.
struct RowIndex {
    /// Place of the rows in the answers, if there are any.
    place: Option<usize>,
    /// Number of a row, counted from one; 0 where there is none.
    slots: Vec<u32>,
}

impl RowIndex {
    fn of(answers: &Answers, rows: &str) -> Self {
        let mut index = Self { place: answers.0.place(rows), slots: Vec::new() };
        let rows = index.rows(answers);
        index.slots.resize((rows.len() * 2).next_power_of_two(), 0);
        for (number, row) in (1..).zip(rows) {
            let slot = index.slot(rows, &row.id);
            if index.slots[slot] == 0 {
                index.slots[slot] = number;
            }
        }
        index
    }

    fn rows<'a>(&self, answers: &'a Answers) -> &'a [Row] {
        self.place.map_or(&[], |place| answers.0.at(place).rows())
    }

    fn find<'a>(&self, answers: &'a Answers, id: &str) -> Option<(usize, &'a Row)> {
        let rows = self.rows(answers);
        let at = self.number(self.slot(rows, id))?;
        Some((at, &rows[at]))
    }

    fn number(&self, slot: usize) -> Option<usize> {
        (self.slots[slot] as usize).checked_sub(1)
    }

    /// The slot that holds the id, or the empty one where it would have to be.
    fn slot(&self, rows: &[Row], id: &str) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = hash(id) as usize & last;
        while self.number(slot).is_some_and(|at| rows[at].id != id) {
            slot = (slot + 1) & last;
        }
        slot
    }
}

/// FNV-1a, which is short and good enough for short ids.
fn hash(id: &str) -> u32 {
    id.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_finds_the_row_that_searching_finds() {
        for count in [0, 1, 2, 3, 60, 500] {
            // Every id stands twice, so that the first has to win.
            let rows: Vec<Row> = (0..count).map(|at| Row::new(format!("r{}", at / 2))).collect();
            let mut answers = Answers::default();
            answers.rows_mut("list").extend(rows.clone());
            let index = RowIndex::of(&answers, "list");
            let ids = rows.iter().map(|row| row.id.clone()).chain(["".into(), "r".into(), "r999".into()]);
            for id in ids {
                let searched = rows.iter().position(|row| row.id == id);
                assert_eq!(index.find(&answers, &id).map(|(at, _)| at), searched, "{id:?} of {count}");
            }
        }
    }
}
