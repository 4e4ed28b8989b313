//! Examples of good answers. They are only ever read: nothing puts one into an answer.

use shared::form::{Field, Section};

use crate::element::{IntoChild, View, el};
use crate::form::place::Place;
use crate::i18n;

/// The example beside a question.
pub fn beside(at: &Place) -> View {
    let section = at.state.form.section_of(&at.path);
    section.map_or(View::Nothing, |section| text(section, at.field))
}

/// The example, and that it is nothing but one; nothing where the question has none.
pub fn text(section: &Section, field: &Field) -> View {
    let words = i18n::words();
    let Some(example) = words.example(section, field) else { return View::Nothing };
    el("div")
        .class("example__text flow")
        .child(el("p").child(example.to_string()))
        .child(el("p").class("soft").words("ui.field.example_only"))
        .into_child()
}
