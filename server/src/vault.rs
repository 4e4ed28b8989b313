//! Evidence that arrived whole and was examined, by submission and hash. Its names are never the applicant's.

use std::io;
use std::path::Path;
use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::stream::BoxStream;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use shared::manifest::SubmissionId;
use tokio::io::AsyncWriteExt;

use crate::error::{Error, Result};
use crate::store::stop;

#[derive(Clone)]
pub struct Vault(Arc<dyn ObjectStore>);

fn place(submission: &SubmissionId, sha256: &str) -> ObjectPath {
    ObjectPath::from_iter([submission.as_str(), sha256])
}

impl Vault {
    /// A folder inside the data folder. Files and folders are synced before a write returns.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("evidence");
        std::fs::create_dir_all(&folder)?;
        let local = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?;
        Ok(Self(Arc::new(local.with_fsync(true))))
    }

    /// Takes the file in. After that it is on the disk, whatever happens.
    pub async fn put(&self, submission: &SubmissionId, sha256: &str, file: &Path) -> Result<()> {
        let mut from = tokio::fs::File::open(file).await?;
        let mut to = BufWriter::new(self.0.clone(), place(submission, sha256));
        tokio::io::copy(&mut from, &mut to).await?;
        if let Err(fault) = to.shutdown().await {
            let error = Error::from(fault);
            // Anything but a full disk may be a failed fsync.
            return match error {
                Error::Internal(fault) => stop(&fault),
                full => Err(full),
            };
        }
        Ok(())
    }

    /// The bytes as a stream, and how many they are.
    pub async fn get(
        &self,
        submission: &SubmissionId,
        sha256: &str,
    ) -> Result<(u64, BoxStream<'static, object_store::Result<Bytes>>)> {
        let found = self.0.get(&place(submission, sha256)).await?;
        Ok((found.meta.size, found.into_stream()))
    }
}
