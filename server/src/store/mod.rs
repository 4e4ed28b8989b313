//! The database: one writer that commits in groups, and readers. All SQL of a table stands in the file of its name.
//! Nothing here knows of HTTP, and nothing outside writes SQL.

pub mod administrators;
pub mod applications;
pub mod audit;
mod checkpoint;
pub mod commit;
pub mod evidence;
mod firsts;
pub mod submissions;
pub mod uploads;
mod writer;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqliteConnection};

use checkpoint::Checkpoints;
pub use writer::{Batch, stop};

use crate::error::{Error, Result};

const FILE: &str = "insignia.db";

/// Forward only: a file that was released never changes, a later one mends it.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_first.sql")];

/// How long a writer waits for another process that writes, such as the command line.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;
/// The writer's cache in KiB, negative as SQLite wants it: room for the pages of a whole group, which would otherwise be
/// written twice.
const WRITER_CACHE: &str = "-32768";

#[derive(Clone)]
pub struct Store {
    pub readers: SqlitePool,
    writer: writer::Writer,
}

impl Store {
    /// Opens the database of a data folder, brings its tables up to date and starts its writer.
    pub async fn open(data: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(data.join(FILE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        migrate(&mut connection).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY_TIMEOUT)
            .connect_with(options.clone().create_if_missing(false).pragma("query_only", "ON"))
            .await?;
        let checkpoints = Checkpoints::start(&options).await?;
        let options =
            options.pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", checkpoint::LARGEST);
        Ok(Self { readers, writer: writer::Writer::start(options, checkpoints).await? })
    }

    /// Ends readers and writer; what was acknowledged is on the disk already.
    pub async fn close(&self) {
        self.readers.close().await;
    }
}

async fn migrate(connection: &mut SqliteConnection) -> Result<()> {
    let done: u32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let done = done as usize;
    if done > MIGRATIONS.len() {
        return Err(Error::internal("the database was written by a newer version of the program"));
    }
    for (at, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        // One transaction for the tables and the number that says they are there.
        let sql = format!("BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {}; COMMIT;", at + 1);
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    Ok(())
}
