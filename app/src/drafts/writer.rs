//! Who may write a draft, proven in every transaction and not only by locks, which not every browser has.
//!
//! Each page that becomes the writer of a draft adds a token, one higher than the last. A write adds the token after its
//! own and deletes it again: if a later page has added it before, the whole transaction fails. Tokens are kept for ever,
//! those of deleted drafts too, or a page that slept through would believe that it is still the writer.

use std::cell::RefCell;

use js_sys::Array;
use shared::journal::{JOURNAL_LIMIT, Plain, is_long};
use shared::manifest::SubmissionId;
use wasm_bindgen::JsValue;

use super::DraftError;
use super::idb::{self, Op, Query};
use super::records::{DraftRecord, decode};
use crate::bytes::short_name;
use crate::sorted::Sorted;

/// Entries after which folding is tried again, where it came to nothing.
const FOLD_AGAIN: u32 = 20;
/// Key of the one record in its store.
pub(super) const RESERVED: &str = "text";

struct Writer {
    token: u32,
    next_seq: u32,
    /// Entries of the journal since it was last folded.
    unfolded: u32,
    generation: u32,
    /// The author of what this page writes, made anew with each token: see `shared::history::Version::by`.
    by: String,
}

thread_local! {
    static WRITERS: RefCell<Sorted<SubmissionId, Writer>> = const { RefCell::new(Sorted::new()) };
}

fn token_key(id: &SubmissionId, token: u32) -> JsValue {
    idb::key(&[id.as_str().into(), token.into()])
}

/// The highest token so far. What else is asked for must be readable: nobody becomes the writer of a locked draft.
async fn last_token(id: &SubmissionId, also: Option<Query>) -> Result<u32, DraftError> {
    let tokens = Query::Keys(idb::WRITERS, idb::below(&[id.as_str().into()]));
    let queries: Vec<Query> = [tokens].into_iter().chain(also).collect();
    let found = idb::read(&queries).await?;
    Ok(last_number(&found[0]))
}

/// The number at the end of the last key of an array of keys, or 0.
fn last_number(keys: &JsValue) -> u32 {
    let Some(last) = Array::from(keys).iter().last() else { return 0 };
    Array::from(&last).get(1).as_f64().unwrap_or_default() as u32
}

/// The step that makes the next token taken, by this author.
async fn succession(id: &SubmissionId, by: &str, also: Option<Query>) -> Result<(u32, Op), DraftError> {
    let token = last_token(id, also).await? + 1;
    Ok((token, Op::Add(idb::WRITERS, token_key(id, token), by.into())))
}

/// The authors that pages of this browser were. Tokens of the first program say when they were made, not by whom.
pub async fn own_authors(id: &SubmissionId) -> Result<Vec<String>, DraftError> {
    let found = idb::read(&[Query::Values(idb::WRITERS, idb::below(&[id.as_str().into()]))]).await?;
    Ok(Array::from(&found[0]).iter().filter_map(|author| author.as_string()).collect())
}

/// Makes this page the writer. Every page that was it before fails from now on.
pub async fn claim(id: &SubmissionId) -> Result<(), DraftError> {
    let by = short_name();
    let (token, step) = succession(id, &by, Some(Query::Get(idb::DRAFTS, id.as_str().into()))).await?;
    idb::apply(vec![step]).await?;
    // Read afterwards: until the token was there, the last writer could still add entries.
    let draft = id.as_str();
    let found = idb::read(&[
        Query::Get(idb::DRAFTS, draft.into()),
        Query::Keys(idb::JOURNAL, idb::below(&[draft.into()])),
    ])
    .await?;
    let record: DraftRecord<Plain> = decode(&found[0])?;
    let unfolded = Array::from(&found[1]).length();
    let next_seq = record.now.seq.max(last_number(&found[1])) + 1;
    let writer = Writer { token, next_seq, unfolded, generation: idb::generation(), by };
    WRITERS.with_borrow_mut(|writers| writers.insert(id.clone(), writer));
    Ok(())
}

/// Does the steps and makes all pages stop writing the draft, this one too.
pub async fn end(id: &SubmissionId, steps: Vec<Op>) -> Result<(), DraftError> {
    let (_, step) = succession(id, "", None).await?;
    let steps: Vec<Op> = steps.into_iter().chain([step]).collect();
    idb::apply(steps).await?;
    resign(id);
    Ok(())
}

pub fn resign(id: &SubmissionId) {
    WRITERS.with_borrow_mut(|writers| writers.remove(id));
}

pub fn is_writer(id: &SubmissionId) -> bool {
    WRITERS.with_borrow(|writers| writers.get(id).is_some())
}

/// The author of what this page writes.
pub fn author(id: &SubmissionId) -> Result<String, DraftError> {
    WRITERS
        .with_borrow(|writers| writers.get(id).map(|writer| writer.by.clone()).ok_or(DraftError::TakenOver))
}

/// Takes numbers for so many new entries of the journal; gives the first, and the author.
pub fn take_seq(id: &SubmissionId, count: u32) -> Result<(u32, String), DraftError> {
    WRITERS.with_borrow_mut(|writers| {
        let writer = writers.get_mut(id).ok_or(DraftError::TakenOver)?;
        let first = writer.next_seq;
        writer.next_seq += count;
        writer.unfolded += count;
        Ok((first, writer.by.clone()))
    })
}

/// Whether the journal has grown past its limit; if so, counting begins anew.
pub fn take_folding(id: &SubmissionId) -> bool {
    WRITERS.with_borrow_mut(|writers| {
        writers
            .get_mut(id)
            .filter(|writer| is_long(writer.unfolded))
            .map(|writer| writer.unfolded = 0)
            .is_some()
    })
}

/// Folding came to nothing: it is tried again after a few more entries.
pub fn fold_soon(id: &SubmissionId) {
    WRITERS.with_borrow_mut(|writers| {
        if let Some(writer) = writers.get_mut(id) {
            writer.unfolded = JOURNAL_LIMIT - FOLD_AGAIN;
        }
    });
}

/// Does the steps if this page is still the writer.
pub async fn write(id: &SubmissionId, steps: Vec<Op>) -> Result<(), DraftError> {
    let (token, generation) = WRITERS.with_borrow(|writers| {
        writers.get(id).map(|writer| (writer.token, writer.generation)).ok_or(DraftError::TakenOver)
    })?;
    if generation != idb::generation() {
        look_again(id).await?;
    }
    let successor = token_key(id, token + 1);
    let is_text = !steps.iter().any(Op::is_bulky);
    let steps: Vec<Op> =
        [Op::Add(idb::WRITERS, successor.clone(), JsValue::NULL), Op::Delete(idb::WRITERS, successor)]
            .into_iter()
            .chain(steps)
            .collect();
    let mut result = idb::apply(steps.clone()).await;
    if is_text && result == Err(DraftError::Full) {
        // Gives up the room that is kept for text; `reserve` puts it back when there is more.
        let _ = idb::apply(vec![Op::Delete(idb::RESERVE, RESERVED.into())]).await;
        result = idb::apply(steps).await;
    }
    if result == Err(DraftError::TakenOver) {
        resign(id);
    }
    result
}

/// After the connection was lost, the draft may be gone with the whole database, token and all.
async fn look_again(id: &SubmissionId) -> Result<(), DraftError> {
    let found = idb::read(&[Query::Get(idb::DRAFTS, id.as_str().into())]).await?;
    if found[0].is_undefined() {
        return Err(DraftError::Lost);
    }
    WRITERS.with_borrow_mut(|writers| {
        if let Some(writer) = writers.get_mut(id) {
            writer.generation = idb::generation();
        }
    });
    Ok(())
}
