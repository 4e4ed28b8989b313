//! A draft as one file: out of this browser and into another one. The file is written and read by a program of its own.

use std::rc::Rc;

use draft_file::{FileFault, FileInfo, Index};
use js_sys::{Array, Uint8Array};
use shared::answers::Answers;
use shared::evidence::{MediaType, display_name};
use shared::forms::APPLICATION;
use shared::history::History;
use shared::journal::{Entry, Snapshot, What};
use shared::json::{Json, Read};
use shared::manifest::{FileEntry, SubmissionId};
use wasm_bindgen::JsValue;

use super::idb::{self, Op, Query};
use super::keys;
use super::past::{kept, whole};
use super::records::{DraftRecord, FileRecord, encode};
use super::store::{Records, file_bytes, file_steps, new_id, remains};
use super::{Change, Draft, DraftError, Sent};
use crate::bytes::{random, sha256_hex, short_name};
use crate::json;
use crate::worker::{Program, bytes_of, member, object};

pub use draft_file::{EXTENSION, MAX_BYTES};

/// A slow phone, the largest draft.
const LIMIT_MS: u32 = 300_000;

/// Bytes of a capability as text.
const CAPABILITY_LEN: usize = 43;

/// A draft that came in a file, and is nowhere yet.
pub struct Carried {
    pub id: SubmissionId,
    pub(super) record: DraftRecord<Snapshot>,
    pub(super) sent: Option<Sent>,
    pub(super) files: Vec<CarriedFile>,
}

pub(super) struct CarriedFile {
    pub entry: FileEntry,
    pub added_at: i64,
    bytes: Uint8Array,
}

impl CarriedFile {
    /// The steps that keep it with a draft; `Broken` if it has not the hash it should have.
    pub async fn steps(&self, id: &SubmissionId) -> Result<Vec<Op>, DraftError> {
        if sha256_hex(&self.bytes).await != self.entry.sha256 {
            return Err(DraftError::Broken);
        }
        file_steps(id, &self.entry, self.added_at, &self.bytes)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file, and why it cannot be taken.
    File(FileFault),
    /// This browser's store, or a file in it that is damaged.
    Draft(DraftError),
    /// The program for it did not come or did not get to its end.
    Stopped,
}

impl From<DraftError> for Trouble {
    fn from(error: DraftError) -> Self {
        Self::Draft(error)
    }
}

/// A draft as a file, and what could not be put into it.
pub struct Exported {
    pub file: Uint8Array,
    /// Names of the files that are damaged, or cannot be read here.
    pub left_out: Vec<String>,
}

/// The file of a draft as it is on this page: what the store has, with what it has not yet taken. Where nothing can be
/// read there, it is made of what the page has in memory. The passphrase has to be in NFC.
pub async fn export(
    here: Draft,
    unsaved: Vec<Change>,
    passphrase: Option<&str>,
) -> Result<Exported, Trouble> {
    let id = &here.id.clone();
    let Records { mut draft, files: all, sent, .. } = match whole(id).await {
        Ok(stored) => stored,
        Err(_) => from_memory(here),
    };
    draft.now = with_unsaved(draft.now, unsaved);
    let (mut files, mut bytes, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for file in all {
        match file_bytes(id, &file.sha256).await {
            Ok(found) => {
                bytes.push(found);
                files.push(file);
            }
            // What one file has lost must not keep everything else in a browser that loses files.
            Err(_) => left_out.push(file.name),
        }
    }
    let texts = texts(id, draft, files, sent.as_ref()).map_err(|_| DraftError::Broken)?;
    let salt: [u8; 16] = random().ok_or(DraftError::Unavailable)?;
    let nonce: [u8; 19] = random().ok_or(DraftError::Unavailable)?;
    let question = [
        ("texts", texts.iter().map(JsValue::from).collect::<Array>().into()),
        ("passphrase", passphrase.into()),
        ("salt", Uint8Array::from(salt.as_slice()).into()),
        ("nonce", Uint8Array::from(nonce.as_slice()).into()),
    ];
    let answer = ask(&question, &bytes).await?;
    let file = bytes_of(&answer).pop().ok_or(Trouble::Stopped)?;
    Ok(Exported { file, left_out })
}

fn with_unsaved(now: Snapshot, unsaved: Vec<Change>) -> Snapshot {
    let (by, at) = (short_name(), js_sys::Date::now() as i64);
    let entry = |(seq, change)| Entry { seq, at, by: by.clone(), what: What::Change(change) };
    let entries = (now.seq + 1..).zip(unsaved).map(entry).collect();
    now.fold(entries)
}

/// The history of a draft is nowhere but in the store.
fn from_memory(here: Draft) -> Records<Snapshot> {
    let Draft { capability, call, form_version, locale, answers, files, created_at, saved_at, sent, .. } =
        here;
    let now = Snapshot { seq: 0, saved_at, locale, answers, history: History::default() };
    let record = |(added_at, file): (i64, FileEntry)| FileRecord {
        chunks: 0,
        sha256: file.sha256,
        name: file.name,
        media_type: file.media_type,
        size: file.size,
        added_at,
    };
    Records {
        draft: DraftRecord { capability, call, form_version, created_at, kept: 0, now },
        journal: Vec::new(),
        files: (created_at..).zip(files).map(record).collect(),
        sent,
    }
}

fn texts(
    id: &SubmissionId,
    draft: DraftRecord<Snapshot>,
    files: Vec<FileRecord>,
    sent: Option<&Sent>,
) -> serde_json::Result<[String; 4]> {
    let answers = serde_json::to_string(&draft.now.answers)?;
    let sent = sent.map(serde_json::to_string).transpose()?.unwrap_or_default();
    let history = serde_json::to_string(&draft.now.history)?;
    Ok([serde_json::to_string(&index_of(id, draft, files))?, answers, history, sent])
}

fn index_of(id: &SubmissionId, draft: DraftRecord<Snapshot>, files: Vec<FileRecord>) -> Index {
    let info = |file: FileRecord| FileInfo {
        sha256: file.sha256,
        name: file.name,
        media_type: file.media_type.mime().into(),
        added_at: file.added_at,
    };
    Index {
        id: id.as_str().into(),
        capability: draft.capability,
        call: draft.call,
        form_version: draft.form_version,
        locale: draft.now.locale,
        created_at: draft.created_at,
        saved_at: draft.now.saved_at,
        files: files.into_iter().map(info).collect(),
    }
}

/// What is in a file. Nothing is kept of it; the array given is empty afterwards.
pub async fn examine(file: Uint8Array, passphrase: Option<&str>) -> Result<Carried, Trouble> {
    let answer = ask(&[("passphrase", passphrase.into())], &[file]).await?;
    let texts = Array::from(&member(&answer, "texts"));
    let texts: Vec<String> = texts.iter().filter_map(|text| text.as_string()).collect();
    let texts: [String; 4] = texts.try_into().map_err(|_| Trouble::Stopped)?;
    understand(texts, bytes_of(&answer)).map_err(Trouble::File)
}

/// Only what could have been made here is taken: a file may come from anybody.
fn understand(texts: [String; 4], bytes: Vec<Uint8Array>) -> Result<Carried, FileFault> {
    let [index, answers, history, sent] = texts;
    let Told(index) = json::read(&index).ok_or(FileFault::Damaged)?;
    if index.form_version > APPLICATION.version {
        return Err(FileFault::Newer);
    }
    let id = SubmissionId::parse(&index.id).ok_or(FileFault::Damaged)?;
    let answers: Answers = json::read(&answers).ok_or(FileFault::Damaged)?;
    let history: History = match history.as_str() {
        "" => History::default(),
        history => json::read(history).ok_or(FileFault::Damaged)?,
    };
    let sent = match sent.as_str() {
        "" => None,
        sent => Some(json::read::<Sent>(sent).ok_or(FileFault::Damaged)?),
    };
    let is_right = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let capability_fits = index.capability.len() == CAPABILITY_LEN && index.capability.bytes().all(is_right);
    let sent_fits = sent.as_ref().is_none_or(|sent| sent.manifest.submission == id);
    if !capability_fits || !sent_fits || bytes.len() != index.files.len() {
        return Err(FileFault::Damaged);
    }
    let files: Result<Vec<CarriedFile>, FileFault> =
        index.files.into_iter().zip(bytes).map(|(info, bytes)| carried_file(info, bytes)).collect();
    let now = Snapshot { seq: 0, saved_at: index.saved_at, locale: index.locale, answers, history };
    let record = DraftRecord {
        kept: kept(&now),
        capability: index.capability,
        call: index.call,
        form_version: index.form_version,
        created_at: index.created_at,
        now,
    };
    Ok(Carried { id, record, sent, files: files? })
}

/// An index as the program tells it.
struct Told(Index);

impl Read for Told {
    fn read(json: Json) -> Option<Self> {
        let mut json = json.fields()?;
        let mut files = Vec::new();
        for file in json.pull("files").list()? {
            let mut file = file.fields()?;
            files.push(FileInfo {
                sha256: file.take("sha256")?,
                name: file.take("name")?,
                media_type: file.take("media_type")?,
                added_at: file.take("added_at")?,
            });
        }
        Some(Self(Index {
            id: json.take("id")?,
            capability: json.take("capability")?,
            call: json.take("call")?,
            form_version: json.take("form_version")?,
            locale: json.take("locale")?,
            created_at: json.take("created_at")?,
            saved_at: json.take("saved_at")?,
            files,
        }))
    }
}

fn carried_file(info: FileInfo, bytes: Uint8Array) -> Result<CarriedFile, FileFault> {
    // A kind that is not known here is known to a later version.
    let media_type = MediaType::from_mime(&info.media_type).ok_or(FileFault::Newer)?;
    let entry = FileEntry {
        sha256: info.sha256,
        name: display_name(&info.name),
        size: u64::from(bytes.length()),
        media_type,
    };
    Ok(CarriedFile { entry, added_at: info.added_at, bytes })
}

impl Carried {
    pub fn answers(&self) -> &Answers {
        &self.record.now.answers
    }

    pub fn call(&self) -> &str {
        &self.record.call
    }

    /// Milliseconds since 1970.
    pub fn saved_at(&self) -> i64 {
        self.record.now.saved_at
    }

    pub fn reference(&self) -> Option<&str> {
        self.sent.as_ref().map(|sent| sent.receipt.statement.reference.as_str())
    }

    pub fn file_count(&self) -> usize {
        self.files.len()
    }

    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.entry.size).sum()
    }

    /// Whether this browser has the draft already, perhaps in another state.
    pub async fn is_here(&self) -> Result<bool, DraftError> {
        let found = idb::read(&[Query::Get(idb::DRAFTS, self.id.as_str().into())]).await?;
        Ok(!found[0].is_undefined())
    }

    /// Keeps the draft in this browser, protected if a passphrase is given. `TakenOver` if it is here already.
    pub async fn import_as_new(&self, passphrase: Option<&str>) -> Result<SubmissionId, DraftError> {
        // The key of the one that is here must not be put aside.
        if self.is_here().await? {
            return Err(DraftError::TakenOver);
        }
        self.keep(&self.id, &self.record, self.sent.as_ref(), passphrase).await?;
        Ok(self.id.clone())
    }

    /// Keeps it beside the one that is here: another draft, of which nothing was sent.
    pub async fn import_as_copy(&self, passphrase: Option<&str>) -> Result<SubmissionId, DraftError> {
        let (id, capability) = new_id()?;
        let record = DraftRecord { capability, ..self.record.clone() };
        self.keep(&id, &record, None, passphrase).await?;
        Ok(id)
    }

    async fn keep(
        &self,
        id: &SubmissionId,
        record: &DraftRecord<Snapshot>,
        sent: Option<&Sent>,
        passphrase: Option<&str>,
    ) -> Result<(), DraftError> {
        let Some(passphrase) = passphrase else { return self.write(id, record, sent, None).await };
        // Before the files: their names in the stores depend on the key.
        let vault = keys::guard(id, passphrase).await?;
        let written = self.write(id, record, sent, Some(vault)).await;
        written.inspect_err(|_| keys::forget(id))
    }

    /// In one transaction: after whatever happens, all of the draft is there or nothing.
    async fn write(
        &self,
        id: &SubmissionId,
        record: &DraftRecord<Snapshot>,
        sent: Option<&Sent>,
        vault: Option<Op>,
    ) -> Result<(), DraftError> {
        // First, so that nothing else is done if the draft is there.
        let mut steps = vec![Op::Add(idb::DRAFTS, id.as_str().into(), encode(record)?)];
        steps.extend(remains(id));
        steps.extend(vault);
        for file in &self.files {
            steps.extend(file.steps(id).await?);
        }
        if let Some(sent) = sent {
            steps.push(Op::Put(idb::SENT, id.as_str().into(), encode(sent)?));
        }
        idb::apply(steps).await
    }
}

thread_local! {
    // It does not stay: it holds the memory of a whole draft.
    static PROGRAM: Rc<Program> = Rc::new(Program::new("draft_file", false));
}

async fn ask(question: &[(&str, JsValue)], bytes: &[Uint8Array]) -> Result<JsValue, Trouble> {
    let answer = PROGRAM.with(Rc::clone).ask(&object(question), bytes, LIMIT_MS).await;
    let answer = answer.ok_or(Trouble::Stopped)?;
    match member(&answer, "fault").as_string() {
        None => Ok(answer),
        Some(fault) => Err(FileFault::named(&fault).map_or(Trouble::Stopped, Trouble::File)),
    }
}
