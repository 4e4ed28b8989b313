//! What the office reads: the list and single applications. Every view of an application is written down.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use shared::check::Context;
use shared::finding::Finding;
use shared::forms::application_of;
use shared::manifest::{Manifest, SubmissionId};
use shared::wire::{ApplicationQuery, ApplicationView};

use super::{query, segment};
use crate::app::App;
use crate::clock::latest_day;
use crate::error::Result;
use crate::store::administrators::Administrator;
use crate::store::audit::Actor;

pub async fn list(request: HttpRequest, app: Data<App>, _: Administrator) -> Result<HttpResponse> {
    let query: ApplicationQuery = query(&request)?;
    Ok(HttpResponse::Ok().json(app.store.list(&query).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    version: Option<u32>,
}

pub async fn show(
    request: HttpRequest,
    app: Data<App>,
    administrator: Administrator,
) -> Result<HttpResponse> {
    let id = segment(&request, "id", SubmissionId::parse)?;
    let Which { version } = query(&request)?;
    let stored = app.store.version(&id, version).await?;
    let files = app.store.file_statuses(&id, i64::from(stored.row.version)).await?;
    let versions = app.store.versions(&id).await?;
    let subject = format!("{}/{}", id.as_str(), stored.row.version);
    app.store.audit(app.clock.now(), Actor::Administrator(administrator.id), "view", subject).await?;
    let findings = findings(&app, &stored.manifest, stored.receipt.statement.received_at);
    let (row, manifest, receipt, arrival) = (stored.row, stored.manifest, stored.receipt, stored.arrival);
    Ok(HttpResponse::Ok().json(ApplicationView {
        row,
        manifest,
        receipt,
        arrival,
        files,
        findings,
        versions,
    }))
}

/// What the applicant was told when the version was received. Nothing, if its call is no longer among the files.
fn findings(app: &App, manifest: &Manifest, received_at: i64) -> Vec<Finding> {
    let Some(call) = app.call(&manifest.call) else { return Vec::new() };
    let context = Context { call, today: latest_day(received_at), files: &manifest.files };
    application_of(manifest.form_version).check(&manifest.answers, &context)
}
