//! However often and in whatever order copies of a draft are edited and merged, they come to the same,
//! and nothing that was written is lost but what somebody who saw it wrote over.
//!
//! Every text that is typed is another one, so that it can be told where it went.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as loudly as tests")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared::answers::{Answer, Answers, Path, Row};
use shared::draft::{Change, fold};
use shared::history::{Deed, DraftCopy, Edit};
use shared::merge::{lay_beside, merge};

const COPIES: usize = 3;

#[derive(Clone, Debug)]
enum Op {
    Type { field: u8 },
    Clear { field: u8 },
    Cell { row: u8, cell: u8 },
    ClearCell { row: u8, cell: u8 },
    AddRow { row: u8 },
    RemoveRow { row: u8 },
    Turn,
    Choose,
    Dismiss,
    MergeFrom(usize),
}

fn ops() -> impl Strategy<Value = Vec<(usize, Op)>> {
    let op = prop_oneof![
        6 => (0..3_u8).prop_map(|field| Op::Type { field }),
        1 => (0..3_u8).prop_map(|field| Op::Clear { field }),
        6 => (0..3_u8, 0..2_u8).prop_map(|(row, cell)| Op::Cell { row, cell }),
        1 => (0..3_u8, 0..2_u8).prop_map(|(row, cell)| Op::ClearCell { row, cell }),
        1 => (0..3_u8).prop_map(|row| Op::AddRow { row }),
        2 => (0..3_u8).prop_map(|row| Op::RemoveRow { row }),
        1 => Just(Op::Turn),
        1 => Just(Op::Choose),
        1 => Just(Op::Dismiss),
        4 => (0..COPIES).prop_map(Op::MergeFrom),
    ];
    proptest::collection::vec((0..COPIES, op), 0..50)
}

/// A copy, and what its people know: every text they ever had before them, and those they wrote over or threw away.
#[derive(Clone, Default)]
struct Person {
    copy: DraftCopy,
    known: BTreeSet<String>,
    overwritten: BTreeSet<String>,
}

struct World {
    people: Vec<Person>,
    /// Every state each copy was ever in.
    past: Vec<Vec<DraftCopy>>,
    typed: u32,
}

fn cell(row: u8, cell: u8) -> Path {
    Path::cell("team", &format!("r{row}"), &format!("c{cell}"))
}

impl World {
    fn run(ops: &[(usize, Op)]) -> Self {
        let mut world =
            Self { people: vec![Person::default(); COPIES], past: vec![Vec::new(); COPIES], typed: 0 };
        for (who, op) in ops {
            world.step(*who, op);
            let copy = world.people[*who].copy.clone();
            world.past[*who].push(copy);
        }
        world
    }

    fn step(&mut self, who: usize, op: &Op) {
        let rows = || self.people[who].copy.answers.rows("team").to_vec();
        match op {
            Op::Type { field } => self.write(who, Path::field(&format!("f{field}"))),
            Op::Cell { row, cell: at } => self.write(who, cell(*row, *at)),
            Op::Clear { field } => self.clear(who, Path::field(&format!("f{field}"))),
            Op::ClearCell { row, cell: at } => self.clear(who, cell(*row, *at)),
            Op::AddRow { row } => self.add_row(who, &format!("r{row}")),
            Op::RemoveRow { row } => {
                let mut rows = rows();
                rows.retain(|known| known.id != format!("r{row}"));
                self.set_rows(who, rows);
            }
            Op::Turn => {
                let mut rows = rows();
                rows.reverse();
                self.set_rows(who, rows);
            }
            Op::Choose => {
                if let Some(kept) = self.people[who].copy.kept().first().copied().cloned() {
                    self.edit(who, Deed::Choose(kept.path, kept.version));
                }
            }
            Op::Dismiss => {
                if let Some(kept) = self.people[who].copy.kept().first().copied().cloned() {
                    let text = kept.answer.unwrap().text().to_string();
                    self.people[who].overwritten.insert(text);
                    self.edit(who, Deed::Dismiss(kept.path, kept.version));
                }
            }
            Op::MergeFrom(other) => {
                let theirs = self.people[*other].clone();
                let mine = &mut self.people[who];
                mine.copy = merge(std::mem::take(&mut mine.copy), theirs.copy).copy;
                mine.known.extend(theirs.known);
                mine.overwritten.extend(theirs.overwritten);
            }
        }
    }

    /// Adds a row, or brings it back as it was.
    fn add_row(&mut self, who: usize, id: &str) {
        let copy = &self.people[who].copy;
        let mut rows = copy.answers.rows("team").to_vec();
        if rows.iter().any(|known| known.id == id) {
            return;
        }
        let back = copy.removed_rows().into_iter().find(|(_, known)| known.id == id);
        rows.push(back.map_or_else(|| Row::new(id), |(_, row)| row));
        self.set_rows(who, rows);
    }

    fn edit(&mut self, who: usize, deed: Deed) {
        let person = &mut self.people[who];
        let by = ["a", "b", "c"][who].to_string();
        person.copy = std::mem::take(&mut person.copy).fold([Edit { by, at: 0, deed }]);
    }

    fn overwrite(&mut self, who: usize, path: &Path) {
        let person = &mut self.people[who];
        if let Some(Answer::Text(text)) = person.copy.answers.get(path) {
            person.overwritten.insert(text.clone());
        }
    }

    fn write(&mut self, who: usize, path: Path) {
        self.overwrite(who, &path);
        self.typed += 1;
        let text = format!("t{}", self.typed);
        self.people[who].known.insert(text.clone());
        self.edit(who, Deed::Change(Change { path, answer: Some(Answer::Text(text)) }));
    }

    fn clear(&mut self, who: usize, path: Path) {
        self.overwrite(who, &path);
        self.edit(who, Deed::Change(Change { path, answer: None }));
    }

    fn set_rows(&mut self, who: usize, rows: Vec<Row>) {
        self.edit(who, Deed::Change(Change { path: Path::field("team"), answer: Some(Answer::Rows(rows)) }));
    }
}

/// Every text that a person can still get at.
fn reachable(copy: &DraftCopy) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut note = |answer: &Answer| {
        found.insert(answer.text().to_string());
    };
    copy.answers.0.values().for_each(&mut note);
    copy.answers.rows("team").iter().flat_map(|row| row.answers.values()).for_each(&mut note);
    copy.kept().into_iter().filter_map(|kept| kept.answer.as_ref()).for_each(&mut note);
    for (_, row) in copy.removed_rows() {
        row.answers.values().for_each(&mut note);
    }
    // What was kept beside the cells of a removed row comes back with it.
    copy.history.hidden.iter().filter_map(|hidden| hidden.answer.as_ref()).for_each(&mut note);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merging_comes_to_the_same_in_any_order_and_however_often(ops in ops()) {
        let [a, b, c] = World::run(&ops).people.try_into().ok().map(|people: [Person; 3]| people.map(|p| p.copy)).unwrap();
        let both = |x: &DraftCopy, y: &DraftCopy| merge(x.clone(), y.clone()).copy;
        prop_assert_eq!(both(&a, &a), a.clone());
        let ab = both(&a, &b);
        prop_assert_eq!(&both(&b, &a), &ab);
        prop_assert_eq!(&both(&ab, &b), &ab);
        prop_assert_eq!(both(&ab, &c), both(&a, &both(&b, &c)));
    }

    #[test]
    fn nothing_is_lost_but_what_somebody_who_saw_it_wrote_over(ops in ops()) {
        for person in World::run(&ops).people {
            let reachable = reachable(&person.copy);
            for text in person.known.difference(&person.overwritten) {
                prop_assert!(reachable.contains(text), "{text} is gone from {:?}", person.copy);
            }
        }
    }

    #[test]
    fn merging_with_an_earlier_state_of_itself_changes_nothing(ops in ops()) {
        let world = World::run(&ops);
        for (person, past) in world.people.iter().zip(&world.past) {
            for earlier in past {
                let merged = merge(person.copy.clone(), earlier.clone());
                prop_assert_eq!(&merged.copy, &person.copy);
                prop_assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
            }
        }
    }

    #[test]
    fn conflicts_are_the_same_seen_from_either_side(ops in ops()) {
        let world = World::run(&ops);
        let (a, b) = (world.people[0].copy.clone(), world.people[1].copy.clone());
        let turned = merge(b.clone(), a.clone()).conflicts;
        let conflicts = merge(a, b).conflicts;
        prop_assert_eq!(conflicts.len(), turned.len());
        for (one, other) in conflicts.iter().zip(&turned) {
            prop_assert_eq!((&one.path, &one.mine, &one.theirs), (&other.path, &other.theirs, &other.mine));
            prop_assert!(one.mine != one.theirs);
        }
    }

    #[test]
    fn the_answers_of_one_author_are_those_of_the_plain_journal(ops in ops()) {
        let alone: Vec<(usize, Op)> = ops.into_iter().map(|(_, op)| (0, op)).collect();
        let world = World::run(&alone);
        let mut plain = Answers::default();
        let mut copy = DraftCopy::default();
        for state in &world.past[0] {
            let change = Answer::Rows(state.answers.rows("team").to_vec());
            plain = fold(plain, [Change { path: Path::field("team"), answer: Some(change) }]);
            for field in ["f0", "f1", "f2"] {
                let answer = state.answers.0.get(field).cloned();
                plain = fold(plain, [Change { path: Path::field(field), answer: answer.clone() }]);
                let deed = Deed::Change(Change { path: Path::field(field), answer });
                copy = copy.fold([Edit { by: "x".into(), at: 0, deed }]);
            }
        }
        let last = world.past[0].last().map(|copy| copy.answers.clone()).unwrap_or_default();
        prop_assert_eq!(&plain, &last);
        plain.0.remove("team");
        prop_assert_eq!(copy.answers, plain);
    }

    /// Pages show a draft by folding without its history.
    #[test]
    fn whoever_goes_on_with_a_merged_draft_has_what_the_plain_journal_gives(ops in ops(), then in ops()) {
        for person in World::run(&ops).people {
            let (mut copy, mut plain) = (person.copy.clone(), person.copy.answers);
            for (at, (_, op)) in then.iter().enumerate() {
                let Some(change) = change_before(&plain, op, at) else { continue };
                plain = fold(plain, [change.clone()]);
                copy = copy.fold([Edit { by: "z".into(), at: 0, deed: Deed::Change(change) }]);
                prop_assert_eq!(&copy.answers, &plain);
            }
        }
    }

    #[test]
    fn a_copy_reads_back_from_json_as_it_was(ops in ops()) {
        for person in World::run(&ops).people {
            let json = serde_json::to_string(&person.copy).unwrap();
            prop_assert_eq!(&serde_json::from_str::<DraftCopy>(&json).unwrap(), &person.copy);
            prop_assert_eq!(shared::json::read::<DraftCopy>(&json), Some(person.copy));
        }
    }
}

/// What a page writes when somebody does this with these answers before them.
fn change_before(answers: &Answers, op: &Op, at: usize) -> Option<Change> {
    let mut rows = answers.rows("team").to_vec();
    let there = |row: u8| answers.row("team", &format!("r{row}")).is_some();
    let text = || Some(Answer::Text(format!("z{at}")));
    let (path, answer) = match op {
        Op::Type { field } => (Path::field(&format!("f{field}")), text()),
        Op::Clear { field } => (Path::field(&format!("f{field}")), None),
        Op::Cell { row, cell: at } if there(*row) => (cell(*row, *at), text()),
        Op::ClearCell { row, cell: at } if there(*row) => (cell(*row, *at), None),
        Op::AddRow { row } if !there(*row) => {
            rows.push(Row::new(format!("r{row}")));
            (Path::field("team"), Some(Answer::Rows(rows)))
        }
        Op::RemoveRow { row } if there(*row) => {
            rows.retain(|known| known.id != format!("r{row}"));
            (Path::field("team"), Some(Answer::Rows(rows)).filter(|rows| !rows.is_blank()))
        }
        Op::Turn if !rows.is_empty() => {
            rows.reverse();
            (Path::field("team"), Some(Answer::Rows(rows)))
        }
        _ => return None,
    };
    Some(Change { path, answer })
}

fn typed(by: &str, path: Path, text: &str) -> Edit {
    Edit { by: by.into(), at: 0, deed: Deed::Change(Change { path, answer: Some(text.into()) }) }
}

fn with_rows(by: &str, ids: &[&str]) -> Edit {
    let rows = ids.iter().map(|id| Row::new(*id)).collect();
    let change = Change { path: Path::field("team"), answer: Some(Answer::Rows(rows)) };
    Edit { by: by.into(), at: 0, deed: Deed::Change(change) }
}

#[test]
fn of_two_values_the_later_counter_counts_and_the_other_is_kept_and_shown() {
    let field = || Path::field("a");
    let base = DraftCopy::default().fold([typed("x", field(), "both")]);
    let mine = base.clone().fold([typed("x", field(), "mine")]);
    let theirs = base.fold([typed("y", field(), "draft"), typed("y", field(), "theirs")]);
    let merged = merge(mine, theirs);
    assert_eq!(merged.copy.answers.text("a"), "theirs");
    let kept = merged.copy.kept();
    assert_eq!(kept.iter().map(|kept| kept.answer.clone().unwrap()).collect::<Vec<_>>(), ["mine".into()]);
    assert_eq!((merged.conflicts.len(), kept[0].version.by.as_str()), (1, "x"));
    let deed = Deed::Choose(field(), kept[0].version.clone());
    let chosen = merged.copy.clone().fold([Edit { by: "z".into(), at: 0, deed }]);
    assert_eq!((chosen.answers.text("a"), chosen.kept().len()), ("mine", 1));
}

#[test]
fn rows_added_on_both_sides_are_all_there() {
    let base = DraftCopy::default().fold([with_rows("x", &["r1"])]);
    let mine = base.clone().fold([with_rows("x", &["r1", "r2"])]);
    let theirs = base.fold([with_rows("y", &["r3", "r1"])]);
    let merged = merge(mine, theirs);
    let ids: Vec<&str> = merged.copy.answers.rows("team").iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["r3", "r1", "r2"]);
    assert_eq!(merged.conflicts, []);
}

#[test]
fn a_row_removed_here_and_edited_there_is_kept_whole_and_shown() {
    let name = || Path::cell("team", "r1", "name");
    let base = DraftCopy::default().fold([
        with_rows("x", &["r1"]),
        typed("x", name(), "Ann"),
        typed("x", Path::cell("team", "r1", "role"), "head"),
    ]);
    let removed = base.clone().fold([
        typed("x", Path::field("a"), "1"),
        typed("x", Path::field("b"), "1"),
        with_rows("x", &[]),
    ]);
    let untouched = merge(removed.clone(), base.clone());
    assert!(untouched.copy.answers.rows("team").is_empty() && untouched.conflicts.is_empty());
    assert_eq!(untouched.copy.removed_rows()[0].1.text("name"), "Ann");
    let edited = base.fold([typed("y", name(), "Anna")]);
    let merged = merge(removed, edited);
    let row = merged.copy.answers.row("team", "r1").unwrap();
    assert_eq!((row.text("name"), row.text("role")), ("Anna", "head"));
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!((merged.conflicts[0].path.as_str(), &merged.conflicts[0].mine), ("team.r1", &None));
    assert_eq!(merged.copy.contested_rows(), [&Path::read("team.r1")]);
    let gone = merged.copy.clone().fold([with_rows("x", &[])]);
    assert!(gone.answers.rows("team").is_empty() && gone.contested_rows().is_empty());
    let back = gone.fold([with_rows("x", &["r1"])]);
    assert!(back.answers.row("team", "r1").is_some() && back.contested_rows().is_empty());
}

#[test]
fn a_draft_of_the_time_before_histories_is_read_and_its_values_are_not_lost() {
    let old = |text: &str| {
        let json =
            format!(r#"{{"answers":{{"a":"{text}","team":[{{"id":"r1","answers":{{"name":"Ann"}}}}]}}}}"#);
        serde_json::from_str::<DraftCopy>(&json).unwrap()
    };
    let merged = merge(old("one"), old("two"));
    assert_eq!((merged.copy.answers.text("a"), merged.copy.kept().len()), ("two", 1));
    assert_eq!(merged.copy.answers.rows("team").len(), 1);
    let edited = old("one").fold([typed("x", Path::field("b"), "new"), with_rows("x", &[])]);
    assert!(edited.answers.rows("team").is_empty());
    assert_eq!(edited.removed_rows()[0].1.text("name"), "Ann");
    assert_eq!(merge(edited.clone(), edited.clone()).copy, edited);
}

#[test]
fn copied_storage_that_went_on_under_one_name_loses_no_value_of_a_field() {
    let base = DraftCopy::default().fold([typed("x", Path::field("a"), "both")]);
    let one = base.clone().fold([typed("x", Path::field("a"), "one")]);
    let two = base.fold([typed("x", Path::field("a"), "two")]);
    let merged = merge(one, two).copy;
    assert_eq!((merged.answers.text("a"), merged.kept()[0].answer.clone().unwrap()), ("two", "one".into()));
}

#[test]
fn changes_that_came_too_late_lie_beside_what_was_written_meanwhile() {
    let text = |path: &str, answer: &str| Change {
        path: Path::read(path),
        answer: (!answer.is_empty()).then(|| answer.into()),
    };
    let by = |who: &str, changes: Vec<Change>| {
        let who = who.to_string();
        changes.into_iter().map(move |change| Edit { by: who.clone(), at: 1, deed: Deed::Change(change) })
    };
    let row = |id: &str, name: &str| {
        let mut row = Row::new(id);
        row.answers.insert("name".into(), name.into());
        row
    };
    let rows = |rows: Vec<Row>| Change { path: Path::field("team"), answer: Some(Answer::Rows(rows)) };
    let stored = DraftCopy::default()
        .fold(by("a", vec![text("town", "Zarautz"), rows(vec![row("r1", "Ann")])]))
        .fold(by("b", vec![text("town", "Getaria"), text("team.r1.name", "Ana"), text("code", "7")]));
    let late = vec![
        text("town", "Zumaia"),
        text("code", ""),
        text("street", "Kale Nagusia"),
        rows(vec![row("r1", "Ann"), row("r2", "Bo")]),
    ];
    let both = lay_beside(stored.clone(), late, "c", 2);
    let (answers, kept) = (&both.answers, both.kept());
    let kept = |path: &str| {
        let found =
            kept.iter().find(|kept| kept.path == Path::read(path)).and_then(|kept| kept.answer.as_ref());
        found.map_or("", Answer::text).to_string()
    };
    let mut towns = [answers.text("town"), &kept("town")];
    towns.sort_unstable();
    assert_eq!(towns, ["Getaria", "Zumaia"]);
    let rows = answers.rows("team");
    let mut names = [rows[0].text("name"), &kept("team.r1.name")];
    names.sort_unstable();
    assert_eq!(names, ["Ana", "Ann"]);
    assert_eq!((rows.len(), rows[1].text("name"), answers.text("street")), (2, "Bo", "Kale Nagusia"));
    assert_eq!((answers.text("code"), kept("street").as_str()), ("7", ""));
    assert_eq!(lay_beside(stored.clone(), Vec::new(), "c", 2), stored);
}
