//! Submissions and their versions: the commit, and what an applicant may ask about it.
//! Nothing is ever overwritten here but the row that describes which version counts.

use ed25519_dalek::SigningKey;
use shared::manifest::{FileEntry, SubmissionId};
use shared::receipt::{Receipt, Statement};
use shared::wire::{ApplicationState, Code, FileStatus, SubmissionStatus};
use sqlx::QueryBuilder;

use super::audit::Actor;
use super::{Batch, Store};
use crate::error::{Error, Result};
use crate::reference::reference;

/// A manifest that was checked, ready to be stored.
pub struct NewVersion {
    pub id: SubmissionId,
    /// SHA-256 of the capability.
    pub capability: Vec<u8>,
    pub call: String,
    pub manifest: String,
    pub sha256: String,
    pub files: Vec<FileEntry>,
    pub warnings: u32,
    pub columns: ListColumns,
}

/// What the list shows and searches.
pub struct ListColumns {
    pub school: String,
    pub town: String,
    pub country: String,
    pub code: String,
}

impl ListColumns {
    pub(super) fn search(&self, reference: &str) -> String {
        crate::columns::folded(&format!("{} {} {} {reference}", self.school, self.town, self.code))
    }
}

/// The receipt, and whether it was made just now.
pub struct Committed {
    pub receipt: Receipt,
    pub new: bool,
}

impl Store {
    /// The receipt of exactly this content, if it was committed before with this capability.
    pub async fn receipt(&self, id: &SubmissionId, capability: &[u8], sha256: &str) -> Result<Option<Receipt>> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT v.receipt FROM versions v JOIN submissions s ON s.id = v.submission \
             WHERE s.id = $1 AND s.capability = $2 AND v.sha256 = $3",
        )
        .bind(id.as_str())
        .bind(capability)
        .bind(sha256)
        .fetch_optional(&self.readers)
        .await?;
        found.map(|text| read_receipt(&text)).transpose()
    }

    /// How far the newest version has come; not found with another's capability.
    pub async fn status(&self, id: &SubmissionId, capability: &[u8]) -> Result<SubmissionStatus> {
        let (version, receipt): (i64, String) = sqlx::query_as(
            "SELECT v.version, v.receipt FROM versions v JOIN submissions s ON s.id = v.submission \
             WHERE s.id = $1 AND s.capability = $2 ORDER BY v.version DESC LIMIT 1",
        )
        .bind(id.as_str())
        .bind(capability)
        .fetch_optional(&self.readers)
        .await?
        .ok_or(Code::NotFound)?;
        let files = self.file_statuses(id, version).await?;
        let complete = files.iter().all(|file| file.stored);
        Ok(SubmissionStatus { receipt: read_receipt(&receipt)?, files, complete })
    }

    /// The files of a version in the order of their hashes.
    pub async fn file_statuses(&self, id: &SubmissionId, version: i64) -> Result<Vec<FileStatus>> {
        let rows: Vec<(String, String, Option<String>, Option<i64>)> = sqlx::query_as(
            "SELECT f.sha256, f.state, f.defect, u.offset FROM version_files v \
             JOIN files f ON f.submission = v.submission AND f.sha256 = v.sha256 \
             LEFT JOIN uploads u ON u.submission = f.submission AND u.sha256 = f.sha256 \
             WHERE v.submission = $1 AND v.version = $2 ORDER BY f.sha256",
        )
        .bind(id.as_str())
        .bind(version)
        .fetch_all(&self.readers)
        .await?;
        let status = |(sha256, state, defect, offset): (String, String, Option<String>, Option<i64>)| FileStatus {
            sha256,
            stored: state == "stored",
            offset: offset.and_then(|offset| u64::try_from(offset).ok()).unwrap_or(0),
            defect: defect.and_then(|json| serde_json::from_str(&json).ok()),
        };
        Ok(rows.into_iter().map(status).collect())
    }
}

pub fn read_receipt(json: &str) -> Result<Receipt> {
    serde_json::from_str(json).map_err(Error::internal)
}

/// Stores a version, or finds that it is stored. Runs in the writer, which makes it happen once however often it is sent.
pub async fn commit(batch: &mut Batch, new: &NewVersion, key: &SigningKey, now: i64) -> Result<Committed> {
    let known: Option<(Vec<u8>, String, String, Option<String>, i64)> = sqlx::query_as(
        "SELECT s.capability, s.reference, s.call, v.receipt, \
         (SELECT max(version) FROM versions n WHERE n.submission = s.id) \
         FROM submissions s LEFT JOIN versions v ON v.submission = s.id AND v.sha256 = $2 WHERE s.id = $1",
    )
    .bind(new.id.as_str())
    .bind(&new.sha256)
    .fetch_optional(&mut batch.connection)
    .await?;
    let (number, version) = match known {
        Some((capability, ..)) if capability != new.capability => return Err(Code::NotFound.into()),
        Some((_, _, _, Some(receipt), _)) => {
            return Ok(Committed { receipt: read_receipt(&receipt)?, new: false });
        }
        Some((_, _, call, ..)) if call != new.call => return Err(Code::Conflict.into()),
        Some((_, reference, _, None, newest)) => (reference, newest + 1),
        None => (free_reference(batch, new).await?, 1),
    };
    let statement = Statement {
        submission: new.id.clone(),
        version: u32::try_from(version).map_err(Error::internal)?,
        reference: number,
        call: new.call.clone(),
        manifest_sha256: new.sha256.clone(),
        received_at: now,
        late: false,
    };
    let receipt = Receipt::sign(statement, key);
    insert(batch, new, &receipt).await?;
    batch.audit(now, Actor::Applicant, "commit", &format!("{}/{version}", new.id.as_str())).await?;
    Ok(Committed { receipt, new: true })
}

async fn free_reference(batch: &mut Batch, new: &NewVersion) -> Result<String> {
    for attempt in 0..=u8::MAX {
        let candidate = reference(&new.columns.country, &new.id, attempt);
        let taken: Option<i64> = sqlx::query_scalar("SELECT 1 FROM submissions WHERE reference = $1")
            .bind(&candidate)
            .fetch_optional(&mut batch.connection)
            .await?;
        if taken.is_none() {
            return Ok(candidate);
        }
    }
    Err(Error::internal("no free reference"))
}

async fn insert(batch: &mut Batch, new: &NewVersion, receipt: &Receipt) -> Result<()> {
    let version = receipt.statement.version;
    // Only a later version can find evidence that is here already.
    let stored = if version == 1 { 0 } else { stored_before(batch, new).await? };
    let files = u32::try_from(new.files.len()).map_err(Error::internal)?;
    let state = if stored == files { ApplicationState::Complete } else { ApplicationState::Incomplete };
    describe(batch, new, receipt, state, stored).await?;
    sqlx::query(
        "INSERT INTO versions (submission, version, sha256, manifest, receipt, received_at, state, warnings) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id.as_str())
    .bind(version)
    .bind(&new.sha256)
    .bind(&new.manifest)
    .bind(shared::manifest::canonical(receipt))
    .bind(receipt.statement.received_at)
    .bind(state.name())
    .bind(new.warnings)
    .execute(&mut batch.connection)
    .await?;
    insert_files(batch, new, version).await
}

/// How many of its files are stored. Refuses what can never be complete: a file that was refused, or whose size or type
/// contradicts the bytes that are stored.
async fn stored_before(batch: &mut Batch, new: &NewVersion) -> Result<u32> {
    let known: Vec<(String, i64, String, String, Option<String>)> =
        sqlx::query_as("SELECT sha256, size, media_type, state, defect FROM files WHERE submission = $1")
            .bind(new.id.as_str())
            .fetch_all(&mut batch.connection)
            .await?;
    let mut stored = 0;
    for (sha256, size, media_type, state, defect) in &known {
        let Some(file) = new.files.iter().find(|file| file.sha256 == *sha256) else { continue };
        let same = u64::try_from(*size) == Ok(file.size) && file.media_type.mime() == media_type;
        match (state.as_str(), defect) {
            ("stored", _) if same => stored += 1,
            ("stored", _) => return Err(Code::Conflict.into()),
            ("refused", Some(json)) => return Err(Error::defect(serde_json::from_str(json).map_err(Error::internal)?)),
            _ if same => {}
            // Bytes sent for an entry with another size would never end where the new one does.
            _ => forget_upload(batch, new, sha256).await?,
        }
    }
    Ok(stored)
}

async fn forget_upload(batch: &mut Batch, new: &NewVersion, sha256: &str) -> Result<()> {
    sqlx::query("DELETE FROM uploads WHERE submission = $1 AND sha256 = $2")
        .bind(new.id.as_str())
        .bind(sha256)
        .execute(&mut batch.connection)
        .await?;
    Ok(())
}

async fn insert_files(batch: &mut Batch, new: &NewVersion, version: u32) -> Result<()> {
    if new.files.is_empty() {
        return Ok(());
    }
    let mut files = QueryBuilder::new("INSERT INTO files (submission, sha256, size, media_type, state) ");
    files.push_values(&new.files, |mut row, file| {
        row.push_bind(new.id.as_str())
            .push_bind(&file.sha256)
            .push_bind(i64::try_from(file.size).unwrap_or(i64::MAX))
            .push_bind(file.media_type.mime())
            .push_bind("wanted");
    });
    files.push(
        " ON CONFLICT (submission, sha256) DO UPDATE SET size = excluded.size, media_type = excluded.media_type \
         WHERE state = 'wanted'",
    );
    files.build().execute(&mut batch.connection).await?;
    let mut links = QueryBuilder::new("INSERT INTO version_files (submission, version, sha256) ");
    links.push_values(&new.files, |mut row, file| {
        row.push_bind(new.id.as_str()).push_bind(version).push_bind(&file.sha256);
    });
    links.build().execute(&mut batch.connection).await?;
    Ok(())
}

/// Writes the row of the list so that it describes this version.
async fn describe(
    batch: &mut Batch,
    new: &NewVersion,
    receipt: &Receipt,
    state: ApplicationState,
    files_stored: u32,
) -> Result<()> {
    let (said, columns) = (&receipt.statement, &new.columns);
    sqlx::query(
        "INSERT INTO submissions (id, capability, reference, call, version, received_at, state, school, town, country, \
         code, late, warnings, files, files_stored, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, received_at = excluded.received_at, \
         state = excluded.state, school = excluded.school, town = excluded.town, country = excluded.country, \
         code = excluded.code, late = excluded.late, warnings = excluded.warnings, files = excluded.files, \
         files_stored = excluded.files_stored, search = excluded.search",
    )
    .bind(new.id.as_str())
    .bind(&new.capability)
    .bind(&said.reference)
    .bind(&new.call)
    .bind(said.version)
    .bind(said.received_at)
    .bind(state.name())
    .bind(&columns.school)
    .bind(&columns.town)
    .bind(&columns.country)
    .bind(&columns.code)
    .bind(said.late)
    .bind(new.warnings)
    .bind(i64::try_from(new.files.len()).unwrap_or(i64::MAX))
    .bind(files_stored)
    .bind(columns.search(&said.reference))
    .execute(&mut batch.connection)
    .await?;
    Ok(())
}
