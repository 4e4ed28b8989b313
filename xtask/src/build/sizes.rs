//! What a visitor has to load, in bytes after Brotli, against the budgets.

use super::merge;
use super::pages::{INDEX, START, WHEN};
use super::program::part_file;
use super::publish::Site;
use crate::Outcome;

/// One budget: everything that one moment of a visit loads.
pub struct Load {
    pub name: &'static str,
    pub budget: usize,
    /// What it may weigh as long as it is over its budget: it only ever gets lighter.
    pub ceiling: usize,
    /// Logical name and bytes after Brotli.
    pub parts: Vec<(String, usize)>,
}

impl Load {
    pub fn total(&self) -> usize {
        self.parts.iter().map(|(_, bytes)| bytes).sum()
    }

    pub fn fits(&self) -> bool {
        self.total() <= self.budget
    }

    pub fn holds(&self) -> bool {
        self.total() <= self.ceiling.max(self.budget)
    }
}

const KILO: usize = 1000;
/// A section that is opened before any other page weighs more than the first page may. Until it does not, this holds what
/// was reached.
const DRAFT_CEILING: usize = 180 * KILO;

/// The loads that have a budget. A name that the site lacks is an error: a budget must not be kept by absence.
pub fn loads(site: &Site) -> Outcome<Vec<Load>> {
    let code = largest_language(site)?;
    let load = |page: &str, pieces: [&str; 2], words: usize| {
        let every = ["main.css", "boot.js", "offline.js", "apply.js", "apply_bg.wasm"].map(str::to_owned);
        let pieces = pieces.map(|piece| part_file("apply", piece));
        let words = WHEN[..words].iter().map(|when| format!("{code}{when}.json"));
        let page = format!("{page}.{code}.html");
        parts(site, every.into_iter().chain(pieces).chain(words).chain([page]))
    };
    let apart = |program: &str| {
        let files = ["worker.js".to_owned(), format!("{program}.js"), format!("{program}_bg.wasm")];
        parts(site, files)
    };
    Ok(vec![
        Load {
            name: "first load of the form",
            budget: 150 * KILO,
            ceiling: 0,
            parts: load(START, merge::FIRST, 1)?,
        },
        Load {
            name: "first load of a draft",
            budget: 150 * KILO,
            ceiling: DRAFT_CEILING,
            parts: load(INDEX, merge::DRAFT, 2)?,
        },
        Load { name: "evidence worker", budget: 130 * KILO, ceiling: 0, parts: apart("evidence_worker")? },
        Load { name: "draft file worker", budget: 55 * KILO, ceiling: 0, parts: apart("draft_file_worker")? },
    ])
}

/// Prints every file and the loads.
pub fn print(site: &Site) {
    println!("\n{:<28} {:>10} {:>10}", "file", "bytes", "brotli");
    for (name, content) in site.assets.iter().chain(&site.pages) {
        let compressed = site.brotli.get(name).copied().unwrap_or_default();
        println!("{name:<28} {:>10} {compressed:>10}", content.len());
    }
    match loads(site) {
        Ok(loads) => loads.iter().for_each(print_load),
        Err(failure) => println!("  note           {failure}"),
    }
}

fn print_load(load: &Load) {
    let verdict = if load.fits() { "within" } else { "OVER" };
    println!("{:<28} {:>10} {:>10}  {verdict} {}", load.name, "", load.total(), load.budget);
}

fn parts(site: &Site, names: impl IntoIterator<Item = String>) -> Outcome<Vec<(String, usize)>> {
    let part = |name: String| {
        let bytes = site.brotli.get(&name).ok_or_else(|| format!("`{name}` is not part of the site."))?;
        Ok((name, *bytes))
    };
    names.into_iter().map(part).collect()
}

/// The language with most words.
fn largest_language(site: &Site) -> Outcome<String> {
    let drafts = site
        .brotli
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_suffix(&format!("{}.json", WHEN[1]))?, bytes)));
    let largest = drafts.max_by_key(|(_, bytes)| **bytes);
    largest.map(|(code, _)| code.to_owned()).ok_or_else(|| "The site has no words.".to_owned())
}
