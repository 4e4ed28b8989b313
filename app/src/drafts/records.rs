//! What lies in the stores, as JSON text. Fields may be added, with a default; none may change its meaning.

use serde::Serialize;
use shared::answers::Answers;
use shared::evidence::MediaType;
use shared::json::{Json, Read};
use shared::manifest::FileEntry;
use shared::read_fields;
use wasm_bindgen::JsValue;

use super::DraftError;
use crate::json;

/// Bytes of a chunk of a file.
pub const CHUNK: u32 = 1 << 20;

/// Of a draft: everything but journal, files and what was sent. `S` is a `Snapshot`, or a `Plain` one to save the
/// reading of its history. Only a whole one may be written over another.
#[derive(Clone, Serialize)]
pub struct DraftRecord<S> {
    pub capability: String,
    pub call: String,
    pub form_version: u32,
    pub created_at: i64,
    /// How many values lie beside those that count: what the history says, for those who do not read it.
    pub kept: u32,
    #[serde(flatten)]
    pub now: S,
}

/// A draft in which nothing is written yet: what a `DraftRecord` is then, in a form that is lighter to write.
#[derive(Default, Serialize)]
pub struct NewRecord<'a> {
    pub capability: &'a str,
    pub call: &'a str,
    pub form_version: u32,
    pub created_at: i64,
    pub seq: u32,
    pub saved_at: i64,
    pub locale: &'a str,
    pub snapshot: Answers,
}

#[derive(Clone, Serialize)]
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

read_fields!(FileRecord { sha256, name, media_type, size, chunks, added_at });

impl<S: Read> Read for DraftRecord<S> {
    fn read(json: Json) -> Option<Self> {
        let mut fields = json.fields()?;
        Some(Self {
            capability: fields.take("capability")?,
            call: fields.take("call")?,
            form_version: fields.take("form_version")?,
            created_at: fields.take("created_at")?,
            kept: fields.take::<Option<_>>("kept")?.unwrap_or_default(),
            now: S::read(Json::Map(fields))?,
        })
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

#[cfg(test)]
mod tests {
    use shared::answers::Answer;
    use shared::history::History;
    use shared::journal::{Entry, Plain, Snapshot};

    use super::*;

    /// The stores of a draft as the first program wrote them, by name.
    fn stored() -> serde_json::Value {
        let text = include_str!("../../../tests/fixtures/drafts/format-1.json");
        serde_json::from_str(text).unwrap_or_default()
    }

    fn all<T: Read>(store: &str) -> Vec<T> {
        let stored = stored();
        let records = stored[store].as_array().cloned().unwrap_or_default();
        let text = |record: &serde_json::Value| record[1].as_str().unwrap_or_default().to_string();
        records.iter().filter_map(|record| shared::json::read(&text(record))).collect()
    }

    #[test]
    fn drafts_of_the_first_program_open_for_ever() {
        let (record, entries) = (all::<DraftRecord<Snapshot>>("drafts").remove(0), all::<Entry>("journal"));
        assert_eq!((record.now.seq, entries.len(), all::<FileRecord>("files").len()), (25, 17, 1));
        assert_eq!((record.form_version, record.capability.len(), record.kept), (1, 43, 0));
        let now = record.now.fold(entries.clone());
        let answers = &now.answers;
        assert_eq!(
            (now.seq, answers.text("school_town"), answers.text("school_website")),
            (42, "Zumaia", "")
        );
        let names: Vec<&str> = answers.rows("team").iter().map(|row| row.text("name")).collect();
        assert_eq!((names.len(), names[2]), (4, "Γιώργος Παπαδόπουλος"));
        assert!(matches!(answers.0.get("school_levels"), Some(Answer::Choices(levels)) if levels.len() > 1));
        assert_eq!(now.history, History::default());
        let plain = all::<DraftRecord<Plain>>("drafts").remove(0).now.fold(entries);
        assert_eq!((plain.seq, plain.answers), (now.seq, now.answers));
    }

    #[test]
    fn a_new_draft_is_read_as_one_without_answers() {
        let new = NewRecord {
            capability: "c",
            call: "demo",
            form_version: 1,
            created_at: 5,
            saved_at: 5,
            ..NewRecord::default()
        };
        let record: Option<DraftRecord<Snapshot>> =
            serde_json::to_string(&new).ok().and_then(|text| shared::json::read(&text));
        let now = Snapshot { saved_at: 5, ..Snapshot::default() };
        assert!(record.is_some_and(|record| record.now == now && record.call == "demo" && record.kept == 0));
    }

    #[test]
    fn a_draft_is_read_as_it_was_written() {
        let mut record = all::<DraftRecord<Snapshot>>("drafts").remove(0);
        let mut entries = all::<Entry>("journal");
        entries.iter_mut().for_each(|entry| entry.by = "k3f9x2ab".into());
        record.now = record.now.fold(entries);
        let text = serde_json::to_string(&record).unwrap_or_default();
        let again = shared::json::read::<DraftRecord<Snapshot>>(&text).map(|record| record.now);
        assert_eq!(again, Some(record.now));
    }
}
