//! What is committed when a school sends its application: answers and the list of files, fixed by one hash.

use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::answers::{Answer, Answers, Row};
use crate::evidence::MediaType;
use crate::json::{Json, Read};
use crate::record::Record;

/// A file as it is named in a manifest. The bytes follow later and must have this hash.
/// Declared in the order of the names, as every part of a manifest is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    pub media_type: MediaType,
    /// Name as the applicant sees it; never a path, never a key.
    pub name: String,
    /// Lower-case hex of the SHA-256 of the bytes, 64 characters.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// Everything a submission is, but for the bytes of its evidence.
///
/// Declared in the order of the names, so that what serde writes is canonical already: the server compares it with every
/// manifest that comes, and to sort the keys first took it longer than to check the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(serialize_with = "write_answers")]
    pub answers: Answers,
    pub call: String,
    pub files: Vec<FileEntry>,
    pub form: String,
    pub form_version: u32,
    /// Language the application was read in, BCP 47.
    pub locale: String,
    /// Id of the draft, which is the id of the submission for ever.
    pub submission: SubmissionId,
}

fn write_answers<S: Serializer>(answers: &Answers, to: S) -> Result<S::Ok, S::Error> {
    SortedAnswers(&answers.0).serialize(to)
}

/// Answers whose rows are written in the order of the names of their parts.
struct SortedAnswers<'a>(&'a Record);

struct Sorted<'a>(&'a Answer);

#[derive(Serialize)]
struct SortedRow<'a> {
    answers: SortedAnswers<'a>,
    id: &'a str,
}

impl Serialize for SortedAnswers<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(field, answer)| (field, Sorted(answer))))
    }
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Answer::Rows(rows) = self.0 else { return self.0.serialize(to) };
        to.collect_seq(
            rows.iter().map(|Row { id, answers }| SortedRow { answers: SortedAnswers(answers), id }),
        )
    }
}

/// A 128-bit id made in the browser: 32 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SubmissionId(String);

impl SubmissionId {
    pub fn parse(text: &str) -> Option<Self> {
        is_hex(text, 32).then(|| Self(text.to_string()))
    }

    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(hex(&bytes))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

crate::read_fields!(FileEntry { sha256, name, size, media_type });
crate::read_fields!(Manifest { submission, form, form_version, call, locale, answers, files });

impl Read for SubmissionId {
    fn read(json: Json) -> Option<Self> {
        Self::parse(&json.text()?)
    }
}

impl TryFrom<String> for SubmissionId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an id of 32 hex digits")
    }
}

impl From<SubmissionId> for String {
    fn from(id: SubmissionId) -> Self {
        id.0
    }
}

/// Whether the text is exactly `len` lower-case hex digits.
pub fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Lower-case hex of the SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// JSON with keys in code-point order and no white space: equal values have equal bytes.
pub fn canonical(value: &impl Serialize) -> String {
    // A `Value` keeps its keys in a BTreeMap, which is the order wanted. Our types have text keys and no floats,
    // the only two things that could fail.
    serde_json::to_value(value).map(|value| value.to_string()).unwrap_or_default()
}

/// Why bytes are no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestFault {
    /// Not JSON, or not the shape of a manifest. Line and column, 1-based, never the content.
    Malformed { line: usize, column: usize },
    /// A manifest, but not byte for byte its canonical JSON.
    NotCanonical,
}

impl Manifest {
    /// The bytes that its hash is made of.
    pub fn canonical(&self) -> String {
        // Text keys and no floats: nothing that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Lower-case hex of the SHA-256 of the canonical JSON.
    pub fn sha256(&self) -> String {
        sha256_hex(self.canonical().as_bytes())
    }

    /// Reads the canonical JSON of a manifest and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestFault> {
        let manifest: Self = match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        }
        .map_err(|fault| ManifestFault::Malformed { line: fault.line(), column: fault.column() })?;
        let mut canonical = Vec::with_capacity(bytes.len());
        let written = serde_json::to_writer(&mut canonical, &manifest);
        if written.is_ok() && canonical == bytes { Ok(manifest) } else { Err(ManifestFault::NotCanonical) }
    }

    /// Bytes of all files together.
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).fold(0, u64::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Path;

    #[test]
    fn a_manifest_is_written_with_its_keys_in_order_at_every_depth() {
        let mut answers = Answers::default();
        answers.set(&Path::field("z"), "\u{7}\"ñ\"".into());
        answers.set(&Path::field("a"), Answer::Choices(vec!["two".into(), "one".into()]));
        answers.set(&Path::cell("rows", "r2", "name"), "Ana".into());
        answers.set(&Path::cell("rows", "r2", "also"), "x".into());
        let manifest = Manifest {
            answers,
            call: "2027".into(),
            files: vec![FileEntry {
                media_type: MediaType::Pdf,
                name: "a.pdf".into(),
                sha256: "ab".repeat(32),
                size: 7,
            }],
            form: "application".into(),
            form_version: 1,
            locale: "en".into(),
            submission: SubmissionId::from_bytes([1; 16]),
        };
        assert_eq!(manifest.canonical(), canonical(&manifest));
        assert_eq!(Manifest::parse(manifest.canonical().as_bytes()), Ok(manifest));
    }
}
