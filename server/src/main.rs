//! The program `insignia`. All it does stands in `command`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::command::run(lexopt::Parser::from_env())
}
