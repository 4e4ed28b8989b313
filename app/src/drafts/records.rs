//! What lies in the stores, as JSON text. Fields may be added, with a default; none may change its meaning.

use serde::Serialize;
use shared::answers::Answers;
use shared::draft::{Change, fold};
use shared::evidence::MediaType;
use shared::json::{Json, Read};
use shared::manifest::FileEntry;
use shared::read_fields;
use wasm_bindgen::JsValue;

use super::DraftError;
use crate::json;

/// Bytes of a chunk of a file.
pub const CHUNK: u32 = 1 << 20;

/// Of a draft: everything but journal, files and what was sent.
#[derive(Clone, Serialize)]
pub struct DraftRecord {
    pub capability: String,
    pub call: String,
    pub form_version: u32,
    pub locale: String,
    pub created_at: i64,
    pub saved_at: i64,
    /// Number of the last entry of the journal that the snapshot holds.
    pub seq: u32,
    pub snapshot: Answers,
    /// What a file brought along of how the answers came about, as JSON; given to the next file untouched.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub history: String,
}

/// An entry of the journal.
#[derive(Serialize)]
pub struct Entry {
    pub seq: u32,
    /// Milliseconds since 1970.
    pub at: i64,
    pub what: What,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Change(Change),
    Locale(String),
}

#[derive(Serialize)]
pub struct FileRecord {
    pub sha256: String,
    pub name: String,
    pub media_type: MediaType,
    pub size: u64,
    pub chunks: u32,
    pub added_at: i64,
}

impl FileRecord {
    pub fn entry(self) -> FileEntry {
        FileEntry { sha256: self.sha256, name: self.name, size: self.size, media_type: self.media_type }
    }
}

impl DraftRecord {
    /// Folds what came after the snapshot into it.
    pub fn fold(self, journal: Vec<Entry>) -> Self {
        let Self { mut seq, mut saved_at, mut locale, snapshot, .. } = self;
        let mut changes = Vec::with_capacity(journal.len());
        for entry in journal.into_iter().filter(|entry| entry.seq > self.seq) {
            seq = entry.seq;
            saved_at = saved_at.max(entry.at);
            match entry.what {
                What::Change(change) => changes.push(change),
                What::Locale(given) => locale = given,
            }
        }
        Self { seq, saved_at, locale, snapshot: fold(snapshot, changes), ..self }
    }
}

read_fields!(DraftRecord { capability, call, form_version, locale, created_at, saved_at, seq, snapshot, history = String::new() });
read_fields!(Entry { seq, at, what });
read_fields!(FileRecord { sha256, name, media_type, size, chunks, added_at });

impl Read for What {
    fn read(json: Json) -> Option<Self> {
        let (name, of) = json.fields()?.0.pop()?;
        match name.as_str() {
            "change" => Change::read(of).map(Self::Change),
            "locale" => of.text().map(Self::Locale),
            _ => None,
        }
    }
}

pub fn encode(record: &impl Serialize) -> Result<JsValue, DraftError> {
    serde_json::to_string(record).map(|text| JsValue::from_str(&text)).map_err(|_| DraftError::Broken)
}

pub fn decode<T: Read>(value: &JsValue) -> Result<T, DraftError> {
    if value.is_undefined() {
        return Err(DraftError::Lost);
    }
    let text = value.as_string().ok_or(DraftError::Broken)?;
    json::read(&text).ok_or(DraftError::Broken)
}

/// All records of an array.
pub fn decode_all<T: Read>(values: &JsValue) -> Result<Vec<T>, DraftError> {
    let mut all = Vec::new();
    for value in js_sys::Array::from(values).iter() {
        all.push(decode(&value)?);
    }
    Ok(all)
}
