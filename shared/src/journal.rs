//! The journal of a draft: every change as its own entry, folded now and then into a snapshot.
//! Knows no storage. Whoever has the snapshot and every later entry has the draft, with its history.

use serde::{Deserialize, Serialize};

use crate::answers::{Answers, Path};
use crate::draft::{self, Change};
use crate::history::{Deed, DraftCopy, Edit, History, Version};
use crate::json::{Fields, Json, Read};
use crate::read_fields;

/// The journal is folded into the snapshot when it is longer.
pub const JOURNAL_LIMIT: u32 = 200;

/// One entry of the journal. Fields may be added, with a default; none may change its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: u32,
    /// Milliseconds since 1970: to be shown, never to decide anything.
    pub at: i64,
    /// See `Version::by`. Empty in entries of programs that knew no authors.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Change(Change),
    Locale(String),
    /// See `Deed`.
    Choose(Path, Version),
    Dismiss(Path, Version),
}

/// What the entries up to number `seq` have led to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub seq: u32,
    pub saved_at: i64,
    pub locale: String,
    #[serde(rename = "snapshot")]
    pub answers: Answers,
    #[serde(default)]
    pub history: History,
}

read_fields!(Entry { seq, at, by = String::new(), what });

impl Read for What {
    fn read(json: Json) -> Option<Self> {
        let (name, of) = json.fields()?.0.pop()?;
        match name.as_str() {
            "change" => Change::read(of).map(Self::Change),
            "locale" => of.text().map(Self::Locale),
            "choose" => Read::read(of).map(|(path, version)| Self::Choose(path, version)),
            "dismiss" => Read::read(of).map(|(path, version)| Self::Dismiss(path, version)),
            _ => None,
        }
    }
}

impl Read for Snapshot {
    fn read(json: Json) -> Option<Self> {
        let mut fields = json.fields()?;
        let history = fields.take::<Option<_>>("history")?.unwrap_or_default();
        let Plain { seq, saved_at, locale, answers } = Plain::take(&mut fields)?;
        Some(Self { seq, saved_at, locale, answers, history })
    }
}

impl Snapshot {
    /// The same with what came after it. To compact, put the outcome in its place and delete the entries up to its
    /// `seq`, in one transaction; entries with higher numbers may be written meanwhile.
    pub fn fold(self, journal: Vec<Entry>) -> Self {
        let Self { mut seq, mut saved_at, mut locale, mut answers, mut history } = self;
        let mut edits = Vec::with_capacity(journal.len());
        for entry in journal.into_iter().filter(|entry| entry.seq > self.seq) {
            seq = entry.seq;
            saved_at = saved_at.max(entry.at);
            let deed = match entry.what {
                What::Locale(given) => {
                    locale = given;
                    continue;
                }
                // Before the first author there is no history to keep.
                What::Change(change)
                    if entry.by.is_empty() && edits.is_empty() && history == History::default() =>
                {
                    answers = draft::fold(answers, [change]);
                    continue;
                }
                What::Change(change) => Deed::Change(change),
                What::Choose(path, version) => Deed::Choose(path, version),
                What::Dismiss(path, version) => Deed::Dismiss(path, version),
            };
            edits.push(Edit { by: entry.by, at: entry.at, deed });
        }
        DraftCopy { answers, history } = DraftCopy { answers, history }.fold(edits);
        Self { seq, saved_at, locale, answers, history }
    }

    pub fn copy(self) -> DraftCopy {
        DraftCopy { answers: self.answers, history: self.history }
    }
}

/// A snapshot without its history, which takes reading and folding that nobody needs to see a draft and to write in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plain {
    pub seq: u32,
    pub saved_at: i64,
    pub locale: String,
    #[serde(rename = "snapshot")]
    pub answers: Answers,
}

impl Read for Plain {
    fn read(json: Json) -> Option<Self> {
        Self::take(&mut json.fields()?)
    }
}

impl Plain {
    fn take(fields: &mut Fields) -> Option<Self> {
        Some(Self {
            seq: fields.take("seq")?,
            saved_at: fields.take("saved_at")?,
            locale: fields.take("locale")?,
            answers: fields.take("snapshot")?,
        })
    }

    /// The same answers as by `Snapshot::fold`, as long as each change is of what its author had before their eyes.
    /// Deeds about kept values are passed over: they need the history, so whoever does one writes a snapshot at once.
    pub fn fold(self, journal: Vec<Entry>) -> Self {
        let Self { mut seq, mut saved_at, mut locale, answers } = self;
        let mut changes = Vec::with_capacity(journal.len());
        for entry in journal.into_iter().filter(|entry| entry.seq > self.seq) {
            seq = entry.seq;
            saved_at = saved_at.max(entry.at);
            match entry.what {
                What::Change(change) => changes.push(change),
                What::Locale(given) => locale = given,
                What::Choose(..) | What::Dismiss(..) => {}
            }
        }
        Self { seq, saved_at, locale, answers: draft::fold(answers, changes) }
    }
}

/// Whether it is time to compact, with so many entries since the last time.
pub fn is_long(unfolded: u32) -> bool {
    unfolded > JOURNAL_LIMIT
}

/// How long a write that failed so many times in a row waits for the next try, in milliseconds.
pub fn retry_ms(failures: u32) -> u32 {
    match failures {
        0 | 1 => 1_000,
        2 => 2_000,
        3 => 5_000,
        _ => 10_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Answer, Row};

    fn entry(seq: u32, by: &str, path: &str, answer: Answer) -> Entry {
        let change = Change { path: Path::read(path), answer: Some(answer) };
        Entry { seq, at: i64::from(seq), by: by.into(), what: What::Change(change) }
    }

    fn journal() -> Vec<Entry> {
        let rows = |ids: &[&str]| Answer::Rows(ids.iter().map(|id| Row::new(*id)).collect());
        vec![
            entry(1, "", "a", "1".into()),
            entry(2, "", "team", rows(&["r1"])),
            entry(3, "x", "team.r1.name", "Ann".into()),
            Entry { seq: 4, at: 4, by: "x".into(), what: What::Locale("es".into()) },
            entry(5, "x", "team", rows(&["r1", "r2"])),
            entry(6, "y", "a", "2".into()),
            entry(7, "y", "team.r2.name", "Bo".into()),
        ]
    }

    #[test]
    fn wherever_it_is_compacted_the_draft_and_its_history_are_the_same() {
        let whole = Snapshot::default().fold(journal());
        assert_eq!((whole.seq, whole.saved_at, whole.locale.as_str()), (7, 7, "es"));
        assert_eq!((whole.answers.text("a"), whole.answers.rows("team").len()), ("2", 2));
        for cut in 0..=journal().len() {
            let snapshot = Snapshot::default().fold(journal()[..cut].to_vec());
            let Snapshot { seq, saved_at, locale, answers, .. } = snapshot.clone();
            let plain = Plain { seq, saved_at, locale, answers }.fold(journal()[cut..].to_vec());
            assert_eq!((plain.seq, &plain.answers), (7, &whole.answers), "cut at {cut}");
            // Entries that the snapshot holds may still be there.
            for first in 0..=cut {
                assert_eq!(snapshot.clone().fold(journal()[first..].to_vec()), whole, "cut at {cut}");
            }
        }
    }

    #[test]
    fn records_of_the_time_before_histories_still_read() {
        let old = r#"{"seq":2,"saved_at":5,"locale":"en","snapshot":{"a":"1"}}"#;
        let snapshot: Snapshot = serde_json::from_str(old).unwrap();
        assert_eq!(crate::json::read(old), Some(snapshot.clone()));
        let old = r#"{"seq":3,"at":6,"what":{"change":{"path":"b","answer":"2"}}}"#;
        let entry: Entry = serde_json::from_str(old).unwrap();
        assert_eq!(crate::json::read(old), Some(entry.clone()));
        let folded = snapshot.fold(vec![entry]);
        assert_eq!((folded.answers.text("a"), folded.answers.text("b")), ("1", "2"));
        assert_eq!(folded.history, History::default());
    }

    #[test]
    fn the_browser_reads_what_it_wrote() {
        let version = Version { by: "x".into(), n: 3, at: 5 };
        let choose = What::Choose(Path::field("a"), version.clone());
        let mut entries = journal();
        for what in [choose, What::Dismiss(Path::field("a"), version)] {
            entries.push(Entry { seq: 8, at: 8, by: "x".into(), what });
        }
        let json = serde_json::to_string(&entries).unwrap();
        assert_eq!(crate::json::read(&json), Some(entries.clone()));
        let folded = Snapshot::default().fold(entries);
        let json = serde_json::to_string(&folded).unwrap();
        assert_eq!(crate::json::read(&json), Some(folded));
    }

    #[test]
    fn a_write_that_failed_is_tried_again_soon_and_for_ever() {
        assert!((0..100).all(|failures| (1_000..=10_000).contains(&retry_ms(failures))));
        assert!(!is_long(JOURNAL_LIMIT) && is_long(JOURNAL_LIMIT + 1));
    }
}
