//! `cargo xtask build`: from sources to `target/site`, the folder that the server embeds.
//!
//! Programs (Rust to WebAssembly) → assets (style, texts, scripts; hashed names) → pages → compressed siblings.
//! What did not change since the last build is taken from `target/xtask` or left where it is.

mod css;
pub mod hash;
mod merge;
mod minify;
mod pages;
mod program;
mod publish;
mod shorten;
pub mod sizes;
mod split;
mod texts;

use std::path::Path;

use crate::{Outcome, npm, paths, progress, toolchain};
pub use program::{bind, compiled};
pub use publish::Site;

/// Nobody waits for the style guide but those who work on the pages: to make it smaller is not worth a minute of each build.
const UNWEIGHED: &str = "styleguide";

/// How the programs are built: small for people, quick for development.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Release,
    Dev,
}

/// Builds everything into `target/site` and prints the sizes.
pub fn build(mode: Mode) -> Outcome<Site> {
    toolchain::ensure_wasm_target()?;
    let optimise = mode == Mode::Release && npm::is_present();
    if optimise {
        npm::ensure_packages()?;
    } else if mode == Mode::Release {
        println!(
            "  note           Node or npm is missing: the programs are not optimised and come out 8 to 20 % larger."
        );
    }
    progress::loud_step("compile the programs for the browser", || program::compile(mode))?;

    let mut site = collect(Site::default(), mode, optimise)?;
    progress::step("compress", || site.publish(&paths::site(), mode))?;
    sizes::print(&site);
    Ok(site)
}

/// Makes what `build` has made once more, as the program after it: the same in every way, but all assets have other names.
pub fn build_next() -> Outcome {
    let site = Site { renamed: true, ..Site::default() };
    let mut site = collect(site, Mode::Release, npm::is_present())?;
    // Nobody waits for this one to be small.
    site.publish(&paths::next_site(), Mode::Dev)
}

fn collect(mut site: Site, mode: Mode, optimise: bool) -> Outcome<Site> {
    for name in program::names()? {
        let built = program::bind(&name, mode, optimise && name != UNWEIGHED)?;
        site.add(&format!("{name}_bg.wasm"), built.wasm);
        built.parts.into_iter().for_each(|(part, wasm)| site.add(&part, wasm));
        let script = pages::fill(&minify::script(&built.script), &site, &format!("{name}.js"))?;
        site.add(&format!("{name}.js"), script.into_bytes());
    }
    progress::step("style, texts, scripts and pages", || pages::collect(&mut site))?;
    Ok(site)
}

/// The scripts written by hand and their lines.
pub fn hand_written_scripts() -> Outcome<Vec<(String, usize)>> {
    let files = list(&paths::root().join("app"), &["js"])?;
    let count = |file: &std::path::PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, read(file)?.lines().count()))
    };
    files.iter().map(count).collect()
}

pub fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// The files of a folder with one of these endings, by name. A missing folder has no files.
pub fn list(folder: &Path, endings: &[&str]) -> Outcome<Vec<std::path::PathBuf>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("{} cannot be listed: {error}", folder.display()))?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_file() && endings.contains(&ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
