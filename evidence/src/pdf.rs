//! PDF: whole, open, and without anything that acts by itself. Walks every object as a viewer would reach it,
//! because a script may sit in a compressed object stream or behind an escaped name.

use hayro_syntax::object::{Dict, MaybeRef, Object};
use hayro_syntax::{LoadPdfError, Pdf};
use shared::evidence::Defect;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Viewers look for the end of the file in so many last bytes.
const TAIL: usize = 1024;
/// Direct nesting deeper than this is never written by a program that makes documents.
const MAX_DEPTH: usize = 64;
/// Longest trailer that is looked through.
const TRAILER: usize = 8192;

/// Number of pages of a sound document.
pub fn count_pages(bytes: &[u8]) -> Result<u32, Defect> {
    if is_encrypted(bytes) {
        return Err(Defect::PasswordProtected);
    }
    if !has_end(bytes) {
        return Err(Defect::Broken);
    }
    // The reader may panic on broken files. In the browser that ends the worker, here it is an answer.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or(Err(Defect::Broken))
}

fn read(bytes: &[u8]) -> Result<u32, Defect> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Defect::PasswordProtected,
        LoadPdfError::Invalid => Defect::Broken,
    })?;
    for object in pdf.objects() {
        judge(&object, 0)?;
    }
    u32::try_from(pdf.pages().len()).ok().filter(|pages| *pages > 0).ok_or(Defect::Broken)
}

fn judge(object: &Object, depth: usize) -> Result<(), Defect> {
    if depth > MAX_DEPTH {
        return Err(Defect::Broken);
    }
    match object {
        Object::Dict(dict) => judge_dict(dict, depth),
        Object::Stream(stream) => judge_dict(stream.dict(), depth),
        Object::Array(array) => array.raw_iter().try_for_each(|item| judge_direct(&item, depth)),
        // A name on its own may be what an action refers to as its kind.
        Object::Name(name) if depth == 0 && is_active(name.as_ref()) => Err(Defect::ActiveContent),
        _ => Ok(()),
    }
}

/// Objects that are only referred to come by themselves.
fn judge_direct(value: &MaybeRef<Object>, depth: usize) -> Result<(), Defect> {
    match value {
        MaybeRef::NotRef(object) => judge(object, depth + 1),
        MaybeRef::Ref(_) => Ok(()),
    }
}

fn judge_dict(dict: &Dict, depth: usize) -> Result<(), Defect> {
    // An action with a script, a description of a file that is carried along, a form made of scripts.
    let scripted = dict.contains_key(b"JS") && dict.contains_key(b"S");
    if scripted || dict.contains_key(b"EF") || dict.contains_key(b"XFA") {
        return Err(Defect::ActiveContent);
    }
    for (key, value) in dict.entries() {
        if let MaybeRef::NotRef(Object::Name(name)) = &value
            && matches!(key.as_ref(), b"S" | b"Type" | b"Subtype")
            && is_active(name.as_ref())
        {
            return Err(Defect::ActiveContent);
        }
        judge_direct(&value, depth)?;
    }
    Ok(())
}

fn is_active(name: &[u8]) -> bool {
    matches!(name, b"JavaScript" | b"Launch" | b"EmbeddedFile" | b"RichMedia")
}

/// The end mark, and before it a position that lies in the file. Files that were cut off have neither.
fn has_end(bytes: &[u8]) -> bool {
    // Mail programs and old disks fill files up with zeros.
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let tail = &bytes[end.saturating_sub(TAIL)..end];
    rfind(tail, b"%%EOF").is_some() && start_of_index(bytes).is_some()
}

fn start_of_index(bytes: &[u8]) -> Option<usize> {
    let at = rfind(bytes, b"startxref")? + b"startxref".len();
    let digits = bytes[at..].trim_ascii_start();
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let position: usize = std::str::from_utf8(&digits[..length]).ok()?.parse().ok()?;
    (position < bytes.len()).then_some(position)
}

/// Looks into the trailers, which are no objects, and into the index stream that stands for one.
fn is_encrypted(bytes: &[u8]) -> bool {
    let trailers = bytes.windows(7).enumerate().filter(|(_, window)| window == b"trailer").map(|(at, _)| at);
    let index = start_of_index(bytes).filter(|at| bytes[*at..].first().is_some_and(u8::is_ascii_digit));
    trailers.chain(index).any(|at| {
        let rest = &bytes[at..bytes.len().min(at + TRAILER)];
        let end = find(rest, b"startxref").or_else(|| find(rest, b"stream")).unwrap_or(rest.len());
        let end = find(&rest[..end], b"stream").unwrap_or(end);
        names_encryption(&rest[..end])
    })
}

fn names_encryption(trailer: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    trailer
        .windows(KEY.len() + 1)
        .any(|window| window.starts_with(KEY) && !window[KEY.len()].is_ascii_alphanumeric())
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}
