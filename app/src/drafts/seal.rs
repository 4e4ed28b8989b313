//! What is finished, beside the drafts: written before anything is sent, gone once the server has everything.

use js_sys::Array;
use shared::manifest::SubmissionId;
use shared::sealed::Sealed;

use super::idb::{self, Op, Query};
use super::records::{decode, encode};
use super::{DraftError, Sent, writer};

/// The drafts that are finished and not sent whole.
pub async fn list() -> Result<Vec<SubmissionId>, DraftError> {
    let everything = idb::range(&"".into(), &idb::key(&[]));
    let ids = idb::read(&[Query::Keys(idb::SEALED, everything)]).await?;
    Ok(Array::from(&ids[0]).iter().filter_map(|id| SubmissionId::parse(&id.as_string()?)).collect())
}

pub async fn open(id: &SubmissionId) -> Result<Sealed, DraftError> {
    let found = idb::read(&[Query::Get(idb::SEALED, id.as_str().into())]).await?;
    decode(&found[0])
}

fn put(id: &SubmissionId, sealed: &Sealed) -> Result<Op, DraftError> {
    Ok(Op::Put(idb::SEALED, id.as_str().into(), encode(sealed)?))
}

fn put_sent(id: &SubmissionId, sent: &Sent) -> Result<Op, DraftError> {
    Ok(Op::Put(idb::SENT, id.as_str().into(), encode(sent)?))
}

fn take_away(id: &SubmissionId) -> Op {
    Op::Delete(idb::SEALED, id.as_str().into())
}

pub async fn set(id: &SubmissionId, sealed: &Sealed) -> Result<(), DraftError> {
    writer::write(id, vec![put(id, sealed)?]).await
}

/// Makes it a draft again.
pub async fn remove(id: &SubmissionId) -> Result<(), DraftError> {
    writer::write(id, vec![take_away(id)]).await
}

/// Keeps a receipt, and how it was come by if the draft is still finished.
pub async fn set_sent(id: &SubmissionId, sent: &Sent, sealed: Option<&Sealed>) -> Result<(), DraftError> {
    let mut steps = vec![put_sent(id, sent)?];
    if let Some(sealed) = sealed {
        steps.push(put(id, sealed)?);
    }
    writer::write(id, steps).await
}

/// Nothing is left to be sent.
pub async fn set_complete(id: &SubmissionId, sent: &Sent) -> Result<(), DraftError> {
    writer::write(id, vec![put_sent(id, sent)?, take_away(id)]).await
}
