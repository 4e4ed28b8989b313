//! Programs under load: started, watched in memory, and ended by their own process id whatever happens.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::Outcome;

const START_LIMIT: Duration = Duration::from_secs(30);

/// A started program. Dropping it ends it.
pub struct Program {
    name: &'static str,
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    pub fn start(name: &'static str, command: &mut Command) -> Outcome<Self> {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|fault| format!("{name} could not be started: {fault}"))?;
        let (sender, lines) = channel();
        if let Some(output) = child.stdout.take() {
            // Reads to the end, so that the program never waits for us.
            std::thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Ok(Self { name, child, lines })
    }

    /// Waits for the line that begins so and gives the rest of it.
    pub fn line_after(&self, beginning: &str) -> Outcome<String> {
        let (deadline, mut output) = (Instant::now() + START_LIMIT, Vec::new());
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).map_err(|_| {
                format!(
                    "{} ended or was silent before it printed `{beginning}`: {}",
                    self.name,
                    output.join(" / ")
                )
            })?;
            match line.strip_prefix(beginning) {
                Some(rest) => return Ok(rest.to_owned()),
                None => output.push(line),
            }
        }
    }

    /// Resident memory in KiB, now and at its peak.
    pub fn memory(&self) -> Outcome<Memory> {
        memory(self.id())
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program has ended by itself, with success.
    pub async fn end(&mut self) -> Outcome {
        loop {
            match self.child.try_wait() {
                Ok(None) => tokio::time::sleep(Duration::from_millis(50)).await,
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(format!("{} failed ({status})", self.name)),
                Err(fault) => return Err(format!("{} was lost: {fault}", self.name)),
            }
        }
    }

    /// Time that all its threads had on a core so far.
    pub fn core_time(&self) -> Outcome<Duration> {
        let path = format!("/proc/{}/stat", self.id());
        let text = std::fs::read_to_string(&path).map_err(|fault| format!("{path}: {fault}"))?;
        // The name in brackets may hold anything; fields 14 and 15 of the whole are user and system time.
        let rest = text.rsplit(')').next().unwrap_or_default();
        let ticks: Vec<u64> =
            rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
        match ticks[..] {
            [user, system] => {
                let rate = rustix::param::clock_ticks_per_second() as f64;
                Ok(Duration::from_secs_f64((user + system) as f64 / rate))
            }
            _ => Err(format!("{path} has no times")),
        }
    }

    /// Fails if the program has ended by itself.
    pub fn check_alive(&mut self) -> Outcome {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("{} ended by itself ({status})", self.name)),
            Err(fault) => Err(format!("{} was lost: {fault}", self.name)),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Resident memory in KiB.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    pub now: u64,
    pub peak: u64,
}

pub fn memory(id: u32) -> Outcome<Memory> {
    let path = format!("/proc/{id}/status");
    let status = std::fs::read_to_string(&path).map_err(|fault| format!("{path}: {fault}"))?;
    let field = |name: &str| {
        let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_suffix("kB"));
        value.and_then(|value| value.trim().parse().ok()).ok_or_else(|| format!("{path} has no {name}"))
    };
    Ok(Memory { now: field("VmRSS:")?, peak: field("VmHWM:")? })
}

/// An address on loopback whose port was free a moment ago.
pub fn free_address() -> Outcome<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map_err(|fault| format!("no free port: {fault}"))
}

/// Lets this process and its children have as many open files as the system allows; 1,000 connections need more than usual.
pub fn raise_file_limit(needed: u64) -> Outcome {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).map_err(|fault| format!("more open files: {fault}"))?;
    match limit.maximum {
        Some(maximum) if maximum < needed => {
            Err(format!("{needed} open files are needed and {maximum} allowed; raise `ulimit -Hn`"))
        }
        _ => Ok(()),
    }
}
