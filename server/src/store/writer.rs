//! The single writer: takes jobs from a bounded queue, runs many in one transaction, and answers only after its COMMIT.
//!
//! That is where the rate comes from: one fsync carries all jobs that came in during the one before.
//! After a failed COMMIT or a failing disk nothing may be acknowledged any more, so the process ends.

use std::thread;

use futures_util::future::BoxFuture;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::Store;
use super::checkpoint::Checkpoints;
use super::commit::{Commit, commit_all};
use crate::error::{Error, Result};
use shared::wire::Code;

/// Jobs that may wait. More would wait longer than clients do.
const QUEUE: usize = 2_048;
/// Jobs of one transaction: enough to make the fsync cheap, few enough that the first does not wait for long.
const GROUP: usize = 256;

/// What a job gets to work on.
pub struct Batch {
    pub connection: SqliteConnection,
    /// Hash of the newest audit row, once it was read in this transaction.
    pub(super) head: Option<String>,
}

/// Tells the one who waits, once it is known whether the transaction holds.
type Answer = Box<dyn FnOnce(Result<(), Code>) + Send>;
pub(super) type Reply<T> = oneshot::Sender<Result<T>>;

/// What a job's failure means for the transaction it ran in.
#[derive(Clone, Copy)]
pub(super) enum Health {
    Fine,
    /// SQLite may have rolled everything back already.
    Full,
    Broken,
}

/// A job that was run: what to tell when the transaction has ended, and how it left the transaction.
pub(super) type Done = (Answer, Health);
type Work = Box<dyn for<'a> FnOnce(&'a mut Batch) -> BoxFuture<'a, Done> + Send>;

pub(super) enum Job {
    Any(Work),
    /// The one kind of which so many come that those beside each other are run together.
    Commit(Box<Commit>),
}

pub(super) fn done<T: Send + 'static>(reply: Reply<T>, result: Result<T>) -> Done {
    let health = match &result {
        Err(Error::Disk(_)) => Health::Broken,
        Err(fault) if fault.is_of_disk() => Health::Full,
        _ => Health::Fine,
    };
    let answer: Answer = Box::new(move |committed| {
        // Whoever asked may be gone; the work stands all the same.
        let _ = reply.send(committed.map_err(Error::from).and(result));
    });
    (answer, health)
}

#[derive(Clone)]
pub(super) struct Writer(mpsc::Sender<Job>);

impl Writer {
    pub(super) async fn start(options: SqliteConnectOptions, checkpoints: Checkpoints) -> Result<Self> {
        let connection = options.connect().await?;
        let (sender, jobs) = mpsc::channel(QUEUE);
        // Neither time nor sockets: without them it sleeps and wakes a little faster.
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let run = move || runtime.block_on(work(Batch { connection, head: None }, jobs, checkpoints));
        thread::Builder::new().name("writer".into()).spawn(run)?;
        Ok(Self(sender))
    }
}

impl Store {
    /// Runs a job in the writer's transaction and returns once it is on the disk. A job that fails leaves nothing behind.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Batch) -> BoxFuture<'a, Result<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work: Work =
            Box::new(move |batch| Box::pin(async move { done(reply, batch.all_or_nothing(work).await) }));
        self.enqueue(Job::Any(work), answer).await
    }

    /// Lets a job wait for its turn, and waits for its answer.
    pub(super) async fn enqueue<T>(&self, job: Job, answer: oneshot::Receiver<Result<T>>) -> Result<T> {
        self.writer.0.try_send(job).map_err(|_| Code::Unavailable)?;
        answer.await.map_err(|_| Code::Unavailable)?
    }
}

impl Batch {
    pub(super) async fn all_or_nothing<T, F>(&mut self, work: F) -> Result<T>
    where
        F: for<'a> FnOnce(&'a mut Batch) -> BoxFuture<'a, Result<T>> + Send,
        T: Send,
    {
        let head = self.head.clone();
        self.run("SAVEPOINT job").await?;
        let result = work(self).await;
        if result.is_err() {
            self.run("ROLLBACK TO job").await?;
            self.head = head;
        }
        self.run("RELEASE job").await?;
        result
    }

    pub(super) async fn run(&mut self, sql: &'static str) -> Result<()> {
        sqlx::query(sql).execute(&mut self.connection).await?;
        Ok(())
    }
}

async fn work(mut batch: Batch, mut jobs: mpsc::Receiver<Job>, checkpoints: Checkpoints) {
    let mut answers: Vec<Answer> = Vec::with_capacity(GROUP);
    while let Some(first) = jobs.recv().await {
        batch.head = None;
        if let Err(fault) = batch.run("BEGIN IMMEDIATE").await {
            // The job is dropped, which tells the one who waits that the store is not available.
            tracing::error!(%fault, "no transaction could be begun");
            stop_if_broken(&fault);
            continue;
        }
        let committed = match run_group(&mut batch, first, &mut jobs, &mut answers).await {
            Health::Fine => commit(&mut batch).await,
            Health::Full => full(&mut batch).await,
            Health::Broken => stop("the database could not be read or written"),
        };
        answers.drain(..).for_each(|answer| answer(committed));
        checkpoints.ask();
    }
}

/// Runs jobs as long as there are any, up to the size of a group.
async fn run_group(
    batch: &mut Batch,
    first: Job,
    jobs: &mut mpsc::Receiver<Job>,
    answers: &mut Vec<Answer>,
) -> Health {
    let mut next = Some(first);
    while let Some(job) = next.take() {
        let all = match job {
            Job::Any(work) => vec![work(batch).await],
            Job::Commit(commit) => {
                let room = GROUP - answers.len();
                let commits;
                (commits, next) = beside(*commit, jobs, room);
                commit_all(batch, commits).await
            }
        };
        let mut health = Health::Fine;
        for (answer, left) in all {
            answers.push(answer);
            if matches!(health, Health::Fine) {
                health = left;
            }
        }
        if !matches!(health, Health::Fine) {
            return health;
        }
        if next.is_none() && answers.len() < GROUP {
            next = jobs.try_recv().ok();
        }
    }
    Health::Fine
}

/// The commits that wait behind one another, up to so many, and the job of another kind that comes after them.
fn beside(first: Commit, jobs: &mut mpsc::Receiver<Job>, room: usize) -> (Vec<Commit>, Option<Job>) {
    let mut commits = vec![first];
    while commits.len() < room {
        match jobs.try_recv() {
            Ok(Job::Commit(commit)) => commits.push(*commit),
            other => return (commits, other.ok()),
        }
    }
    (commits, None)
}

async fn commit(batch: &mut Batch) -> Result<(), Code> {
    match batch.run("COMMIT").await {
        Ok(()) => Ok(()),
        Err(fault) if fault.code() == Code::StorageFull => full(batch).await,
        Err(fault) => stop(&fault.to_string()),
    }
}

/// A full disk is the one failure that leaves the database as it was and may pass.
async fn full(batch: &mut Batch) -> Result<(), Code> {
    // There may be nothing left to roll back.
    let _ = batch.run("ROLLBACK").await;
    Err(Code::StorageFull)
}

fn stop_if_broken(fault: &Error) {
    if matches!(fault, Error::Disk(_)) {
        stop(&fault.to_string());
    }
}

/// Ends the process without a further word to any client. On the next start recovery tells what is true.
pub fn stop(fault: &str) -> ! {
    tracing::error!(fault, "the disk cannot be trusted; stopping");
    eprintln!("Insignia stops, because the disk cannot be trusted: {fault}");
    std::process::exit(74);
}
