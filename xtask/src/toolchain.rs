//! The parts of the Rust toolchain beyond the compiler: installed when missing.

use std::process::Command;

use crate::process;
use crate::{Outcome, progress};

pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the WebAssembly target if the toolchain lacks it.
pub fn ensure_wasm_target() -> Outcome {
    if has_wasm_target() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        return Err(format!(
            "The Rust toolchain has no target {WASM} and rustup is missing. Install rustup (https://rustup.rs) and run \
             this again, or add the package of your system that brings the target's standard library \
             (on Debian: libstd-rust-dev-wasm32)."
        ));
    }
    progress::loud_step("add the WebAssembly target", || {
        process::run(Command::new("rustup").args(["target", "add", WASM]))
    })
}

/// Adds rustfmt and clippy if they are missing.
pub fn ensure_component(component: &str, subcommand: &str) -> Outcome {
    if process::capture(&mut process::cargo([subcommand, "--version"])).is_ok() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        return Err(format!(
            "`cargo {subcommand}` is missing. Install it, for example with `rustup component add {component}`."
        ));
    }
    progress::loud_step(&format!("add {component}"), || {
        process::run(Command::new("rustup").args(["component", "add", component]))
    })
}

/// Asks the compiler where the target's libraries lie, which works for every kind of installation.
fn has_wasm_target() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]);
    process::capture(&mut rustc).is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir())
}
