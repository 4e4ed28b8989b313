//! Budgets and bans that hold for the built programs.

use super::tally::Tally;
use crate::build::{self, Site, sizes};
use crate::{Outcome, paths};

const HAND_WRITTEN_LINES: usize = 300;
const BOOT_LINES: usize = 60;

/// Crates whose tables weigh more than the rest of the form together.
const BANNED: &[&str] = &["regex", "regex_automata", "regex_syntax", "regex_lite", "idna", "url"];
const BANNED_PREFIX: &str = "icu_";

/// Counts each gate as one test.
pub fn check(site: &Site, tally: &mut Tally) {
    match sizes::loads(site) {
        Ok(loads) => {
            for load in loads {
                tally.step(&format!("budget: {}", load.name), || {
                    if load.fits() {
                        return Ok(());
                    }
                    Err(format!(
                        "{} bytes after Brotli, allowed are {}: {:?}",
                        load.total(),
                        load.budget,
                        load.parts
                    ))
                });
            }
        }
        Err(failure) => tally.fail("budgets", &failure),
    }
    tally.step("hand-written JavaScript stays small", hand_written_lines);
    tally.step("the form links no heavy crates", || banned_crates("apply"));
}

fn hand_written_lines() -> Outcome {
    let mut total = 0;
    for (name, lines) in build::hand_written_scripts()? {
        total += lines;
        if name == "boot.js" && lines > BOOT_LINES {
            return Err(format!("boot.js has {lines} lines, allowed are {BOOT_LINES}."));
        }
    }
    if (1..=HAND_WRITTEN_LINES).contains(&total) {
        return Ok(());
    }
    Err(format!("app/*.js have {total} lines, allowed are {HAND_WRITTEN_LINES}."))
}

/// Looks for the crates in what the linker kept, not in the dependency tree: what is never called costs nothing.
fn banned_crates(program: &str) -> Outcome {
    let file = build::compiled(program, build::Mode::Release);
    let file = file.strip_prefix(paths::root()).unwrap_or(&file).to_owned();
    let bytes = std::fs::read(paths::root().join(&file))
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let crates = linked_crates(&bytes);
    // Guards the gate itself: were the names gone from the file, nothing banned could ever be found.
    if !crates.iter().any(|name| name == "tachys") {
        return Err(format!(
            "{} does not name its functions, so that this gate sees nothing.",
            file.display()
        ));
    }
    let banned = |name: &&String| BANNED.contains(&name.as_str()) || name.starts_with(BANNED_PREFIX);
    let found: Vec<&String> = crates.iter().filter(banned).collect();
    if found.is_empty() { Ok(()) } else { Err(format!("{program} links {found:?}.")) }
}

/// Every word that stands before `::` and after no path, as in `tachys::html::…` or `<idna::Config as …>`.
fn linked_crates(wasm: &[u8]) -> std::collections::BTreeSet<String> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut crates = std::collections::BTreeSet::new();
    for index in 1..wasm.len().saturating_sub(1) {
        if wasm[index] != b':' || wasm[index + 1] != b':' || !is_word(wasm[index - 1]) {
            continue;
        }
        let start = (0..index).rev().find(|at| !is_word(wasm[*at])).map_or(0, |at| at + 1);
        if start == 0 || wasm[start - 1] != b':' {
            crates.insert(String::from_utf8_lossy(&wasm[start..index]).into_owned());
        }
    }
    crates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_the_first_words_of_paths() {
        let found = linked_crates(b"\0tachys::html::url::x\0<idna::Config as core::fmt::Debug>\0a_url::b");
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, ["a_url", "core", "idna", "tachys"]);
    }
}
