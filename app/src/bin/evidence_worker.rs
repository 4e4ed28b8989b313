//! The program that looks into files of evidence, in a worker of its own: a hostile file may stop it,
//! but never the form. It knows no form, no page and no network. `worker.js` starts it and carries the messages.

use app::worker::{bytes_of, member, object};
use js_sys::{Array, Object, Uint8Array};
use shared::evidence::{Limits, Verdict};
use wasm_bindgen::prelude::*;

fn main() {}

/// Examines one file, the only one in `buffers`. The limits `max_bytes` and `max_pixels` are those of
/// `shared::evidence::Limits`, as the numbers of JavaScript; to read them as JSON would cost more than all pictures.
///
/// Answers with the `verdict`, a `shared::evidence::Verdict` as JSON, and with the bytes to keep: the given ones if the
/// file stays as it is.
#[wasm_bindgen]
pub fn answer(question: &JsValue) -> Result<Object, JsError> {
    let number = |name: &str| member(question, name).as_f64().unwrap_or_default() as u64;
    let limits = Limits { max_bytes: number("max_bytes"), max_pixels: number("max_pixels") };
    let given = bytes_of(question).pop().ok_or_else(|| JsError::new("no file"))?;
    let (verdict, cleaned) = match evidence::examine(&given.to_vec(), &limits) {
        Ok(outcome) => (Verdict::Fine(outcome.examined), outcome.cleaned),
        Err(defect) => (Verdict::Refused(defect), None),
    };
    let kept = cleaned.map_or(given, |bytes| Uint8Array::from(bytes.as_slice()));
    let buffers = Array::of1(&kept.buffer());
    Ok(object(&[("verdict", serde_json::to_string(&verdict)?.into()), ("buffers", buffers.into())]))
}
