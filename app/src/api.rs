//! Every call of the server, one function each.

use shared::manifest::{Manifest, SubmissionId};
use shared::receipt::Receipt;
use shared::wire::{
    ApplicationPage, ApplicationQuery, ApplicationView, CallsView, Refusal, Session, SignIn, SubmissionStatus,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer came.
    Offline,
    /// Our server said no, and why.
    Refused(Refusal),
    /// Something answered that is not our server: a portal, a proxy, an error page. Nothing was done.
    NotOurs { status: u16 },
}

pub type ApiResult<T> = Result<T, ApiError>;

pub async fn calls() -> ApiResult<CallsView> {
    Err(ApiError::Offline)
}

/// Commits a manifest. The receipt is not verified here.
pub async fn commit(manifest: &Manifest, capability: &str) -> ApiResult<Receipt> {
    let _ = (manifest, capability);
    Err(ApiError::Offline)
}

pub async fn status(id: &SubmissionId, capability: &str) -> ApiResult<SubmissionStatus> {
    let _ = (id, capability);
    Err(ApiError::Offline)
}

/// Address of the form's JSON Schema.
pub fn form_schema_url() -> &'static str {
    shared::wire::path::FORM_SCHEMA
}

/// Who is signed in; `Refused(Unauthorized)` if nobody is.
pub async fn session() -> ApiResult<Session> {
    Err(ApiError::Offline)
}

pub async fn sign_in(given: &SignIn) -> ApiResult<Session> {
    let _ = given;
    Err(ApiError::Offline)
}

pub async fn sign_out() -> ApiResult<()> {
    Err(ApiError::Offline)
}

pub async fn applications(query: &ApplicationQuery) -> ApiResult<ApplicationPage> {
    let _ = query;
    Err(ApiError::Offline)
}

/// One application, in its newest version if none is given.
pub async fn application(id: &SubmissionId, version: Option<u32>) -> ApiResult<ApplicationView> {
    let _ = (id, version);
    Err(ApiError::Offline)
}

/// Address of a file of evidence, which is always a download.
pub fn evidence_url(id: &SubmissionId, sha256: &str) -> String {
    format!("{}/{}/evidence/{sha256}", shared::wire::path::APPLICATIONS, id.as_str())
}

/// Address of one application as ZIP.
pub fn application_zip_url(id: &SubmissionId) -> String {
    format!("{}/{}/export.zip", shared::wire::path::APPLICATIONS, id.as_str())
}

/// Address of a download of all applications that the query finds; format `csv`, `json` or `zip`.
pub fn export_url(format: &str, query: &ApplicationQuery) -> String {
    format!("{}.{format}{}", shared::wire::path::EXPORT, query_string(query))
}

/// The query as it stands in addresses: empty, or from `?` on. Also for the office's own addresses.
pub fn query_string(query: &ApplicationQuery) -> String {
    let _ = query;
    String::new()
}
