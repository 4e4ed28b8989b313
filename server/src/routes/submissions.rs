//! The commit, and how far a submission has come. Everything an applicant sends is checked here as if no browser had.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use shared::call::{Call, Phase};
use shared::manifest::{Manifest, SubmissionId, sha256_hex};
use shared::submission::{Submission, parse};
use shared::wire::{Code, MAX_MANIFEST_BYTES};

use super::segment;
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
    let committed = match check(&app, &id, &bytes, now) {
        Ok(submission) => {
            let new = new_version(submission, capability.0, bytes.to_vec(), sha256)?;
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

/// From bytes to a submission that keeps every rule, in a call that is open.
fn check(app: &App, id: &SubmissionId, bytes: &[u8], now: i64) -> Result<Submission> {
    let manifest = Manifest::parse(bytes)?;
    if !bytes.is_ascii() && !is_nfc(&manifest) {
        return Err(Code::NotCanonical.into());
    }
    if manifest.submission != *id {
        return Err(Code::Conflict.into());
    }
    let call = app.call(&manifest.call).ok_or(Code::UnknownCall)?;
    check_open(call, now)?;
    Ok(parse(manifest, call, latest_day(now))?)
}

/// Whether the answers are written as every count of their characters assumes. Names of files may be as they were.
fn is_nfc(manifest: &Manifest) -> bool {
    unicode_normalization::is_nfc(&shared::manifest::canonical(&manifest.answers))
}

fn check_open(call: &Call, now: i64) -> Result<()> {
    match call.phase(now) {
        Phase::Open => Ok(()),
        Phase::NotYetOpen => Err(Code::NotYetOpen.into()),
        Phase::Grace | Phase::Closed => Err(Code::CallClosed.into()),
    }
}

fn new_version(
    submission: Submission,
    capability: Vec<u8>,
    bytes: Vec<u8>,
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
        manifest: String::from_utf8(bytes).map_err(|_| Code::Malformed)?,
        sha256,
    })
}

pub async fn status(request: HttpRequest, app: Data<App>, capability: Capability) -> Result<HttpResponse> {
    let id = segment(&request, "id", SubmissionId::parse)?;
    Ok(HttpResponse::Ok().json(app.store.status(&id, &capability.0).await?))
}
