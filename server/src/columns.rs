//! The few answers that the list knows by name. No other answer is looked at by name in the server.

use shared::forms;
use shared::manifest::Manifest;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::store::submissions::ListColumns;

/// What the list shows of a manifest.
pub fn list_columns(manifest: &Manifest) -> ListColumns {
    let text = |field: &str| manifest.answers.text(field).trim().to_string();
    ListColumns {
        school: text(forms::SCHOOL_NAME),
        town: text(forms::SCHOOL_TOWN),
        country: text(forms::SCHOOL_COUNTRY),
        code: text(forms::SCHOOL_CODE),
    }
}

/// How words are compared in the list: without capitals and accents, with single spaces between them.
pub fn folded(text: &str) -> String {
    let letters: String = text.nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    letters.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_capitals_and_accents() {
        for (typed, stored) in [
            ("leon", "LEÓN"),
            ("escola  basica evora", "Escola Básica Évora"),
            ("θεσσαλονικη", "Θεσσαλονίκη"),
        ] {
            assert_eq!(folded(typed), folded(stored));
        }
        assert_ne!(folded("leon"), folded("lean"));
    }
}
