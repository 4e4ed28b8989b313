//! Divides the texts of a language by when they are wanted: on the first page, in a draft, later, or by the office alone. What the program asks for is seen from the keys it holds, so that nobody keeps a list.

use std::collections::{BTreeMap, BTreeSet};

type Texts = BTreeMap<String, String>;

/// The texts of one language as JSON objects.
pub struct Divided {
    /// What each of the programs is the first to ask for; with the last one, also what none is seen to ask for.
    pub form: Vec<String>,
    /// Everything, for the office.
    pub all: String,
}

/// Divides the texts of a locale file for programs. Keys that begin like `others` are no business of the form's program.
pub fn split(json: &str, programs: &[Vec<u8>], others: [&str; 2]) -> Result<Divided, String> {
    let all: Texts = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let asked: Vec<Asked> = programs.iter().map(|program| Asked::of(program, &all)).collect();
    let mut form = vec![Texts::new(); programs.len()];
    for (key, text) in all.iter().filter(|(key, _)| !others.iter().any(|other| key.starts_with(other))) {
        let first = asked.iter().position(|asked| asked.holds(key)).unwrap_or(programs.len() - 1);
        form[first].insert(key.clone(), text.clone());
    }
    let json = |texts: &Texts| serde_json::to_string(texts).map_err(|error| error.to_string());
    Ok(Divided { form: form.iter().map(json).collect::<Result<_, _>>()?, all: json(&all)? })
}

/// What a program asks for: keys without plural category, and the beginnings of keys that it puts together.
#[derive(Default)]
struct Asked<'a>(BTreeSet<&'a str>);

impl<'a> Asked<'a> {
    fn of(program: &[u8], all: &'a Texts) -> Self {
        let keys: BTreeSet<&str> = all.keys().map(|key| stem(key)).collect();
        let beginnings: BTreeSet<&str> = keys.iter().flat_map(|key| beginnings(key)).collect();
        let families: BTreeSet<&[u8]> =
            keys.iter().filter_map(|key| Some(&key.as_bytes()[..=key.find('.')?])).collect();
        let mut asked = BTreeSet::new();
        let mut next = 0;
        while next < program.len() {
            let rest = &program[next..];
            next += 1;
            if !families.iter().any(|family| rest.starts_with(family)) {
                continue;
            }
            let key = keys.iter().filter(|key| rest.starts_with(key.as_bytes())).max_by_key(|key| key.len());
            let beginning = beginnings
                .iter()
                .filter(|text| rest.starts_with(text.as_bytes()))
                .max_by_key(|text| text.len());
            // The middle of a key is no beginning of another.
            next += key.map_or(0, |key| key.len() - 1);
            // Where a known key stands, a beginning that is no longer than it is but a part of it.
            asked.extend(key);
            asked.extend(beginning.filter(|text| key.is_none_or(|key| text.len() > key.len())));
        }
        Self(asked)
    }

    fn holds(&self, key: &str) -> bool {
        let stem = stem(key);
        self.0.contains(stem) || beginnings(stem).any(|beginning| self.0.contains(beginning))
    }
}

/// The key without its plural category.
fn stem(key: &str) -> &str {
    const PLURALS: &[&str] = &["_zero", "_one", "_two", "_few", "_many", "_other"];
    PLURALS.iter().find_map(|plural| key.strip_suffix(plural)).unwrap_or(key)
}

/// Where a key may be put together: after a dot or a low line.
fn beginnings(key: &str) -> impl Iterator<Item = &str> {
    key.char_indices().filter(|(_, letter)| matches!(letter, '.' | '_')).map(|(at, _)| &key[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_when_the_program_or_its_parts_ask_for_them() {
        let json = r#"{"office.a":"1","rule.long":"2","ui.a.now":"3","ui.a.soon":"4","ui.n_one":"5","ui.n_other":"6","ui.z":"7"}"#;
        let programs = [b"\0rule.\x01ui.a.nowui.n\0".to_vec(), b"ui.z".to_vec()];
        let divided = split(json, &programs, ["office.", "boot."]).unwrap();
        assert_eq!(divided.form[0], r#"{"rule.long":"2","ui.a.now":"3","ui.n_one":"5","ui.n_other":"6"}"#);
        assert_eq!(divided.form[1], r#"{"ui.a.soon":"4","ui.z":"7"}"#);
        assert_eq!(divided.all, json);
    }

    #[test]
    fn a_key_within_another_is_not_asked_for() {
        let json = r#"{"a.open":"1","a.text":"2","ui.a.open":"3"}"#;
        let divided = split(json, &[b"ui.a.openui.".to_vec(), Vec::new()], ["office.", "boot."]).unwrap();
        assert_eq!(divided.form[0], r#"{"ui.a.open":"3"}"#);
    }
}
