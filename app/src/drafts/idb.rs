//! IndexedDB in batches: every write is one transaction, every read is one transaction, and nobody can wait inside.
//!
//! A transaction commits by itself as soon as something else is awaited in it. So nothing here hands out a transaction.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbKeyRange, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use super::{DraftError, vault};
use crate::timer::within;

const NAME: &str = "insignia";
/// 2 came with `sealed`, 3 with `vaults` and `reserve`. An upgrade only makes stores that are missing.
const VERSION: u32 = 3;

/// Draft id → snapshot and everything that changes seldom.
pub const DRAFTS: &str = "drafts";
/// `[draft, seq]` → one change.
pub const JOURNAL: &str = "journal";
/// `[draft, sha256]` → what is known of a file. A file exists if this record does.
pub const FILES: &str = "files";
/// `[draft, sha256, n]` → `ArrayBuffer`.
pub const CHUNKS: &str = "chunks";
/// Draft id → what was sent.
pub const SENT: &str = "sent";
/// Draft id → what is finished and not sent whole yet.
pub const SEALED: &str = "sealed";
/// `[draft, token]` → the author that a page became with it.
pub const WRITERS: &str = "writers";
/// Draft id → its key, wrapped by what a passphrase makes: see `keys`.
pub const VAULTS: &str = "vaults";
/// Room that is kept for text: see `writer::write`.
pub const RESERVE: &str = "reserve";

const STORES: [&str; 9] = [DRAFTS, JOURNAL, FILES, CHUNKS, SENT, SEALED, WRITERS, VAULTS, RESERVE];

/// How often a connection that has gone is opened anew for one read or write.
const CONNECTIONS: u32 = 3;

/// How long the browser may take to open the database. Some hang for ever after a crash.
const OPEN_LIMIT_MS: u32 = 10_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = IdbDatabase)]
    type Database;

    /// With options, which web-sys has not in its stable part.
    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(
        this: &Database,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<Transaction, JsValue>;

    #[wasm_bindgen(extends = IdbTransaction)]
    type Transaction;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Transaction) -> Result<(), JsValue>;
}

/// One step of a write. Values are text or `ArrayBuffer`, never `Blob` or `File`.
#[derive(Clone)]
pub enum Op {
    Put(&'static str, JsValue, JsValue),
    /// Fails the whole transaction with `TakenOver` if the key is there.
    Add(&'static str, JsValue, JsValue),
    Delete(&'static str, JsValue),
}

/// One question of a read.
pub enum Query {
    /// The value, or undefined.
    Get(&'static str, JsValue),
    /// All values of a range in the order of their keys, as an array.
    Values(&'static str, JsValue),
    /// All keys of a range in order, as an array.
    Keys(&'static str, JsValue),
}

/// The key `[draft, …]`.
pub fn key(parts: &[JsValue]) -> JsValue {
    parts.iter().collect::<Array>().into()
}

/// Every key that begins with this one's parts: an array is greater than all numbers and texts.
pub fn below(parts: &[JsValue]) -> JsValue {
    let end: Vec<JsValue> = parts.iter().cloned().chain([Array::new().into()]).collect();
    range(&key(parts), &key(&end))
}

/// Both ends included.
pub fn range(first: &JsValue, last: &JsValue) -> JsValue {
    IdbKeyRange::bound(first, last).map_or(JsValue::UNDEFINED, Into::into)
}

enum Fault {
    /// The connection has gone, as browsers do when memory is short. Worth another try.
    Closed,
    Other(DraftError),
}

thread_local! {
    static CONNECTION: RefCell<Option<Promise>> = const { RefCell::new(None) };
    static GENERATION: Cell<u32> = const { Cell::new(0) };
}

/// Grows when a connection was lost: what was known of the content may be wrong then.
pub fn generation() -> u32 {
    GENERATION.get()
}

/// Does all steps or none. Returns once they are durable.
pub async fn apply(mut ops: Vec<Op>) -> Result<(), DraftError> {
    if let Some(keeper) = vault::keeper() {
        ops = (keeper.seal)(ops).await?;
    }
    again(async || try_apply(&ops).await).await
}

/// Answers all questions from one state of the database.
pub async fn read(queries: &[Query]) -> Result<Vec<JsValue>, DraftError> {
    let found = again(async || try_read(queries).await).await?;
    if !found.iter().any(vault::holds_sealed) {
        return Ok(found);
    }
    let keeper = vault::keeper().ok_or(DraftError::Locked)?;
    (keeper.open)(queries.iter().map(|query| query.key().clone()).collect(), found).await
}

/// The same with what is sealed left sealed.
pub async fn read_as_stored(queries: &[Query]) -> Result<Vec<JsValue>, DraftError> {
    again(async || try_read(queries).await).await
}

async fn again<T>(attempt: impl AsyncFn() -> Result<T, Fault>) -> Result<T, DraftError> {
    for _ in 0..CONNECTIONS {
        match attempt().await {
            Err(Fault::Closed) => forget_connection(),
            Err(Fault::Other(error)) => return Err(error),
            Ok(value) => return Ok(value),
        }
    }
    Err(DraftError::Unavailable)
}

async fn try_apply(ops: &[Op]) -> Result<(), Fault> {
    let database = connection().await.map_err(Fault::Other)?;
    let stores: Array = STORES
        .iter()
        .filter(|store| ops.iter().any(|op| op.store() == **store))
        .map(|store| JsValue::from_str(store))
        .collect();
    let options = Object::new();
    drop(Reflect::set(&options, &"durability".into(), &"strict".into()));
    let transaction = database
        .transaction_with_options(&stores, "readwrite", &options)
        .map_err(|thrown| fault_of(thrown.dyn_ref()))?;
    let finished = finish(&transaction);
    for op in ops {
        if let Err(thrown) = op.request(&transaction) {
            drop(transaction.abort());
            return Err(fault_of(thrown.dyn_ref()));
        }
    }
    // Without waiting for the last request to come back: the page may be closing.
    drop(transaction.commit());
    finished.await.map(drop).map_err(|_| match transaction.error() {
        // Chromium keeps long values in files of their own, and says this where such a file could not be written.
        Some(error) if error.name() == "DataError" => Fault::Other(DraftError::Full),
        error => fault_of(error.as_ref()),
    })
}

async fn try_read(queries: &[Query]) -> Result<Vec<JsValue>, Fault> {
    let database = connection().await.map_err(Fault::Other)?;
    let stores: Array = STORES.iter().map(|store| JsValue::from_str(store)).collect();
    let transaction = database
        .transaction_with_options(&stores, "readonly", &Object::new())
        .map_err(|thrown| fault_of(thrown.dyn_ref()))?;
    let finished = finish(&transaction);
    let requests: Result<Vec<IdbRequest>, JsValue> =
        queries.iter().map(|query| query.request(&transaction)).collect();
    let requests = requests.map_err(|thrown| fault_of(thrown.dyn_ref()))?;
    finished.await.map_err(|_| fault_of(transaction.error().as_ref()))?;
    requests.iter().map(|request| request.result().map_err(|thrown| fault_of(thrown.dyn_ref()))).collect()
}

/// Kept when the transaction has completed, broken when it was aborted. An `error` always ends in `abort`.
fn finish(transaction: &IdbTransaction) -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(resolve.unchecked_ref()));
        transaction.set_onabort(Some(reject.unchecked_ref()));
    }))
}

fn fault_of(exception: Option<&DomException>) -> Fault {
    match exception.map(DomException::name).as_deref() {
        Some("QuotaExceededError") => Fault::Other(DraftError::Full),
        Some("ConstraintError") => Fault::Other(DraftError::TakenOver),
        Some("DataCloneError" | "DataError") => Fault::Other(DraftError::Broken),
        // An abort without a reason is a connection that was closed under the transaction.
        Some("InvalidStateError") | None => Fault::Closed,
        Some(_) => Fault::Other(DraftError::Unavailable),
    }
}

impl Op {
    /// Whether it is a piece of a file.
    pub fn is_bulky(&self) -> bool {
        matches!(self, Self::Put(CHUNKS, ..))
    }

    fn store(&self) -> &'static str {
        match self {
            Self::Put(store, ..) | Self::Add(store, ..) | Self::Delete(store, _) => store,
        }
    }

    fn request(&self, transaction: &IdbTransaction) -> Result<IdbRequest, JsValue> {
        let store = transaction.object_store(self.store())?;
        match self {
            Self::Put(_, key, value) => store.put_with_key(value, key),
            Self::Add(_, key, value) => store.add_with_key(value, key),
            Self::Delete(_, key) => store.delete(key),
        }
    }
}

impl Query {
    fn key(&self) -> &JsValue {
        match self {
            Self::Get(_, key) | Self::Values(_, key) | Self::Keys(_, key) => key,
        }
    }

    fn request(&self, transaction: &IdbTransaction) -> Result<IdbRequest, JsValue> {
        match self {
            Self::Get(store, key) => transaction.object_store(store)?.get(key),
            Self::Values(store, range) => transaction.object_store(store)?.get_all_with_key(range),
            Self::Keys(store, range) => transaction.object_store(store)?.get_all_keys_with_key(range),
        }
    }
}

/// The open database. All who ask at once share one opening.
async fn connection() -> Result<Database, DraftError> {
    let shared = CONNECTION.with_borrow(Clone::clone);
    let promise = match shared {
        Some(promise) => promise,
        None => {
            let promise = open().ok_or(DraftError::Unavailable)?;
            CONNECTION.set(Some(promise.clone()));
            promise
        }
    };
    // A connection that is there already must cost no turn of the event loop: the page may be closing.
    match JsFuture::from(promise).await {
        Ok(database) => Ok(database.unchecked_into()),
        Err(_) => {
            CONNECTION.set(None);
            Err(DraftError::Unavailable)
        }
    }
}

fn forget_connection() {
    if CONNECTION.take().is_some() {
        GENERATION.set(GENERATION.get() + 1);
    }
}

fn open() -> Option<Promise> {
    let factory = web_sys::window()?.indexed_db().ok()??;
    let request = factory.open_with_u32(NAME, VERSION).ok()?;
    let opened = Promise::new(&mut |resolve, reject| {
        let upgrade = Closure::once_into_js({
            let request = request.clone();
            move || make_stores(&request)
        });
        let success = Closure::once_into_js({
            let request = request.clone();
            move || {
                if let Ok(database) = request.result() {
                    watch(database.unchecked_ref());
                    drop(resolve.call1(&JsValue::NULL, &database));
                }
            }
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        request.set_onsuccess(Some(success.unchecked_ref()));
        request.set_onerror(Some(reject.unchecked_ref()));
    });
    // `blocked` needs no handler: older pages close on `versionchange`, and if they do not, this limit ends the wait.
    Some(wasm_bindgen_futures::future_to_promise(async move {
        within(OPEN_LIMIT_MS, JsFuture::from(opened)).await.unwrap_or(Err(JsValue::NULL))
    }))
}

fn make_stores(request: &IdbOpenDbRequest) {
    let Ok(database) = request.result() else { return };
    let database: IdbDatabase = database.unchecked_into();
    for store in STORES {
        // Never makes anew what is there: a store that exists holds somebody's work.
        if !database.object_store_names().contains(store) {
            drop(database.create_object_store(store));
        }
    }
}

/// Lets go of the connection when the browser closes it or a newer page wants to change the database.
fn watch(database: &IdbDatabase) {
    let closed = Closure::<dyn Fn()>::new(forget_connection);
    let changed = Closure::<dyn Fn()>::new({
        let database = database.clone();
        move || {
            database.close();
            forget_connection();
        }
    });
    database.set_onclose(Some(closed.as_ref().unchecked_ref()));
    database.set_onversionchange(Some(changed.as_ref().unchecked_ref()));
    closed.forget();
    changed.forget();
}
