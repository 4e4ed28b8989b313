//! `cargo xtask run`: builds everything and becomes the server.

use std::process::Command;

use crate::{Outcome, build, paths, process, progress};

const DEFAULT_PORT: u16 = 8080;

pub fn run(arguments: &[&str]) -> Outcome {
    let port = match arguments {
        [] => DEFAULT_PORT,
        ["--port", port] => port.parse().map_err(|_| format!("`{port}` is no port: use 1 to 65535."))?,
        other => return Err(format!("run knows only `--port N`, not `{}`.", other.join(" "))),
    };
    build::build(build::Mode::Release)?;
    build_server()?;
    let mut server = Command::new(paths::server());
    server.arg("serve").current_dir(paths::root());
    server.env("INSIGNIA_LISTEN", format!("127.0.0.1:{port}")).env("INSIGNIA_DATA", "data");
    become_program(server)
}

/// Compiles the server with the site that lies in `target/site`.
pub fn build_server() -> Outcome {
    progress::loud_step("compile the server", || {
        process::run(&mut process::cargo(["build", "--release", "-p", "server"]))
    })
}

/// Replaces this process, so that signals from the terminal reach the server itself.
#[cfg(unix)]
fn become_program(mut program: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    let error = program.exec();
    Err(format!("The server could not be started: {error}"))
}

#[cfg(not(unix))]
fn become_program(mut program: Command) -> Outcome {
    process::run(&mut program)
}
