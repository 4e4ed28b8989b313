//! What follows the header: parts, each with its length and its SHA-256. First four texts (index, answers, history,
//! what was sent), then the files in the order of the index.

use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use crate::stream::{Sink, Source};
use crate::{Contents, FileFault, FileInfo, Index};

const LENGTH_LEN: usize = 4;
const HASH_LEN: usize = 32;
/// Some readers of JSON take a step down the stack for each level, and a hostile file has as many as it likes.
const MAX_DEPTH: usize = 100;

/// The texts of a draft, in their order.
pub struct Texts<'a> {
    index: String,
    others: [&'a str; 3],
}

/// The texts, unless what they say is contradicted by the files.
pub fn texts(contents: &Contents) -> Result<Texts<'_>, FileFault> {
    let others = [contents.answers.as_str(), &contents.history, &contents.sent];
    if contents.index.files.len() != contents.files.len() || !others.iter().all(|text| is_json(text)) {
        return Err(FileFault::Damaged);
    }
    let index = serde_json::to_string(&contents.index).map_err(|_| FileFault::Damaged)?;
    Ok(Texts { index, others })
}

impl Texts<'_> {
    fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.index.as_str()).chain(self.others)
    }

    /// Bytes of the whole body.
    pub fn len(&self, contents: &Contents) -> Result<usize, FileFault> {
        let sizes = self.all().map(str::len).chain(contents.files.iter().map(Vec::len));
        let part = |sum: usize, size: usize| sum.checked_add(LENGTH_LEN + HASH_LEN)?.checked_add(size);
        sizes.into_iter().try_fold(0, part).ok_or(FileFault::TooLarge)
    }

    pub fn write(&self, contents: &Contents, sink: &mut Sink) -> Result<(), FileFault> {
        for text in self.all() {
            put(sink, text.as_bytes(), &hash(text.as_bytes()))?;
        }
        for (info, bytes) in contents.index.files.iter().zip(&contents.files) {
            let hash = hash(bytes);
            check_name(info, &hash)?;
            put(sink, bytes, &hash)?;
        }
        Ok(())
    }
}

pub fn read(source: &mut Source) -> Result<Contents, FileFault> {
    let index: Index = serde_json::from_str(&text(source)?).map_err(|_| FileFault::Damaged)?;
    let (answers, history, sent) = (json(source)?, json(source)?, json(source)?);
    let mut files = Vec::new();
    for info in &index.files {
        let (bytes, hash) = part(source)?;
        check_name(info, &hash)?;
        files.push(bytes);
    }
    Ok(Contents { index, answers, history, sent, files })
}

fn put(sink: &mut Sink, bytes: &[u8], hash: &[u8; HASH_LEN]) -> Result<(), FileFault> {
    let len = u32::try_from(bytes.len()).map_err(|_| FileFault::TooLarge)?;
    sink.put(&len.to_le_bytes())?;
    sink.put(hash)?;
    sink.put(bytes)
}

/// A part and its hash, which was found right.
fn part(source: &mut Source) -> Result<(Vec<u8>, [u8; HASH_LEN]), FileFault> {
    let len = source.take(LENGTH_LEN)?.try_into().map_err(|_| FileFault::Damaged)?;
    let said = source.take(HASH_LEN)?;
    let bytes = source.take(usize::try_from(u32::from_le_bytes(len)).map_err(|_| FileFault::TooLarge)?)?;
    let hash = hash(&bytes);
    if said == hash { Ok((bytes, hash)) } else { Err(FileFault::Damaged) }
}

fn text(source: &mut Source) -> Result<String, FileFault> {
    String::from_utf8(part(source)?.0).map_err(|_| FileFault::Damaged)
}

fn json(source: &mut Source) -> Result<String, FileFault> {
    let text = text(source)?;
    if is_json(&text) { Ok(text) } else { Err(FileFault::Damaged) }
}

/// JSON that every reader can follow, or nothing at all.
fn is_json(text: &str) -> bool {
    text.is_empty() || (depth(text) <= MAX_DEPTH && serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// How deep lists and objects lie in each other, if it is JSON.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn hash(bytes: &[u8]) -> [u8; HASH_LEN] {
    Sha256::digest(bytes).into()
}

/// The index has to name a file by the hash that it has.
fn check_name(info: &FileInfo, hash: &[u8; HASH_LEN]) -> Result<(), FileFault> {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    let hex = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(digit);
    if hex.eq(info.sha256.chars()) { Ok(()) } else { Err(FileFault::Damaged) }
}
