//! Drafts that are protected by a passphrase: everything of them is sealed before it goes into the stores.
//!
//! The keys live in the memory of this page alone, and in a part of the program that a page without such drafts never
//! fetches: `keys`. Here is only what every read and write has to ask.

use std::cell::Cell;
use std::pin::Pin;

use js_sys::{Array, Uint8Array};
use shared::manifest::SubmissionId;
use wasm_bindgen::{JsCast, JsValue};

use super::DraftError;
use super::idb::Op;

type Later<T> = Pin<Box<dyn Future<Output = Result<T, DraftError>>>>;

/// What `keys` does once it is here.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    /// Seals what is to be written of protected drafts. Before the transaction: it would not wait.
    pub seal: fn(Vec<Op>) -> Later<Vec<Op>>,
    /// Opens what was read under these keys; `Locked` where the passphrase was not given.
    pub open: fn(Vec<JsValue>, Vec<JsValue>) -> Later<Vec<JsValue>>,
    pub holds: fn(&SubmissionId) -> bool,
    pub name_of_file: fn(&SubmissionId, &str) -> String,
}

thread_local! {
    static KEEPER: Cell<Option<Keeper>> = const { Cell::new(None) };
}

pub(super) fn keeper() -> Option<Keeper> {
    KEEPER.get()
}

/// From now on keys are asked for.
pub(super) fn appoint(keeper: Keeper) {
    KEEPER.set(Some(keeper));
}

/// Whether the draft is protected, and open on this page.
pub fn holds(id: &SubmissionId) -> bool {
    keeper().is_some_and(|keeper| (keeper.holds)(id))
}

/// Whether a protected draft was open on this page: then the browser is asked not to remember what is typed.
pub fn is_in_use() -> bool {
    keeper().is_some()
}

/// What a file is called in the keys of the stores.
pub(super) fn name_of_file(id: &SubmissionId, sha256: &str) -> JsValue {
    match keeper() {
        Some(keeper) => (keeper.name_of_file)(id, sha256).into(),
        None => sha256.into(),
    }
}

/// Nothing else in the stores is a `Uint8Array`: chunks of files are the `ArrayBuffer` under it.
pub(super) fn is_sealed(value: &JsValue) -> bool {
    value.is_instance_of::<Uint8Array>()
}

/// Whether there is something to open in what was read: a value, or any of an array.
pub(super) fn holds_sealed(found: &JsValue) -> bool {
    match found.dyn_ref::<Array>() {
        Some(all) => all.iter().any(|value| is_sealed(&value)),
        None => is_sealed(found),
    }
}
