//! Texts that the programs name by their keys: each has to be there, or people read the key.

use std::collections::BTreeSet;
use std::path::Path;

use crate::build::{list, read};
use crate::{Outcome, paths};

/// Looks through all sources of the programs for the browser.
pub fn check() -> Outcome {
    let english = read(&paths::root().join("shared/locales/en.json"))?;
    let english: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&english).map_err(|error| error.to_string())?;
    let keys: BTreeSet<&str> = english.keys().map(|key| key.strip_suffix("_other").unwrap_or(key)).collect();
    let mut unknown = Vec::new();
    look(&paths::root().join("app/src"), &keys, &mut unknown)?;
    if unknown.is_empty() { Ok(()) } else { Err(format!("There are no such texts:\n{}", unknown.join("\n"))) }
}

fn look(folder: &Path, keys: &BTreeSet<&str>, unknown: &mut Vec<String>) -> Outcome {
    for file in list(folder, &["rs"])? {
        let source = read(&file)?;
        let named = unknown_in(&source, keys).into_iter();
        unknown.extend(named.map(|key| format!("{}: {key}", file.display())));
    }
    for entry in std::fs::read_dir(folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            look(&path, keys, unknown)?;
        }
    }
    Ok(())
}

/// What stands in quotes, looks like the key of a text and is none.
fn unknown_in<'a>(source: &'a str, keys: &BTreeSet<&str>) -> Vec<&'a str> {
    let families: BTreeSet<&str> = keys.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let is_letter = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_');
    let looks_so = |word: &&str| {
        let mut parts = word.split('.');
        let in_family = parts.next().is_some_and(|first| families.contains(first));
        in_family && word.contains('.') && parts.all(|part| !part.is_empty() && part.chars().all(is_letter))
    };
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(looks_so)
        .filter(|word| !word.ends_with('_') && !keys.contains(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_without_a_text_is_found_and_nothing_else() {
        let keys = BTreeSet::from(["ui.a", "ui.count.files", "code.closed"]);
        let source = "t(\"ui.a\"); count(\"ui.count.files\", n); // \"ui.b\"\n// t(\"ui.c\")\nt(\"code.close\") + \"es.json\"\n\
                      format!(\"ui.{x}\") + \"ui.a_\"";
        assert_eq!(unknown_in(source, &keys), ["ui.b", "code.close"]);
    }
}
