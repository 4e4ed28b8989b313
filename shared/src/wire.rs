//! What travels between browser and server: bodies, codes and addresses. Both sides take them from here.

use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::call::Call;
use crate::evidence::Defect;
use crate::finding::Finding;
use crate::json::{Json, Read};
use crate::manifest::{Manifest, SubmissionId};
use crate::receipt::Receipt;
use crate::sealed::Arrival;

/// Addresses under which the server answers.
pub mod path {
    pub const CALLS: &str = "/api/calls";
    /// Followed by `/{submission}`.
    pub const SUBMISSIONS: &str = "/api/submissions";
    pub const UPLOADS: &str = "/api/uploads";
    pub const STAMP: &str = "/api/stamp";
    pub const FORM_SCHEMA: &str = "/api/form.schema.json";
    pub const SESSION: &str = "/api/session";
    /// Followed by `/{submission}` and what is wanted of it.
    pub const APPLICATIONS: &str = "/api/office/applications";
    /// Followed by `.csv`, `.json` or `.zip`.
    pub const EXPORT: &str = "/api/office/export";
}

/// Version of the resumable upload protocol, sent with every request of it.
pub const TUS_VERSION: &str = "1.0.0";

/// Header of a commit that waited: how it came to arrive when it does, see `Arrival::to_header`. It stands beside the
/// manifest, whose bytes are fixed by their hash.
pub const ARRIVAL_HEADER: &str = "Insignia-Stamp";

/// Largest manifest, in bytes: the longest valid application has about 200 KiB, in scripts of three bytes a letter thrice that.
pub const MAX_MANIFEST_BYTES: usize = 768 * 1024;

/// Calls, and what is needed to check a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsView {
    /// Server time, unix seconds.
    pub now: i64,
    /// Public key of receipts, base64url.
    pub key: String,
    pub calls: Vec<Call>,
}

/// Which version of a submission is asked about: several devices may have sent one each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusQuery {
    /// SHA-256 of its manifest; the newest version if none is given.
    pub manifest: Option<String>,
}

impl StatusQuery {
    /// As it stands at the end of an address.
    pub fn address(manifest: &str) -> String {
        format!("?manifest={manifest}")
    }
}

/// How far the files of one version of a submission have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionStatus {
    pub receipt: Receipt,
    pub files: Vec<FileStatus>,
    /// Every file of this version is stored with the right hash.
    pub complete: bool,
    /// That of the newest version, if this is an older one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<Receipt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStatus {
    pub sha256: String,
    pub stored: bool,
    /// Bytes that have arrived, of a file that is not stored yet.
    #[serde(default)]
    pub offset: u64,
    /// Why the bytes were refused. This version can never be complete; only a new version without the file can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<Defect>,
}

/// Declares the codes once: their type, their names and their statuses.
macro_rules! codes {
    ($($variant:ident $name:literal $status:literal,)*) => {
        /// Every reason for which the server refuses. The name on the wire is the key of its sentence, `code.<code>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name on the wire and in the locales.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Status of the answer that carries it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }
        }
    };
}

codes! {
    Malformed "malformed" 400,
    NotCanonical "not_canonical" 400,
    Invalid "invalid" 422,
    UnknownField "unknown_field" 422,
    UnknownForm "unknown_form" 422,
    UnknownCall "unknown_call" 404,
    NotYetOpen "not_yet_open" 403,
    CallClosed "call_closed" 403,
    // The checksum extension of tus has its own status for bytes that do not match.
    WrongHash "wrong_hash" 460,
    WrongOffset "wrong_offset" 409,
    EvidenceRefused "evidence_refused" 422,
    NotFound "not_found" 404,
    Unauthorized "unauthorized" 401,
    Forbidden "forbidden" 403,
    Conflict "conflict" 409,
    // Another id has the same hash, by which ids are found.
    IdTaken "id_taken" 409,
    TooLarge "too_large" 413,
    UnsupportedMediaType "unsupported_media_type" 415,
    MethodNotAllowed "method_not_allowed" 405,
    PreconditionFailed "precondition_failed" 412,
    RateLimited "rate_limited" 429,
    StorageFull "storage_full" 507,
    Unavailable "unavailable" 503,
    Internal "internal" 500,
}

impl Read for Code {
    fn read(json: Json) -> Option<Self> {
        let name = json.text()?;
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

crate::read_fields!(CallsView { now, key, calls });
crate::read_fields!(SubmissionStatus { receipt, files, complete, newest });
crate::read_fields!(FileStatus { sha256, stored, offset = 0, defect });
crate::read_fields!(Refusal { code, findings = Vec::new(), defect });

/// Body of every refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: Code,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// With `EvidenceRefused`: what is wrong with the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<Defect>,
}

/// Body of a sign-in.
#[derive(Clone, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[validate(length(min = 3, max = 254))]
    pub email: String,
    #[validate(length(min = 1, max = 1024))]
    pub password: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub name: String,
    pub email: String,
}

/// Where a school's case stands, as far as sending goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Committed, evidence still missing, and time left for it.
    Incomplete,
    /// All evidence is here.
    Complete,
    /// The grace time ended before all evidence came.
    Expired,
}

impl ApplicationState {
    pub const ALL: [Self; 3] = [Self::Incomplete, Self::Complete, Self::Expired];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// By what the list can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    ReceivedAt,
    School,
    Country,
    Reference,
    State,
    Warnings,
}

/// Which applications, in which order. Also the query of list and downloads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ApplicationQuery {
    pub call: Option<String>,
    pub country: Option<String>,
    pub state: Option<ApplicationState>,
    /// Words of the school's name, town, code or reference.
    pub search: Option<String>,
    pub sort: Sort,
    pub descending: bool,
    /// 1-based.
    pub page: Option<u32>,
}

/// Rows of one page of the list.
pub const PAGE_SIZE: u32 = 50;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRow {
    pub submission: SubmissionId,
    pub reference: String,
    pub call: String,
    pub school: String,
    pub town: String,
    pub country: String,
    pub state: ApplicationState,
    pub version: u32,
    /// Unix seconds.
    pub received_at: i64,
    pub late: bool,
    pub warnings: u32,
    pub files_stored: u32,
    pub files: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationPage {
    pub total: u32,
    /// 1-based.
    pub page: u32,
    pub rows: Vec<ApplicationRow>,
}

/// One application whole, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationView {
    pub row: ApplicationRow,
    pub manifest: Manifest,
    pub receipt: Receipt,
    /// What was told of its sending, if it did not arrive at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<Arrival>,
    pub files: Vec<FileStatus>,
    pub findings: Vec<Finding>,
    pub versions: Vec<VersionRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub version: u32,
    /// Unix seconds.
    pub received_at: i64,
    pub manifest_sha256: String,
    pub state: ApplicationState,
}
