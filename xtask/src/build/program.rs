//! Rust to WebAssembly: cargo, then wasm-bindgen as a library of the very version in Cargo.lock, then Binaryen.

use std::path::PathBuf;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use super::{Mode, hash, list, read, write};
use crate::{Outcome, npm, paths, process, progress, toolchain};

/// Named features only: what the compiler may emit today. `--all-features` would let the optimiser use what browsers lack.
const OPTIMISER_FLAGS: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
    "--strip-debug",
    "--strip-producers",
];

/// One program ready for the browser.
pub struct Program {
    pub wasm: Vec<u8>,
    pub script: String,
}

/// The programs that `app` declares, by file name.
pub fn names() -> Outcome<Vec<String>> {
    let files = list(&paths::root().join("app/src/bin"), &["rs"])?;
    Ok(files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// Where cargo leaves a program.
pub fn compiled(name: &str, mode: Mode) -> PathBuf {
    let folder = if mode == Mode::Dev { "debug" } else { "wasm-release" };
    paths::target().join(toolchain::WASM).join(folder).join(format!("{name}.wasm"))
}

pub fn compile(mode: Mode) -> Outcome {
    let profile = if mode == Mode::Dev { "dev" } else { "wasm-release" };
    let arguments = ["build", "-p", "app", "--bins", "--target", toolchain::WASM, "--profile", profile];
    process::run(&mut process::cargo(arguments))
}

/// Binds a compiled program to JavaScript and shrinks it, or takes the result of an earlier build from the cache.
pub fn bind(name: &str, mode: Mode, optimise: bool) -> Outcome<Program> {
    let source = compiled(name, mode);
    let bytes =
        std::fs::read(&source).map_err(|error| format!("{} cannot be read: {error}", source.display()))?;
    let version = wasm_bindgen_version()?;
    let flags = if optimise { OPTIMISER_FLAGS.join(" ") } else { String::new() };
    let tools = if optimise { read(&paths::tests().join("package-lock.json"))? } else { String::new() };
    let key = hash::hex(&[&bytes, version.as_bytes(), flags.as_bytes(), tools.as_bytes()]);

    let folder = paths::cache().join(format!("{name}{}", if mode == Mode::Dev { "-dev" } else { "" }));
    let (wasm, script, stamp) =
        (folder.join("program.wasm"), folder.join("program.js"), folder.join("stamp"));
    if !std::fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
        let bound = progress::step(&format!("bind {name}"), || generate(name, bytes))?;
        write(&script, bound.script.as_bytes())?;
        if optimise {
            let unoptimised = folder.join("bound.wasm");
            write(&unoptimised, &bound.wasm)?;
            progress::step(&format!("optimise {name}"), || {
                let mut command = Command::new("node");
                command.arg(npm::wasm_opt()).args(OPTIMISER_FLAGS).arg(&unoptimised).arg("-o").arg(&wasm);
                process::capture(&mut command).map(drop)
            })?;
        } else {
            write(&wasm, &bound.wasm)?;
        }
        write(&stamp, key.as_bytes())?;
    }
    let bytes =
        std::fs::read(&wasm).map_err(|error| format!("{} cannot be read: {error}", wasm.display()))?;
    Ok(Program { wasm: bytes, script: read(&script)? })
}

fn generate(name: &str, bytes: Vec<u8>) -> Outcome<Program> {
    let explain = |error| format!("wasm-bindgen could not bind {name}: {error:#}");
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(name, bytes).web(true).map_err(explain)?;
    // File names are hashed later, so the script must be told where its program lies and never guess.
    bindgen.typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut output = bindgen.generate_output().map_err(explain)?;
    let inline = output.snippets().iter().filter(|(_, texts)| !texts.is_empty()).map(|(name, _)| name);
    let foreign: Vec<&String> = inline.chain(output.local_modules().keys()).collect();
    if !foreign.is_empty() {
        return Err(format!(
            "{name} brings JavaScript of its own ({foreign:?}), which this build does not bundle."
        ));
    }
    let script = output.js().to_owned();
    Ok(Program { wasm: output.wasm_mut().emit_wasm(), script })
}

fn wasm_bindgen_version() -> Outcome<String> {
    let lock = read(&paths::root().join("Cargo.lock"))?;
    let version = lock
        .split("[[package]]")
        .filter(|package| package.contains("name = \"wasm-bindgen\"\n"))
        .find_map(|package| package.lines().find_map(|line| line.strip_prefix("version = ")));
    version.map(str::to_owned).ok_or_else(|| "Cargo.lock names no wasm-bindgen.".to_owned())
}
