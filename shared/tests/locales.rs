//! Every word that the declarations ask for is there, in every language, and no other.
//!
//! Works on the real tables and the real locale files. Whether a text is well written, no test can say.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use shared::answers::{Answer, Answers, Path, Row};
use shared::catalogue::{example_key, label_key, option_key, row_key};
use shared::check::Context;
use shared::evidence::Defect;
use shared::finding::Rule;
use shared::form::{Field, Form, Kind, Naming, RowCount, Rows};
use shared::forms::{APPLICATION, EVALUATION, FIRST_CHECK, MAX_SCORE, REQUIREMENTS, evaluation::WEIGHTS};
use shared::locales::{CODES, LANGUAGES, json};
use shared::wire::Code;

type Texts = BTreeMap<String, String>;

/// Categories of CLDR with which a plural key may end.
const PLURALS: &[&str] = &["zero", "one", "two", "few", "many", "other"];

/// Words that are the same in English and in any other language.
const SAME: &[&str] = &["CSV", "Error", "JSON", "No", "PDF", "Total", "ZIP", "eTwinning", "error"];

/// Words that one language shares with English.
const SAME_IN: &[(&str, &[&str])] = &[
    ("ca", &["Versions", "errors"]),
    ("fr", &["Date", "Description", "Page", "Province", "Public", "Signature", "Version", "Versions"]),
    ("pt", &["Page Down", "Page Up", "Shift"]),
    ("it", &["File", "LINK", "Link", "Password", "Policy", "Video", "file"]),
];

/// Begins what a language says instead of the browser, which has no dates and no names in it.
const UNKNOWN_TO_BROWSERS: &str = "intl.";

/// Beginnings of keys that follow from the declarations alone.
const DECLARED: &[&str] = &[
    "section.",
    "field.",
    "row.",
    "item.",
    "option.",
    "rule.",
    "defect.",
    "code.",
    "criterion.",
    "anchor.",
    "example.",
];

fn forms() -> [&'static Form; 3] {
    [&APPLICATION, &EVALUATION, &FIRST_CHECK]
}

fn texts(code: &str) -> Texts {
    serde_json::from_str(json(code).unwrap()).unwrap()
}

fn all_texts() -> Vec<(&'static str, Texts)> {
    CODES.iter().map(|code| (*code, texts(code))).collect()
}

/// Every field with the table it is in, if any.
fn fields() -> Vec<(Option<&'static Rows>, &'static Field)> {
    let mut all = Vec::new();
    for (_, field) in forms().into_iter().flat_map(Form::fields) {
        all.push((None, field));
        all.extend(
            field.rows().into_iter().flat_map(|rows| rows.fields.iter().map(move |f| (Some(rows), f))),
        );
    }
    all
}

/// Every defect there is. The match refuses to compile when one is added, so that it is added here too.
fn defects() -> [(Defect, &'static [&'static str]); 8] {
    use Defect::*;
    let params = |defect: Defect| -> (Defect, &'static [&'static str]) {
        match defect {
            Empty | WrongType | PasswordProtected | Broken | Macros | ActiveContent => (defect, &[]),
            TooLarge { .. } => (defect, &["max_bytes"]),
            TooManyPixels { .. } => (defect, &["max_pixels"]),
        }
    };
    [
        Empty,
        TooLarge { max_bytes: 1 },
        WrongType,
        PasswordProtected,
        Broken,
        Macros,
        TooManyPixels { max_pixels: 1 },
        ActiveContent,
    ]
    .map(params)
}

/// Every question of the application that has an example, by the example's key, with the table it is in.
fn examples() -> Vec<(String, &'static Field, Option<&'static Field>)> {
    let mut all = Vec::new();
    for (section, field) in APPLICATION.fields() {
        let rows = field.rows().into_iter().flat_map(|rows| rows.fields).map(|cell| (cell, Some(field)));
        let asked = std::iter::once((field, None)).chain(rows).filter(|(field, _)| field.has_example());
        all.extend(asked.map(|(field, table)| (example_key(section, field), field, table)));
    }
    all
}

/// Keys that the declarations ask for.
fn required() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for section in forms().into_iter().flat_map(|form| form.sections) {
        keys.extend([format!("section.{}", section.id), format!("section.{}.intro", section.id)]);
    }
    for (within, field) in fields() {
        keys.insert(label_key(field, within));
        if let Some(options) = field.options().filter(|options| options.naming == Naming::Catalogue) {
            keys.extend(options.values.iter().map(|value| option_key(options, value)));
        }
        if let Some(rows) = field.rows() {
            keys.extend(rows.fixed().iter().map(|row| row_key(field.id, row)));
            if let RowCount::Between(..) = rows.count {
                keys.extend([format!("item.{}", rows.item), format!("item.{}.add", rows.item)]);
            }
        }
    }
    keys.extend(examples().into_iter().map(|(key, ..)| key));
    keys.extend(Rule::NAMES.iter().map(|(name, _)| format!("rule.{name}")));
    keys.extend(defects().iter().map(|(defect, _)| format!("defect.{}", defect.key())));
    keys.extend(Code::ALL.iter().map(|code| format!("code.{}", code.name())));
    keys.extend(
        WEIGHTS.iter().flat_map(|(id, _)| [format!("criterion.{id}"), format!("criterion.{id}.intro")]),
    );
    keys.extend((0..=MAX_SCORE).map(|score| format!("anchor.{score}")));
    for (id, _) in REQUIREMENTS {
        keys.extend(["", ".met", ".unmet"].map(|end| format!("requirement.{id}{end}")));
    }
    keys
}

fn begins(key: &str, families: &[&str]) -> bool {
    families.iter().any(|family| key.starts_with(family))
}

/// A plural key without its category; any other key as it is.
fn stem(key: &str) -> &str {
    plural(key).map_or(key, |(stem, _)| stem)
}

fn plural(key: &str) -> Option<(&str, &str)> {
    let (stem, category) = key.rsplit_once('_')?;
    (!begins(key, DECLARED) && PLURALS.contains(&category)).then_some((stem, category))
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The text without its placeholders, to see whether it has words at all.
fn words(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |all, rest| all + rest.split_once('}').map_or(rest, |(_, after)| after))
}

#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Asks of every text of every language what is wrong with it.
#[track_caller]
fn assert_each(fault: impl Fn(&str, &str, &Texts) -> Option<String>) {
    let mut wrong = Vec::new();
    for (code, texts) in all_texts() {
        let faults = texts.iter().filter_map(|(key, text)| Some((key, fault(key, text, &texts)?)));
        wrong.extend(faults.map(|(key, fault)| format!("{code}: {key} {fault}")));
    }
    assert_none(&wrong);
}

#[test]
fn every_declared_thing_has_a_text_in_every_language() {
    let mut wrong = Vec::new();
    for (code, texts) in all_texts() {
        let missing = |key: &&String| texts.get(*key).is_none_or(|text| text.trim().is_empty());
        wrong.extend(required().iter().filter(missing).map(|key| format!("{code}: {key} is missing")));
    }
    assert_none(&wrong);
}

#[test]
fn no_text_speaks_of_something_that_is_not_declared() {
    let declared = required();
    assert_each(|key, _, _| {
        let known = declared.contains(key.strip_suffix(".hint").unwrap_or(key));
        (begins(key, DECLARED) && !known).then(|| "belongs to nothing".into())
    });
}

#[test]
fn every_language_has_the_same_keys_hints_included() {
    let all = all_texts();
    let shared = |key: &&String| !key.starts_with(UNKNOWN_TO_BROWSERS);
    let stems: Vec<BTreeSet<&str>> =
        all.iter().map(|(_, texts)| texts.keys().filter(shared).map(|key| stem(key)).collect()).collect();
    let mut wrong = Vec::new();
    for (at, (code, _)) in all.iter().enumerate() {
        wrong.extend(stems[0].difference(&stems[at]).map(|key| format!("{code}: {key} is missing")));
        wrong.extend(
            stems[at].difference(&stems[0]).map(|key| format!("{code}: {key} is not in {}", CODES[0])),
        );
    }
    assert_none(&wrong);
}

#[test]
fn a_language_that_browsers_lack_names_months_countries_and_languages_itself() {
    let mut names = BTreeSet::from(["intl.day".to_string(), "intl.months".to_string()]);
    for options in fields().iter().filter_map(|(_, field)| field.options()) {
        let family = match options.naming {
            Naming::Region => "region",
            Naming::Language => "language",
            Naming::Catalogue | Naming::Own(_) => continue,
        };
        names.extend(options.values.iter().map(|value| format!("{UNKNOWN_TO_BROWSERS}{family}.{value}")));
    }
    for language in LANGUAGES {
        let texts = texts(language.code);
        let own: BTreeSet<String> =
            texts.keys().filter(|key| key.starts_with(UNKNOWN_TO_BROWSERS)).cloned().collect();
        let lacking = language.own_name.is_some();
        assert_eq!(own, if lacking { names.clone() } else { BTreeSet::new() }, "{}", language.code);
        if lacking {
            assert_eq!(texts["intl.months"].split(' ').count(), 12, "{}", language.code);
            let parts = BTreeSet::from(["day", "month", "year"]);
            assert_eq!(placeholders(&texts["intl.day"]), parts, "{}", language.code);
        }
    }
}

#[test]
fn every_plural_of_a_language_has_the_same_forms() {
    for (code, texts) in all_texts() {
        let mut forms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (stem, form) in texts.keys().filter_map(|key| plural(key)) {
            forms.entry(stem).or_default().insert(form);
        }
        let all: BTreeSet<&str> = forms.values().flatten().copied().collect();
        let lacking = forms.iter().filter(|(_, forms)| **forms != all);
        let lacking: Vec<String> =
            lacking.map(|(stem, has)| format!("{code}: {stem} has {has:?} of {all:?}")).collect();
        assert_none(&lacking);
    }
}

#[test]
fn every_plural_has_its_general_form() {
    assert_each(|key, _, texts| {
        let (stem, _) = plural(key)?;
        (!texts.contains_key(&format!("{stem}_other"))).then(|| "has no form for “other”".into())
    });
}

#[test]
fn the_same_things_are_filled_in_in_every_language() {
    let english = texts(CODES[0]);
    assert_each(|key, text, _| {
        // A form for one, or for few, may leave out the number but add nothing.
        let general = plural(key).map_or(key.to_string(), |(stem, _)| format!("{stem}_other"));
        let (found, expected) = (placeholders(text), placeholders(english.get(&general)?));
        let fits = if general == key { found == expected } else { found.is_subset(&expected) };
        (!fits).then(|| format!("fills {found:?}, not {expected:?}"))
    });
}

#[test]
fn sentences_use_only_what_rules_and_defects_tell() {
    let rules = Rule::NAMES.iter().map(|(name, params)| (format!("rule.{name}"), *params));
    let defects = defects().into_iter().map(|(defect, params)| (format!("defect.{}", defect.key()), params));
    let told: BTreeMap<String, &[&str]> = rules.chain(defects).collect();
    assert_each(|key, text, _| {
        let params = told.get(key)?;
        let unknown: Vec<&str> =
            placeholders(text).into_iter().filter(|name| !params.contains(name)).collect();
        (!unknown.is_empty()).then(|| format!("is not told {unknown:?}"))
    });
}

#[test]
fn items_are_numbered() {
    assert_each(|key, text, _| {
        let numbered = placeholders(text) == BTreeSet::from(["n"]);
        (key.starts_with("item.") && !key.ends_with(".add") && !numbered)
            .then(|| format!("has not {{n}} alone: {text}"))
    });
}

#[test]
fn labels_hints_and_options_are_shown_as_they_stand() {
    const PLAIN: &[&str] = &["section.", "field.", "row.", "option.", "code.", "criterion.", "anchor."];
    assert_each(|key, text, _| {
        (begins(key, PLAIN) && text.contains(['{', '}'])).then(|| "is filled by nobody".into())
    });
}

#[test]
fn texts_are_clean() {
    assert_each(|_, text, _| {
        let faults = [
            (text.trim().is_empty(), "is empty"),
            (text.trim() != text, "begins or ends with white space"),
            (text.contains("  "), "has two blanks"),
            (text.chars().any(|c| c.is_control() && c != '\n'), "has control characters"),
            (text.contains("\n\n"), "has an empty paragraph"),
            (text.contains("TODO") || text.contains("FIXME"), "is not finished"),
            (text.contains(['<', '>']), "looks like markup"),
            (text.chars().any(|c| ('\u{300}'..='\u{36f}').contains(&c)), "is not composed (NFC)"),
            (text.matches('{').count() != text.matches('}').count(), "has a broken placeholder"),
        ];
        faults.iter().find(|(is, _)| *is).map(|(_, fault)| fault.to_string())
    });
}

/// Characters in which an example shows what is meant without becoming the answer.
const EXAMPLE: std::ops::RangeInclusive<usize> = 250..=450;

#[test]
fn every_question_that_is_answered_in_prose_has_an_example_of_its_own() {
    let keys: BTreeSet<String> = examples().into_iter().map(|(key, ..)| key).collect();
    assert_eq!(keys.len(), examples().len(), "two questions share an example");
    let values = ["leadership", "collaboration", "students", "model", "inclusion"];
    for key in values.iter().flat_map(|value| ["explanation", "description", "plan"].map(|of| (value, of))) {
        assert!(keys.contains(&format!("example.{}.{}", key.0, key.1)), "{key:?}");
    }
    for (code, texts) in all_texts() {
        let told: BTreeSet<&String> = keys.iter().map(|key| &texts[key]).collect();
        assert_eq!(told.len(), keys.len(), "{code}: one example stands twice");
    }
}

#[test]
fn examples_would_be_taken_as_answers_and_are_short() {
    let call = shared::call::Call::demonstration(1_801_440_000);
    let today = shared::date::Date::from_days(1_801_440_000 / 86_400);
    let context = Context { call: &call, today, files: &[] };
    let mut wrong = Vec::new();
    for ((code, texts), (key, field, table)) in all_texts()
        .into_iter()
        .flat_map(|of| examples().into_iter().map(move |example| (of.clone(), example)))
    {
        let mut answers = Answers::default();
        let path = match table {
            None => Path::field(field.id),
            Some(table) => {
                let row = table.rows().and_then(|rows| rows.fixed().first()).map_or("a", |id| *id);
                answers.rows_mut(table.id).push(Row::new(row));
                Path::cell(table.id, row, field.id)
            }
        };
        answers.set(&path, Answer::Text(texts[&key].clone()));
        let length = texts[&key].chars().count();
        let found = APPLICATION.check(&answers, &context).into_iter().find(|finding| finding.path == path);
        if !EXAMPLE.contains(&length) || found.is_some() {
            wrong.push(format!("{code}: {key} has {length} characters: {found:?}"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn nothing_is_left_untranslated() {
    let mut wrong = Vec::new();
    let english = texts(CODES[0]);
    for (code, texts) in all_texts().into_iter().skip(1) {
        let own = SAME_IN.iter().filter(|(same, _)| *same == code).flat_map(|(_, words)| *words);
        let same: Vec<&str> = SAME.iter().chain(own).copied().collect();
        for (key, text) in texts.iter().filter(|(key, text)| english.get(*key) == Some(*text)) {
            let words = words(text);
            if words.chars().any(char::is_alphabetic)
                && !same.contains(&words.trim_matches(|c: char| !c.is_alphanumeric()))
            {
                wrong.push(format!("{code}: {key} is still in English: {text}"));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn errors_end_without_a_full_stop_and_answers_of_the_server_with_one() {
    assert_each(|key, text, _| {
        let stops = begins(key, &["code.", "defect."]);
        let concerned = stops || key.starts_with("rule.");
        (concerned && text.ends_with('.') != stops).then(|| format!("ends wrongly: {text}"))
    });
}

/// The shares are numbers of the table; the sentence about them has to follow it.
#[test]
fn the_rubric_names_the_shares_that_are_reckoned_with() {
    let share = |field: &Field| if let Kind::Score { share } = field.kind { share } else { 0 };
    let shares: Vec<u32> = EVALUATION.section("leadership").unwrap().fields.iter().map(share).collect();
    let whole: u32 = shares.iter().sum();
    let reckoned: Vec<u32> = shares.iter().map(|share| share * 100 / whole).collect();
    for (code, texts) in all_texts() {
        let numbers = texts["rubric.parts.values"].split(|c: char| !c.is_ascii_digit());
        let said: Vec<u32> = numbers.filter_map(|digits| digits.parse().ok()).collect();
        assert_eq!(said, reckoned, "{code}");
    }
}
