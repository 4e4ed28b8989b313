//! The few answers that the list knows by name. No other answer is looked at by name in the server.

use shared::forms;
use shared::manifest::Manifest;

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

/// How words are compared in the list: without capitals, with single spaces between them.
pub fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
