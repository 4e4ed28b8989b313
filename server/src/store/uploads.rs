//! Uploads under way: which file of which submission, and how many of its bytes are surely on the disk.
//! The bytes themselves are the business of `staging`.

use shared::evidence::MediaType;
use shared::manifest::SubmissionId;
use shared::wire::Code;

use super::{Batch, Store};
use crate::error::{Error, Result};
use crate::reference::hash;

#[derive(Clone, Debug)]
pub struct Upload {
    pub id: String,
    pub submission: SubmissionId,
    /// That of the submission in the database.
    pub(super) number: i64,
    pub sha256: String,
    pub media_type: MediaType,
    pub call: String,
    /// When the newest version was received.
    pub received_at: i64,
    /// Bytes in all and bytes that are on the disk.
    pub size: u64,
    pub offset: u64,
    pub expires_at: i64,
}

type Row = (String, String, i64, String, String, String, i64, i64, i64, i64);

fn read(row: Row) -> Result<Upload> {
    let (id, submission, number, sha256, media_type, call, received_at, size, offset, expires_at) = row;
    Ok(Upload {
        id,
        submission: SubmissionId::parse(&submission)
            .ok_or_else(|| Error::internal("bad id in the database"))?,
        number,
        sha256,
        media_type: MediaType::from_mime(&media_type)
            .ok_or_else(|| Error::internal("bad type in the database"))?,
        call,
        received_at,
        size: u64::try_from(size).map_err(Error::internal)?,
        offset: u64::try_from(offset).map_err(Error::internal)?,
        expires_at,
    })
}

impl Store {
    /// An upload, for the holder of its submission's capability only.
    pub async fn upload(&self, id: &str, capability: &[u8], now: i64) -> Result<Upload> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT u.id, s.id, s.number, u.sha256, f.media_type, s.call, \
             (SELECT max(received_at) FROM versions v WHERE v.submission = u.submission), u.size, u.offset, u.expires_at \
             FROM uploads u \
             JOIN submissions s ON s.number = u.submission \
             JOIN files f ON f.submission = u.submission AND f.sha256 = u.sha256 \
             WHERE u.id = $1 AND s.capability = $2 AND u.expires_at > $3",
        )
        .bind(id)
        .bind(capability)
        .bind(now)
        .fetch_optional(&self.readers)
        .await?;
        read(row.ok_or(Code::NotFound)?)
    }

    /// Uploads whose time has passed.
    pub async fn expired_uploads(&self, now: i64) -> Result<Vec<String>> {
        let ids = sqlx::query_scalar("SELECT id FROM uploads WHERE expires_at <= $1").bind(now);
        Ok(ids.fetch_all(&self.readers).await?)
    }

    /// Every upload there is, to find staging files that belong to none.
    pub async fn upload_ids(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar("SELECT id FROM uploads").fetch_all(&self.readers).await?)
    }

    pub async fn set_offset(&self, id: String, offset: u64, expires_at: i64) -> Result<()> {
        self.write(move |batch| {
            Box::pin(async move {
                let changed = sqlx::query("UPDATE uploads SET offset = $2, expires_at = $3 WHERE id = $1")
                    .bind(&id)
                    .bind(i64::try_from(offset).map_err(Error::internal)?)
                    .bind(expires_at)
                    .execute(&mut batch.connection)
                    .await?;
                // A newer version of the manifest may have taken the upload away meanwhile.
                if changed.rows_affected() == 0 { Err(Code::NotFound.into()) } else { Ok(()) }
            })
        })
        .await
    }

    pub async fn delete_upload(&self, id: String) -> Result<()> {
        self.write(move |batch| {
            Box::pin(async move {
                let delete = sqlx::query("DELETE FROM uploads WHERE id = $1").bind(&id);
                delete.execute(&mut batch.connection).await?;
                Ok(())
            })
        })
        .await
    }
}

/// What asking for an upload leads to.
pub enum Created {
    /// The bytes are here already.
    Stored { size: u64 },
    /// An upload to go on with, new or begun before.
    Upload { id: String, offset: u64, expires_at: i64 },
}

/// A wish to send the bytes of one file.
pub struct Wish {
    pub submission: SubmissionId,
    pub capability: Vec<u8>,
    pub sha256: String,
    pub size: u64,
    /// Id for the upload if there is none yet.
    pub id: String,
    pub expires_at: i64,
}

/// Begins an upload of a file that a version names, or finds the one begun before.
pub async fn create(batch: &mut Batch, wish: &Wish) -> Result<Created> {
    let file: Option<(i64, i64, String, Option<String>)> = sqlx::query_as(
        "SELECT s.number, f.size, f.state, f.defect FROM submissions s JOIN files f ON f.submission = s.number \
         WHERE s.hash = $1 AND s.id = $2 AND f.sha256 = $3 AND s.capability = $4",
    )
    .bind(hash(&wish.submission))
    .bind(wish.submission.as_str())
    .bind(&wish.sha256)
    .bind(&wish.capability)
    .fetch_optional(&mut batch.connection)
    .await?;
    let (number, size, state, defect) = file.ok_or(Code::NotFound)?;
    if u64::try_from(size) != Ok(wish.size) {
        return Err(Code::Conflict.into());
    }
    match (state.as_str(), defect) {
        ("stored", _) => Ok(Created::Stored { size: wish.size }),
        (_, Some(json)) => Err(Error::defect(serde_json::from_str(&json).map_err(Error::internal)?)),
        _ => begin(batch, wish, number, size).await,
    }
}

async fn begin(batch: &mut Batch, wish: &Wish, number: i64, size: i64) -> Result<Created> {
    let (id, offset, expires_at): (String, i64, i64) = sqlx::query_as(
        "INSERT INTO uploads (id, submission, sha256, size, offset, expires_at) VALUES ($1, $2, $3, $4, 0, $5) \
         ON CONFLICT (submission, sha256) DO UPDATE SET expires_at = excluded.expires_at \
         RETURNING id, offset, expires_at",
    )
    .bind(&wish.id)
    .bind(number)
    .bind(&wish.sha256)
    .bind(size)
    .bind(wish.expires_at)
    .fetch_one(&mut batch.connection)
    .await?;
    Ok(Created::Upload { id, offset: u64::try_from(offset).map_err(Error::internal)?, expires_at })
}
