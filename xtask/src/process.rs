//! Starting other programs, with failures told as sentences.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Outcome, paths};

/// The cargo that started this program, run in the workspace's root.
pub fn cargo<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(paths::root());
    command
}

/// Runs to the end with the terminal's own output.
pub fn run(command: &mut Command) -> Outcome {
    let name = describe(command);
    let status = command.status().map_err(|error| format!("`{name}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status}).")) }
}

/// Runs to the end and gives its standard output; its error output is shown only if it fails.
pub fn capture(command: &mut Command) -> Outcome<String> {
    let name = describe(command);
    let output = command.output().map_err(|error| format!("`{name}` could not be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{name}` failed ({}).\n{}", output.status, complaint.trim()))
}

/// Runs to the end, shows every line of standard output and hands it to `watch` as well. Gives whether it succeeded.
pub fn watch(command: &mut Command, mut watch: impl FnMut(&str)) -> Outcome<bool> {
    let name = describe(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{name}` could not be started: {error}"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let bytes = line.map_err(|error| format!("`{name}` could not be read: {error}"))?;
            let line = String::from_utf8_lossy(&bytes);
            println!("{line}");
            watch(&line);
        }
    }
    let status = child.wait().map_err(|error| format!("`{name}` was lost: {error}"))?;
    Ok(status.success())
}

/// The file that a program's name stands for, searched as a shell would.
pub fn find(program: &str) -> Option<PathBuf> {
    if Path::new(program).is_absolute() {
        return Path::new(program).is_file().then(|| PathBuf::from(program));
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.truncate(12);
    words.join(" ")
}
