//! The program that writes and reads drafts as files, in a worker of its own: a key takes a second to make on a phone,
//! and the memory of a whole draft is given back with the worker. `worker.js` starts it and carries the messages.

use app::worker::{bytes_of, member, object};
use draft_file::{Contents, FileFault, Randomness};
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;

fn main() {}

/// With `texts` (index, answers, history, what was sent), `salt` and `nonce`: writes a file of them and of the files in
/// `buffers`. Without: reads the only file in `buffers`. `passphrase` may be left out.
///
/// Answers with the file, or with the same `texts` and the files, or with the name of a `fault`.
#[wasm_bindgen]
pub fn answer(question: &JsValue) -> Object {
    let answered = if member(question, "texts").is_undefined() { read(question) } else { write(question) };
    match answered {
        Ok(answer) => answer,
        Err(fault) => object(&[("fault", fault.name().into()), ("buffers", Array::new().into())]),
    }
}

fn write(question: &JsValue) -> Result<Object, FileFault> {
    let texts: Vec<String> =
        Array::from(&member(question, "texts")).iter().filter_map(|text| text.as_string()).collect();
    let [index, answers, history, sent] = texts.try_into().map_err(|_| FileFault::Damaged)?;
    let index = serde_json::from_str(&index).map_err(|_| FileFault::Damaged)?;
    let files = bytes_of(question).iter().map(Uint8Array::to_vec).collect();
    let contents = Contents { index, answers, history, sent, files };
    let randomness = Randomness { salt: random(question, "salt")?, nonce: random(question, "nonce")? };
    let file = draft_file::write(&contents, passphrase(question).as_deref(), &randomness)?;
    let buffers = Array::of1(&Uint8Array::from(file.as_slice()).buffer());
    Ok(object(&[("buffers", buffers.into())]))
}

fn read(question: &JsValue) -> Result<Object, FileFault> {
    let file = bytes_of(question).pop().ok_or(FileFault::NotOurs)?.to_vec();
    let contents = draft_file::read(&file, passphrase(question).as_deref())?;
    drop(file);
    let index = serde_json::to_string(&contents.index).map_err(|_| FileFault::Damaged)?;
    let texts = [index, contents.answers, contents.history, contents.sent];
    let texts: Array = texts.iter().map(JsValue::from).collect();
    let moved = |bytes: Vec<u8>| JsValue::from(Uint8Array::from(bytes.as_slice()).buffer());
    let buffers: Array = contents.files.into_iter().map(moved).collect();
    Ok(object(&[("texts", texts.into()), ("buffers", buffers.into())]))
}

fn passphrase(question: &JsValue) -> Option<String> {
    member(question, "passphrase").as_string()
}

fn random<const N: usize>(question: &JsValue, name: &str) -> Result<[u8; N], FileFault> {
    let bytes: Uint8Array = member(question, name).dyn_into().map_err(|_| FileFault::Damaged)?;
    bytes.to_vec().try_into().map_err(|_| FileFault::Damaged)
}
