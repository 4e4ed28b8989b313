//! Has a file examined by a child process with little memory and little time: parsers of what strangers send may fail,
//! and must not take the server with them.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use shared::evidence::{Defect, Limits, Verdict};
use shared::wire::Code;
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Bytes of memory and seconds of computing that a file may cost.
const MEMORY: u64 = 512 * 1024 * 1024;
const SECONDS: u64 = 10;
/// Seconds after which the child is ended, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);
const AT_ONCE: usize = 2;

/// Starts the children, never many at once.
pub struct Examiner {
    program: PathBuf,
    permits: Semaphore,
}

impl Examiner {
    pub fn new(program: PathBuf) -> Self {
        Self { program, permits: Semaphore::new(AT_ONCE) }
    }

    /// What the child says of a file. A file on which it fails or never ends is broken.
    pub async fn examine(&self, file: &Path, limits: &Limits) -> Result<Verdict> {
        let _permit = self.permits.acquire().await.map_err(Error::internal)?;
        let child = Command::new(&self.program)
            .arg("examine")
            .arg(file)
            .arg(limits.max_bytes.to_string())
            .arg(limits.max_pixels.to_string())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|fault| {
                tracing::error!(%fault, "the examiner cannot be started");
                Error::from(Code::Unavailable)
            })?;
        let Ok(output) = tokio::time::timeout(PATIENCE, child.wait_with_output()).await else {
            return Ok(Verdict::Refused(Defect::Broken));
        };
        let output = output?;
        if output.status.code() == Some(i32::from(CANNOT_READ)) {
            return Err(Error::internal("the examiner could not read the file"));
        }
        let said = output.status.success().then(|| serde_json::from_slice(&output.stdout).ok()).flatten();
        Ok(said.unwrap_or(Verdict::Refused(Defect::Broken)))
    }
}

/// How the child ends if the server is at fault, not the file.
const CANNOT_READ: u8 = 3;

/// The child itself: limits what it may use, then reads and examines one file and prints the verdict as JSON.
pub fn child(file: &Path, limits: &Limits) -> ExitCode {
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    let limited = limit(Resource::As, MEMORY).and_then(|()| limit(Resource::Cpu, SECONDS));
    // Nothing is to be written, opened besides the file, or started.
    let limited = limited.and_then(|()| limit(Resource::Fsize, 0)).and_then(|()| limit(Resource::Core, 0));
    let (Ok(()), Ok(bytes)) = (limited, std::fs::read(file)) else { return ExitCode::from(CANNOT_READ) };
    let verdict = match evidence::verify(&bytes, limits) {
        Ok(examined) => Verdict::Fine(examined),
        Err(defect) => Verdict::Refused(defect),
    };
    println!("{}", shared::manifest::canonical(&verdict));
    ExitCode::SUCCESS
}
