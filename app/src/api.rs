//! Every call of the server, one function each.

use js_sys::encode_uri_component;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::json::Read;
use shared::manifest::{Manifest, SubmissionId};
use shared::receipt::Receipt;
use shared::stamp::{Stamp, StampRequest};
use shared::wire::{
    ARRIVAL_HEADER, ApplicationPage, ApplicationQuery, ApplicationView, CallsView, Code, Refusal, Session,
    SignIn, StatusQuery, SubmissionStatus, path,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response};

use crate::json;

/// A commit may wait for a slow disk and a long queue behind it on the last evening.
const LIMIT_MS: u32 = 60_000;

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

/// The calls, and the answer as it came, to be kept.
pub async fn calls() -> ApiResult<(CallsView, String)> {
    let answer = request("GET", path::CALLS, None, None).await?;
    if answer.ok() {
        let text = text_of(&answer).await?;
        let view = json::read(&text).ok_or(ApiError::NotOurs { status: answer.status() })?;
        return Ok((view, text));
    }
    // Nothing was given that findings could be about, and reading them is for the part that sends.
    let Coded { code } = parse(&answer).await?;
    Err(ApiError::Refused(Refusal { code, findings: Vec::new(), defect: None }))
}

/// A refusal, but for its details.
struct Coded {
    code: Code,
}

shared::read_fields!(Coded { code });

/// Commits a manifest, telling how it comes to arrive now. The receipt is not verified here.
pub async fn commit(manifest: &Manifest, capability: &str, arrival: &str) -> ApiResult<Receipt> {
    let headers = headers(Some(capability), true)?;
    drop(headers.set(ARRIVAL_HEADER, arrival));
    let body = JsValue::from_str(&manifest.canonical());
    read(fetch("PUT", &submission(&manifest.submission), &headers, Some(&body), LIMIT_MS).await?).await
}

/// The server's word that a manifest of this hash is there now. It is not verified here.
pub async fn stamp(sha256: &str) -> ApiResult<Stamp> {
    let body = body_of(&StampRequest { sha256: sha256.to_string() });
    read(request("POST", path::STAMP, None, Some(&body)).await?).await
}

/// How far the version with the manifest of this hash has come.
pub async fn status(id: &SubmissionId, capability: &str, sha256: &str) -> ApiResult<SubmissionStatus> {
    get(&format!("{}{}", submission(id), StatusQuery::address(sha256)), Some(capability)).await
}

fn submission(id: &SubmissionId) -> String {
    format!("{}/{}", path::SUBMISSIONS, id.as_str())
}

/// Address of the form's JSON Schema.
pub fn form_schema_url() -> &'static str {
    path::FORM_SCHEMA
}

/// Who is signed in; `Refused` with `Unauthorized` if nobody is.
pub async fn session() -> ApiResult<Session> {
    read_whole(request("GET", path::SESSION, None, None).await?).await
}

pub async fn sign_in(given: &SignIn) -> ApiResult<Session> {
    let body = body_of(given);
    read_whole(request("POST", path::SESSION, None, Some(&body)).await?).await
}

pub async fn sign_out() -> ApiResult<()> {
    let answer = request("DELETE", path::SESSION, None, None).await?;
    if answer.ok() { Ok(()) } else { Err(refusal(answer).await) }
}

pub async fn applications(query: &ApplicationQuery) -> ApiResult<ApplicationPage> {
    let address = format!("{}{}", path::APPLICATIONS, query_string(query));
    read_whole(request("GET", &address, None, None).await?).await
}

/// One application, in its newest version if none is given.
pub async fn application(id: &SubmissionId, version: Option<u32>) -> ApiResult<ApplicationView> {
    let version = version.map(|version| format!("?version={version}")).unwrap_or_default();
    let address = format!("{}/{}{version}", path::APPLICATIONS, id.as_str());
    read_whole(request("GET", &address, None, None).await?).await
}

/// Address of a file of evidence, which is always a download.
pub fn evidence_url(id: &SubmissionId, sha256: &str) -> String {
    format!("{}/{}/evidence/{sha256}", path::APPLICATIONS, id.as_str())
}

/// Address of one application as ZIP.
pub fn application_zip_url(id: &SubmissionId) -> String {
    format!("{}/{}/export.zip", path::APPLICATIONS, id.as_str())
}

/// Address of a download of all applications that the query finds; format `csv`, `json` or `zip`.
pub fn export_url(format: &str, query: &ApplicationQuery) -> String {
    format!("{}.{format}{}", path::EXPORT, query_string(query))
}

/// The query as it stands in addresses: empty, or from `?` on. Also for the office's own addresses.
pub fn query_string(query: &ApplicationQuery) -> String {
    let (Ok(serde_json::Value::Object(given)), Ok(usual)) =
        (serde_json::to_value(query), serde_json::to_value(ApplicationQuery::default()))
    else {
        return String::new();
    };
    let mut text = String::new();
    for (name, value) in given.iter().filter(|(name, value)| usual.get(name.as_str()) != Some(*value)) {
        let plain = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&String::from(encode_uri_component(&plain)));
    }
    text
}

fn body_of(body: &impl Serialize) -> String {
    // Our own types have text keys and no floats, the only two things that could fail.
    serde_json::to_string(body).unwrap_or_default()
}

async fn get<T: Read>(address: &str, capability: Option<&str>) -> ApiResult<T> {
    read(request("GET", address, capability, None).await?).await
}

/// The headers that carry the right to send. Broken names or values are left out; there are none.
pub(crate) fn authorize(headers: &Headers, capability: &str) {
    drop(headers.set("Authorization", &format!("Bearer {capability}")));
}

fn headers(capability: Option<&str>, with_body: bool) -> ApiResult<Headers> {
    let headers = Headers::new().map_err(|_| ApiError::Offline)?;
    drop(headers.set("Accept", "application/json"));
    if let Some(capability) = capability {
        authorize(&headers, capability);
    }
    if with_body {
        drop(headers.set("Content-Type", "application/json"));
    }
    Ok(headers)
}

async fn request(
    method: &str,
    address: &str,
    capability: Option<&str>,
    body: Option<&str>,
) -> ApiResult<Response> {
    let headers = headers(capability, body.is_some())?;
    let body = body.map(JsValue::from_str);
    fetch(method, address, &headers, body.as_ref(), LIMIT_MS).await
}

/// Any answer at all, in time and from the address itself: our server never redirects, portals do.
pub(crate) async fn fetch(
    method: &str,
    address: &str,
    headers: &Headers,
    body: Option<&JsValue>,
    limit_ms: u32,
) -> ApiResult<Response> {
    let options = RequestInit::new();
    options.set_method(method);
    options.set_headers(headers);
    options.set_redirect(RequestRedirect::Error);
    options.set_cache(web_sys::RequestCache::NoStore);
    options.set_signal(Some(&AbortSignal::timeout_with_u32(limit_ms)));
    if let Some(body) = body {
        options.set_body(body);
    }
    let window = web_sys::window().ok_or(ApiError::Offline)?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(address, &options)).await;
    answer.map(JsCast::unchecked_into).map_err(|_| ApiError::Offline)
}

/// What our server says with a 2xx, or why not.
async fn read<T: Read>(answer: Response) -> ApiResult<T> {
    if !answer.ok() {
        return Err(refusal(answer).await);
    }
    parse(&answer).await
}

/// The same for what only the office asks, which has no budget and reads by serde.
async fn read_whole<T: DeserializeOwned>(answer: Response) -> ApiResult<T> {
    if !answer.ok() {
        return Err(refusal(answer).await);
    }
    let text = text_of(&answer).await?;
    serde_json::from_str(&text).map_err(|_| ApiError::NotOurs { status: answer.status() })
}

pub(crate) async fn refusal(answer: Response) -> ApiError {
    match parse(&answer).await {
        Ok(refusal) => ApiError::Refused(refusal),
        Err(error) => error,
    }
}

async fn parse<T: Read>(answer: &Response) -> ApiResult<T> {
    let text = text_of(answer).await?;
    json::read(&text).ok_or(ApiError::NotOurs { status: answer.status() })
}

async fn text_of(answer: &Response) -> ApiResult<String> {
    let media_type = answer.headers().get("Content-Type").ok().flatten().unwrap_or_default();
    if !media_type.starts_with("application/json") {
        return Err(ApiError::NotOurs { status: answer.status() });
    }
    let text = answer.text().map_err(|_| ApiError::Offline)?;
    // An answer that breaks off is no answer.
    let text = JsFuture::from(text).await.map_err(|_| ApiError::Offline)?;
    Ok(text.as_string().unwrap_or_default())
}
