//! Which evidence is here, and what that makes of the versions that name it.

use shared::evidence::Defect;
use shared::wire::{ApplicationState, Code};

use super::audit::Actor;
use super::submissions::ListColumns;
use super::uploads::Upload;
use super::{Batch, Store};
use crate::error::{Error, Result};

impl Store {
    /// Says that the bytes are durably stored, and that every version is complete that has all its evidence now.
    pub async fn mark_stored(&self, upload: Upload, now: i64) -> Result<()> {
        self.write(move |batch| Box::pin(async move { mark_stored(batch, &upload, now).await })).await
    }

    /// Says that the bytes were refused, for good: their hash will never be anything else.
    pub async fn mark_refused(&self, upload: Upload, defect: Defect, now: i64) -> Result<()> {
        self.write(move |batch| {
            Box::pin(async move {
                sqlx::query(
                    "UPDATE files SET state = 'refused', defect = $3 \
                     WHERE submission = $1 AND sha256 = $2 AND state = 'wanted'",
                )
                .bind(upload.number)
                .bind(&upload.sha256)
                .bind(serde_json::to_string(&defect).map_err(Error::internal)?)
                .execute(&mut batch.connection)
                .await?;
                let delete = sqlx::query("DELETE FROM uploads WHERE id = $1").bind(&upload.id);
                delete.execute(&mut batch.connection).await?;
                let subject = format!("{}/{}", upload.submission.as_str(), upload.sha256);
                batch.audit(now, Actor::Server, "refuse evidence", &subject).await
            })
        })
        .await
    }

    /// Ends the wait for evidence of all versions of a call whose grace time is over: those that were received before
    /// some moment. How many that were.
    pub async fn expire_incomplete(
        &self,
        call: String,
        received_before: i64,
        now: i64,
        columns: fn(&str) -> Option<ListColumns>,
    ) -> Result<usize> {
        self.write(move |batch| {
            Box::pin(async move {
                let waiting: Vec<(i64, String)> = sqlx::query_as(
                    "SELECT DISTINCT s.number, s.id FROM versions v JOIN submissions s ON s.number = v.submission \
                     WHERE s.call = $1 AND v.state = 'incomplete' AND v.received_at < $2",
                )
                .bind(&call)
                .bind(received_before)
                .fetch_all(&mut batch.connection)
                .await?;
                for (number, id) in &waiting {
                    expire(batch, *number, received_before, columns).await?;
                    batch.audit(now, Actor::Server, "expire", id).await?;
                }
                Ok(waiting.len())
            })
        })
        .await
    }
}

async fn mark_stored(batch: &mut Batch, upload: &Upload, now: i64) -> Result<()> {
    let submission = upload.number;
    let held = sqlx::query("UPDATE uploads SET offset = size WHERE id = $1 AND size = $2")
        .bind(&upload.id)
        .bind(i64::try_from(upload.size).map_err(Error::internal)?)
        .execute(&mut batch.connection)
        .await?;
    if held.rows_affected() == 0 {
        // A newer version says something else of this file, and took the upload away.
        return Err(Code::NotFound.into());
    }
    sqlx::query(
        "UPDATE files SET state = 'stored', stored_at = $3 WHERE submission = $1 AND sha256 = $2 AND state = 'wanted'",
    )
    .bind(submission)
    .bind(&upload.sha256)
    .bind(now)
    .execute(&mut batch.connection)
    .await?;
    sqlx::query(
        "UPDATE versions SET state = 'complete' WHERE submission = $1 AND state = 'incomplete' AND NOT EXISTS \
         (SELECT 1 FROM version_files w JOIN files f ON f.submission = w.submission AND f.sha256 = w.sha256 \
          WHERE w.submission = versions.submission AND w.version = versions.version AND f.state <> 'stored')",
    )
    .bind(submission)
    .execute(&mut batch.connection)
    .await?;
    count_stored(batch, submission).await?;
    let subject = format!("{}/{}", upload.submission.as_str(), upload.sha256);
    batch.audit(now, Actor::Applicant, "store evidence", &subject).await
}

/// Brings state and number of stored files of the list up to date with the version it describes.
async fn count_stored(batch: &mut Batch, submission: i64) -> Result<()> {
    sqlx::query(
        "UPDATE submissions SET \
         state = (SELECT state FROM versions v WHERE v.submission = submissions.number AND v.version = submissions.version), \
         files_stored = (SELECT count(*) FROM version_files w \
          JOIN files f ON f.submission = w.submission AND f.sha256 = w.sha256 \
          WHERE w.submission = submissions.number AND w.version = submissions.version AND f.state = 'stored') \
         WHERE number = $1",
    )
    .bind(submission)
    .execute(&mut batch.connection)
    .await?;
    Ok(())
}

/// What never became complete is expired, and the last complete version counts again, if there is one: one that came in
/// time before one that came late.
async fn expire(
    batch: &mut Batch,
    submission: i64,
    received_before: i64,
    columns: fn(&str) -> Option<ListColumns>,
) -> Result<()> {
    sqlx::query(
        "UPDATE versions SET state = 'expired' WHERE submission = $1 AND state = 'incomplete' AND received_at < $2",
    )
    .bind(submission)
    .bind(received_before)
    .execute(&mut batch.connection)
    .await?;
    let complete: Option<(i64, String, i64, i64, bool)> = sqlx::query_as(
        "SELECT version, manifest, received_at, warnings, receipt ->> '$.statement.late' AS late FROM versions \
         WHERE submission = $1 AND state = 'complete' ORDER BY late, version DESC LIMIT 1",
    )
    .bind(submission)
    .fetch_optional(&mut batch.connection)
    .await?;
    if let Some((version, manifest, received_at, warnings, late)) = complete {
        let shown = columns(&manifest).ok_or_else(|| Error::internal("a stored manifest cannot be read"))?;
        sqlx::query(
            "UPDATE submissions SET version = $2, received_at = $3, warnings = $4, school = $5, town = $6, country = $7, \
             code = $8, search = $9 || ' ' || lower(reference), files = (SELECT count(*) FROM version_files w \
             WHERE w.submission = submissions.number AND w.version = $2), late = $10 WHERE number = $1",
        )
        .bind(submission)
        .bind(version)
        .bind(received_at)
        .bind(warnings)
        .bind(&shown.school)
        .bind(&shown.town)
        .bind(&shown.country)
        .bind(&shown.code)
        .bind(shown.search(""))
        .bind(late)
        .execute(&mut batch.connection)
        .await?;
    }
    count_stored(batch, submission).await
}

/// The name under which the state is kept is the one it has on the wire.
pub fn read_state(name: &str) -> Result<ApplicationState> {
    let found = ApplicationState::ALL.into_iter().find(|state| state.name() == name);
    found.ok_or_else(|| Error::internal("bad state in the database"))
}
