//! The words of the office. Unlike a page of the form, a page of the office is not made anew when the language changes:
//! whatever reads a word here is written again.

use leptos::prelude::*;
use shared::catalogue::Catalogue;
use shared::finding::{Finding, Param};
use shared::wire::ApplicationState;

use crate::{i18n, intl};

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
pub fn finding_text(finding: &Finding, words: &Catalogue) -> String {
    let written = |param| match param {
        Param::Number(number) => intl::plain_number(number as f64),
        Param::Date(date) => intl::day(date),
        Param::Word(word) => word,
    };
    let values: Vec<(&str, String)> =
        finding.rule.params().into_iter().map(|(name, param)| (name, written(param))).collect();
    words.fill(&format!("rule.{}", finding.rule.name()), &values)
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
