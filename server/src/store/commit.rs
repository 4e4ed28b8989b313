//! The commit: a checked manifest becomes a version with a receipt, in the writer's transaction.
//! Nothing is ever overwritten here but the row that describes which version counts.
//!
//! Commits that wait together are stored together (`firsts`); what is no first version is looked at by itself, here.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use shared::manifest::{FileEntry, SubmissionId};
use shared::receipt::{Receipt, Statement};
use shared::wire::{ApplicationState, Code};
use sqlx::QueryBuilder;
use tokio::sync::oneshot;

use super::audit::Actor;
use super::submissions::{ListColumns, read_receipt};
use super::writer::{Done, Job, Reply, done};
use super::{Batch, Store, firsts};
use crate::error::{Error, Result};
use crate::reference::{hash, reference, same_letters};

/// A manifest that was checked, ready to be stored.
pub struct NewVersion {
    pub id: SubmissionId,
    /// SHA-256 of the capability.
    pub capability: Vec<u8>,
    pub call: String,
    pub manifest: Arc<str>,
    pub sha256: String,
    pub files: Vec<FileEntry>,
    pub warnings: u32,
    /// It came after closing, with no proof that it was ready before.
    pub late: bool,
    /// JSON of what was told of its sending.
    pub arrival: Option<String>,
    pub columns: ListColumns,
}

/// The receipt, and whether it was made just now.
pub struct Committed {
    pub receipt: Receipt,
    pub new: bool,
}

/// A commit that waits for the writer.
pub struct Commit {
    pub(super) new: NewVersion,
    pub(super) first: First,
    pub(super) now: i64,
    key: SigningKey,
    reply: Reply<Committed>,
}

/// What a commit becomes if it is the first of its id, as nearly all are: made before it is the writer's turn, of which
/// there is only one.
pub(super) struct First {
    pub hash: i64,
    pub receipt: Receipt,
    /// The receipt as it is kept.
    pub json: String,
    pub state: ApplicationState,
    pub search: String,
}

impl First {
    fn of(new: &NewVersion, key: &SigningKey, now: i64) -> Self {
        let hash = hash(&new.id);
        let reference = reference(&new.columns.country, hash, 0);
        let receipt = Receipt::sign(statement(new, 1, &reference, now), key);
        let state =
            if new.files.is_empty() { ApplicationState::Complete } else { ApplicationState::Incomplete };
        Self { hash, json: receipt.canonical(), state, search: new.columns.search(&reference), receipt }
    }
}

impl Store {
    /// Stores a version, or finds that it is stored: once, however often it is sent and however many send it.
    pub async fn commit(&self, new: NewVersion, key: SigningKey, now: i64) -> Result<Committed> {
        let (reply, answer) = oneshot::channel();
        let first = First::of(&new, &key, now);
        self.enqueue(Job::Commit(Box::new(Commit { new, first, now, key, reply })), answer).await
    }
}

/// Runs commits that came together. Each gets what it would get alone.
pub(super) async fn commit_all(batch: &mut Batch, commits: Vec<Commit>) -> Vec<Done> {
    let stored = firsts::store(batch, &commits).await;
    let mut all = Vec::with_capacity(commits.len());
    // Where the whole group failed, none of its commits is tried again.
    let mut failed = stored.as_ref().err().map(Error::again);
    let stored = stored.unwrap_or_default().into_iter().chain(std::iter::repeat(false));
    for (commit, stored) in commits.into_iter().zip(stored) {
        let Commit { new, first, now, key, reply } = commit;
        let result = match &failed {
            Some(fault) => Err(fault.again()),
            None if stored => Ok(Committed { receipt: first.receipt, new: true }),
            None => alone(batch, new, key, now).await,
        };
        failed =
            failed.or_else(|| result.as_ref().err().filter(|fault| fault.is_of_disk()).map(Error::again));
        all.push(done(reply, result));
    }
    all
}

async fn alone(batch: &mut Batch, new: NewVersion, key: SigningKey, now: i64) -> Result<Committed> {
    batch.all_or_nothing(move |batch| Box::pin(async move { commit(batch, &new, &key, now).await })).await
}

pub(super) const COMMIT: &str = "commit";

fn statement(new: &NewVersion, version: u32, reference: &str, now: i64) -> Statement {
    Statement {
        submission: new.id.clone(),
        version,
        reference: reference.to_string(),
        call: new.call.clone(),
        manifest_sha256: new.sha256.clone(),
        received_at: now,
        late: new.late,
    }
}

/// Number, id, capability, reference, call, receipt of this very content if there is one, and the newest version.
type Known = (i64, String, Vec<u8>, String, String, Option<String>, i64);

/// One commit by itself.
async fn commit(batch: &mut Batch, new: &NewVersion, key: &SigningKey, now: i64) -> Result<Committed> {
    let known: Option<Known> = sqlx::query_as(
        "SELECT s.number, s.id, s.capability, s.reference, s.call, v.receipt, \
         (SELECT max(version) FROM versions n WHERE n.submission = s.number) \
         FROM submissions s LEFT JOIN versions v ON v.submission = s.number AND v.sha256 = $2 \
         WHERE s.hash = $1",
    )
    .bind(hash(&new.id))
    .bind(&new.sha256)
    .fetch_optional(&mut batch.connection)
    .await?;
    let (number, reference, version) = match known {
        Some((_, id, ..)) if id != new.id.as_str() => return Err(Code::IdTaken.into()),
        Some((_, _, capability, ..)) if capability != new.capability => return Err(Code::NotFound.into()),
        Some((.., Some(receipt), _)) => {
            return Ok(Committed { receipt: read_receipt(&receipt)?, new: false });
        }
        Some((_, _, _, _, call, ..)) if call != new.call => return Err(Code::Conflict.into()),
        Some((number, _, _, reference, _, None, newest)) => (Some(number), reference, newest + 1),
        None => (None, free_reference(batch, new).await?, 1),
    };
    let version = u32::try_from(version).map_err(Error::internal)?;
    let receipt = Receipt::sign(statement(new, version, &reference, now), key);
    insert(batch, new, number, &receipt).await?;
    batch.audit(now, Actor::Applicant, COMMIT, &format!("{}/{version}", new.id.as_str())).await?;
    Ok(Committed { receipt, new: true })
}

async fn free_reference(batch: &mut Batch, new: &NewVersion) -> Result<String> {
    let hash = hash(&new.id);
    let (least, greatest) = same_letters(hash);
    let taken: Vec<String> =
        sqlx::query_scalar("SELECT reference FROM submissions WHERE hash BETWEEN $1 AND $2")
            .bind(least)
            .bind(greatest)
            .fetch_all(&mut batch.connection)
            .await?;
    let mut candidates = (0..=u8::MAX).map(|attempt| reference(&new.columns.country, hash, attempt));
    candidates
        .find(|candidate| !taken.contains(candidate))
        .ok_or_else(|| Error::internal("no free reference"))
}

/// Adds a version to the submission of this number, or to a new one.
async fn insert(batch: &mut Batch, new: &NewVersion, number: Option<i64>, receipt: &Receipt) -> Result<()> {
    let version = receipt.statement.version;
    // Only a later version can find evidence that is here already.
    let stored = match number {
        None => 0,
        Some(number) => stored_before(batch, new, number).await?,
    };
    let files = u32::try_from(new.files.len()).map_err(Error::internal)?;
    let state = if stored == files { ApplicationState::Complete } else { ApplicationState::Incomplete };
    let number = describe(batch, new, number, receipt, state, stored).await?;
    sqlx::query(
        "INSERT INTO versions (submission, version, sha256, manifest, receipt, received_at, state, warnings, arrival) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(number)
    .bind(version)
    .bind(&new.sha256)
    .bind(new.manifest.clone())
    .bind(receipt.canonical())
    .bind(receipt.statement.received_at)
    .bind(state.name())
    .bind(new.warnings)
    .bind(&new.arrival)
    .execute(&mut batch.connection)
    .await?;
    insert_files(batch, new, number, version).await
}

/// How many of its files are stored. Refuses what can never be complete: a file that was refused, or whose size or type
/// contradicts the bytes that are stored.
async fn stored_before(batch: &mut Batch, new: &NewVersion, number: i64) -> Result<u32> {
    let known: Vec<(String, i64, String, String, Option<String>)> =
        sqlx::query_as("SELECT sha256, size, media_type, state, defect FROM files WHERE submission = $1")
            .bind(number)
            .fetch_all(&mut batch.connection)
            .await?;
    let mut stored = 0;
    for (sha256, size, media_type, state, defect) in &known {
        let Some(file) = new.files.iter().find(|file| file.sha256 == *sha256) else { continue };
        let same = u64::try_from(*size) == Ok(file.size) && file.media_type.mime() == media_type;
        match (state.as_str(), defect) {
            ("stored", _) if same => stored += 1,
            ("stored", _) => return Err(Code::Conflict.into()),
            ("refused", Some(json)) => {
                return Err(Error::defect(serde_json::from_str(json).map_err(Error::internal)?));
            }
            _ if same => {}
            // Bytes sent for an entry with another size would never end where the new one does.
            _ => forget_upload(batch, number, sha256).await?,
        }
    }
    Ok(stored)
}

async fn forget_upload(batch: &mut Batch, number: i64, sha256: &str) -> Result<()> {
    sqlx::query("DELETE FROM uploads WHERE submission = $1 AND sha256 = $2")
        .bind(number)
        .bind(sha256)
        .execute(&mut batch.connection)
        .await?;
    Ok(())
}

async fn insert_files(batch: &mut Batch, new: &NewVersion, number: i64, version: u32) -> Result<()> {
    if new.files.is_empty() {
        return Ok(());
    }
    let mut files = QueryBuilder::new("INSERT INTO files (submission, sha256, size, media_type, state) ");
    files.push_values(&new.files, |mut row, file| {
        row.push_bind(number)
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
        row.push_bind(number).push_bind(version).push_bind(&file.sha256);
    });
    links.build().execute(&mut batch.connection).await?;
    Ok(())
}

/// Writes the row of the list so that it describes this version. What came in time is not displaced by what came late.
/// Gives the number of the row.
async fn describe(
    batch: &mut Batch,
    new: &NewVersion,
    number: Option<i64>,
    receipt: &Receipt,
    state: ApplicationState,
    files_stored: u32,
) -> Result<i64> {
    let (said, columns) = (&receipt.statement, &new.columns);
    let written = sqlx::query(
        "INSERT INTO submissions (number, id, hash, capability, reference, call, version, received_at, state, school, \
         town, country, code, late, warnings, files, files_stored, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
         ON CONFLICT (number) DO UPDATE SET version = excluded.version, received_at = excluded.received_at, \
         state = excluded.state, school = excluded.school, town = excluded.town, country = excluded.country, \
         code = excluded.code, late = excluded.late, warnings = excluded.warnings, files = excluded.files, \
         files_stored = excluded.files_stored, search = excluded.search \
         WHERE submissions.late >= excluded.late OR submissions.state = 'expired'",
    )
    .bind(number)
    .bind(new.id.as_str())
    .bind(hash(&new.id))
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
    Ok(number.unwrap_or_else(|| written.last_insert_rowid()))
}
