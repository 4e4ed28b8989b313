//! What is committed when a school sends its application: answers and the list of files, fixed by one hash.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::answers::Answers;
use crate::evidence::MediaType;
use crate::json::{Json, Read};

/// A file as it is named in a manifest. The bytes follow later and must have this hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Lower-case hex of the SHA-256 of the bytes, 64 characters.
    pub sha256: String,
    /// Name as the applicant sees it; never a path, never a key.
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub media_type: MediaType,
}

/// Everything a submission is, but for the bytes of its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Id of the draft, which is the id of the submission for ever.
    pub submission: SubmissionId,
    pub form: String,
    pub form_version: u32,
    pub call: String,
    /// Language the application was read in, BCP 47.
    pub locale: String,
    pub answers: Answers,
    pub files: Vec<FileEntry>,
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
    pub fn canonical(&self) -> String {
        canonical(self)
    }

    /// Lower-case hex of the SHA-256 of the canonical JSON.
    pub fn sha256(&self) -> String {
        sha256_hex(self.canonical().as_bytes())
    }

    /// Reads the canonical JSON of a manifest and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestFault> {
        let manifest: Self = serde_json::from_slice(bytes)
            .map_err(|fault| ManifestFault::Malformed { line: fault.line(), column: fault.column() })?;
        if manifest.canonical().as_bytes() == bytes { Ok(manifest) } else { Err(ManifestFault::NotCanonical) }
    }

    /// Bytes of all files together.
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).fold(0, u64::saturating_add)
    }
}
