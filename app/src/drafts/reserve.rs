//! Room that is kept for text, so that what is typed can still be saved where a file is refused. `writer::write` gives it
//! up when it has to; here it is put back.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::idb::{self, Op, Query};
use super::writer::RESERVED;
use crate::bytes::random_array;

/// Many times the text of the largest application.
const BYTES: u32 = 2 << 20;

/// Puts it there, if it is not there and there is room. Ask before a file is kept, and when one was taken away.
pub async fn fill() {
    let key: JsValue = RESERVED.into();
    let Ok(found) = idb::read(&[Query::Keys(idb::RESERVE, key.clone())]).await else { return };
    if js_sys::Array::from(&found[0]).length() > 0 {
        return;
    }
    // Random, or a browser that compresses would give less room back than it says.
    let Some(bytes) = random_array(BYTES) else { return };
    let _ = idb::apply(vec![Op::Put(idb::RESERVE, key, Uint8Array::buffer(&bytes).into())]).await;
}
