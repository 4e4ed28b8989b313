//! What a person typed, as typed: a map from field id to answer that may be incomplete or wrong.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{Json, Read};
use crate::record::Record;

/// One answer. In JSON a text, a list of texts, or a list of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    Text(String),
    Choices(Vec<String>),
    Rows(Vec<Row>),
}

/// One row of a table, under an id that never changes while the row lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub id: String,
    pub answers: Record,
}

/// All answers of a form, by field id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub Record);

/// Where an answer stands: `school_name`, or `team.k3f9.name` inside rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Path(String);

impl Path {
    pub fn field(id: &str) -> Self {
        Self(id.to_string())
    }

    pub fn cell(rows: &str, row: &str, field: &str) -> Self {
        let mut path = String::with_capacity(rows.len() + row.len() + field.len() + 2);
        for part in [rows, ".", row, ".", field] {
            path.push_str(part);
        }
        Self(path)
    }

    /// A path as it is written.
    pub fn read(text: &str) -> Self {
        Self(text.to_string())
    }

    /// Rows and row if it lies in some, and the field.
    pub fn parts(&self) -> (Option<(&str, &str)>, &str) {
        match self.0.split_once('.') {
            Some((rows, rest)) => match rest.split_once('.') {
                Some((row, field)) => (Some((rows, row)), field),
                None => (None, &self.0),
            },
            None => (None, &self.0),
        }
    }

    /// The field of the form it belongs to: itself, or its rows.
    pub fn top(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An HTML id and fragment for it.
    pub fn html_id(&self) -> String {
        self.0.replace('.', "-")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Answer {
    /// Whether nothing was answered.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => crate::text::is_blank(text),
            Self::Choices(choices) => choices.is_empty(),
            Self::Rows(rows) => rows.is_empty(),
        }
    }

    /// The text, or nothing if it is no text.
    pub fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    pub fn choices(&self) -> &[String] {
        if let Self::Choices(choices) = self { choices } else { &[] }
    }

    pub fn rows(&self) -> &[Row] {
        if let Self::Rows(rows) = self { rows } else { &[] }
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl Row {
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), answers: Record::new() }
    }

    pub fn text(&self, field: &str) -> &str {
        self.answers.get(field).map_or("", Answer::text)
    }
}

impl Answers {
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", Answer::text)
    }

    pub fn choices(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Answer::choices)
    }

    pub fn rows(&self, field: &str) -> &[Row] {
        self.0.get(field).map_or(&[], Answer::rows)
    }

    pub fn row(&self, rows: &str, id: &str) -> Option<&Row> {
        self.rows(rows).iter().find(|row| row.id == id)
    }

    pub fn get(&self, path: &Path) -> Option<&Answer> {
        match path.parts() {
            (Some((rows, row)), field) => self.row(rows, row)?.answers.get(field),
            (None, field) => self.0.get(field),
        }
    }

    /// Puts an answer in its place; a row that is not there yet is added at the end. A blank answer is removed.
    pub fn set(&mut self, path: &Path, answer: Answer) {
        let (place, field) = path.parts();
        let map = match place {
            Some((rows, row)) => &mut self.row_mut(rows, row).answers,
            None => &mut self.0,
        };
        // White space that was typed is kept, since taking it away would move the caret of the person typing.
        let gone = match &answer {
            Answer::Text(text) => text.is_empty(),
            other => other.is_blank(),
        };
        if gone {
            map.remove(field);
        } else {
            map.insert(field.to_string(), answer);
        }
    }

    fn row_mut(&mut self, rows: &str, id: &str) -> &mut Row {
        let list = self.rows_mut(rows);
        let at = list.iter().position(|row| row.id == id).unwrap_or_else(|| {
            list.push(Row::new(id));
            list.len() - 1
        });
        &mut list[at]
    }

    /// The rows of a field, made empty if there was another answer.
    pub fn rows_mut(&mut self, field: &str) -> &mut Vec<Row> {
        if !matches!(self.0.get(field), Some(Answer::Rows(_))) {
            self.0.insert(field.to_string(), Answer::Rows(Vec::new()));
        }
        match self.0.get_mut(field) {
            Some(Answer::Rows(rows)) => rows,
            _ => unreachable!("was just made rows"),
        }
    }
}

impl Read for Path {
    fn read(json: Json) -> Option<Self> {
        json.text().map(Self)
    }
}

impl Read for Answers {
    fn read(json: Json) -> Option<Self> {
        Record::read(json).map(Self)
    }
}

impl Read for Row {
    fn read(json: Json) -> Option<Self> {
        let mut fields = json.fields()?;
        Some(Self { id: fields.take("id")?, answers: fields.take("answers")? })
    }
}

impl Read for Record {
    fn read(json: Json) -> Option<Self> {
        let mut record = Self::new();
        for (field, answer) in json.fields()?.0 {
            record.insert(field, Answer::read(answer)?);
        }
        Some(record)
    }
}

impl Read for Answer {
    fn read(json: Json) -> Option<Self> {
        let list = match json {
            Json::List(list) => list,
            text => return text.text().map(Self::Text),
        };
        match list.first() {
            Some(Json::Map(_)) => Vec::read(Json::List(list)).map(Self::Rows),
            _ => Vec::read(Json::List(list)).map(Self::Choices),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnswerVisitor)
    }
}

struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list of texts or a list of rows")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Answer, E> {
        Ok(Answer::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Answer, A::Error> {
        let (mut choices, mut rows) = (Vec::new(), Vec::new());
        while let Some(element) = seq.next_element()? {
            match element {
                Element::Choice(choice) => choices.push(choice),
                Element::Row(row) => rows.push(row),
            }
        }
        match (choices.is_empty(), rows.is_empty()) {
            (false, false) => Err(de::Error::custom("a list of texts and rows")),
            (_, true) => Ok(Answer::Choices(choices)),
            (true, false) => Ok(Answer::Rows(rows)),
        }
    }
}

enum Element {
    Choice(String),
    Row(Row),
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct ElementVisitor;
        impl<'de> Visitor<'de> for ElementVisitor {
            type Value = Element;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a row")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Element, E> {
                Ok(Element::Choice(text.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
                Row::deserialize(MapAccessDeserializer::new(map)).map(Element::Row)
            }
        }
        from.deserialize_any(ElementVisitor)
    }
}
