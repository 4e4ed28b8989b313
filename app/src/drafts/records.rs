//! What lies in the stores, as JSON text. Fields may be added, with a default; none may change its meaning.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::answers::Answers;
use shared::draft::{Change, fold};
use shared::evidence::MediaType;
use shared::manifest::FileEntry;
use wasm_bindgen::JsValue;

use super::DraftError;

/// Bytes of a chunk of a file.
pub const CHUNK: u32 = 1 << 20;

/// Of a draft: everything but journal, files and what was sent.
#[derive(Serialize, Deserialize)]
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
}

/// An entry of the journal.
#[derive(Serialize, Deserialize)]
pub struct Entry {
    pub seq: u32,
    /// Milliseconds since 1970.
    pub at: i64,
    pub what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Change(Change),
    Locale(String),
}

#[derive(Serialize, Deserialize)]
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

pub fn encode(record: &impl Serialize) -> Result<JsValue, DraftError> {
    serde_json::to_string(record).map(|text| JsValue::from_str(&text)).map_err(|_| DraftError::Broken)
}

pub fn decode<T: DeserializeOwned>(value: &JsValue) -> Result<T, DraftError> {
    if value.is_undefined() {
        return Err(DraftError::Lost);
    }
    let text = value.as_string().ok_or(DraftError::Broken)?;
    serde_json::from_str(&text).map_err(|_| DraftError::Broken)
}

/// All records of an array.
pub fn decode_all<T: DeserializeOwned>(values: &JsValue) -> Result<Vec<T>, DraftError> {
    js_sys::Array::from(values).iter().map(|value| decode(&value)).collect()
}
