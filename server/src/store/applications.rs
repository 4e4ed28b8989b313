//! What the office reads: the list, one application, and all of them for a download.
//! Reading only; who read what is written down by the routes.

use shared::manifest::{Manifest, SubmissionId};
use shared::receipt::Receipt;
use shared::sealed::Arrival;
use shared::wire::{ApplicationPage, ApplicationQuery, ApplicationRow, Code, PAGE_SIZE, Sort, VersionRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use super::Store;
use super::evidence::read_state;
use super::submissions::read_receipt;
use crate::error::{Error, Result};
use crate::reference::hash;

/// More words than these narrow nothing down any further.
const MAX_WORDS: usize = 8;

const COLUMNS: &str = "SELECT number, id, reference, call, school, town, country, state, version, received_at, late, warnings, \
                       files_stored, files FROM submissions";

/// One version, as it was acknowledged.
pub struct StoredVersion {
    pub row: ApplicationRow,
    pub manifest: Manifest,
    /// Byte for byte.
    pub manifest_json: String,
    pub receipt: Receipt,
    /// What was told of its sending, if it did not arrive at once.
    pub arrival: Option<Arrival>,
}

impl Store {
    /// One page of the list, and how many there are in all.
    pub async fn list(&self, query: &ApplicationQuery) -> Result<ApplicationPage> {
        let page = query.page.unwrap_or(1).max(1);
        let mut count = QueryBuilder::new("SELECT count(*) FROM submissions");
        narrow(&mut count, query);
        let total: u32 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut select = QueryBuilder::new(COLUMNS);
        narrow(&mut select, query);
        order(&mut select, query);
        select
            .push(" LIMIT ")
            .push_bind(PAGE_SIZE)
            .push(" OFFSET ")
            .push_bind(i64::from(page - 1) * i64::from(PAGE_SIZE));
        let rows = select.build().fetch_all(&self.readers).await?;
        Ok(ApplicationPage { total, page, rows: rows.iter().map(read_row).collect::<Result<_>>()? })
    }

    /// Ids of everything a download has to hold, in the order of the list.
    pub async fn select(&self, query: &ApplicationQuery) -> Result<Vec<SubmissionId>> {
        let mut select = QueryBuilder::new("SELECT id FROM submissions");
        narrow(&mut select, query);
        order(&mut select, query);
        let ids: Vec<String> = select.build_query_scalar().fetch_all(&self.readers).await?;
        ids.iter().map(|id| read_id(id)).collect()
    }

    /// One version, or the one that counts.
    pub async fn version(&self, id: &SubmissionId, version: Option<u32>) -> Result<StoredVersion> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE hash = $1 AND id = $2")))
            .bind(hash(id))
            .bind(id.as_str())
            .fetch_optional(&self.readers)
            .await?
            .ok_or(Code::NotFound)?;
        let number: i64 = row.try_get("number")?;
        let mut row = read_row(&row)?;
        let wanted = version.unwrap_or(row.version);
        let (json, receipt, state, warnings, arrival): (String, String, String, u32, Option<String>) = sqlx::query_as(
            "SELECT manifest, receipt, state, warnings, arrival FROM versions WHERE submission = $1 AND version = $2",
        )
        .bind(number)
        .bind(wanted)
        .fetch_optional(&self.readers)
        .await?
        .ok_or(Code::NotFound)?;
        let manifest: Manifest = serde_json::from_str(&json).map_err(Error::internal)?;
        let receipt = read_receipt(&receipt)?;
        if wanted != row.version {
            let shown = crate::columns::list_columns(&manifest);
            (row.school, row.town, row.country) = (shown.school, shown.town, shown.country);
            (row.version, row.state, row.warnings) = (wanted, read_state(&state)?, warnings);
            (row.received_at, row.late) = (receipt.statement.received_at, receipt.statement.late);
            let files = self.file_statuses(id, i64::from(wanted)).await?;
            row.files_stored =
                u32::try_from(files.iter().filter(|file| file.stored).count()).map_err(Error::internal)?;
            row.files = u32::try_from(files.len()).map_err(Error::internal)?;
        }
        let arrival = arrival.and_then(|json| serde_json::from_str(&json).ok());
        Ok(StoredVersion { row, manifest, manifest_json: json, receipt, arrival })
    }

    /// All versions of a submission, newest first.
    pub async fn versions(&self, id: &SubmissionId) -> Result<Vec<VersionRow>> {
        let rows: Vec<(u32, i64, String, String)> = sqlx::query_as(
            "SELECT v.version, v.received_at, v.sha256, v.state FROM submissions s \
             JOIN versions v ON v.submission = s.number WHERE s.hash = $1 AND s.id = $2 ORDER BY v.version DESC",
        )
        .bind(hash(id))
        .bind(id.as_str())
        .fetch_all(&self.readers)
        .await?;
        let read = |(version, received_at, manifest_sha256, state): (u32, i64, String, String)| {
            Ok(VersionRow { version, received_at, manifest_sha256, state: read_state(&state)? })
        };
        rows.into_iter().map(read).collect()
    }

    /// The newest manifest that names a stored file.
    pub async fn manifest_with(&self, id: &SubmissionId, sha256: &str) -> Result<Manifest> {
        let json: Option<String> = sqlx::query_scalar(
            "SELECT v.manifest FROM submissions s JOIN versions v ON v.submission = s.number JOIN version_files w ON w.submission = v.submission \
             AND w.version = v.version JOIN files f ON f.submission = w.submission AND f.sha256 = w.sha256 \
             WHERE s.hash = $1 AND s.id = $2 AND w.sha256 = $3 AND f.state = 'stored' \
             ORDER BY v.version DESC LIMIT 1",
        )
        .bind(hash(id))
        .bind(id.as_str())
        .bind(sha256)
        .fetch_optional(&self.readers)
        .await?;
        serde_json::from_str(&json.ok_or(Code::NotFound)?).map_err(Error::internal)
    }
}

fn narrow(select: &mut QueryBuilder<Sqlite>, query: &ApplicationQuery) {
    select.push(" WHERE 1 = 1");
    if let Some(call) = &query.call {
        select.push(" AND call = ").push_bind(call.clone());
    }
    if let Some(country) = &query.country {
        select.push(" AND country = ").push_bind(country.clone());
    }
    if let Some(state) = query.state {
        select.push(" AND state = ").push_bind(state.name());
    }
    let folded = crate::columns::folded(query.search.as_deref().unwrap_or_default());
    for word in folded.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS) {
        // A word may stand anywhere, also inside another: names of places and schools are often compounds.
        select.push(" AND instr(search, ").push_bind(word.to_string()).push(") > 0");
    }
}

fn order(select: &mut QueryBuilder<Sqlite>, query: &ApplicationQuery) {
    let column = match query.sort {
        Sort::ReceivedAt => "received_at",
        // Begins with the name and is folded, so that capitals do not come first.
        Sort::School => "search",
        Sort::Country => "country",
        Sort::Reference => "reference",
        Sort::State => "state",
        Sort::Warnings => "warnings",
    };
    let direction = if query.descending { " DESC" } else { "" };
    // The number makes the order whole, so that no page repeats or leaves out a row.
    select.push(" ORDER BY ").push(column).push(direction).push(", number").push(direction);
}

fn read_id(id: &str) -> Result<SubmissionId> {
    SubmissionId::parse(id).ok_or_else(|| Error::internal("bad id in the database"))
}

fn read_row(row: &SqliteRow) -> Result<ApplicationRow> {
    Ok(ApplicationRow {
        submission: read_id(row.try_get("id")?)?,
        reference: row.try_get("reference")?,
        call: row.try_get("call")?,
        school: row.try_get("school")?,
        town: row.try_get("town")?,
        country: row.try_get("country")?,
        state: read_state(row.try_get("state")?)?,
        version: row.try_get("version")?,
        received_at: row.try_get("received_at")?,
        late: row.try_get("late")?,
        warnings: row.try_get("warnings")?,
        files_stored: row.try_get("files_stored")?,
        files: row.try_get("files")?,
    })
}
