//! A manifest that is finished and waits to be sent, for as long as it takes: through dead lines, restarts and deadlines.
//! What the page shows of it is decided here, so that "waiting" can never look like "sent".

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use crate::json::{Json, Read};
use crate::manifest::Manifest;
use crate::outbox::{Failure, is_temporary};
use crate::read_fields;
use crate::receipt::Receipt;
use crate::stamp::Stamp;
use crate::wire::Code;

/// Attempts that are kept of a long history: the first and the last ones.
const FIRST: usize = 20;
const LAST: usize = 80;

/// Stamps that are kept; the earliest is the one that counts.
const STAMPS: usize = 3;

/// Longest header that tells how a manifest came to arrive.
pub const MAX_ARRIVAL: usize = 4096;

/// What came of one attempt to commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    NoAnswer,
    /// Something answered that is not our server.
    NotOurs,
    /// The receipt does not verify over what was sent.
    BadReceipt,
    Refused(Code),
    Received,
}

impl Outcome {
    /// Whether the same attempt may do better later.
    pub fn is_temporary(self) -> bool {
        match self {
            Self::NoAnswer | Self::NotOurs | Self::BadReceipt => true,
            Self::Refused(code) => is_temporary(Failure::Refused(code)),
            Self::Received => false,
        }
    }
}

/// In JSON `[1801440000000,"no_answer"]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i64, Outcome)", into = "(i64, Outcome)")]
pub struct Attempt {
    /// Milliseconds since 1970 by the device's clock, only to be shown.
    pub at: i64,
    pub outcome: Outcome,
}

impl From<(i64, Outcome)> for Attempt {
    fn from((at, outcome): (i64, Outcome)) -> Self {
        Self { at, outcome }
    }
}

impl From<Attempt> for (i64, Outcome) {
    fn from(attempt: Attempt) -> Self {
        (attempt.at, attempt.outcome)
    }
}

/// The outbox's record of a draft. It is never changed but by attempts and stamps; finishing the draft anew makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub manifest: Manifest,
    /// Of the manifest's canonical JSON.
    pub sha256: String,
    /// Milliseconds since 1970 by the device's clock, only to be shown.
    pub sealed_at: i64,
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// How many attempts between the first and the last ones are not kept.
    #[serde(default)]
    pub left_out: u32,
    #[serde(default)]
    pub stamps: Vec<Stamp>,
}

/// How a manifest came to arrive when it did: what the device says of its attempts, and what the server itself stamped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub sealed_at: i64,
    pub attempts: Vec<Attempt>,
    #[serde(default)]
    pub left_out: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
}

read_fields!(Sealed {
    manifest,
    sha256,
    sealed_at,
    attempts = Vec::new(),
    left_out = 0,
    stamps = Vec::new()
});

impl Read for Attempt {
    fn read(json: Json) -> Option<Self> {
        <(i64, Outcome)>::read(json).map(Self::from)
    }
}

impl Read for Outcome {
    fn read(json: Json) -> Option<Self> {
        let name = match json {
            Json::Map(mut fields) => return fields.take("refused").map(Self::Refused),
            json => json.text()?,
        };
        match name.as_str() {
            "no_answer" => Some(Self::NoAnswer),
            "not_ours" => Some(Self::NotOurs),
            "bad_receipt" => Some(Self::BadReceipt),
            "received" => Some(Self::Received),
            _ => None,
        }
    }
}

impl Sealed {
    pub fn new(manifest: Manifest, at: i64) -> Self {
        let sha256 = manifest.sha256();
        Self { manifest, sha256, sealed_at: at, attempts: Vec::new(), left_out: 0, stamps: Vec::new() }
    }

    pub fn note(&mut self, at: i64, outcome: Outcome) {
        self.attempts.push(Attempt { at, outcome });
        if self.attempts.len() > FIRST + LAST {
            self.attempts.remove(FIRST);
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    /// Keeps a stamp if it proves something of this manifest; `key` is `CallsView.key`.
    pub fn note_stamp(&mut self, stamp: Stamp, key: &str) -> bool {
        let proves = stamp.proves(key, &self.sha256).is_some();
        if proves && self.stamps.len() < STAMPS {
            self.stamps.push(stamp);
        }
        proves
    }

    /// Whether to ask for a stamp before the next attempt: the last one failed, and nothing proves yet that the manifest
    /// was ready.
    pub fn wants_stamp(&self) -> bool {
        let failed = self.attempts.last().is_some_and(|attempt| attempt.outcome != Outcome::Received);
        failed && self.stamps.is_empty()
    }

    pub fn arrival(&self) -> Arrival {
        let stamp = self.stamps.iter().min_by(|a, b| a.server_time.cmp(&b.server_time)).cloned();
        let (attempts, left_out) = (self.attempts.clone(), self.left_out);
        Arrival { sealed_at: self.sealed_at, attempts, left_out, stamp }
    }
}

impl Arrival {
    /// As it stands in the header: JSON in base64url, shortened in the middle until it fits.
    pub fn to_header(&self) -> String {
        let mut arrival = self.clone();
        loop {
            let json = serde_json::to_string(&arrival).unwrap_or_default();
            let header = Base64UrlUnpadded::encode_string(json.as_bytes());
            if header.len() <= MAX_ARRIVAL || arrival.attempts.is_empty() {
                return header;
            }
            arrival.attempts.remove(arrival.attempts.len() / 4);
            arrival.left_out = arrival.left_out.saturating_add(1);
        }
    }

    pub fn from_header(header: &str) -> Option<Self> {
        if header.len() > MAX_ARRIVAL {
            return None;
        }
        let arrival: Self = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(header).ok()?).ok()?;
        (arrival.attempts.len() <= FIRST + LAST).then_some(arrival)
    }
}

/// What is known of the sending of a draft beside the sealed manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The receipt that is stored in the draft. It was verified before it was stored.
    pub receipt: Option<&'a Receipt>,
    /// The server has said that it has all files of the manifest of the receipt.
    pub complete: bool,
    /// Hashes of the files that the server is known to have.
    pub stored: &'a [String],
    /// A request is under way, or the next one is due within the minute.
    pub running: bool,
}

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Nothing was finished; the draft is a draft.
    NotFinished,
    /// Finished, and on this device only.
    Waiting { since: i64, last: Option<Attempt> },
    /// Under way, and on this device only until it is `committed`.
    Sending { committed: bool, stored: usize, files: usize },
    /// The server has the application, but not all of its files.
    Committed { missing: usize },
    /// The server says no, and saying it again will not help. It is on this device only.
    Refused(Code),
    /// The server has the application and all its files.
    Sent,
}

pub fn state(sealed: Option<&Sealed>, progress: Progress<'_>) -> Sending {
    let Some(sealed) = sealed else { return Sending::NotFinished };
    let own = |receipt: &Receipt| receipt.statement.manifest_sha256 == sealed.sha256;
    let committed = progress.receipt.is_some_and(own);
    if committed && progress.complete {
        return Sending::Sent;
    }
    let files = sealed.manifest.files.len();
    let has = |sha256: &str| progress.stored.iter().any(|stored| stored == sha256);
    let stored = sealed.manifest.files.iter().filter(|file| committed && has(&file.sha256)).count();
    if progress.running {
        return Sending::Sending { committed, stored, files };
    }
    if committed {
        return Sending::Committed { missing: files - stored };
    }
    match sealed.attempts.last().copied() {
        Some(Attempt { outcome: Outcome::Refused(code), .. }) if !is_temporary(Failure::Refused(code)) => {
            Sending::Refused(code)
        }
        last => Sending::Waiting { since: sealed.sealed_at, last },
    }
}

#[cfg(test)]
mod tests;
