//! The whole run: makes applications and sends them over several connections, tells how it goes and what came of it.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use shared::call::{Call, Phase};
use shared::check::Context;
use shared::finding::Severity;
use shared::forms::APPLICATION;
use shared::manifest::Manifest;

use crate::Wish;
use crate::application::Application;
use crate::client::Client;
use crate::register::File;
use crate::traits::Arrives;

const CONNECTIONS: usize = 8;
/// Refusals that are shown; more say nothing new.
const SHOWN: usize = 5;

#[derive(Default)]
struct Totals {
    applications: AtomicU64,
    versions: AtomicU64,
    known: AtomicU64,
    warned: AtomicU64,
    incomplete: AtomicU64,
    files: AtomicU64,
    bytes: AtomicU64,
    refused: Mutex<Vec<String>>,
}

fn add(to: &AtomicU64, number: u64) {
    to.fetch_add(number, Ordering::Relaxed);
}

fn get(of: &AtomicU64) -> u64 {
    of.load(Ordering::Relaxed)
}

pub fn run(wish: &Wish) -> Result<(), String> {
    let client = Client::new(&wish.url, CONNECTIONS);
    let view = client.calls()?;
    let open = view.calls.iter().find(|call| call.phase(view.now) == Phase::Open);
    let call = open.ok_or("no call is open at this server")?;
    println!("{} applications for call {} to {}", wish.count, call.id, wish.url);
    let (totals, began, next) = (Totals::default(), Instant::now(), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= wish.count {
                        break;
                    }
                    let sender = Sender { client: &client, key: &view.key, call, wish, totals: &totals };
                    if let Err(said) = sender.send(number) {
                        totals.refused.lock().unwrap_or_else(PoisonError::into_inner).push(said);
                    }
                    add(&totals.applications, 1);
                }
            });
        }
        scope.spawn(|| show_progress(wish.count, &totals, began));
    });
    conclude(&totals, began.elapsed())
}

fn show_progress(count: u64, totals: &Totals, began: Instant) {
    let terminal = std::io::stdout().is_terminal();
    let pause = Duration::from_millis(if terminal { 200 } else { 5_000 });
    let mut shown = Instant::now();
    while get(&totals.applications) < count {
        std::thread::sleep(Duration::from_millis(50));
        if shown.elapsed() < pause {
            continue;
        }
        shown = Instant::now();
        let (done, megabytes) = (get(&totals.applications), get(&totals.bytes) / 1_000_000);
        let line = format!("{done} of {count}, {megabytes} MB of evidence, {} s", began.elapsed().as_secs());
        if terminal {
            print!("\r{line} ");
            // A progress line that cannot be shown is no reason to stop.
            let _ = std::io::stdout().flush();
        } else {
            println!("{line}");
        }
    }
    if terminal {
        println!();
    }
}

fn conclude(totals: &Totals, took: Duration) -> Result<(), String> {
    let refused = totals.refused.lock().unwrap_or_else(PoisonError::into_inner);
    let versions = get(&totals.versions);
    println!(
        "{} applications in {} versions ({} were there already), {} with warnings, {} incomplete",
        get(&totals.applications) - refused.len() as u64,
        versions,
        get(&totals.known),
        get(&totals.warned),
        get(&totals.incomplete),
    );
    println!(
        "{} files, {:.1} MB of evidence sent in {:.1} s",
        get(&totals.files),
        get(&totals.bytes) as f64 / 1e6,
        took.as_secs_f64()
    );
    if refused.is_empty() {
        return Ok(());
    }
    for said in refused.iter().take(SHOWN) {
        eprintln!("  {said}");
    }
    Err(format!("{} applications were not taken as they should have been", refused.len()))
}

struct Sender<'a> {
    client: &'a Client,
    key: &'a str,
    call: &'a Call,
    wish: &'a Wish,
    totals: &'a Totals,
}

impl Sender<'_> {
    fn send(&self, number: u64) -> Result<(), String> {
        let application = Application::new(self.call, self.wish.seed, number, self.wish.scale);
        let id = application.id.as_str().to_string();
        self.send_one(&application).map_err(|said| format!("application {number} ({id}): {said}"))
    }

    fn send_one(&self, application: &Application) -> Result<(), String> {
        self.commit(application)?;
        let last = application.versions.last().ok_or("an application without a version")?;
        add(&self.totals.warned, u64::from(self.has_warnings(last)));
        let arriving = self.arriving(application);
        for file in arriving {
            let sent = self.client.upload(&application.id, &application.capability, file)?;
            add(&self.totals.bytes, sent);
            add(&self.totals.files, u64::from(sent > 0));
        }
        let whole = arriving.len() == application.files.len();
        add(&self.totals.incomplete, u64::from(!whole));
        let status = self.client.status(&application.id, &application.capability)?;
        let complete = status.ok_or("the server forgot what it had acknowledged")?.complete;
        // Evidence that an earlier run brought stays there.
        if whole && !complete {
            Err("all evidence was sent, but the server misses some".into())
        } else {
            Ok(())
        }
    }

    /// Sends the versions in their order, unless the last is there already from an earlier run.
    fn commit(&self, application: &Application) -> Result<(), String> {
        let hashes: Vec<String> = application.versions.iter().map(Manifest::sha256).collect();
        if application.versions.len() > 1 {
            let status = self.client.status(&application.id, &application.capability)?;
            if status.is_some_and(|status| Some(&status.receipt.statement.manifest_sha256) == hashes.last()) {
                add(&self.totals.known, application.versions.len() as u64);
                add(&self.totals.versions, application.versions.len() as u64);
                return Ok(());
            }
        }
        for (manifest, hash) in application.versions.iter().zip(&hashes) {
            let (receipt, new) = self.client.commit(manifest, &application.capability)?;
            receipt
                .verify(self.key, hash)
                .map_err(|fault| format!("the receipt is worth nothing: {fault:?}"))?;
            add(&self.totals.versions, 1);
            add(&self.totals.known, u64::from(!new));
        }
        Ok(())
    }

    fn arriving<'a>(&self, application: &'a Application) -> &'a [File] {
        let files = &application.files;
        match application.arrives {
            _ if !self.wish.evidence => &[],
            Arrives::All => files,
            Arrives::AllButOne => &files[..files.len().saturating_sub(1)],
            Arrives::Nothing => &[],
        }
    }

    fn has_warnings(&self, manifest: &Manifest) -> bool {
        let today = self.call.opens_at.date();
        let context = Context { call: self.call, today, files: &manifest.files };
        let findings = APPLICATION.check(&manifest.answers, &context);
        findings.iter().any(|finding| finding.severity == Severity::Warning)
    }
}
