//! Resumable uploads by tus 1.0: creation, offset, append with checksum, termination, expiration.
//! An offset is told only when its bytes are on the disk, the last one only when the file was examined and stored.

use std::time::{Duration, UNIX_EPOCH};

use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HttpDate, LOCATION};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use base64ct::{Base64, Encoding};
use shared::call::{Call, Phase};
use shared::evidence::{Defect, Limits, Verdict};
use shared::manifest::{SubmissionId, hex, is_hex};
use shared::wire::{Code, TUS_VERSION, path};

use super::segment;
use crate::app::App;
use crate::body::{Body, announced};
use crate::error::{Error, Result};
use crate::guard::Capability;
use crate::store::uploads::{self, Created, Upload, Wish};
use crate::token::random_bytes;

/// An upload that nobody goes on with is kept this long, in seconds.
const KEPT: i64 = 7 * 86_400;

fn answer(mut response: HttpResponseBuilder) -> HttpResponseBuilder {
    response.insert_header(("tus-resumable", TUS_VERSION));
    response
}

fn expires(at: i64) -> (&'static str, HttpDate) {
    ("upload-expires", HttpDate::from(UNIX_EPOCH + Duration::from_secs(u64::try_from(at).unwrap_or(0))))
}

fn check_version(headers: &HeaderMap) -> Result<()> {
    let spoken = headers.get("tus-resumable").is_some_and(|version| version == TUS_VERSION);
    if spoken { Ok(()) } else { Err(Code::PreconditionFailed.into()) }
}

fn number(headers: &HeaderMap, name: &str) -> Result<u64> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    let digits = text.filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).ok_or_else(|| Code::Malformed.into())
}

pub async fn options(app: Data<App>) -> HttpResponse {
    let largest = app.calls.iter().map(|call| call.evidence.max_file_bytes).max().unwrap_or(0);
    answer(HttpResponse::NoContent())
        .insert_header(("tus-version", TUS_VERSION))
        .insert_header(("tus-extension", "creation,checksum,expiration,termination"))
        .insert_header(("tus-checksum-algorithm", "sha256"))
        .insert_header(("tus-max-size", largest.to_string()))
        .finish()
}

pub async fn create(request: HttpRequest, app: Data<App>, capability: Capability) -> Result<HttpResponse> {
    let headers = request.headers();
    check_version(headers)?;
    let size = number(headers, "upload-length")?;
    let (submission, sha256) = metadata(headers).ok_or(Code::Malformed)?;
    let status = app.store.status(&submission, &capability.0, None).await?;
    let committed = &status.receipt.statement;
    check_time(&app, &committed.call, committed.received_at)?;
    let id = hex(&random_bytes::<16>()?);
    app.staging.create(&id).await?;
    let expires_at = app.clock.now() + KEPT;
    let wish = Wish { submission, capability: capability.0, sha256, size, id: id.clone(), expires_at };
    let created =
        app.store.write(move |batch| Box::pin(async move { uploads::create(batch, &wish).await })).await;
    if !matches!(&created, Ok(Created::Upload { id: used, .. }) if *used == id) {
        app.staging.remove(&id).await?;
    }
    Ok(match created? {
        Created::Stored { size } => {
            answer(HttpResponse::Ok()).insert_header(("upload-offset", size.to_string())).finish()
        }
        Created::Upload { id, offset, expires_at } => answer(HttpResponse::Created())
            .insert_header((LOCATION, format!("{}/{id}", path::UPLOADS)))
            .insert_header(("upload-offset", offset.to_string()))
            .insert_header(expires(expires_at))
            .finish(),
    })
}

/// Submission and hash out of `Upload-Metadata`: pairs of a key and a value in base64.
fn metadata(headers: &HeaderMap) -> Option<(SubmissionId, String)> {
    let text = headers.get("upload-metadata")?.to_str().ok()?;
    let value = |wanted: &str| {
        let pairs = text.split(',').filter_map(|pair| pair.trim().split_once(' '));
        let (_, value) = pairs.into_iter().find(|(key, _)| *key == wanted)?;
        String::from_utf8(Base64::decode_vec(value.trim()).ok()?).ok()
    };
    Some((SubmissionId::parse(&value("submission")?)?, value("sha256").filter(|hash| is_hex(hash, 64))?))
}

/// Evidence is taken while the call is open and in its grace time, which begins with the commit if that was late.
fn check_time<'a>(app: &'a App, call: &str, received_at: i64) -> Result<&'a Call> {
    let (call, now) = (app.call(call).ok_or(Code::UnknownCall)?, app.clock.now());
    match call.phase(now) {
        Phase::NotYetOpen => Err(Code::NotYetOpen.into()),
        Phase::Closed if now > call.evidence_due(received_at) => Err(Code::CallClosed.into()),
        Phase::Open | Phase::Grace | Phase::Closed => Ok(call),
    }
}

fn upload_id(request: &HttpRequest) -> Result<String> {
    segment(request, "upload", |text| is_hex(text, 32).then(|| text.to_string()))
}

pub async fn offset(request: HttpRequest, app: Data<App>, capability: Capability) -> Result<HttpResponse> {
    check_version(request.headers())?;
    let id = upload_id(&request)?;
    app.store.upload(&id, &capability.0, app.clock.now()).await?;
    // A request that still writes has to end first, or the offset would be wrong at once.
    let _hold = app.staging.take(&id).await?;
    let upload = app.store.upload(&id, &capability.0, app.clock.now()).await?;
    Ok(answer(HttpResponse::Ok())
        .insert_header(("upload-offset", upload.offset.to_string()))
        .insert_header(("upload-length", upload.size.to_string()))
        .insert_header(expires(upload.expires_at))
        .finish())
}

pub async fn append(
    request: HttpRequest,
    app: Data<App>,
    capability: Capability,
    payload: Payload,
) -> Result<HttpResponse> {
    let headers = request.headers();
    check_version(headers)?;
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != "application/offset+octet-stream") {
        return Err(Code::UnsupportedMediaType.into());
    }
    let (id, at, checksum) = (upload_id(&request)?, number(headers, "upload-offset")?, checksum(headers)?);
    app.store.upload(&id, &capability.0, app.clock.now()).await?;
    let hold = app.staging.take(&id).await?;
    let upload = app.store.upload(&id, &capability.0, app.clock.now()).await?;
    let call = check_time(&app, &upload.call, upload.received_at)?;
    if at != upload.offset {
        return Err(Code::WrongOffset.into());
    }
    let room = upload.size - upload.offset;
    if announced(headers).is_some_and(|bytes| bytes > room) {
        return Err(Code::TooLarge.into());
    }
    if room == 0 {
        return Ok(appended_to(upload.size, upload.expires_at));
    }
    let appended = app.staging.append(&hold, &id, at, room, &mut Body::new(payload)).await;
    let appended = match appended {
        // The file is gone or shorter than it was: the disk was meddled with, so the upload begins again.
        Err(Error::Refused(refusal)) if refusal.code == Code::NotFound => {
            app.store.delete_upload(id).await?;
            return Err(Code::NotFound.into());
        }
        appended => appended?,
    };
    if checksum.is_some_and(|expected| !appended.whole || expected != appended.sha256) {
        return Err(Code::WrongHash.into());
    }
    let (offset, expires_at) = (at + appended.bytes, app.clock.now() + KEPT);
    if offset == upload.size && appended.bytes > 0 {
        finish(&app, &upload, call).await?;
    } else {
        app.store.set_offset(id, offset, expires_at).await?;
    }
    Ok(appended_to(offset, expires_at))
}

fn appended_to(offset: u64, expires_at: i64) -> HttpResponse {
    answer(HttpResponse::NoContent())
        .insert_header(("upload-offset", offset.to_string()))
        .insert_header(expires(expires_at))
        .finish()
}

/// The hash that the body of this request must have, if it names one.
fn checksum(headers: &HeaderMap) -> Result<Option<[u8; 32]>> {
    let Some(header) = headers.get("upload-checksum") else { return Ok(None) };
    let text = header.to_str().ok().and_then(|text| text.strip_prefix("sha256 ")).ok_or(Code::Malformed)?;
    let bytes = Base64::decode_vec(text).map_err(|_| Code::Malformed)?;
    Ok(Some(bytes.try_into().map_err(|_| Code::Malformed)?))
}

/// All bytes are here: is it the file that was committed, is it evidence, and is it safely put away?
async fn finish(app: &App, upload: &Upload, call: &Call) -> Result<()> {
    if app.staging.sha256(&upload.id).await? != upload.sha256 {
        app.store.delete_upload(upload.id.clone()).await?;
        app.staging.remove(&upload.id).await?;
        return Err(Code::WrongHash.into());
    }
    let limits = Limits { max_bytes: call.evidence.max_file_bytes, max_pixels: call.evidence.max_pixels };
    let file = app.staging.path(&upload.id);
    let defect = match app.examiner.examine(&file, &limits).await? {
        Verdict::Fine(examined) if examined.media_type == upload.media_type => None,
        Verdict::Fine(_) => Some(Defect::WrongType),
        Verdict::Refused(defect) => Some(defect),
    };
    if let Some(defect) = defect {
        app.store.mark_refused(upload.clone(), defect, app.clock.now()).await?;
        app.staging.remove(&upload.id).await?;
        return Err(Error::defect(defect));
    }
    app.vault.put(&upload.submission, &upload.sha256, &file).await?;
    app.store.mark_stored(upload.clone(), app.clock.now()).await?;
    app.staging.remove(&upload.id).await
}

pub async fn terminate(request: HttpRequest, app: Data<App>, capability: Capability) -> Result<HttpResponse> {
    check_version(request.headers())?;
    let id = upload_id(&request)?;
    app.store.upload(&id, &capability.0, app.clock.now()).await?;
    let _hold = app.staging.take(&id).await?;
    app.store.delete_upload(id.clone()).await?;
    app.staging.remove(&id).await?;
    Ok(answer(HttpResponse::NoContent()).finish())
}
