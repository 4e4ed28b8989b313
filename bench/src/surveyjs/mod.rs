//! Our form as SurveyJS has to be given it, one file for each language, so that both can be measured beside each other.
//!
//! All of it comes from the table in `shared::forms`. Only the rules over several answers, which are code there, are
//! written again in `across`; there must be as many of them as the table has.

mod across;
mod count;
mod elements;
mod validators;

use std::path::Path;

use serde_json::{Value, json};
use shared::call::Call;
use shared::catalogue::Catalogue;
use shared::form::{Field, Form, Kind, Rows, Section};
use shared::forms::APPLICATION;
use shared::locales;

use crate::insignia::Insignia;
use crate::scratch::Scratch;
use crate::{Outcome, Wish};

/// What every element is made of: the table's call and the words of one language.
struct Maker<'a> {
    form: &'static Form,
    call: &'a Call,
    words: &'a Catalogue,
}

/// Where a field stands: in the form, or in the rows of another field.
type Within = Option<(&'static Field, &'static Rows)>;

/// Writes `form.<language>.json` and, for the comparison, `ours.json` into the folder `surveyjs`.
pub async fn write(wish: &Wish) -> Outcome {
    let scratch = Scratch::new(&wish.folder)?;
    let folder = wish.folder.join("surveyjs");
    std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
    let insignia = Insignia::start(&wish.server, scratch.path())?;
    let calls = insignia.calls().await?.calls;
    let call = calls.first().ok_or("there is no call")?;
    for language in locales::LANGUAGES {
        let words = locales::json(language.code).and_then(Catalogue::parse);
        let words = words.ok_or_else(|| format!("the texts of {} cannot be read", language.code))?;
        let maker = Maker { form: &APPLICATION, call, words: &words };
        let mut form = maker.form()?;
        form["locale"] = json!(language.code);
        save(&folder, &format!("form.{}.json", language.code), &form)?;
    }
    save(&folder, "ours.json", &described(&APPLICATION, call)?)
}

fn save(folder: &Path, name: &str, value: &Value) -> Outcome {
    let file = folder.join(name);
    std::fs::write(&file, value.to_string()).map_err(|fault| format!("{}: {fault}", file.display()))
}

impl Maker<'_> {
    fn form(&self) -> Outcome<Value> {
        let pages: Outcome<Vec<Value>> =
            self.form.sections.iter().map(|section| self.page(section)).collect();
        Ok(
            json!({ "pages": pages?, "checkErrorsMode": "onValueChanged", "textUpdateMode": "onTyping", "showTOC": true }),
        )
    }

    fn page(&self, section: &'static Section) -> Outcome<Value> {
        let elements: Outcome<Vec<Value>> =
            section.fields.iter().map(|field| self.element(field, None)).collect();
        let key = format!("section.{}", section.id);
        let mut page = json!({ "name": section.id, "title": self.words.text(&key), "elements": elements? });
        if let Some(intro) = self.words.get(&format!("{key}.intro")) {
            page["description"] = json!(intro);
        }
        Ok(page)
    }
}

/// What the measurement must know of our side: its counts, and where it types.
fn described(form: &'static Form, call: &Call) -> Outcome<Value> {
    let longest = form.sections.iter().max_by_key(|section| count::asked_at_first(section, call));
    let longest = longest.ok_or("the form has no section")?;
    let prose = |field: &&Field| match field.kind {
        Kind::Prose { max, .. } => max,
        _ => 0,
    };
    let typed = longest.fields.iter().max_by_key(prose).ok_or("the longest section is empty")?;
    let first = form.sections.first().ok_or("the form has no section")?;
    let is_line = |field: &&Field| matches!(field.kind, Kind::Line { .. }) && field.shown_if.is_none();
    let first_typed = first.fields.iter().find(is_line).ok_or("the first section has no line of text")?;
    Ok(json!({
        "counts": count::count(form, call),
        "languages": locales::CODES,
        "first": { "section": first.id, "field": first_typed.id },
        "longest": { "section": longest.id, "field": typed.id, "questions": count::asked_at_first(longest, call) },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        Call::demonstration(1_760_000_000)
    }

    #[test]
    fn every_language_has_the_same_questions_under_its_own_words() {
        let call = call();
        let made: Vec<Value> = ["en", "es"]
            .map(|code| {
                let words = Catalogue::parse(locales::json(code).unwrap()).unwrap();
                Maker { form: &APPLICATION, call: &call, words: &words }.form().unwrap()
            })
            .into();
        let names = |form: &Value| -> Vec<Value> {
            let elements = form["pages"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|page| page["elements"].as_array().unwrap());
            elements.map(|element| element["name"].clone()).collect()
        };
        assert_eq!(names(&made[0]), names(&made[1]));
        assert_eq!(names(&made[0]).len(), APPLICATION.fields().count());
        assert_ne!(made[0]["pages"][0]["title"], made[1]["pages"][0]["title"]);
    }

    #[test]
    fn no_text_lacks_its_numbers() {
        let call = call();
        let words = Catalogue::parse(locales::json("en").unwrap()).unwrap();
        let form = Maker { form: &APPLICATION, call: &call, words: &words }.form().unwrap();
        fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
                Value::Object(fields) => {
                    found.extend(fields.get("text").and_then(Value::as_str));
                    fields.values().for_each(|value| texts(value, found));
                }
                _ => {}
            }
        }
        let mut found = Vec::new();
        texts(&form, &mut found);
        assert!(found.len() > 50);
        assert!(found.iter().all(|text| !text.contains('{') && !text.starts_with("rule.")), "{found:?}");
    }

    #[test]
    fn the_longest_section_is_that_of_digital_safety() {
        let described = described(&APPLICATION, &call()).unwrap();
        assert_eq!(described["longest"]["section"], "safety");
        assert_eq!(described["longest"]["field"], "safety_practice");
        assert_eq!(described["first"]["field"], "school_name");
    }
}
