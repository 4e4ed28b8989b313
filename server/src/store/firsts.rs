//! First versions, all of a group in a few statements: every statement costs two changes of thread and a pass through
//! SQLite's planner of work, and a group holds hundreds of commits.
//! It must not decide anything: what is no plain first version is left to `commit`.

use std::collections::HashSet;

use shared::manifest::FileEntry;
use sqlx::{QueryBuilder, Sqlite};

use super::Batch;
use super::audit::{Actor, chained};
use super::commit::{COMMIT, Commit};
use crate::error::{Error, Result};
use crate::reference::same_letters;

/// Rows of one statement. SQLite takes 32,766 values.
const ROWS: usize = 128;

/// Stores those that are the first of their id, and tells which. Where one of them cannot be stored, none is, and each
/// has to be looked at by itself.
pub(super) async fn store(batch: &mut Batch, commits: &[Commit]) -> Result<Vec<bool>> {
    let mut taken = taken(batch, commits).await?;
    let chosen: Vec<bool> = commits.iter().map(|commit| taken.insert(letters(commit))).collect();
    let firsts: Vec<&Commit> =
        commits.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(commit, _)| commit).collect();
    if firsts.is_empty() {
        return Ok(chosen);
    }
    let head = batch.head.clone();
    batch.run("SAVEPOINT firsts").await?;
    let inserted = insert(batch, &firsts).await;
    // After a failure of the disk there may be no transaction left; the writer knows what to do then.
    if let Err(fault) = &inserted
        && fault.is_of_disk()
    {
        return inserted.map(|()| chosen);
    }
    if inserted.is_err() {
        batch.run("ROLLBACK TO firsts").await?;
        batch.head = head;
    }
    batch.run("RELEASE firsts").await?;
    Ok(if inserted.is_ok() { chosen } else { vec![false; commits.len()] })
}

/// Stands for the letters of the reference, and with them for the id: two ids seldom have the same.
fn letters(commit: &Commit) -> i64 {
    same_letters(commit.first.hash).0
}

/// Those of the letters that a stored submission has already, be it this one or another.
async fn taken(batch: &mut Batch, commits: &[Commit]) -> Result<HashSet<i64>> {
    let bounds: Vec<(i64, i64)> = commits.iter().map(|commit| same_letters(commit.first.hash)).collect();
    let taken: Vec<i64> = sqlx::query_scalar(
        "SELECT s.hash FROM json_each($1) b CROSS JOIN submissions s \
         ON s.hash BETWEEN b.value ->> 0 AND b.value ->> 1",
    )
    .bind(serde_json::to_string(&bounds).map_err(Error::internal)?)
    .fetch_all(&mut batch.connection)
    .await?;
    Ok(taken.into_iter().map(|hash| same_letters(hash).0).collect())
}

async fn insert(batch: &mut Batch, firsts: &[&Commit]) -> Result<()> {
    let newest: i64 = sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM submissions")
        .fetch_one(&mut batch.connection)
        .await?;
    let numbered: Vec<(i64, &Commit)> = (newest + 1..).zip(firsts.iter().copied()).collect();
    for piece in pieces(&numbered) {
        insert_versions(batch, piece).await?;
    }
    let files: Vec<(i64, &FileEntry)> = numbered
        .iter()
        .flat_map(|(number, commit)| commit.new.files.iter().map(|file| (*number, file)))
        .collect();
    for piece in pieces(&files) {
        insert_files(batch, piece).await?;
    }
    Ok(())
}

/// Pieces whose lengths are powers of two, so that the few statements there are stay prepared.
fn pieces<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = ROWS.min(1 << rest.len().checked_ilog2()?);
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(piece)
    })
}

async fn insert_versions(batch: &mut Batch, firsts: &[(i64, &Commit)]) -> Result<()> {
    let audit = audit_rows(batch, firsts).await?;
    let mut sql: QueryBuilder<Sqlite> = QueryBuilder::new(
        "INSERT INTO submissions (number, id, hash, capability, reference, call, version, received_at, state, school, \
         town, country, code, late, warnings, files, files_stored, search) ",
    );
    sql.push_values(firsts, |mut row, (number, Commit { new, first, .. })| {
        let (said, columns) = (&first.receipt.statement, &new.columns);
        row.push_bind(*number).push_bind(new.id.as_str()).push_bind(first.hash);
        row.push_bind(&*new.capability).push_bind(&*said.reference);
        row.push_bind(&*new.call).push_bind(said.version).push_bind(said.received_at);
        row.push_bind(first.state.name()).push_bind(&*columns.school).push_bind(&*columns.town);
        row.push_bind(&*columns.country)
            .push_bind(&*columns.code)
            .push_bind(said.late)
            .push_bind(new.warnings);
        row.push_bind(i64::try_from(new.files.len()).unwrap_or(i64::MAX))
            .push_bind(0)
            .push_bind(&*first.search);
    });
    sql.push(
        "; INSERT INTO versions (submission, version, sha256, manifest, receipt, received_at, state, warnings, \
         arrival) ",
    );
    sql.push_values(firsts, |mut row, (number, Commit { new, first, .. })| {
        let said = &first.receipt.statement;
        row.push_bind(*number).push_bind(said.version).push_bind(&*new.sha256);
        row.push_bind(new.manifest.clone()).push_bind(&*first.json).push_bind(said.received_at);
        row.push_bind(first.state.name()).push_bind(new.warnings).push_bind(new.arrival.clone());
    });
    sql.push("; INSERT INTO audit (at, actor, action, subject, hash) ");
    let actor = Actor::Applicant.name();
    sql.push_values(&audit, |mut row, (at, subject, hash)| {
        row.push_bind(*at).push_bind(&*actor).push_bind(COMMIT).push_bind(&**subject).push_bind(&**hash);
    });
    sql.build().execute(&mut batch.connection).await?;
    Ok(())
}

/// Moment, subject and hash of each row of the audit log, chained.
async fn audit_rows(batch: &mut Batch, firsts: &[(i64, &Commit)]) -> Result<Vec<(i64, String, String)>> {
    let (mut head, actor) = (batch.audit_head().await?, Actor::Applicant.name());
    let mut rows = Vec::with_capacity(firsts.len());
    for (_, commit) in firsts {
        let subject = format!("{}/1", commit.new.id.as_str());
        head = chained(&head, commit.now, &actor, COMMIT, &subject);
        rows.push((commit.now, subject, head.clone()));
    }
    batch.head = Some(head);
    Ok(rows)
}

async fn insert_files(batch: &mut Batch, files: &[(i64, &FileEntry)]) -> Result<()> {
    let mut sql: QueryBuilder<Sqlite> =
        QueryBuilder::new("INSERT INTO files (submission, sha256, size, media_type, state) ");
    sql.push_values(files, |mut row, (submission, file)| {
        row.push_bind(*submission).push_bind(&*file.sha256);
        row.push_bind(i64::try_from(file.size).unwrap_or(i64::MAX));
        row.push_bind(file.media_type.mime()).push_bind("wanted");
    });
    sql.push("; INSERT INTO version_files (submission, version, sha256) ");
    sql.push_values(files, |mut row, (submission, file)| {
        row.push_bind(*submission).push_bind(1).push_bind(&*file.sha256);
    });
    sql.build().execute(&mut batch.connection).await?;
    Ok(())
}
