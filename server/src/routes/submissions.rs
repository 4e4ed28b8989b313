//! The commit, and how far a submission has come. Everything an applicant sends is checked here as if no browser had.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use shared::call::{Call, Reception};
use shared::manifest::{Manifest, SubmissionId, sha256_hex};
use shared::receipt::public_key;
use shared::sealed::Arrival;
use shared::submission::{Submission, parse};
use shared::wire::{ARRIVAL_HEADER, Code, MAX_MANIFEST_BYTES, StatusQuery};

use super::{query, segment};
use crate::app::App;
use crate::body;
use crate::clock::latest_day;
use crate::columns::list_columns;
use crate::error::{Error, Result};
use crate::guard::Capability;
use crate::store::commit::{Committed, NewVersion};

pub async fn commit(
    request: HttpRequest,
    app: Data<App>,
    capability: Capability,
    payload: Payload,
) -> Result<HttpResponse> {
    let id = segment(&request, "id", SubmissionId::parse)?;
    let bytes = body::json_bytes(request.headers(), payload, MAX_MANIFEST_BYTES).await?;
    let sha256 = sha256_hex(&bytes);
    let now = app.clock.now();
    let arrival = arrival(&request, &app, &sha256);
    let committed = match check(&app, &id, &bytes, arrival.as_ref(), now) {
        Ok((submission, late)) => {
            let arrival = arrival.map(|arrival| shared::manifest::canonical(&arrival));
            let new = NewVersion { late, arrival, ..new_version(submission, capability.0, &bytes, sha256)? };
            app.store.commit(new, app.key.clone(), now).await?
        }
        // What was acknowledged once stays acknowledged, also after closing or a change of the call.
        Err(refused) => match app.store.receipt(&id, &capability.0, &sha256).await? {
            Some(receipt) => Committed { receipt, new: false },
            None => return Err(refused),
        },
    };
    let mut response = if committed.new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(committed.receipt))
}

/// What is told of the sending, with a stamp only if it is ours and for this manifest. Nothing of it can make a commit
/// fail: an application is worth more than the story of how it came.
fn arrival(request: &HttpRequest, app: &App, sha256: &str) -> Option<Arrival> {
    let mut arrival = Arrival::from_header(request.headers().get(ARRIVAL_HEADER)?.to_str().ok()?)?;
    let key = public_key(&app.key);
    arrival.stamp = arrival.stamp.filter(|stamp| stamp.proves(&key, sha256).is_some());
    Some(arrival)
}

/// From bytes to a submission that keeps every rule, in a call that takes it, and whether it is late.
fn check(
    app: &App,
    id: &SubmissionId,
    bytes: &[u8],
    arrival: Option<&Arrival>,
    now: i64,
) -> Result<(Submission, bool)> {
    let manifest = Manifest::parse(bytes)?;
    if !is_nfc(bytes, &manifest) {
        return Err(Code::NotCanonical.into());
    }
    if manifest.submission != *id {
        return Err(Code::Conflict.into());
    }
    let call = app.call(&manifest.call).ok_or(Code::UnknownCall)?;
    let stamped_at = arrival.and_then(|arrival| arrival.stamp.as_ref()).map(|stamp| stamp.server_time);
    let late = is_late(call, now, stamped_at)?;
    Ok((parse(manifest, call, latest_day(now))?, late))
}

/// Whether the answers are written as every count of their characters assumes. Names of files may be as they were, so that
/// the answers are looked at by themselves where the whole is not as it should be.
fn is_nfc(bytes: &[u8], manifest: &Manifest) -> bool {
    use unicode_normalization::is_nfc;
    str::from_utf8(bytes).is_ok_and(is_nfc) || is_nfc(&shared::manifest::canonical(&manifest.answers))
}

fn is_late(call: &Call, now: i64, stamped_at: Option<i64>) -> Result<bool> {
    match call.reception(now, stamped_at) {
        Reception::InTime => Ok(false),
        Reception::Late => Ok(true),
        Reception::NotYetOpen => Err(Code::NotYetOpen.into()),
        Reception::Closed => Err(Code::CallClosed.into()),
    }
}

fn new_version(
    submission: Submission,
    capability: Vec<u8>,
    bytes: &[u8],
    sha256: String,
) -> Result<NewVersion> {
    let manifest = submission.manifest();
    Ok(NewVersion {
        id: manifest.submission.clone(),
        capability,
        call: manifest.call.clone(),
        columns: list_columns(manifest),
        files: manifest.files.clone(),
        warnings: u32::try_from(submission.warnings().len()).map_err(Error::internal)?,
        late: false,
        arrival: None,
        manifest: str::from_utf8(bytes).map_err(|_| Code::Malformed)?.into(),
        sha256,
    })
}

pub async fn status(request: HttpRequest, app: Data<App>, capability: Capability) -> Result<HttpResponse> {
    let id = segment(&request, "id", SubmissionId::parse)?;
    let StatusQuery { manifest } = query(&request)?;
    Ok(HttpResponse::Ok().json(app.store.status(&id, &capability.0, manifest.as_deref()).await?))
}
