//! Rust to WebAssembly: cargo, then wasm-bindgen as a library of the very version in Cargo.lock, then Binaryen.

use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use super::shorten::shorten;
use super::{Mode, hash, list, merge, minify, read, split, write};
use crate::{Outcome, npm, paths, process, progress, toolchain};

/// Named features only: what the compiler may emit today. `--all-features` would let the optimiser use what browsers lack.
/// The first passes take apart and rebuild the flow of control, which finds more that is the same; the memory below the
/// first address that Rust uses is never read.
const OPTIMISER_FLAGS: &[&str] = &[
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
    "--strip-debug",
    "--strip-producers",
];

/// One program ready for the browser. Its script names the parts by placeholders: see `pages::fill`.
pub struct Program {
    pub wasm: Vec<u8>,
    pub script: String,
    /// What is fetched when it is first needed, by file name.
    pub parts: Vec<(String, Vec<u8>)>,
}

/// The programs that `app` declares, by file name.
pub fn names() -> Outcome<Vec<String>> {
    let files = list(&paths::root().join("app/src/bin"), &["rs"])?;
    Ok(files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// The file of a part of a program.
pub fn part_file(program: &str, part: &str) -> String {
    format!("{program}_{part}.wasm")
}

/// Where cargo leaves a program.
pub fn compiled(name: &str, mode: Mode) -> PathBuf {
    let folder = if mode == Mode::Dev { "debug" } else { "wasm-release" };
    paths::target().join(toolchain::WASM).join(folder).join(format!("{name}.wasm"))
}

pub fn compile(mode: Mode) -> Outcome {
    let profile = if mode == Mode::Dev { "dev" } else { "wasm-release" };
    let arguments = ["build", "-p", "app", "--bins", "--target", toolchain::WASM, "--profile", profile];
    let mut cargo = process::cargo(arguments);
    if let Some(flags) = nameless_sources() {
        cargo.arg("--config").arg(flags);
    }
    process::run(&mut cargo)
}

/// Messages of panics name their source file. Where this machine keeps its crates is no business of the program.
fn nameless_sources() -> Option<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?.flatten();
    let flags: Vec<String> =
        registries.map(|registry| format!("--remap-path-prefix={}/=/", registry.path().display())).collect();
    Some(format!("target.{}.rustflags={}", toolchain::WASM, serde_json::to_string(&flags).ok()?))
}

/// Binds a compiled program to JavaScript and shrinks it, or takes the result of an earlier build from the cache.
pub fn bind(name: &str, mode: Mode, optimise: bool) -> Outcome<Program> {
    let linked = bytes(&compiled(name, mode))?;
    let version = wasm_bindgen_version()?;
    let flags = if optimise { OPTIMISER_FLAGS.join(" ") } else { String::new() };
    let tools = if optimise { read(&paths::tests().join("package-lock.json"))? } else { String::new() };
    let key = hash::hex(&[&linked, version.as_bytes(), flags.as_bytes(), tools.as_bytes()]);

    let folder = paths::cache().join(format!("{name}{}", if mode == Mode::Dev { "-dev" } else { "" }));
    let stamp = folder.join("stamp");
    if !std::fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        }
        let bound = progress::step(&format!("bind {name}"), || generate(name, linked, optimise))?;
        write(&folder.join("program.js"), bound.script.as_bytes())?;
        let programs = [(name.to_owned(), bound.wasm)].into_iter().chain(bound.parts);
        for (at, (file, wasm)) in programs.enumerate() {
            let kept = if at == 0 { folder.join("program.wasm") } else { folder.join("parts").join(&file) };
            write(&kept, &wasm)?;
            if optimise {
                progress::step(&format!("optimise {file}"), || shrink(&kept))?;
            }
        }
        if optimise {
            progress::step(&format!("shrink the script of {name}"), || {
                minify::module(&folder.join("program.js"))
            })?;
        }
        write(&stamp, key.as_bytes())?;
    }
    let mut parts = Vec::new();
    for file in list(&folder.join("parts"), &["wasm"])? {
        parts.push((file.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes(&file)?));
    }
    Ok(Program {
        wasm: bytes(&folder.join("program.wasm"))?,
        script: read(&folder.join("program.js"))?,
        parts,
    })
}

fn bytes(file: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

/// Optimises a file in its place.
fn shrink(file: &Path) -> Outcome {
    let mut command = Command::new("node");
    command.arg(npm::wasm_opt()).args(OPTIMISER_FLAGS).arg(file).arg("-o").arg(file);
    process::capture(&mut command).map(drop)
}

fn generate(name: &str, linked: Vec<u8>, optimise: bool) -> Outcome<Program> {
    let explain = |error| format!("wasm-bindgen could not bind {name}: {error:#}");
    let mut pieces = split::split(name, linked)?;
    if optimise {
        let features: Vec<&str> =
            OPTIMISER_FLAGS.iter().copied().filter(|flag| flag.starts_with("--enable-")).collect();
        pieces = merge::merge(name, pieces, &features)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(name, pieces.main.clone()).web(true).map_err(explain)?;
    // File names are hashed later, so the script must be told where its program lies and never guess.
    bindgen.typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    // Parts use what the linker made for the whole program.
    bindgen.keep_lld_exports(!pieces.parts.is_empty()).demangle(false);
    let mut output = bindgen.generate_output().map_err(explain)?;
    let inline = output.snippets().iter().filter(|(_, texts)| !texts.is_empty()).map(|(name, _)| name);
    let foreign: Vec<&String> = inline.chain(output.local_modules().keys()).collect();
    if !foreign.is_empty() {
        return Err(format!(
            "{name} brings JavaScript of its own ({foreign:?}), which this build does not bundle."
        ));
    }
    let script = split::join(output.js(), &pieces, |part| part_file(name, part));
    let (wasm, script) = shorten(output.wasm_mut(), &script);
    let parts = pieces.parts.into_iter().map(|(part, wasm)| (part_file(name, &part), wasm)).collect();
    Ok(Program { wasm, script, parts })
}

fn wasm_bindgen_version() -> Outcome<String> {
    let lock = read(&paths::root().join("Cargo.lock"))?;
    let version = lock
        .split("[[package]]")
        .filter(|package| package.contains("name = \"wasm-bindgen\"\n"))
        .find_map(|package| package.lines().find_map(|line| line.strip_prefix("version = ")));
    version.map(str::to_owned).ok_or_else(|| "Cargo.lock names no wasm-bindgen.".to_owned())
}
