//! Answers by field id, kept in the order of the ids, which is also their order in canonical JSON.
//!
//! A sorted list and no tree: a row has a dozen answers, so that a list is quicker to walk and lighter in the browser.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::answers::Answer;
use crate::form::Field;

/// The answers of a form, or of one of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record(Vec<(String, Answer)>);

/// Answers of a row at most.
const FEW: usize = 12;

impl Record {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn find(&self, field: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(id, _)| compare(id, field))
    }

    /// Where the answer to a field is. In a row it is found soonest by looking through it.
    pub(crate) fn place(&self, field: &str) -> Option<usize> {
        if self.0.len() <= FEW {
            return self.0.iter().position(|(id, _)| same(id, field));
        }
        self.find(field).ok()
    }

    /// The answer at a position that `place` told.
    pub(crate) fn at(&self, place: usize) -> &Answer {
        &self.0[place].1
    }

    pub fn get(&self, field: &str) -> Option<&Answer> {
        self.place(field).map(|at| &self.0[at].1)
    }

    pub fn get_mut(&mut self, field: &str) -> Option<&mut Answer> {
        self.place(field).map(|at| &mut self.0[at].1)
    }

    pub fn contains_key(&self, field: &str) -> bool {
        self.place(field).is_some()
    }

    /// Puts an answer in the place of the one that was there.
    pub fn insert(&mut self, field: String, answer: Answer) {
        // Answers mostly come in order, as they are kept and sent.
        if self.0.last().is_none_or(|(last, _)| *last < field) {
            return self.0.push((field, answer));
        }
        match self.find(&field) {
            Ok(at) => self.0[at].1 = answer,
            Err(at) => self.0.insert(at, (field, answer)),
        }
    }

    pub fn remove(&mut self, field: &str) -> Option<Answer> {
        self.find(field).ok().map(|at| self.0.remove(at).1)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&String, &Answer)> {
        self.0.iter().map(|(field, answer)| (field, answer))
    }

    pub fn keys(&self) -> impl ExactSizeIterator<Item = &String> {
        self.0.iter().map(|(field, _)| field)
    }

    pub fn values(&self) -> impl ExactSizeIterator<Item = &Answer> {
        self.0.iter().map(|(_, answer)| answer)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Record {
    type Item = (String, Answer);
    type IntoIter = std::vec::IntoIter<(String, Answer)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The order of ids. Most differ in their first letter, which is compared at once.
fn compare(one: &str, other: &str) -> Ordering {
    match (one.as_bytes(), other.as_bytes()) {
        ([first, ..], [second, ..]) if first != second => first.cmp(second),
        _ => one.cmp(other),
    }
}

/// Whether two ids are the same, for the most part without the call that comparing texts of any length costs.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        4..=8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        9..=16 => {
            one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk()
        }
        _ => one == other,
    }
}

/// Fields of a table in the order of their ids, to walk records in step with them.
pub(crate) struct InOrder {
    fields: &'static [Field],
    order: Vec<usize>,
}

impl InOrder {
    pub(crate) fn of(fields: &'static [Field]) -> Self {
        let mut order = Vec::with_capacity(fields.len());
        for at in 0..fields.len() {
            let place =
                order.partition_point(|earlier: &usize| compare(fields[*earlier].id, fields[at].id).is_lt());
            order.insert(place, at);
        }
        Self { fields, order }
    }

    /// Adds the answer to each field of the table, in the order of the table. One comparison for each is all it takes.
    pub(crate) fn spread<'a>(&self, record: &'a Record, answers: &mut Vec<Option<&'a Answer>>) {
        let start = answers.len();
        answers.resize(start + self.fields.len(), None);
        let mut left = record.0.as_slice();
        for at in &self.order {
            let field = self.fields[*at].id;
            // Answers to fields that are not of the table are passed over.
            while let [(id, _), rest @ ..] = left
                && !same(id, field)
                && compare(id, field).is_lt()
            {
                left = rest;
            }
            if let [(id, answer), rest @ ..] = left
                && same(id, field)
            {
                answers[start + at] = Some(answer);
                left = rest;
            }
        }
    }
}

impl FromIterator<(String, Answer)> for Record {
    fn from_iter<I: IntoIterator<Item = (String, Answer)>>(answers: I) -> Self {
        let mut record = Self::new();
        answers.into_iter().for_each(|(field, answer)| record.insert(field, answer));
        record
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct RecordVisitor;
        impl<'de> Visitor<'de> for RecordVisitor {
            type Value = Record;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
                let mut record = Record::new();
                while let Some((field, answer)) = map.next_entry()? {
                    record.insert(field, answer);
                }
                Ok(record)
            }
        }
        from.deserialize_map(RecordVisitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::forms::APPLICATION;

    #[test]
    fn a_record_is_the_same_as_a_tree_of_the_same_answers() {
        let (mut record, mut tree) = (Record::new(), BTreeMap::new());
        let few = ["team", "a", "school_name", "teams", "", "school", "a", "b"];
        let many: Vec<String> =
            (0..40).map(|at| format!("{}{}", ["id", "school_"][at % 2], at * 7 % 23)).collect();
        let ids = || few.into_iter().chain(many.iter().map(String::as_str));
        for (at, id) in few.into_iter().chain(ids()).chain(ids()).enumerate() {
            let answer = Answer::Text(at.to_string());
            if at % 5 == 4 {
                assert_eq!(record.remove(id), tree.remove(id));
            } else {
                record.insert(id.into(), answer.clone());
                tree.insert(id.to_string(), answer);
            }
            assert!(record.iter().eq(tree.iter()) && record.keys().eq(tree.keys()));
            assert_eq!((record.len(), record.is_empty()), (tree.len(), tree.is_empty()));
            for id in ids() {
                assert_eq!(record.get(id), tree.get(id));
                assert_eq!(record.contains_key(id), tree.contains_key(id));
            }
        }
        assert_eq!(serde_json::to_string(&record).unwrap(), serde_json::to_string(&tree).unwrap());
        assert_eq!(tree.into_iter().collect::<Record>(), record);
    }

    #[test]
    fn ids_are_the_same_if_they_are_the_same_texts() {
        let long = "abcdefghijklmnopqrstuvw";
        for length in 0..long.len() {
            let id = &long[..length];
            assert!(same(id, String::from(id).as_str()) && !same(id, &long[..length + 1]));
            for place in 0..length {
                let other = format!("{}X{}", &id[..place], &id[place + 1..]);
                assert!(!same(id, &other), "{id} {other}");
            }
        }
    }

    #[test]
    fn the_last_of_two_answers_under_one_id_counts_and_order_does_not() {
        let read = |json: &str| serde_json::from_str::<Record>(json).unwrap();
        assert_eq!(read(r#"{"b":"1","a":"2","b":"3"}"#), read(r#"{"a":"2","b":"3"}"#));
        assert!(serde_json::from_str::<Record>("[]").is_err());
    }

    #[test]
    fn walking_in_step_finds_what_looking_up_finds() {
        for (_, field) in APPLICATION.fields() {
            let Some(rows) = field.rows() else { continue };
            let in_order = InOrder::of(rows.fields);
            for left_out in 0..4 {
                let answered = rows.fields.iter().enumerate().filter(|(at, _)| at % 4 != left_out);
                let strangers = ["", "dad", "zebra"].into_iter();
                let ids = answered.map(|(_, cell)| cell.id).chain(strangers);
                let record: Record = ids.map(|id| (id.to_string(), id.into())).collect();
                let mut found = Vec::new();
                in_order.spread(&record, &mut found);
                let looked_up: Vec<_> = rows.fields.iter().map(|cell| record.get(cell.id)).collect();
                assert_eq!(found, looked_up, "{}", field.id);
            }
        }
    }
}
