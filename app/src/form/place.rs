//! One field where it stands: in a form, perhaps in a row.

use leptos::prelude::*;
use shared::answers::{Answer, Path};
use shared::finding::{Finding, Rule};
use shared::form::{Field, Required, Rows};

use super::state::{Cell, FormState};
use crate::{i18n, press};

#[derive(Clone)]
pub struct Place {
    pub state: FormState,
    pub field: &'static Field,
    /// The table it lies in.
    pub within: Option<&'static Rows>,
    pub path: Path,
}

impl Place {
    pub fn cell(&self) -> Cell {
        self.state.cell(&self.path, self.field)
    }

    pub fn id(&self) -> String {
        self.path.html_id()
    }

    /// An id for a part of the field: "hint", "error", …
    pub fn part(&self, name: &str) -> String {
        format!("{}-{name}", self.path.html_id())
    }

    pub fn label(&self) -> String {
        i18n::words().label(self.field, self.within)
    }

    pub fn hint(&self) -> Option<String> {
        i18n::words().hint(self.field, self.within).map(str::to_string)
    }

    pub fn answer(&self, answer: Answer) {
        self.state.answer(&self.path, answer);
    }

    pub fn answer_text(&self, text: String) {
        self.answer(Answer::Text(text));
    }

    /// The person goes on from it, perhaps by pressing something that must not move before it is released.
    pub fn left(&self) {
        let (state, path) = (self.state, self.path.clone());
        press::after(move || state.left(&path));
    }

    /// The answer as it is now, without following it.
    pub fn now(&self) -> Option<Answer> {
        self.cell().answer.get_untracked()
    }

    pub fn text_now(&self) -> String {
        self.now().map(|answer| answer.text().to_string()).unwrap_or_default()
    }

    /// What may be said about the answer. Follows it. That an item is not used yet stands with the item, and is no
    /// fault of one of its fields.
    pub fn complaint(&self) -> Option<Finding> {
        let cell = self.cell();
        let finding = if cell.may_complain.get() { cell.finding.get() } else { None };
        finding.filter(|finding| finding.rule != Rule::EvidenceUnused {})
    }

    /// Whether there is an answer and no error in it. Follows it.
    pub fn is_fine(&self) -> bool {
        let cell = self.cell();
        cell.finding.with(|finding| finding.as_ref().is_none_or(|finding| !finding.is_error()))
            && cell.answer.with(|answer| answer.as_ref().is_some_and(|answer| !answer.is_blank()))
    }

    /// Whether it may be left out, now. Follows the answers that decide it.
    pub fn is_optional(&self) -> bool {
        match self.field.required {
            Required::No => true,
            Required::Always => false,
            Required::If(_) => !self.cell().required.get(),
        }
    }
}
