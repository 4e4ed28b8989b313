//! Erasing a draft from this browser, and looking whether it has gone.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use shared::manifest::SubmissionId;
use wasm_bindgen::{JsCast, JsValue};

use super::idb::{self, Op, Query};
use super::keys::{self, raw_records};
use super::{DraftError, store};
use crate::bytes::random_array;
use crate::left_at;

/// Bytes that are written over at once.
const AT_ONCE: u32 = 8 << 20;

/// What was there, and is no longer.
#[derive(Clone, Copy)]
pub struct Erased {
    pub records: usize,
    /// Its key is gone with it, so that what a disk may still hold of it can be read by nobody.
    pub was_protected: bool,
}

/// Writes over everything of the draft, deletes it, and looks: `Broken` if something is still there. Close it before.
pub async fn erase(id: &SubmissionId) -> Result<Erased, DraftError> {
    let key: JsValue = id.as_str().into();
    let was_protected = is_protected(id).await?;
    let there = raw_records(id).await?;
    let records = there.len() + usize::from(was_protected);
    if records == 0 {
        return Err(DraftError::Lost);
    }
    // The key first: with it everything has gone at once. Where there is no room to write over the rest, it is deleted.
    if was_protected {
        let nothing = random_array(512).ok_or(DraftError::Unavailable)?;
        let _ = idb::apply(vec![Op::Put(idb::VAULTS, key.clone(), nothing.into())]).await;
        keys::forget(id);
    }
    left_at::forget(id);
    let _ = write_over(there).await;
    store::delete(id).await?;
    let left = raw_records(id).await?.len();
    if left > 0 || is_protected(id).await? {
        Err(DraftError::Broken)
    } else {
        Ok(Erased { records, was_protected })
    }
}

pub async fn is_protected(id: &SubmissionId) -> Result<bool, DraftError> {
    let key: JsValue = id.as_str().into();
    let found = idb::read_as_stored(&[Query::Keys(idb::VAULTS, idb::range(&key, &key))]).await?;
    Ok(Array::from(&found[0]).length() > 0)
}

async fn write_over(records: Vec<(&'static str, JsValue, JsValue)>) -> Result<(), DraftError> {
    let (mut steps, mut waiting) = (Vec::new(), 0);
    for (store, key, value) in records {
        let length = length(&value);
        let noise = random_array(length).ok_or(DraftError::Unavailable)?;
        steps.push(Op::Put(store, key, noise.into()));
        waiting += length;
        if waiting > AT_ONCE {
            idb::apply(std::mem::take(&mut steps)).await?;
            waiting = 0;
        }
    }
    idb::apply(steps).await
}

/// Bytes that a value takes at least.
fn length(value: &JsValue) -> u32 {
    if let Some(bytes) = value.dyn_ref::<ArrayBuffer>() {
        return bytes.byte_length();
    }
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return bytes.length();
    }
    value.dyn_ref::<js_sys::JsString>().map_or(0, |text| 2 * text.length())
}
