//! The build tool of Insignia. Every command of the README starts here: `cargo xtask <command>`.
//! It must not hold anything that the built program needs at run time.

mod bench;
mod build;
mod languages;
mod npm;
mod paths;
mod process;
mod progress;
mod run;
mod screenshots;
mod test;
mod toolchain;

use std::process::ExitCode;

/// What went wrong, as a sentence for the person at the terminal.
type Failure = String;
type Outcome<T = ()> = Result<T, Failure>;

const HELP: &str = "\
cargo xtask build [--dev]       build the programs for the browser into target/site
cargo xtask build --next        what was built once more under other names, for the journeys of updates
cargo xtask run [--port 8080]   build everything and serve it on http://localhost:8080, data in ./data
cargo xtask demo N [options]    N believable applications for a running server; `demo --help` tells the options
cargo xtask test [words]        every test there is; words choose browser journeys by file name
cargo xtask bench [name]        measurements: sizes, check, commits, zip, list, browser, lighthouse; without a name, all
cargo xtask languages [code]    how complete each language is, and what to look at in one
cargo xtask screenshots         pictures of every kind of page into tests/out; with --readme also those of the README,
                                with --guides only those of the guides, with --sheet all states on contact sheets
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build"] => build::build(build::Mode::Release).map(drop),
        ["build", "--dev"] => build::build(build::Mode::Dev).map(drop),
        ["build", "--next"] => build::build_next(),
        ["run", rest @ ..] => run::run(rest),
        ["demo", rest @ ..] => process::run(&mut process::cargo(
            ["run", "--release", "--quiet", "-p", "demo", "--"].iter().chain(rest),
        )),
        ["test", rest @ ..] => test::test(rest),
        ["bench", rest @ ..] => bench::bench(rest),
        ["languages"] => languages::languages(None),
        ["languages", code] => languages::languages(Some(code)),
        ["screenshots", rest @ ..] => screenshots::screenshots(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(format!("`{}` is not a command.\n\n{HELP}", unknown.join(" "))),
    }
}
