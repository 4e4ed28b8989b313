//! `cargo xtask languages [code]`: how complete each language is, for those who translate.
//!
//! English is the measure. Missing texts and missing plurals are faults, here as in the tests; what is the same as in
//! English or much longer is only shown, because it may be right.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::build::{list, read};
use crate::{Outcome, paths, process};

type Texts = BTreeMap<String, String>;

/// The language that all others are measured by.
const FIRST: &str = "en";
/// Texts that only some languages need: what a browser does not know of them.
const OWN: &str = "intl.";
const LONG: usize = 2;
/// Below it twice the length is no matter.
const SHORT: usize = 12;
/// In the browser's own words: which forms a number may ask for.
const CATEGORIES: &str = "console.log(JSON.stringify(Object.fromEntries(process.argv.slice(1).map((code) => \
    [code, new Intl.PluralRules(code).resolvedOptions().pluralCategories]))))";

/// What there is to say of one language.
#[derive(Default)]
struct Report {
    present: usize,
    missing: Vec<String>,
    /// Keys that English does not have.
    unknown: Vec<String>,
    plurals: Vec<String>,
    same: Vec<String>,
    long: Vec<String>,
}

impl Report {
    fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.unknown.is_empty() && self.plurals.is_empty()
    }
}

/// Prints a line for every language, and for `code` every key that is worth a look.
pub fn languages(code: Option<&str>) -> Outcome {
    let all = texts()?;
    let english = all.get(FIRST).ok_or("There is no English file.")?;
    let forms = categories(all.keys())?;
    let reports: BTreeMap<&String, Report> = all
        .iter()
        .map(|(code, texts)| (code, report(english, texts, forms.get(code).map_or(&[], Vec::as_slice))))
        .collect();
    println!(
        "{:<9} {:>7} {:>8} {:>8} {:>16} {:>16} {:>13}",
        "language", "texts", "missing", "unknown", "missing plurals", "same as English", "twice as long"
    );
    for (code, it) in &reports {
        println!(
            "{code:<9} {:>7} {:>8} {:>8} {:>16} {:>16} {:>13}",
            it.present,
            it.missing.len(),
            it.unknown.len(),
            it.plurals.len(),
            it.same.len(),
            it.long.len()
        );
    }
    let wanted = |code_of: &str, it: &Report| code == Some(code_of) || !it.is_complete();
    for (code, it) in reports.iter().filter(|(code, it)| wanted(code, it)) {
        details(code, it, &all[*code], english);
    }
    match (code, reports.iter().find(|(_, it)| !it.is_complete())) {
        (Some(code), _) if !all.contains_key(code) => Err(format!("There is no shared/locales/{code}.json.")),
        (_, Some((code, _))) => Err(format!("The language `{code}` is not complete.")),
        _ => Ok(()),
    }
}

fn details(code: &str, report: &Report, texts: &Texts, english: &Texts) {
    println!("\n{code}");
    let lists = [
        ("missing", &report.missing),
        ("unknown", &report.unknown),
        ("missing plurals", &report.plurals),
        ("same as English", &report.same),
        ("twice as long", &report.long),
    ];
    for (name, keys) in lists.into_iter().filter(|(_, keys)| !keys.is_empty()) {
        println!("  {name}");
        for key in keys {
            let text = texts.get(key).or_else(|| english.get(key)).map_or("", String::as_str);
            println!("    {key}  {text}");
        }
    }
}

fn texts() -> Outcome<BTreeMap<String, Texts>> {
    let mut all = BTreeMap::new();
    for file in list(&paths::root().join("shared/locales"), &["json"])? {
        let texts = serde_json::from_str(&read(&file)?);
        let texts = texts.map_err(|error| format!("{}: {error}", file.display()))?;
        all.insert(file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), texts);
    }
    Ok(all)
}

/// The plural categories of each language, by the CLDR that Node has.
fn categories<'a>(codes: impl Iterator<Item = &'a String>) -> Outcome<BTreeMap<String, Vec<String>>> {
    let answer = process::capture(Command::new("node").args(["-e", CATEGORIES]).args(codes))?;
    serde_json::from_str(&answer).map_err(|error| format!("Node answered {answer}: {error}"))
}

fn report(english: &Texts, texts: &Texts, categories: &[String]) -> Report {
    let counted: BTreeSet<&str> = english.keys().filter_map(|key| key.strip_suffix("_other")).collect();
    let stem = |key: &str| {
        key.rsplit_once('_').map(|(stem, _)| stem).filter(|stem| counted.contains(stem)).is_some()
    };
    let mut report = Report { present: texts.len(), ..Report::default() };
    let own = |key: &&String| !stem(key);
    report.missing = english.keys().filter(own).filter(|key| !texts.contains_key(*key)).cloned().collect();
    let known = |key: &&String| english.contains_key(*key) || key.starts_with(OWN);
    report.unknown = texts.keys().filter(own).filter(|key| !known(key)).cloned().collect();
    for stem in counted {
        let forms = categories.iter().map(|category| format!("{stem}_{category}"));
        report.plurals.extend(forms.filter(|key| !texts.contains_key(key)));
    }
    for (key, text) in texts {
        let Some(original) = english.get(key) else { continue };
        if text == original && words(text).chars().any(char::is_alphabetic) {
            report.same.push(key.clone());
        }
        let length = text.chars().count();
        if length > SHORT && length > LONG * original.chars().count() {
            report.long.push(key.clone());
        }
    }
    if std::ptr::eq(texts, english) {
        report.same.clear();
    }
    report
}

/// The text without what is filled in.
fn words(text: &str) -> String {
    text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Texts {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_language_is_measured_by_english_and_by_its_own_plurals() {
        let english = read(
            r#"{"a":"A text","b":"Save","c":"Leave","e":"{label}","n_one":"{count} file","n_other":"{count} files"}"#,
        );
        let texts = read(
            r#"{"a":"A text","b":"Conservar en el equipo","d":"x","e":"{label}","intl.day":"{day}","n_one":"{count} f","n_other":"{count} ff"}"#,
        );
        let categories = ["one", "many", "other"].map(String::from);
        let found = report(&english, &texts, &categories);
        assert_eq!(found.missing, ["c"]);
        assert_eq!(found.unknown, ["d"]);
        assert_eq!(found.plurals, ["n_many"]);
        assert_eq!(found.same, ["a"]);
        assert_eq!(found.long, ["b"]);
        assert!(!found.is_complete());
        assert!(report(&english, &english, &categories[..1]).is_complete());
    }
}
