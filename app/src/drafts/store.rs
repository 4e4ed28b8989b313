//! What can be done with drafts. Each function that writes is one transaction.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use shared::forms::{APPLICATION, SCHOOL_NAME};
use shared::journal::{Entry, Plain, What, is_long};
use shared::json::Read;
use shared::manifest::{FileEntry, SubmissionId};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::idb::{self, Op, Query};
use super::records::{CHUNK, DraftRecord, FileRecord, NewRecord, decode, decode_all, encode};
use super::{Change, Draft, DraftError, DraftHead, Sent, vault, writer};
use crate::bytes::{base64url, random, sha256_hex};
use crate::parts;

/// All drafts, the last saved one first. A draft that cannot be read is left out, and left alone.
pub async fn list() -> Result<Vec<DraftHead>, DraftError> {
    let everything = idb::range(&"".into(), &idb::key(&[]));
    let ids = idb::read(&[Query::Keys(idb::DRAFTS, everything)]).await?;
    let mut heads = Vec::new();
    for id in Array::from(&ids[0]).iter().filter_map(|id| SubmissionId::parse(&id.as_string()?)) {
        match load(&id).await {
            Ok((draft, _)) => {
                let at = heads.partition_point(|before: &DraftHead| before.saved_at >= draft.saved_at);
                heads.insert(at, head(draft));
            }
            Err(DraftError::Locked) => heads.push(locked_head(id)),
            Err(DraftError::Broken | DraftError::Lost) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(heads)
}

fn locked_head(id: SubmissionId) -> DraftHead {
    DraftHead { id, locked: true, school: String::new(), saved_at: 0, sent: None }
}

fn head(draft: Draft) -> DraftHead {
    DraftHead {
        locked: false,
        school: draft.answers.text(SCHOOL_NAME).trim().to_string(),
        id: draft.id,
        saved_at: draft.saved_at,
        sent: draft.sent,
    }
}

/// Makes an empty draft and says its id. `acquire` it before writing to it.
pub async fn create(call: &str, locale: &str) -> Result<SubmissionId, DraftError> {
    let (id, step) = first_step(call, locale)?;
    idb::apply(vec![step]).await?;
    Ok(id)
}

/// The step that makes an empty draft.
pub(super) fn first_step(call: &str, locale: &str) -> Result<(SubmissionId, Op), DraftError> {
    let (id, capability) = new_id()?;
    let at = now();
    let record = NewRecord {
        capability: &capability,
        call,
        form_version: APPLICATION.version,
        created_at: at,
        saved_at: at,
        locale,
        ..NewRecord::default()
    };
    let step = Op::Add(idb::DRAFTS, id.as_str().into(), encode(&record)?);
    Ok((id, step))
}

/// An id that no draft has, and the right to send under it.
pub(super) fn new_id() -> Result<(SubmissionId, String), DraftError> {
    let id = SubmissionId::from_bytes(random().ok_or(DraftError::Unavailable)?);
    let secret: [u8; 32] = random().ok_or(DraftError::Unavailable)?;
    Ok((id, base64url(&secret)))
}

pub async fn open(id: &SubmissionId) -> Result<Draft, DraftError> {
    let (draft, unfolded) = load(id).await?;
    if is_long(unfolded) && writer::is_writer(id) && !draft.is_newer() {
        spawn_local(fold(id.clone()));
    }
    Ok(draft)
}

/// The draft and the length of its journal.
async fn load(id: &SubmissionId) -> Result<(Draft, u32), DraftError> {
    let Records { draft, journal, files, sent } = records::<Plain>(id).await?;
    let unfolded = u32::try_from(journal.len()).unwrap_or(u32::MAX);
    let draft = DraftRecord { now: draft.now.fold(journal), ..draft };
    let files = files.into_iter().map(FileRecord::entry).collect();
    Ok((draft_of(id.clone(), draft, files, sent), unfolded))
}

/// A draft as it lies in the stores.
pub(super) struct Records<S> {
    pub draft: DraftRecord<S>,
    pub journal: Vec<Entry>,
    pub files: Vec<FileRecord>,
    pub sent: Option<Sent>,
}

pub(super) async fn records<S: Read>(id: &SubmissionId) -> Result<Records<S>, DraftError> {
    let draft = id.as_str();
    let found = idb::read(&[
        Query::Get(idb::DRAFTS, draft.into()),
        Query::Values(idb::JOURNAL, idb::below(&[draft.into()])),
        Query::Values(idb::FILES, idb::below(&[draft.into()])),
        Query::Get(idb::SENT, draft.into()),
    ])
    .await?;
    let mut files: Vec<FileRecord> = Vec::new();
    for file in decode_all::<FileRecord>(&found[2])? {
        files.insert(files.partition_point(|before| before.added_at <= file.added_at), file);
    }
    let sent = if found[3].is_undefined() { None } else { Some(decode(&found[3])?) };
    Ok(Records { draft: decode(&found[0])?, journal: decode_all(&found[1])?, files, sent })
}

fn draft_of(
    id: SubmissionId,
    record: DraftRecord<Plain>,
    files: Vec<FileEntry>,
    sent: Option<Sent>,
) -> Draft {
    Draft {
        id,
        capability: record.capability,
        call: record.call,
        form_version: record.form_version,
        locale: record.now.locale,
        answers: record.now.answers,
        kept: record.kept,
        files,
        created_at: record.created_at,
        saved_at: record.now.saved_at,
        sent,
    }
}

/// Writes changes at the end of the journal. For typing use a `Saver`, which calls this.
pub async fn append(id: &SubmissionId, changes: Vec<Change>) -> Result<(), DraftError> {
    write_entries(id, changes.into_iter().map(What::Change).collect()).await
}

pub async fn set_locale(id: &SubmissionId, locale: &str) -> Result<(), DraftError> {
    write_entries(id, vec![What::Locale(locale.to_string())]).await
}

async fn write_entries(id: &SubmissionId, entries: Vec<What>) -> Result<(), DraftError> {
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let ((first, by), at) = (writer::take_seq(id, count)?, now());
    let steps: Result<Vec<Op>, DraftError> = (first..)
        .zip(entries)
        .map(|(seq, what)| {
            let key = idb::key(&[id.as_str().into(), seq.into()]);
            Ok(Op::Add(idb::JOURNAL, key, encode(&Entry { seq, at, by: by.clone(), what })?))
        })
        .collect();
    writer::write(id, steps?).await?;
    if writer::take_folding(id) {
        // Not waited for: the entries are safe, and whoever typed them wants to know it.
        spawn_local(fold(id.clone()));
    }
    Ok(())
}

/// Folds a long journal. The draft is whole without it, but it must not grow for as long as the page lives only because
/// the part that folds could not be fetched once.
async fn fold(id: SubmissionId) {
    if !parts::fold(id.clone()).await {
        writer::fold_soon(&id);
    }
}

/// Keeps a file. `entry.sha256` must be the hash of the bytes; the same hash again replaces the name.
pub async fn add_file(id: &SubmissionId, entry: &FileEntry, bytes: &Uint8Array) -> Result<(), DraftError> {
    writer::write(id, file_steps(id, entry, now(), bytes)?).await
}

/// The steps that keep a file.
pub(super) fn file_steps(
    id: &SubmissionId,
    entry: &FileEntry,
    added_at: i64,
    bytes: &Uint8Array,
) -> Result<Vec<Op>, DraftError> {
    let size = bytes.length();
    let chunks = size.div_ceil(CHUNK);
    let mut steps: Vec<Op> = (0..chunks)
        .map(|n| {
            let part = bytes.slice(n * CHUNK, size.min((n + 1) * CHUNK));
            Op::Put(idb::CHUNKS, file_key(id, &entry.sha256, &[n.into()]), part.buffer().into())
        })
        .collect();
    let record = FileRecord {
        sha256: entry.sha256.clone(),
        name: entry.name.clone(),
        media_type: entry.media_type,
        size: u64::from(size),
        chunks,
        added_at,
    };
    steps.push(Op::Put(idb::FILES, file_key(id, &entry.sha256, &[]), encode(&record)?));
    Ok(steps)
}

/// The bytes of a file, after their hash was found right.
pub async fn file_bytes(id: &SubmissionId, sha256: &str) -> Result<Uint8Array, DraftError> {
    let found = idb::read(&[
        Query::Get(idb::FILES, file_key(id, sha256, &[])),
        Query::Values(idb::CHUNKS, file_range(id, sha256)),
    ])
    .await?;
    let record: FileRecord = decode(&found[0])?;
    let bytes = Uint8Array::new_with_length(u32::try_from(record.size).map_err(|_| DraftError::Broken)?);
    let mut at = 0;
    for chunk in Array::from(&found[1]).iter() {
        let chunk = chunk.dyn_into::<ArrayBuffer>().map_err(|_| DraftError::Broken)?;
        let chunk = Uint8Array::new(&chunk);
        if at + chunk.length() > bytes.length() {
            return Err(DraftError::Broken);
        }
        bytes.set(&chunk, at);
        at += chunk.length();
    }
    if at == bytes.length() && sha256_hex(&bytes).await == sha256 {
        Ok(bytes)
    } else {
        Err(DraftError::Broken)
    }
}

pub async fn remove_file(id: &SubmissionId, sha256: &str) -> Result<(), DraftError> {
    let steps = vec![
        Op::Delete(idb::FILES, file_key(id, sha256, &[])),
        Op::Delete(idb::CHUNKS, file_range(id, sha256)),
    ];
    writer::write(id, steps).await
}

/// `[draft, sha256, …]`
pub(super) fn file_key(id: &SubmissionId, sha256: &str, more: &[JsValue]) -> JsValue {
    let parts: Vec<JsValue> = [id.as_str().into(), vault::name_of_file(id, sha256)]
        .into_iter()
        .chain(more.iter().cloned())
        .collect();
    idb::key(&parts)
}

fn file_range(id: &SubmissionId, sha256: &str) -> JsValue {
    idb::below(&[id.as_str().into(), vault::name_of_file(id, sha256)])
}

/// Deletes the draft with its files, whoever writes it.
pub async fn delete(id: &SubmissionId) -> Result<(), DraftError> {
    let itself = Op::Delete(idb::DRAFTS, id.as_str().into());
    writer::end(id, remains(id).into_iter().chain([itself]).collect()).await
}

/// The steps that delete whatever belongs to a draft, but not the draft itself.
pub(super) fn remains(id: &SubmissionId) -> Vec<Op> {
    let whole = idb::below(&[id.as_str().into()]);
    let single = [idb::SENT, idb::SEALED, idb::VAULTS].map(|store| Op::Delete(store, id.as_str().into()));
    let many = [idb::JOURNAL, idb::FILES, idb::CHUNKS].map(|store| Op::Delete(store, whole.clone()));
    single.into_iter().chain(many).collect()
}

/// Asks the browser to keep the drafts for good; what it answered. Ask at the first file.
pub async fn ask_to_keep() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Ok(asked) = window.navigator().storage().persist() else { return false };
    JsFuture::from(asked).await.is_ok_and(|answer| answer.is_truthy())
}

/// Whether the browser has promised to keep the drafts.
pub async fn is_kept() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Ok(asked) = window.navigator().storage().persisted() else { return false };
    JsFuture::from(asked).await.is_ok_and(|answer| answer.is_truthy())
}

pub(super) fn now() -> i64 {
    js_sys::Date::now() as i64
}
