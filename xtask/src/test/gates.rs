//! Budgets and bans that hold for the built programs.

use super::tally::Tally;
use crate::build::{self, Site, sizes};
use crate::{Outcome, paths};

const HAND_WRITTEN_LINES: usize = 300;
const BOOT_LINES: usize = 60;

/// Crates whose tables weigh more than the rest of the form together.
const BANNED: &[&str] = &[
    "regex",
    "regex_automata",
    "regex_syntax",
    "regex_lite",
    "idna",
    "url",
    "icu_collections",
    "icu_locale_core",
    "icu_normalizer",
    "icu_properties",
    "icu_provider",
];

/// Counts each gate as one test.
pub fn check(site: &Site, tally: &mut Tally) {
    match sizes::loads(site) {
        Ok(loads) => {
            for load in loads {
                tally.step(&format!("budget: {}", load.name), || {
                    if !load.fits() {
                        println!(
                            "OVER BUDGET: {} weighs {} bytes of {}",
                            load.name,
                            load.total(),
                            load.budget
                        );
                    }
                    if load.holds() {
                        return Ok(());
                    }
                    let (total, ceiling) = (load.total(), load.ceiling.max(load.budget));
                    Err(format!("{total} bytes after Brotli, held are {ceiling}: {:?}", load.parts))
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
    let text = String::from_utf8_lossy(&bytes);
    // Guards the gate itself: were the names gone from the file, nothing banned could ever be found.
    if !links(&text, "reactive_graph") {
        return Err(format!(
            "{} does not name its functions, so that this gate sees nothing.",
            file.display()
        ));
    }
    let found: Vec<&&str> = BANNED.iter().filter(|name| links(&text, name)).collect();
    if found.is_empty() { Ok(()) } else { Err(format!("{program} links {found:?}.")) }
}

/// Whether a function of the crate stands in the table of names, or a place in its source in a panic's message.
fn links(program: &str, name: &str) -> bool {
    let function = format!("_ZN{}{name}", name.len());
    let implementation = format!("${name}..");
    let file = format!("/{}-", name.replace('_', "-"));
    let file_as_is = format!("/{name}-");
    let has_version = |path: &str| {
        program
            .match_indices(path)
            .any(|(at, _)| program[at + path.len()..].starts_with(|c: char| c.is_ascii_digit()))
    };
    program.contains(&function)
        || program.contains(&implementation)
        || has_version(&file)
        || has_version(&file_as_is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_found_by_function_implementation_and_source() {
        let program =
            "_ZN6tachys4html3url5parse _ZN9_$LT$idna..Config$u20$as x/regex-automata-0.4.1/src/lib.rs /url-x";
        for name in ["tachys", "idna", "regex_automata"] {
            assert!(links(program, name), "{name}");
        }
        for name in ["url", "regex", "html", "regex_syntax"] {
            assert!(!links(program, name), "{name}");
        }
    }
}
