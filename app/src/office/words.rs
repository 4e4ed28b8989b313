//! The words of the office. Unlike a page of the form, a page of the office is not made anew when the language changes:
//! whatever reads a word here is written again.

use leptos::prelude::*;
use shared::answers::Path;
use shared::finding::Finding;
use shared::form::Field;
use shared::forms::APPLICATION;
use shared::wire::ApplicationState;

use crate::form::words::message;
use crate::i18n;

/// Makes the caller run again when the language changes.
pub fn follow_language() {
    i18n::language().track();
}

pub fn t(key: &str) -> String {
    follow_language();
    i18n::t(key)
}

pub fn fill(key: &str, values: &[(&str, String)]) -> String {
    follow_language();
    i18n::fill(key, values)
}

/// A text that depends on a number.
pub fn count(key: &str, n: u32) -> String {
    follow_language();
    i18n::count(key, n as usize)
}

/// The sentence of a finding.
pub fn finding_text(finding: &Finding) -> String {
    follow_language();
    message(finding, field_at(&finding.path))
}

/// The label of what a path leads to.
pub fn label_at(path: &Path) -> Option<String> {
    let rows = path.parts().0.and_then(|(rows, _)| APPLICATION.field(rows)).and_then(Field::rows);
    field_at(path).map(|field| i18n::words().label(field, rows))
}

fn field_at(path: &Path) -> Option<&'static Field> {
    match path.parts() {
        (Some((rows, _)), field) => APPLICATION.field(rows)?.rows()?.field(field),
        (None, field) => APPLICATION.field(field),
    }
}

/// Class of the tag that shows a state; its words say the same.
pub const fn state_class(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Complete => "tag tag--ok",
        ApplicationState::Incomplete => "tag tag--warning",
        ApplicationState::Expired => "tag tag--error",
    }
}

pub fn state_text(state: ApplicationState) -> String {
    t(&format!("office.state.{}", state.name()))
}

/// A hash or signature in groups of four, which the eye can compare.
pub fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
