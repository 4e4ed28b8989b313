//! Keys of protected drafts: a random one for each draft, wrapped by what the browser makes of a passphrase. It can use
//! the key and never tell it. Seldom needed, so it comes with a part of the program.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Object, Promise, Uint8Array};
use shared::manifest::{SubmissionId, hex, sha256_hex};
use shared::passphrase::ROUNDS;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbKeyRange, SubtleCrypto};

use super::idb::{self, Op, Query};
use super::vault::{self, Keeper};
use super::{Acquired, DraftError, acquire, store, writer};
use crate::bytes::{random, random_array};
use crate::left_at;
use crate::worker::{member, object};

/// Stores whose values say something of a draft. The others hold nothing but random names and wrapped keys.
const SEALED: [&str; 6] = [idb::DRAFTS, idb::SENT, idb::SEALED, idb::JOURNAL, idb::FILES, idb::CHUNKS];
/// So many of them have one record for a draft, and the others any number.
const SINGLE: usize = 3;

/// The key of a draft that is open on this page.
struct Vault {
    subtle: SubtleCrypto,
    key: CryptoKey,
    /// Makes of the hash of a file a name that tells nobody which file it is.
    secret: String,
}

thread_local! {
    static OPEN: RefCell<Vec<(String, Rc<Vault>)>> = const { RefCell::new(Vec::new()) };
}

const KEEPER: Keeper = Keeper {
    seal: |ops| Box::pin(seal_all(ops)),
    open: |keys, found| Box::pin(open_all(keys, found)),
    holds: |id| find(id.as_str()).is_some(),
    name_of_file,
};

fn find(id: &str) -> Option<Rc<Vault>> {
    OPEN.with_borrow(|open| open.iter().find(|(known, _)| known == id).map(|(_, vault)| vault.clone()))
}

/// From now on the draft is read and written with this key; without one, as it lies there.
fn set(id: &SubmissionId, vault: Option<Vault>) {
    OPEN.with_borrow_mut(|open| {
        open.retain(|(known, _)| known != id.as_str());
        open.extend(vault.map(|vault| (id.as_str().to_string(), Rc::new(vault))));
    });
    vault::appoint(KEEPER);
}

/// Forgets the key of a draft.
pub fn forget(id: &SubmissionId) {
    set(id, None);
}

fn name_of_file(id: &SubmissionId, sha256: &str) -> String {
    match find(id.as_str()) {
        Some(vault) => sha256_hex((vault.secret.clone() + sha256).as_bytes()),
        None => sha256.to_string(),
    }
}

async fn seal_all(mut ops: Vec<Op>) -> Result<Vec<Op>, DraftError> {
    for op in &mut ops {
        if let Op::Put(store, key, value) | Op::Add(store, key, value) = op
            && SEALED.contains(store)
            && let Some(vault) = owner(key).and_then(|id| find(&id))
        {
            *value = sealed(&vault.subtle, &vault.key, value).await.map_err(|_| DraftError::Broken)?;
        }
    }
    Ok(ops)
}

async fn open_all(keys: Vec<JsValue>, mut found: Vec<JsValue>) -> Result<Vec<JsValue>, DraftError> {
    for (key, value) in keys.iter().zip(&mut found).filter(|(_, value)| vault::holds_sealed(value)) {
        let vault = owner(key).and_then(|id| find(&id)).ok_or(DraftError::Locked)?;
        let open =
            async |value| opened(&vault.subtle, &vault.key, &value).await.map_err(|_| DraftError::Broken);
        let Some(all) = value.dyn_ref::<Array>().cloned() else {
            *value = open(value.clone()).await?;
            continue;
        };
        for n in 0..all.length() {
            let one = all.get(n);
            if vault::is_sealed(&one) {
                all.set(n, open(one).await?);
            }
        }
    }
    Ok(found)
}

/// The draft that a key or a range of keys belongs to.
fn owner(key: &JsValue) -> Option<String> {
    let range = key.dyn_ref::<IdbKeyRange>();
    let key = range.map_or_else(|| Ok(key.clone()), IdbKeyRange::lower).ok()?;
    let first = key.dyn_ref::<Array>().map(|parts| parts.get(0));
    first.unwrap_or(key).as_string()
}

const CIPHER: &str = "AES-GCM";
/// Bytes of the number that no two sealings under one key share.
const NONCE: u32 = 12;
/// First byte of what is sealed.
const TEXT: u8 = 0;
const BYTES: u8 = 1;

/// Whether this browser has what it takes: without https it has not.
pub fn can_protect() -> bool {
    subtle().is_some()
}

fn subtle() -> Option<SubtleCrypto> {
    let crypto = web_sys::window()?.crypto().ok()?;
    js_sys::Reflect::get(&crypto, &"subtle".into()).ok()?.dyn_into().ok()
}

/// Begins a draft that is protected from its first byte on. The passphrase has to be in NFC.
pub async fn begin(call: &str, locale: &str, passphrase: &str) -> Result<SubmissionId, DraftError> {
    let (id, first) = store::first_step(call, locale)?;
    let vault = guard(&id, passphrase).await?;
    let kept = idb::apply(vec![first, vault]).await;
    kept.inspect_err(|_| forget(&id))?;
    Ok(id)
}

/// What has to be written with a draft that is new in this browser, so that it is protected from its first byte on. From now
/// on this page writes it with its key; `forget` it if it comes to nothing. The passphrase has to be in NFC.
pub async fn guard(id: &SubmissionId, passphrase: &str) -> Result<Op, DraftError> {
    let (record, vault) = make(passphrase).await?;
    set(id, Some(vault));
    Ok(Op::Add(idb::VAULTS, id.as_str().into(), record))
}

/// Opens a protected draft on this page, or says that this is not its passphrase.
pub async fn unlock(id: &SubmissionId, passphrase: &str) -> Result<bool, DraftError> {
    let found = idb::read(&[Query::Get(idb::VAULTS, id.as_str().into())]).await?;
    if found[0].is_undefined() {
        return Err(DraftError::Lost);
    }
    let vault = read_record(&found[0], passphrase).await?;
    let is_right = vault.is_some();
    if is_right {
        set(id, vault);
    }
    Ok(is_right)
}

/// Protects a draft that lies openly in this browser. Flush before.
pub async fn protect(id: &SubmissionId, passphrase: &str) -> Result<(), DraftError> {
    let Acquired::Lock(lock) = acquire(id).await? else { return Err(DraftError::TakenOver) };
    let (record, vault) = make(passphrase).await?;
    // Its keys are needed before the vault counts, so the draft is read first.
    let open = open_records(id).await?;
    set(id, Some(vault));
    let mut steps = vec![Op::Add(idb::VAULTS, id.as_str().into(), record)];
    steps.extend(resealed(id, open));
    if let Err(error) = writer::write(lock.id(), steps).await {
        set(id, None);
        return Err(error);
    }
    left_at::forget(id);
    // What this page was writing meanwhile.
    loop {
        let late = open_records(id).await?;
        if late.is_empty() {
            return Ok(());
        }
        writer::write(lock.id(), resealed(id, late).collect()).await?;
    }
}

/// Store, key and value of all that lies in the stores unsealed.
async fn open_records(id: &SubmissionId) -> Result<Vec<(&'static str, JsValue, JsValue)>, DraftError> {
    let all = raw_records(id).await?;
    Ok(all.into_iter().filter(|(_, _, value)| !vault::is_sealed(value)).collect())
}

/// Store, key and value of all that lies in the stores of a draft, as it lies there.
pub(super) async fn raw_records(
    id: &SubmissionId,
) -> Result<Vec<(&'static str, JsValue, JsValue)>, DraftError> {
    let id: JsValue = id.as_str().into();
    let queries: Vec<Query> = SEALED
        .iter()
        .enumerate()
        .flat_map(|(n, store)| {
            let range = if n < SINGLE { idb::range(&id, &id) } else { idb::below(std::slice::from_ref(&id)) };
            [Query::Keys(store, range.clone()), Query::Values(store, range)]
        })
        .collect();
    let found = idb::read_as_stored(&queries).await?;
    let mut all = Vec::new();
    for (store, pair) in SEALED.into_iter().zip(found.chunks(2)) {
        let (keys, values) = (Array::from(&pair[0]), Array::from(&pair[1]));
        all.extend(keys.iter().zip(values.iter()).map(|(key, value)| (store, key, value)));
    }
    Ok(all)
}

/// The steps that put records in the place of open ones, under names that tell nothing. `writer::write` seals them.
fn resealed(id: &SubmissionId, open: Vec<(&'static str, JsValue, JsValue)>) -> impl Iterator<Item = Op> {
    open.into_iter().flat_map(|(store, key, value)| {
        let is_file = store == idb::FILES || store == idb::CHUNKS;
        if !is_file {
            return vec![Op::Put(store, key, value)];
        }
        let parts = Array::from(&key);
        let name = vault::name_of_file(id, &parts.get(1).as_string().unwrap_or_default());
        let renamed: Vec<JsValue> = [parts.get(0), name].into_iter().chain(parts.iter().skip(2)).collect();
        vec![Op::Delete(store, key), Op::Put(store, idb::key(&renamed), value)]
    })
}

/// A new key: as it is stored, and as it is used.
async fn make(passphrase: &str) -> Result<(JsValue, Vault), DraftError> {
    let subtle = subtle().ok_or(DraftError::Unavailable)?;
    let salt: [u8; 16] = random().ok_or(DraftError::Unavailable)?;
    let salt = Uint8Array::from(salt.as_slice());
    let iv = random_array(NONCE).ok_or(DraftError::Unavailable)?;
    let secret: [u8; 32] = random().ok_or(DraftError::Unavailable)?;
    let secret = hex(&secret);
    let wrapping = key_of(&subtle, passphrase, &salt, ROUNDS).await.map_err(unavailable)?;
    let key = subtle.generate_key_with_object(&cipher(&[("length", 256.into())]), true, &usages());
    let key: CryptoKey = waited(key).await.map_err(unavailable)?.unchecked_into();
    let sealing = cipher(&[("iv", iv.clone().into())]);
    let wrapped = subtle.wrap_key_with_object("raw", &key, &wrapping, &sealing);
    let wrapped = Uint8Array::new(&waited(wrapped).await.map_err(unavailable)?);
    // From here on it cannot be told any more.
    let key = unwrap(&subtle, &wrapped, &wrapping, &iv).await.map_err(unavailable)?;
    let names = sealed(&subtle, &key, &secret.as_str().into()).await.map_err(unavailable)?;
    let record = object(&[
        ("rounds", ROUNDS.into()),
        ("salt", salt.into()),
        ("iv", iv.into()),
        ("key", wrapped.into()),
        ("names", names),
    ]);
    Ok((record.into(), Vault { subtle, key, secret }))
}

/// The key of a record, if this is its passphrase.
async fn read_record(record: &JsValue, passphrase: &str) -> Result<Option<Vault>, DraftError> {
    let subtle = subtle().ok_or(DraftError::Unavailable)?;
    let bytes = |name: &str| member(record, name).dyn_into::<Uint8Array>().map_err(|_| DraftError::Broken);
    let rounds = member(record, "rounds").as_f64().ok_or(DraftError::Broken)? as u32;
    let (salt, iv, wrapped, names) = (bytes("salt")?, bytes("iv")?, bytes("key")?, bytes("names")?);
    let wrapping = key_of(&subtle, passphrase, &salt, rounds).await.map_err(unavailable)?;
    let Ok(key) = unwrap(&subtle, &wrapped, &wrapping, &iv).await else { return Ok(None) };
    let secret = opened(&subtle, &key, &names).await.map_err(|_| DraftError::Broken)?;
    let secret = secret.as_string().ok_or(DraftError::Broken)?;
    Ok(Some(Vault { subtle, key, secret }))
}

fn unavailable(_: JsValue) -> DraftError {
    DraftError::Unavailable
}

/// The key that a passphrase makes.
async fn key_of(
    subtle: &SubtleCrypto,
    passphrase: &str,
    salt: &Uint8Array,
    rounds: u32,
) -> Result<CryptoKey, JsValue> {
    let typed = Uint8Array::from(passphrase.trim().as_bytes());
    let only = |usage: &str| Array::of1(&usage.into());
    let base = subtle.import_key_with_str("raw", &typed, "PBKDF2", false, &only("deriveKey"));
    let base: CryptoKey = waited(base).await?.unchecked_into();
    typed.fill(0, 0, typed.length());
    let by = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", salt.into()),
        ("iterations", rounds.into()),
    ]);
    let wanted = cipher(&[("length", 256.into())]);
    let uses = Array::of2(&"wrapKey".into(), &"unwrapKey".into());
    let key = subtle.derive_key_with_object_and_object(&by, &base, &wanted, false, &uses);
    Ok(waited(key).await?.unchecked_into())
}

async fn unwrap(
    subtle: &SubtleCrypto,
    wrapped: &Uint8Array,
    wrapping: &CryptoKey,
    iv: &Uint8Array,
) -> Result<CryptoKey, JsValue> {
    let key = subtle.unwrap_key_with_js_u8_array_and_object_and_object(
        "raw",
        wrapped,
        wrapping,
        &cipher(&[("iv", iv.into())]),
        &cipher(&[]),
        false,
        &usages(),
    );
    Ok(waited(key).await?.unchecked_into())
}

/// A nonce, then what the cipher makes of the kind of value and the value.
async fn sealed(subtle: &SubtleCrypto, key: &CryptoKey, value: &JsValue) -> Result<JsValue, JsValue> {
    let (kind, bytes) = match value.as_string() {
        Some(text) => (TEXT, Uint8Array::from(text.as_bytes())),
        None => (BYTES, Uint8Array::new(value.dyn_ref::<ArrayBuffer>().ok_or(JsValue::NULL)?)),
    };
    let plain = Uint8Array::new_with_length(1 + bytes.length());
    plain.set_index(0, kind);
    plain.set(&bytes, 1);
    let nonce = random_array(NONCE).ok_or(JsValue::NULL)?;
    let sealing = cipher(&[("iv", nonce.clone().into())]);
    let made = waited(subtle.encrypt_with_object_and_js_u8_array(&sealing, key, &plain)).await?;
    let made = Uint8Array::new(&made);
    let whole = Uint8Array::new_with_length(NONCE + made.length());
    whole.set(&nonce, 0);
    whole.set(&made, NONCE);
    Ok(whole.into())
}

async fn opened(subtle: &SubtleCrypto, key: &CryptoKey, value: &JsValue) -> Result<JsValue, JsValue> {
    let whole: &Uint8Array = value.dyn_ref().ok_or(JsValue::NULL)?;
    let (nonce, made) = (whole.slice(0, NONCE), whole.slice(NONCE, whole.length()));
    let opening = cipher(&[("iv", nonce.into())]);
    let plain = waited(subtle.decrypt_with_object_and_js_u8_array(&opening, key, &made)).await?;
    let plain = Uint8Array::new(&plain);
    let content = plain.slice(1, plain.length());
    match plain.get_index(0) {
        TEXT => String::from_utf8(content.to_vec()).map(Into::into).map_err(|_| JsValue::NULL),
        _ => Ok(content.buffer().into()),
    }
}

fn cipher(members: &[(&str, JsValue)]) -> Object {
    let all: Vec<(&str, JsValue)> =
        [("name", CIPHER.into())].into_iter().chain(members.iter().cloned()).collect();
    object(&all)
}

fn usages() -> Array {
    Array::of2(&"encrypt".into(), &"decrypt".into())
}

async fn waited(asked: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(asked?).await
}
