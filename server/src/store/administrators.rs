//! Administrators and their sessions. Passwords and tokens come and stay here as hashes only.

use shared::wire::Code;

use super::audit::Actor;
use super::{Batch, Store};
use crate::error::Result;

/// A session ends after this long without a request, in seconds.
const IDLE: i64 = 30 * 60;
/// And after this long in any case.
const LIFE: i64 = 8 * 3600;
/// Requests within this time of one another are not worth a write.
const TOUCH: i64 = 60;

#[derive(Clone, Debug)]
pub struct Administrator {
    pub id: i64,
    pub email: String,
    pub name: String,
}

pub struct Credentials {
    pub administrator: Administrator,
    /// PHC text of Argon2id.
    pub password: String,
}

impl Store {
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>> {
        let row: Option<(i64, String, String, String)> =
            sqlx::query_as("SELECT id, email, name, password FROM administrators WHERE email = $1")
                .bind(email.to_lowercase())
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.map(|(id, email, name, password)| Credentials {
            administrator: Administrator { id, email, name },
            password,
        }))
    }

    pub async fn count_administrators(&self) -> Result<i64> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM administrators").fetch_one(&self.readers).await?)
    }

    /// Refused as a conflict if there is an administrator of this address.
    pub async fn add_administrator(&self, email: &str, name: &str, password: String, now: i64) -> Result<()> {
        let (email, name) = (email.to_lowercase(), name.to_string());
        self.write(move |batch| {
            Box::pin(async move {
                let added = sqlx::query(
                    "INSERT INTO administrators (email, name, password, created_at) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (email) DO NOTHING",
                )
                .bind(email)
                .bind(name)
                .bind(password)
                .bind(now)
                .execute(&mut batch.connection)
                .await?;
                if added.rows_affected() == 0 {
                    return Err(Code::Conflict.into());
                }
                let subject = added.last_insert_rowid().to_string();
                batch.audit(now, Actor::CommandLine, "add administrator", &subject).await
            })
        })
        .await
    }

    pub async fn start_session(&self, token: Vec<u8>, administrator: i64, now: i64) -> Result<()> {
        self.write(move |batch| {
            Box::pin(async move {
                delete_ended(batch, now).await?;
                sqlx::query(
                    "INSERT INTO sessions (token, administrator, created_at, seen_at) VALUES ($1, $2, $3, $3)",
                )
                .bind(token)
                .bind(administrator)
                .bind(now)
                .execute(&mut batch.connection)
                .await?;
                batch.audit(now, Actor::Administrator(administrator), "sign in", "").await
            })
        })
        .await
    }

    /// Whose session it is, if it still runs; it then runs on from now.
    pub async fn session(&self, token: Vec<u8>, now: i64) -> Result<Option<Administrator>> {
        let row: Option<(i64, String, String, i64)> = sqlx::query_as(
            "SELECT a.id, a.email, a.name, s.seen_at FROM sessions s JOIN administrators a ON a.id = s.administrator \
             WHERE s.token = $1 AND s.seen_at > $2 AND s.created_at > $3",
        )
        .bind(&token)
        .bind(now - IDLE)
        .bind(now - LIFE)
        .fetch_optional(&self.readers)
        .await?;
        let Some((id, email, name, seen_at)) = row else { return Ok(None) };
        if now - seen_at >= TOUCH {
            self.write(move |batch| {
                Box::pin(async move {
                    let touch = sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token = $1")
                        .bind(token)
                        .bind(now);
                    touch.execute(&mut batch.connection).await?;
                    Ok(())
                })
            })
            .await?;
        }
        Ok(Some(Administrator { id, email, name }))
    }

    pub async fn end_session(&self, token: Vec<u8>, administrator: i64, now: i64) -> Result<()> {
        self.write(move |batch| {
            Box::pin(async move {
                let delete = sqlx::query("DELETE FROM sessions WHERE token = $1").bind(token);
                delete.execute(&mut batch.connection).await?;
                batch.audit(now, Actor::Administrator(administrator), "sign out", "").await
            })
        })
        .await
    }
}

async fn delete_ended(batch: &mut Batch, now: i64) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE seen_at <= $1 OR created_at <= $2")
        .bind(now - IDLE)
        .bind(now - LIFE)
        .execute(&mut batch.connection)
        .await?;
    Ok(())
}
