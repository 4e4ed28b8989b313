//! Brings what stands in the write-ahead log into the database beside the writer, on a connection of its own, so that no
//! commit waits for it. Were this left to the writer, hundreds would, several times a second.
//!
//! While commits never cease, the log is never quite empty and could not begin anew; at `LARGEST` the writer brings in the
//! rest itself, which is little by then.

use std::thread;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::mpsc;

use super::stop;
use crate::error::{Error, Result};

/// Pages of the log after which the writer waits for a checkpoint: 64 MB.
pub(super) const LARGEST: &str = "16000";
/// Between two checkpoints. Longer would write fewer pages twice, but hold up the commits for longer, since both share a disk.
const PAUSE: Duration = Duration::from_millis(50);

/// Tells that there is something to bring in.
#[derive(Clone)]
pub(super) struct Checkpoints(mpsc::Sender<()>);

impl Checkpoints {
    pub(super) async fn start(options: &SqliteConnectOptions) -> Result<Self> {
        let mut connection = options.connect().await?;
        let (sender, mut wanted) = mpsc::channel(1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let run = async move {
            while wanted.recv().await.is_some() {
                let done = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut connection).await;
                match done.map_err(Error::from) {
                    Err(fault @ Error::Disk(_)) => stop(&fault.to_string()),
                    Err(fault) => tracing::warn!(%fault, "no checkpoint"),
                    Ok(_) => {}
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        thread::Builder::new().name("checkpoints".into()).spawn(move || runtime.block_on(run))?;
        Ok(Self(sender))
    }

    pub(super) fn ask(&self) {
        // If it is full, it was asked for already.
        let _ = self.0.try_send(());
    }
}
