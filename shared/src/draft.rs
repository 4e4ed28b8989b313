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

/// Adds a change to those that wait, without those that it makes needless: earlier ones of the same path, and of cells
/// inside rows that it replaces.
pub fn enqueue(waiting: &mut Vec<Change>, change: Change) {
    waiting.retain(|earlier| earlier.path != change.path && earlier.path.top() != change.path.as_str());
    waiting.push(change);
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
        let mut waiting = Vec::new();
        for change in changes.clone() {
            enqueue(&mut waiting, change);
        }
        assert_eq!(waiting.len(), 3);
        assert_eq!(fold(Answers::default(), waiting), fold(Answers::default(), changes));
    }

    #[test]
    fn fields_whose_names_begin_alike_do_not_push_each_other_out() {
        let mut waiting = vec![text(Path::field("team_size"), "3")];
        enqueue(&mut waiting, rows("team", &["r1"]));
        assert_eq!(waiting.len(), 2);
    }
}
