//! How a draft is kept: a snapshot of all answers, and the journal of what was changed since.
//! Knows no storage. Whoever has the snapshot and every later change has the draft.

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers, Path};

/// One change of one answer. `None` takes the answer away. The path of rows carries all their rows at once,
/// so that adding, moving and removing rows need no words of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub path: Path,
    pub answer: Option<Answer>,
}

crate::read_fields!(Change { path, answer });

/// The answers after the changes, in their order. Folding a change that the snapshot holds already changes nothing,
/// as long as all changes after it are folded too.
pub fn fold(snapshot: Answers, changes: impl IntoIterator<Item = Change>) -> Answers {
    let mut answers = snapshot;
    for change in changes {
        match change.answer {
            Some(answer) => answers.set(&change.path, answer),
            None => remove(&mut answers, &change.path),
        }
    }
    answers
}

/// Taking away never makes a row, as setting would: a cell of a row that has gone stays gone.
fn remove(answers: &mut Answers, path: &Path) {
    match path.parts() {
        (Some((rows, row)), field) => {
            if let Some(Answer::Rows(list)) = answers.0.get_mut(rows)
                && let Some(found) = list.iter_mut().find(|candidate| candidate.id == row)
            {
                found.answers.remove(field);
            }
        }
        (None, field) => drop(answers.0.remove(field)),
    }
}

/// Changes that are not known to be stored. They stay here until they are, whatever goes wrong between.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    changes: Vec<(u64, Change)>,
    last: u64,
}

impl Waiting {
    /// Adds a change and drops those that it makes needless: earlier ones of the same path, and of cells inside rows
    /// that it replaces.
    pub fn add(&mut self, change: Change) {
        self.changes
            .retain(|(_, earlier)| earlier.path != change.path && earlier.path.top() != change.path.as_str());
        self.last += 1;
        self.changes.push((self.last, change));
    }

    /// All changes to write now, and the mark to give to `stored` once they are. Also those that another write has
    /// under way: if that one fails and this one does not, nothing old may be written later.
    pub fn batch(&self) -> (u64, Vec<Change>) {
        (self.last, self.changes.iter().map(|(_, change)| change.clone()).collect())
    }

    /// The batch with this mark is stored; what was added since still waits.
    pub fn stored(&mut self, mark: u64) {
        self.changes.retain(|(number, _)| *number > mark);
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Row;

    fn text(path: Path, answer: &str) -> Change {
        Change { path, answer: Some(Answer::from(answer)) }
    }

    fn gone(path: Path) -> Change {
        Change { path, answer: None }
    }

    fn rows(field: &str, ids: &[&str]) -> Change {
        let rows = ids.iter().map(|id| Row::new(*id)).collect();
        Change { path: Path::field(field), answer: Some(Answer::Rows(rows)) }
    }

    #[test]
    fn the_last_change_of_a_path_counts() {
        let a = Path::field("a");
        let answers = fold(Answers::default(), [text(a.clone(), "x"), text(a.clone(), "y")]);
        assert_eq!(answers.text("a"), "y");
        assert_eq!(fold(answers, [gone(a)]), Answers::default());
    }

    #[test]
    fn cells_go_into_their_rows_and_never_bring_back_a_row_by_leaving() {
        let cell = Path::cell("team", "r1", "name");
        let answers = fold(Answers::default(), [rows("team", &["r1", "r2"]), text(cell.clone(), "Ann")]);
        assert_eq!(answers.row("team", "r1").unwrap().text("name"), "Ann");
        let answers = fold(answers, [rows("team", &["r2"]), gone(cell)]);
        assert_eq!(answers.rows("team").len(), 1);
        assert!(answers.row("team", "r1").is_none());
    }

    #[test]
    fn folding_again_from_any_point_gives_the_same() {
        let cell = |row| Path::cell("team", row, "name");
        let changes = [
            text(Path::field("a"), "1"),
            rows("team", &["r1"]),
            text(cell("r1"), "Ann"),
            text(Path::field("a"), "2"),
            rows("team", &["r2", "r3"]),
            text(cell("r3"), "Bo"),
            gone(Path::field("a")),
            text(Path::field("b"), "end"),
        ];
        let all = fold(Answers::default(), changes.clone());
        for cut in 0..=changes.len() {
            let snapshot = fold(Answers::default(), changes[..cut].to_vec());
            assert_eq!(fold(snapshot.clone(), changes[cut..].to_vec()), all, "cut at {cut}");
            // After a crash the snapshot may be newer than the first journal entries that are still there.
            assert_eq!(fold(all.clone(), changes[cut..].to_vec()), all, "repeated from {cut}");
        }
    }

    #[test]
    fn waiting_changes_give_what_all_changes_give() {
        let cell = |row| Path::cell("team", row, "name");
        let changes = [
            text(Path::field("a"), "1"),
            rows("team", &["r1", "r2"]),
            text(cell("r1"), "Ann"),
            text(cell("r1"), "Anna"),
            text(Path::field("a"), "12"),
            rows("team", &["r2"]),
            text(cell("r2"), "Bo"),
        ];
        let mut waiting = Waiting::default();
        changes.clone().into_iter().for_each(|change| waiting.add(change));
        let (_, batch) = waiting.batch();
        assert_eq!(batch.len(), 3);
        assert_eq!(fold(Answers::default(), batch), fold(Answers::default(), changes));
    }

    #[test]
    fn fields_whose_names_begin_alike_do_not_push_each_other_out() {
        let mut waiting = Waiting::default();
        waiting.add(text(Path::field("team_size"), "3"));
        waiting.add(rows("team", &["r1"]));
        assert_eq!(waiting.batch().1.len(), 2);
    }

    #[test]
    fn only_what_was_in_the_batch_is_stored_with_it() {
        let (a, b) = (Path::field("a"), Path::field("b"));
        let mut waiting = Waiting::default();
        waiting.add(text(a.clone(), "1"));
        waiting.add(text(b, "1"));
        let (mark, _) = waiting.batch();
        waiting.add(text(a.clone(), "2"));
        let (later, batch) = waiting.batch();
        assert_eq!(batch.len(), 2, "a newer batch repeats what is under way");
        waiting.stored(mark);
        assert_eq!(waiting.batch().1, [text(a, "2")]);
        waiting.stored(later);
        assert!(waiting.is_empty());
        waiting.stored(mark);
        assert!(waiting.is_empty());
    }
}
