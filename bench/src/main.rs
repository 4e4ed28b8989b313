//! The program behind `cargo xtask bench`: starts servers on loopback with data of their own, puts load on them and
//! prints tables. It must not reach any other machine, nor leave a process or a folder behind.

mod applications;
mod commits;
mod figures;
mod http;
mod insignia;
mod list;
mod load;
mod pocketbase;
mod process;
mod scratch;
mod surveyjs;
mod zip;

use std::path::PathBuf;
use std::process::ExitCode;

type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
bench commits  --server FILE --folder FOLDER [--pocketbase FILE] [--seconds 6] [--rounds 3]
bench zip      --server FILE --folder FOLDER --demo FILE [--applications 5000]
bench list     --server FILE --folder FOLDER --demo FILE [--applications 20000]

Started by cargo xtask bench, which builds the programs first. Data goes into FOLDER and is deleted at the end.
";

/// What was asked for on the command line.
pub struct Wish {
    pub server: PathBuf,
    pub folder: PathBuf,
    pub pocketbase: Option<PathBuf>,
    pub demo: Option<PathBuf>,
    /// Of one round.
    pub seconds: u64,
    pub rounds: usize,
    pub applications: Option<u64>,
}

fn main() -> ExitCode {
    match read().and_then(|(part, wish)| run(&part, &wish)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(part: &str, wish: &Wish) -> Outcome {
    let said = |fault: std::io::Error| fault.to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(said)?;
    runtime.block_on(async {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(said)?;
        // Dropping the work ends the servers that it started and deletes their data.
        tokio::select! {
            done = measure(part, wish) => done,
            _ = tokio::signal::ctrl_c() => Err("interrupted".to_owned()),
            _ = terminate.recv() => Err("terminated".to_owned()),
        }
    })
}

async fn measure(part: &str, wish: &Wish) -> Outcome {
    match part {
        "commits" => commits::measure(wish).await,
        "zip" => zip::measure(wish).await,
        "list" => list::measure(wish).await,
        "surveyjs" => surveyjs::write(wish).await,
        other => Err(format!("`{other}` is not measured.\n\n{HELP}")),
    }
}

fn read() -> Outcome<(String, Wish)> {
    use lexopt::prelude::*;
    let said = |fault: lexopt::Error| format!("{fault}\n\n{HELP}");
    let (mut part, mut server, mut folder) = (None, None, None);
    let (mut pocketbase, mut demo, mut applications) = (None, None, None);
    let (mut seconds, mut rounds) = (6, 3);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next().map_err(said)? {
        match argument {
            Value(word) if part.is_none() => part = Some(word.string().map_err(said)?),
            Long("server") => server = Some(parser.value().map_err(said)?.into()),
            Long("folder") => folder = Some(parser.value().map_err(said)?.into()),
            Long("pocketbase") => pocketbase = Some(parser.value().map_err(said)?.into()),
            Long("demo") => demo = Some(parser.value().map_err(said)?.into()),
            Long("seconds") => seconds = parser.value().and_then(|text| text.parse()).map_err(said)?,
            Long("rounds") => rounds = parser.value().and_then(|text| text.parse()).map_err(said)?,
            Long("applications") => {
                applications = Some(parser.value().and_then(|text| text.parse()).map_err(said)?);
            }
            other => return Err(said(other.unexpected())),
        }
    }
    let missing = |what: &str| format!("{what} is missing.\n\n{HELP}");
    if rounds == 0 || seconds == 0 {
        return Err("There must be at least one round of one second.".to_owned());
    }
    let server = server.ok_or_else(|| missing("--server"))?;
    let folder = folder.ok_or_else(|| missing("--folder"))?;
    let part = part.ok_or_else(|| missing("the name of a measurement"))?;
    Ok((part, Wish { server, folder, pocketbase, demo, seconds, rounds, applications }))
}
