//! The program that looks into files of evidence, in a worker of its own: a hostile file may stop it,
//! but never the form. It knows no form, no page and no network. `worker.js` starts it and carries the messages.

use js_sys::{Object, Reflect, Uint8Array};
use shared::evidence::{Limits, Verdict};
use wasm_bindgen::prelude::*;

fn main() {}

/// Examines one file. The limits are those of `shared::evidence::Limits`, as the numbers of JavaScript;
/// to read them as JSON would cost more than all pictures.
///
/// Answers `{verdict, bytes}`: `shared::evidence::Verdict` as JSON, and the bytes to keep in place of the given
/// ones, or `undefined` if the file stays as it is.
#[wasm_bindgen]
pub fn examine(bytes: &[u8], max_bytes: f64, max_pixels: f64) -> Result<Object, JsError> {
    let limits = Limits { max_bytes: max_bytes as u64, max_pixels: max_pixels as u64 };
    let (verdict, cleaned) = match evidence::examine(bytes, &limits) {
        Ok(outcome) => (Verdict::Fine(outcome.examined), outcome.cleaned),
        Err(defect) => (Verdict::Refused(defect), None),
    };
    let answer = Object::new();
    let bytes = cleaned.map_or(JsValue::UNDEFINED, |bytes| Uint8Array::from(bytes.as_slice()).into());
    set(&answer, "verdict", &serde_json::to_string(&verdict)?.into())?;
    set(&answer, "bytes", &bytes)?;
    Ok(answer)
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), JsError> {
    Reflect::set(object, &name.into(), value).map(drop).map_err(|_| JsError::new("no property"))
}
