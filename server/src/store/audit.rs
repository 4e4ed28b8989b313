//! Who did what to which application, chained by hashes. Rows are only ever added.
//! No names, no addresses, no content: ids only.

use sha2::{Digest, Sha256};
use shared::manifest::hex;

use super::{Batch, Store};
use crate::error::Result;

/// Who acts.
#[derive(Clone, Copy, Debug)]
pub enum Actor {
    Administrator(i64),
    Applicant,
    Server,
    CommandLine,
}

impl Actor {
    pub(super) fn name(self) -> String {
        match self {
            Self::Administrator(id) => format!("administrator:{id}"),
            Self::Applicant => "applicant".into(),
            Self::Server => "server".into(),
            Self::CommandLine => "command line".into(),
        }
    }
}

/// Before the first row.
const ROOT: &str = "";

/// The hash of a row: over the hash before it and all its columns, in a JSON list so that no two rows read alike.
pub(super) fn chained(before: &str, at: i64, actor: &str, action: &str, subject: &str) -> String {
    let row = serde_json::json!([before, at, actor, action, subject]).to_string();
    hex(&Sha256::digest(row.as_bytes()))
}

impl Batch {
    /// Hash of the newest row, or what stands before the first.
    pub(super) async fn audit_head(&mut self) -> Result<String> {
        if let Some(head) = &self.head {
            return Ok(head.clone());
        }
        let newest: Option<String> = sqlx::query_scalar("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut self.connection)
            .await?;
        let head = newest.unwrap_or_else(|| ROOT.to_string());
        self.head = Some(head.clone());
        Ok(head)
    }

    /// Adds a row in the job's transaction: it is there exactly if what it tells of is.
    pub async fn audit(&mut self, at: i64, actor: Actor, action: &'static str, subject: &str) -> Result<()> {
        let before = self.audit_head().await?;
        let actor = actor.name();
        let hash = chained(&before, at, &actor, action, subject);
        sqlx::query("INSERT INTO audit (at, actor, action, subject, hash) VALUES ($1, $2, $3, $4, $5)")
            .bind(at)
            .bind(actor)
            .bind(action)
            .bind(subject)
            .bind(&hash)
            .execute(&mut self.connection)
            .await?;
        self.head = Some(hash);
        Ok(())
    }
}

impl Store {
    pub async fn audit(&self, at: i64, actor: Actor, action: &'static str, subject: String) -> Result<()> {
        self.write(move |batch| Box::pin(async move { batch.audit(at, actor, action, &subject).await })).await
    }

    /// Walks the whole chain. The id of the first row that does not fit, if there is one.
    pub async fn audit_break(&self) -> Result<Option<i64>> {
        const PAGE: i64 = 1_000;
        let (mut last, mut before) = (0_i64, ROOT.to_string());
        loop {
            let rows: Vec<(i64, i64, String, String, String, String)> = sqlx::query_as(
                "SELECT id, at, actor, action, subject, hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2",
            )
            .bind(last)
            .bind(PAGE)
            .fetch_all(&self.readers)
            .await?;
            if rows.is_empty() {
                return Ok(None);
            }
            for (id, at, actor, action, subject, hash) in rows {
                // Ids are given without gaps, so a row taken from the end of a page shows as well.
                if id != last + 1 || hash != chained(&before, at, &actor, &action, &subject) {
                    return Ok(Some(id));
                }
                (last, before) = (id, hash);
            }
        }
    }
}
