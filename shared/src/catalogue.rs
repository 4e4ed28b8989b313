//! Words of one language, looked up by key. A missing key shows itself, so that nothing ever fails for want of a word.

use crate::form::{Field, Naming, Options, Rows, Section};
use crate::json::{Json, Read};

/// The texts of one language.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// As they came: each list by key, in code-point order.
    texts: Vec<Vec<(String, String)>>,
}

impl Read for Catalogue {
    fn read(json: Json) -> Option<Self> {
        let mut texts: Vec<(String, String)> = Vec::new();
        for (key, text) in json.fields()?.0 {
            if texts.last().is_some_and(|(last, _)| *last >= key) {
                return None;
            }
            texts.push((key, text.text()?));
        }
        Some(Self { texts: vec![texts] })
    }
}

impl Catalogue {
    /// Reads a locale file: one flat JSON object of texts, its keys in code-point order.
    pub fn parse(json: &str) -> Option<Self> {
        crate::json::read(json)
    }

    /// Adds other texts of the same language.
    pub fn add(&mut self, others: Self) {
        self.texts.extend(others.texts);
    }

    /// The same words, each changed, as in a language that nobody speaks.
    pub fn changed(&self, change: impl Fn(&str) -> String) -> Self {
        let changed = |texts: &Vec<(String, String)>| {
            texts.iter().map(|(key, text)| (key.clone(), change(text))).collect()
        };
        Self { texts: self.texts.iter().map(changed).collect() }
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        for texts in &self.texts {
            if let Ok(at) = texts.binary_search_by(|(known, _)| known.as_str().cmp(key)) {
                return Some(&texts[at].1);
            }
        }
        None
    }

    /// The text, or the key itself.
    pub fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or(key).to_string()
    }

    /// The text with its `{placeholders}` filled.
    pub fn fill(&self, key: &str, values: &[(&str, String)]) -> String {
        let text = self.get(key).unwrap_or(key);
        let mut filled = String::with_capacity(text.len() + 16);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let known = after
                .split_once('}')
                .and_then(|(name, tail)| Some((&values.iter().find(|(id, _)| *id == name)?.1, tail)));
            match known {
                Some((value, tail)) => {
                    filled.push_str(value);
                    rest = tail;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled + rest
    }

    /// The text for a plural category of CLDR ("one", "few", "other", …), or for "other" if the language has no such form.
    pub fn plural(&self, key: &str, category: &str, values: &[(&str, String)]) -> String {
        let wanted = format!("{key}_{category}");
        if self.get(&wanted).is_some() {
            self.fill(&wanted, values)
        } else {
            self.fill(&format!("{key}_other"), values)
        }
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().flatten().map(|(key, _)| key.as_str())
    }

    /// Label of a field, of the form or within rows.
    pub fn label(&self, field: &Field, within: Option<&Rows>) -> String {
        self.text(&label_key(field, within))
    }

    /// Hint of a field, if it has one.
    pub fn hint(&self, field: &Field, within: Option<&Rows>) -> Option<&str> {
        self.get(&format!("{}.hint", label_key(field, within)))
    }

    /// An example of a good answer to a question as it is asked in this section, if it has one.
    pub fn example(&self, section: &Section, field: &Field) -> Option<&str> {
        if !field.has_example() {
            return None;
        }
        self.get(&example_key(section, field))
    }

    /// Words of an option; none if the platform names it (countries, languages).
    pub fn option(&self, options: &Options, value: &str) -> Option<String> {
        match options.naming {
            Naming::Catalogue => Some(self.text(&option_key(options, value))),
            Naming::Own(names) => {
                let at = options.values.iter().position(|known| *known == value);
                Some(at.map_or(value, |at| names[at]).to_string())
            }
            Naming::Region | Naming::Language => None,
        }
    }
}

/// `field.<text>`, within rows `field.<item>.<text>`.
pub fn label_key(field: &Field, within: Option<&Rows>) -> String {
    match within {
        Some(rows) => format!("field.{}.{}", rows.item, field.text),
        None => format!("field.{}", field.text),
    }
}

/// `example.<section>.<text>`: sections that share their questions do not share examples.
pub fn example_key(section: &Section, field: &Field) -> String {
    format!("example.{}.{}", section.id, field.text)
}

/// `option.<set>.<value>`.
pub fn option_key(options: &Options, value: &str) -> String {
    format!("option.{}.{value}", options.set)
}

/// `row.<rows field>.<row id>`, the title of a row that is always there.
pub fn row_key(rows_field: &str, row: &str) -> String {
    format!("row.{rows_field}.{row}")
}
