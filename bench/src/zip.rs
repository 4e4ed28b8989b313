//! Memory of the server while the ZIP of all applications streams, and whether the ZIP is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use shared::wire::path;

use crate::figures::{grouped, load_average, mebibytes};
use crate::http::request;
use crate::insignia::{Insignia, Office};
use crate::list::fill;
use crate::process::memory;
use crate::scratch::Scratch;
use crate::{Outcome, Wish};

const APPLICATIONS: u64 = 5_000;
const BUDGET_MIB: u64 = 32;
const SAMPLE_EVERY: Duration = Duration::from_millis(20);
/// Before the first sample, so that the memory is that of a server at rest.
const REST: Duration = Duration::from_secs(2);

pub async fn measure(wish: &Wish) -> Outcome {
    let scratch = Scratch::new(&wish.folder)?;
    let load = load_average();
    let insignia = Insignia::start(&wish.server, &scratch.path().join("insignia"))?;
    let count = wish.applications.unwrap_or(APPLICATIONS);
    fill(wish, &insignia, count, "--small").await?;
    let mut office = insignia.sign_in().await?;
    let stored = count_stored(&mut office, count).await?;
    tokio::time::sleep(REST).await;

    let before = insignia.program.memory()?.now;
    let watch = Watch::start(insignia.program.id());
    let file = scratch.path().join("export.zip");
    let (bytes, seconds) = download(&mut office, &file).await?;
    let peak = watch.stop()?;
    let entries = verify(&file)?;

    let growth = peak.saturating_sub(before);
    let rate = bytes as f64 / 1e6 / seconds;
    println!(
        "\nZIP of {} applications with {} small files of evidence: {:.1} MB in {seconds:.1} s, {rate:.1} MB/s; memory looked \
         at every {} ms (load average before: {load}).",
        grouped(count as f64),
        grouped(stored as f64),
        bytes as f64 / 1e6,
        SAMPLE_EVERY.as_millis()
    );
    println!("\n| memory of the server | resident | budget |\n|---|---:|---:|");
    println!("| before | {} | |\n| peak while it streams | {} | |", mebibytes(before), mebibytes(peak));
    println!("| more | {} | {BUDGET_MIB} MiB |", mebibytes(growth));
    match entries {
        Some(entries) => check_entries(&entries, count, stored),
        None => {
            println!("\nThe ZIP was not verified: install python3 for that.");
            Ok(())
        }
    }
}

/// Files of evidence that are stored, by the list itself, which must hold all applications.
async fn count_stored(office: &mut Office, applications: u64) -> Outcome<u64> {
    let (mut listed, mut stored) = (0, 0);
    for number in 1.. {
        let page = office.list(&format!("page={number}")).await?;
        listed += page.rows.len() as u64;
        stored += page.rows.iter().map(|row| u64::from(row.files_stored)).sum::<u64>();
        if page.rows.is_empty() || listed >= u64::from(page.total) {
            break;
        }
    }
    if listed == applications {
        Ok(stored)
    } else {
        Err(format!("{listed} applications are listed, not {applications}"))
    }
}

async fn download(office: &mut Office, file: &Path) -> Outcome<(u64, f64)> {
    let said = |fault: std::io::Error| format!("{}: {fault}", file.display());
    let mut output = BufWriter::new(File::create(file).map_err(said)?);
    let wanted = request("GET", &format!("{}.zip", path::EXPORT), &office.headers, b"");
    let (begin, mut bytes) = (Instant::now(), 0);
    let head = office.connection.stream(&wanted, |piece| {
        bytes += piece.len() as u64;
        output.write_all(piece).map_err(said)
    });
    let head = head.await?;
    let seconds = begin.elapsed().as_secs_f64();
    output.flush().map_err(said)?;
    if head.status == 200 {
        Ok((bytes, seconds))
    } else {
        Err(format!("the export has status {}", head.status))
    }
}

/// Looks at the memory of a process from a thread of its own.
struct Watch {
    ended: Arc<AtomicBool>,
    peak: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<Outcome>,
}

impl Watch {
    fn start(process: u32) -> Self {
        let (ended, peak) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stop, highest) = (ended.clone(), peak.clone());
        let thread = std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                highest.fetch_max(memory(process)?.now, Ordering::Relaxed);
                std::thread::sleep(SAMPLE_EVERY);
            }
            Ok(())
        });
        Self { ended, peak, thread }
    }

    /// The highest resident memory seen, in KiB.
    fn stop(self) -> Outcome<u64> {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the watch of the memory broke")??;
        Ok(self.peak.load(Ordering::Relaxed))
    }
}

/// What an independent program finds in the archive.
struct Entries {
    all: u64,
    evidence: u64,
}

const READER: &str = "\
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
broken = archive.testzip()
names = archive.namelist()
print(broken or '-', len(names), len(set(names)), sum('/evidence/' in name for name in names), sep='\\n')
";

/// Reads every entry and compares its checksum. Gives nothing where there is no Python.
fn verify(file: &Path) -> Outcome<Option<Entries>> {
    let Ok(output) = Command::new("python3").args(["-c", READER]).arg(file).output() else { return Ok(None) };
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    let number = |at: usize| lines.get(at).and_then(|line| line.parse::<u64>().ok());
    let (Some("-"), Some(all), Some(distinct), Some(evidence)) =
        (lines.first().copied(), number(1), number(2), number(3))
    else {
        return Err(format!("the ZIP is broken: {text}{}", String::from_utf8_lossy(&output.stderr)));
    };
    if all != distinct {
        return Err(format!("of {all} names in the ZIP, {} occur twice", all - distinct));
    }
    Ok(Some(Entries { all, evidence }))
}

fn check_entries(entries: &Entries, applications: u64, stored: u64) -> Outcome {
    let Entries { all, evidence } = *entries;
    // Answers, page and receipt of each, and one index.
    if all != applications * 3 + 1 + stored || evidence != stored {
        return Err(format!(
            "the ZIP has {all} entries, {evidence} of them evidence, for {applications} applications with {stored} files"
        ));
    }
    println!("\nAll {all} entries read by Python, their checksums right, {evidence} of them evidence.");
    Ok(())
}
