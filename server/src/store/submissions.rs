//! What an applicant may ask about a submission, and what the list shows of one. Reading only; `commit` writes.

use shared::manifest::SubmissionId;
use shared::receipt::Receipt;
use shared::wire::{Code, FileStatus, SubmissionStatus};

use super::Store;
use crate::error::{Error, Result};
use crate::reference::hash;

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

impl Store {
    /// The receipt of exactly this content, if it was committed before with this capability.
    pub async fn receipt(
        &self,
        id: &SubmissionId,
        capability: &[u8],
        sha256: &str,
    ) -> Result<Option<Receipt>> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT v.receipt FROM versions v JOIN submissions s ON s.number = v.submission \
             WHERE s.hash = $1 AND s.id = $2 AND s.capability = $3 AND v.sha256 = $4",
        )
        .bind(hash(id))
        .bind(id.as_str())
        .bind(capability)
        .bind(sha256)
        .fetch_optional(&self.readers)
        .await?;
        found.map(|text| read_receipt(&text)).transpose()
    }

    /// How far the version with this manifest has come, or the newest one; not found with another's capability.
    pub async fn status(
        &self,
        id: &SubmissionId,
        capability: &[u8],
        sha256: Option<&str>,
    ) -> Result<SubmissionStatus> {
        let (version, receipt, newest): (i64, String, String) = sqlx::query_as(
            "SELECT v.version, v.receipt, (SELECT n.receipt FROM versions n WHERE n.submission = v.submission \
             ORDER BY n.version DESC LIMIT 1) FROM versions v JOIN submissions s ON s.number = v.submission \
             WHERE s.hash = $1 AND s.id = $2 AND s.capability = $3 AND v.sha256 = coalesce($4, v.sha256) \
             ORDER BY v.version DESC LIMIT 1",
        )
        .bind(hash(id))
        .bind(id.as_str())
        .bind(capability)
        .bind(sha256)
        .fetch_optional(&self.readers)
        .await?
        .ok_or(Code::NotFound)?;
        let files = self.file_statuses(id, version).await?;
        let complete = files.iter().all(|file| file.stored);
        let newest = (newest != receipt).then(|| read_receipt(&newest)).transpose()?;
        Ok(SubmissionStatus { receipt: read_receipt(&receipt)?, files, complete, newest })
    }

    /// The files of a version in the order of their hashes.
    pub async fn file_statuses(&self, id: &SubmissionId, version: i64) -> Result<Vec<FileStatus>> {
        let rows: Vec<(String, String, Option<String>, Option<i64>)> = sqlx::query_as(
            "SELECT f.sha256, f.state, f.defect, u.offset FROM submissions s \
             JOIN version_files v ON v.submission = s.number \
             JOIN files f ON f.submission = v.submission AND f.sha256 = v.sha256 \
             LEFT JOIN uploads u ON u.submission = f.submission AND u.sha256 = f.sha256 \
             WHERE s.hash = $1 AND s.id = $2 AND v.version = $3 ORDER BY f.sha256",
        )
        .bind(hash(id))
        .bind(id.as_str())
        .bind(version)
        .fetch_all(&self.readers)
        .await?;
        let status =
            |(sha256, state, defect, offset): (String, String, Option<String>, Option<i64>)| FileStatus {
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
