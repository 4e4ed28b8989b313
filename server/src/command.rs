//! The command line: what was asked for, and the answer in words on the standard output.
//! Nothing secret ever goes to the log; a one-time password is printed once, and only here.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};
use shared::evidence::Limits;
use shared::receipt::{Receipt, public_key};
use shared::wire::{ApplicationQuery, Code};

use crate::auth::hash_password;
use crate::brand::Accent;
use crate::config::Config;
use crate::error::Error;
use crate::export::{Export, Format};
use crate::store::Store;
use crate::store::audit::Actor;
use crate::token::one_time_password;
use crate::vault::Vault;
use crate::{app, calls, examine, key};

const HELP: &str = "\
Insignia receives applications for the eTwinning School label.

  insignia serve                              serves the site
  insignia admin add <email> [--name <name>]  adds an administrator and prints a password
  insignia call check <file>                  reads a call file and says what is wrong with it
  insignia verify receipt <file> [--key <k>]  says whether a receipt is genuine
  insignia export csv|json|zip [--out <file>] writes all applications

Everywhere: --config <file> reads settings from a TOML file. Environment: INSIGNIA_DATA, INSIGNIA_LISTEN,
INSIGNIA_CALLS, INSIGNIA_SITE, INSIGNIA_ORIGIN, INSIGNIA_TRUSTED_PROXIES, INSIGNIA_NAME, INSIGNIA_LOGO,
INSIGNIA_ACCENT.
";

/// Why a command ended: what to say, line by line.
type Said = Vec<String>;

/// Words and options of the command line.
#[derive(Default)]
struct Given {
    words: Vec<String>,
    config: Option<PathBuf>,
    name: Option<String>,
    key: Option<String>,
    out: Option<PathBuf>,
    help: bool,
}

pub fn run(parser: Parser) -> ExitCode {
    let done = read(parser)
        .map_err(|fault| vec![fault.to_string(), String::new(), HELP.to_string()])
        .and_then(carry_out);
    done.unwrap_or_else(|said| {
        said.iter().for_each(|line| eprintln!("{line}"));
        ExitCode::from(2)
    })
}

fn read(mut parser: Parser) -> Result<Given, lexopt::Error> {
    let mut given = Given::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Value(word) => given.words.push(word.string()?),
            Arg::Long("config") => given.config = Some(parser.value()?.into()),
            Arg::Long("name") => given.name = Some(parser.value()?.string()?),
            Arg::Long("key") => given.key = Some(parser.value()?.string()?),
            Arg::Long("out") => given.out = Some(parser.value()?.into()),
            Arg::Long("help") | Arg::Short('h') => given.help = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(given)
}

fn carry_out(given: Given) -> Result<ExitCode, Said> {
    let words: Vec<&str> = given.words.iter().map(String::as_str).collect();
    let config = || Config::read(&|name| std::env::var(name).ok(), given.config.as_deref());
    match words[..] {
        _ if given.help => print(HELP),
        ["serve"] => serve(&config()?),
        ["admin", "add", email] => block_on(add_administrator(&config()?, email, given.name.as_deref())),
        ["call", "check", file] => check_call(Path::new(file)),
        ["verify", "receipt", file] => verify_receipt(Path::new(file), given.key.as_deref(), config),
        ["export", format] => block_on(export(&config()?, format, given.out.as_deref())),
        ["examine", file, max_bytes, max_pixels] => examine_child(file, max_bytes, max_pixels),
        _ => Err(vec![HELP.to_string()]),
    }
}

fn print(text: &str) -> Result<ExitCode, Said> {
    print!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn said(fault: impl ToString) -> Said {
    vec![fault.to_string()]
}

fn block_on(work: impl Future<Output = Result<(), Said>>) -> Result<ExitCode, Said> {
    actix_web::rt::System::new().block_on(work)?;
    Ok(ExitCode::SUCCESS)
}

fn serve(config: &Config) -> Result<ExitCode, Said> {
    let filter = tracing_subscriber::EnvFilter::try_from_env("INSIGNIA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,server=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).json().init();
    block_on(async {
        let running = app::start(config).await?;
        println!("Insignia serves {}", running.app.origin);
        println!("Listening on {}", running.address);
        let data = std::path::absolute(&config.data).unwrap_or_else(|_| config.data.clone());
        println!("Data: {}", data.display());
        for change in config.brand.accent.iter().flat_map(Accent::changes) {
            println!("{change}");
        }
        for call in running.app.calls.iter().filter(|call| call.demonstration) {
            println!(
                "Call: {} is a demonstration, because {} has no call file",
                call.id,
                config.calls.display()
            );
        }
        if let Some((email, password)) = running.first_administrator {
            println!("Administrator: {email}  password: {password} (shown once)");
        }
        println!("Ready. Ctrl+C ends it.");
        io::stdout().flush().map_err(said)?;
        running.server.await.map_err(said)?;
        running.app.store.close().await;
        Ok(())
    })
}

async fn add_administrator(config: &Config, email: &str, name: Option<&str>) -> Result<(), Said> {
    if !email.contains('@') || email.len() > 254 {
        return Err(said(format!("{email:?} is no e-mail address")));
    }
    let store = open(config).await?;
    let password = one_time_password().map_err(said)?;
    let hash = hash_password(&password).map_err(said)?;
    match store.add_administrator(email, name.unwrap_or(email), hash, config.clock.now()).await {
        Err(fault) if fault.code() == Code::Conflict => {
            Err(said(format!("{email} is an administrator already")))
        }
        Err(fault) => Err(said(fault)),
        Ok(()) => {
            println!("Administrator: {email}  password: {password} (shown once)");
            Ok(())
        }
    }
}

async fn open(config: &Config) -> Result<Store, Said> {
    app::make_data_folder(&config.data)
        .map_err(|fault| said(format!("{}: {fault}", config.data.display())))?;
    Store::open(&config.data).await.map_err(said)
}

fn check_call(file: &Path) -> Result<ExitCode, Said> {
    let call = calls::read(file)?;
    println!("{}: call {} is open from {} to {}", file.display(), call.id, call.opens_at, call.closes_at);
    Ok(ExitCode::SUCCESS)
}

/// With the key given, or with this server's own.
fn verify_receipt(
    file: &Path,
    key: Option<&str>,
    config: impl Fn() -> Result<Config, Said>,
) -> Result<ExitCode, Said> {
    let text = std::fs::read_to_string(file).map_err(|fault| said(format!("{}: {fault}", file.display())))?;
    let receipt =
        read_receipt(&text).map_err(|fault| said(format!("{} is no receipt: {fault}", file.display())))?;
    let key = match key {
        Some(key) => key.to_string(),
        None => public_key(&key::load(&config()?.data).map_err(said)?),
    };
    let statement = &receipt.statement;
    match receipt.verify_signature(&key) {
        Ok(()) => {
            let received = shared::date::Instant::utc(statement.received_at);
            println!("Genuine: {}, version {}, received {received}", statement.reference, statement.version);
            println!("SHA-256 of the application: {}", statement.manifest_sha256);
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => Err(said(format!("Not genuine: {fault:?}"))),
    }
}

/// A receipt as the server sends it, or the file that schools keep, which has the key beside it. That key proves nothing:
/// whoever forges a receipt would put in a key that fits.
fn read_receipt(text: &str) -> serde_json::Result<Receipt> {
    let mut value: serde_json::Value = serde_json::from_str(text)?;
    let inner = value.get_mut("receipt").map(serde_json::Value::take);
    serde_json::from_value(inner.unwrap_or(value))
}

async fn export(config: &Config, format: &str, out: Option<&Path>) -> Result<(), Said> {
    let format = Format::from_name(format).ok_or_else(|| said("the format must be csv, json or zip"))?;
    let now = config.clock.now();
    let calls = calls::load(&config.calls, &config.data, now)?;
    let store = open(config).await?;
    let vault = Vault::open(&config.data).map_err(said)?;
    let ids = store.select(&ApplicationQuery::default()).await.map_err(said)?;
    let subject = format!("{} of {}", format.name(), ids.len());
    store.audit(now, Actor::CommandLine, "export", subject).await.map_err(said)?;
    let export = Export { store, vault, calls, ids, format };
    let out = out.map(Path::to_path_buf);
    let runtime = tokio::runtime::Handle::current();
    let written = tokio::task::spawn_blocking(move || match out {
        Some(path) => {
            let mut file = File::create(path)?;
            export.write(&runtime, &mut file)?;
            Ok(file.sync_all()?)
        }
        None => export.write(&runtime, io::stdout().lock()),
    });
    written.await.map_err(said)?.map_err(|fault: Error| said(fault))
}

fn examine_child(file: &str, max_bytes: &str, max_pixels: &str) -> Result<ExitCode, Said> {
    let max_bytes = max_bytes.parse().map_err(said)?;
    let max_pixels = max_pixels.parse().map_err(said)?;
    Ok(examine::child(Path::new(file), &Limits { max_bytes, max_pixels }))
}
