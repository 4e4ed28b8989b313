//! Fills a running server with believable applications through its public interface, the same ones for the same seed.
//! It must not write past the server, nor send anything that its rules refuse.

mod application;
mod client;
mod documents;
mod places;
mod prose;
mod random;
mod register;
mod run;
mod stock;
#[cfg(test)]
mod tests;
mod traits;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo N [--url http://127.0.0.1:8080] [--seed 1] [--small | --no-evidence]

Sends N applications to the server at the address.
  --seed S        other applications; the same seed makes the same ones, which are then only completed
  --small         one small file for each
  --no-evidence   no files at all, so that all stay incomplete
";

/// What was asked for on the command line.
pub struct Wish {
    pub count: u64,
    pub url: String,
    pub seed: u64,
    pub scale: traits::Scale,
    pub evidence: bool,
}

fn main() -> ExitCode {
    let done = read().and_then(|wish| match wish {
        Some(wish) => run::run(&wish),
        None => {
            print!("{HELP}");
            Ok(())
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn read() -> Result<Option<Wish>, String> {
    use lexopt::prelude::*;
    let mut wish = Wish {
        count: 0,
        url: "http://127.0.0.1:8080".into(),
        seed: 1,
        scale: traits::Scale::Full,
        evidence: true,
    };
    let mut parser = lexopt::Parser::from_env();
    let said = |fault: lexopt::Error| format!("{fault}\n\n{HELP}");
    while let Some(argument) = parser.next().map_err(said)? {
        match argument {
            Value(count) if wish.count == 0 => wish.count = count.parse().map_err(said)?,
            Long("url") => wish.url = parser.value().and_then(ValueExt::string).map_err(said)?,
            Long("seed") => wish.seed = parser.value().and_then(|seed| seed.parse()).map_err(said)?,
            Long("small") => wish.scale = traits::Scale::Small,
            Long("no-evidence") => (wish.scale, wish.evidence) = (traits::Scale::Small, false),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(said(other.unexpected())),
        }
    }
    wish.url = wish.url.trim_end_matches('/').to_string();
    match wish.count {
        0 => Err(format!("say how many applications, at least 1\n\n{HELP}")),
        _ => Ok(Some(wish)),
    }
}
