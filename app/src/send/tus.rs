//! The three requests of the resumable upload protocol, tus 1.0.

use js_sys::{Promise, Uint8Array};
use shared::manifest::{FileEntry, SubmissionId};
use shared::wire::{Code, Refusal, TUS_VERSION, path};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ProgressEvent, Response, XmlHttpRequest};

use crate::api::{ApiError, ApiResult, authorize, fetch, refusal};
use crate::bytes::{base64, sha256};

const LIMIT_MS: u32 = 60_000;
/// For one chunk: enough for 30 kbit/s.
const CHUNK_LIMIT_MS: u32 = 300_000;

/// What an answer to HEAD may mean by its status alone.
const SILENT: [Code; 7] = [
    Code::NotFound,
    Code::Unauthorized,
    Code::Forbidden,
    Code::RateLimited,
    Code::Unavailable,
    Code::StorageFull,
    Code::Internal,
];

pub enum Created {
    /// The server has this file already.
    Stored,
    /// Address of the upload, new or begun before.
    At(String),
}

pub async fn create(id: &SubmissionId, capability: &str, file: &FileEntry) -> ApiResult<Created> {
    let headers = headers(capability)?;
    let metadata =
        format!("submission {},sha256 {}", base64(id.as_str().as_bytes()), base64(file.sha256.as_bytes()));
    drop(headers.set("Upload-Length", &file.size.to_string()));
    drop(headers.set("Upload-Metadata", &metadata));
    let answer = fetch("POST", path::UPLOADS, &headers, None, LIMIT_MS).await?;
    if !answer.ok() {
        return Err(refusal(answer).await);
    }
    if answer.status() == 201 {
        let address = header(&answer, "Location").filter(|address| address.starts_with(path::UPLOADS));
        return address.map(Created::At).ok_or(not_ours(&answer));
    }
    if offset(&answer) == Some(file.size) { Ok(Created::Stored) } else { Err(not_ours(&answer)) }
}

/// Bytes that the server surely has.
pub async fn ask_offset(address: &str, capability: &str) -> ApiResult<u64> {
    let answer = fetch("HEAD", address, &headers(capability)?, None, LIMIT_MS).await?;
    if answer.ok() {
        return offset(&answer).ok_or(not_ours(&answer));
    }
    // An answer to HEAD has no body that could say more, but only our server names its protocol.
    let ours = header(&answer, "Tus-Resumable").is_some();
    // Other servers of this protocol say "gone" of an upload that has expired.
    let status = if answer.status() == 410 { Code::NotFound.status() } else { answer.status() };
    match SILENT.into_iter().find(|code| ours && code.status() == status) {
        Some(code) => Err(ApiError::Refused(Refusal { code, findings: Vec::new(), defect: None })),
        None => Err(not_ours(&answer)),
    }
}

/// Appends a chunk; gives the new offset. By XMLHttpRequest, because fetch tells nothing of what is on its way.
pub async fn append(
    address: &str,
    capability: &str,
    at: u64,
    chunk: &Uint8Array,
    on_progress: impl Fn(u64) + 'static,
) -> ApiResult<u64> {
    let checksum = format!("sha256 {}", base64(&sha256(chunk).await));
    let at = at.to_string();
    let bearer = format!("Bearer {capability}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Tus-Resumable", TUS_VERSION),
        ("Content-Type", "application/offset+octet-stream"),
        ("Upload-Offset", &at),
        ("Upload-Checksum", &checksum),
    ];
    let answer = exchange(address, &headers, chunk, on_progress).await.ok_or(ApiError::Offline)?;
    let status = answer.status().unwrap_or_default();
    let told = |name: &str| answer.get_response_header(name).ok().flatten();
    if status == 0 {
        return Err(ApiError::Offline);
    }
    if (200..300).contains(&status) {
        return told("Upload-Offset").and_then(|text| text.parse().ok()).ok_or(ApiError::NotOurs { status });
    }
    let json = told("Content-Type").is_some_and(|media_type| media_type.starts_with("application/json"));
    let body = answer.response_text().ok().flatten().filter(|_| json);
    Err(match body.and_then(|body| crate::json::read(&body)) {
        Some(refusal) => ApiError::Refused(refusal),
        None => ApiError::NotOurs { status },
    })
}

async fn exchange(
    address: &str,
    headers: &[(&str, &str)],
    chunk: &Uint8Array,
    on_progress: impl Fn(u64) + 'static,
) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("PATCH", address).ok()?;
    request.set_timeout(CHUNK_LIMIT_MS);
    for (name, value) in headers {
        request.set_request_header(name, value).ok()?;
    }
    let progress =
        Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| on_progress(event.loaded() as u64));
    let upload = request.upload().ok()?;
    upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(resolve.unchecked_ref())));
    let body: &JsValue = chunk.as_ref();
    request.send_with_opt_js_u8_array(Some(body.unchecked_ref())).ok()?;
    drop(JsFuture::from(ended).await);
    upload.set_onprogress(None);
    Some(request)
}

fn headers(capability: &str) -> ApiResult<Headers> {
    let headers = Headers::new().map_err(|_| ApiError::Offline)?;
    authorize(&headers, capability);
    drop(headers.set("Tus-Resumable", TUS_VERSION));
    Ok(headers)
}

fn header(answer: &Response, name: &str) -> Option<String> {
    answer.headers().get(name).ok().flatten()
}

fn offset(answer: &Response) -> Option<u64> {
    header(answer, "Upload-Offset")?.parse().ok()
}

fn not_ours(answer: &Response) -> ApiError {
    ApiError::NotOurs { status: answer.status() }
}
