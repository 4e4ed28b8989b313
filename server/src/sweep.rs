//! What happens by the passing of time: uploads that nobody goes on with, and evidence that never came.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use shared::call::Phase;
use shared::manifest::Manifest;

use crate::app::App;
use crate::columns::list_columns;
use crate::error::Result;
use crate::store::submissions::ListColumns;

const EVERY: Duration = Duration::from_secs(60);

/// Sweeps now and then, as long as anything else holds the application.
pub fn start(app: &Data<App>) {
    let app = Arc::downgrade(&app.clone().into_inner());
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(EVERY).await;
            let Some(app) = app.upgrade() else { return };
            if let Err(fault) = sweep(&app).await {
                tracing::error!(%fault, "sweeping failed");
            }
        }
    });
}

/// Removes uploads whose time has passed, and ends the wait for evidence of calls whose grace time is over.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    for upload in app.store.expired_uploads(now).await? {
        // Whoever still writes will find no upload to go on with, and the next sweep gets the file.
        let Ok(_hold) = app.staging.take(&upload).await else { continue };
        app.store.delete_upload(upload.clone()).await?;
        app.staging.remove(&upload).await?;
    }
    for call in app.calls.iter().filter(|call| call.phase(now) == Phase::Closed) {
        let received_before = now - (call.evidence_until() - call.closes_at.seconds);
        let expired = app.store.expire_incomplete(call.id.clone(), received_before, now, columns_of).await?;
        if expired > 0 {
            tracing::info!(call = call.id, expired, "applications expired without their evidence");
        }
    }
    Ok(())
}

fn columns_of(manifest: &str) -> Option<ListColumns> {
    serde_json::from_str::<Manifest>(manifest).ok().map(|manifest| list_columns(&manifest))
}

/// Removes staging files that belong to no upload: a crash may have come between the two.
pub async fn tidy_staging(app: &App) -> Result<()> {
    let known: HashSet<String> = app.store.upload_ids().await?.into_iter().collect();
    for name in app.staging.names()?.into_iter().filter(|name| !known.contains(name)) {
        app.staging.remove(&name).await?;
    }
    Ok(())
}
