//! The program `insignia`. All it does stands in `command`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::command::run(lexopt::Parser::from_env())
}
