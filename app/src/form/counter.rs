//! Counts what is typed, and says so politely when it begins to matter.

use crate::element::{IntoChild, View, el};
use leptos::prelude::*;
use shared::form::{Field, Kind};
use shared::text;

use super::place::Place;
use crate::i18n;
use crate::{dom, intl};

/// How a length stands to its limits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Blank,
    Short,
    Good,
    /// At most a tenth of the room is left.
    Near,
    Over,
}

/// Whether the field shows its counter all the time.
pub const fn is_counted(field: &Field) -> bool {
    matches!(field.kind, Kind::Prose { .. })
}

fn length(n: usize, min: usize, max: usize) -> Length {
    match n {
        0 => Length::Blank,
        n if n > max => Length::Over,
        n if n < min => Length::Short,
        n if (max - n) * 10 <= max => Length::Near,
        _ => Length::Good,
    }
}

/// None for lines of a fixed shape, such as codes: whether they are whole is not a matter of their length.
fn limits(field: &Field) -> Option<(usize, usize)> {
    if matches!(field.kind, Kind::Line { patterns, .. } if !patterns.is_empty()) {
        return None;
    }
    field.characters().map(|(min, max)| (min as usize, max as usize))
}

pub fn state_now(at: &Place) -> Option<Length> {
    let (min, max) = limits(at.field)?;
    Some(length(text::count(&at.text_now()), min, max))
}

/// Says the counter if what was typed changed how the length stands.
pub fn announce(at: &Place, before: Option<Length>) {
    let Some((min, max)) = limits(at.field) else { return };
    let n = text::count(&at.text_now());
    let now = length(n, min, max);
    let matters = now != Length::Blank && (is_counted(at.field) || now == Length::Over);
    if matters && before.is_some_and(|before| before != now) {
        dom::say(words(now, n, min, max));
    }
}

fn words(state: Length, n: usize, min: usize, max: usize) -> String {
    match state {
        Length::Blank | Length::Short => i18n::count("ui.count.characters_short", min.saturating_sub(n)),
        Length::Good | Length::Near => i18n::count("ui.count.characters_left", max - n),
        Length::Over => i18n::count("ui.count.characters_over", n - max),
    }
}

/// The counter of a text; of a line only when its room gets narrow.
pub fn counter(at: &Place) -> View {
    let Some((min, max)) = limits(at.field) else { return ().into_child() };
    let always = is_counted(at.field);
    let (answer, id) = (at.cell().answer, at.part("counter"));
    (move || {
        let n = answer.with(|answer| answer.as_ref().map_or(0, |answer| text::count(answer.text())));
        let state = length(n, min, max);
        if !always && n * 10 < max * 9 {
            return None;
        }
        let class = match state {
            Length::Blank => "counter",
            Length::Short => "counter counter--short",
            Length::Good => "counter counter--good",
            Length::Near => "counter counter--near",
            Length::Over => "counter counter--over",
        };
        let number = |n: usize| intl::number(n as f64);
        let range = if min > 1 { format!("{}–{}", number(min), number(max)) } else { number(max) };
        Some(
            el("p")
                .class(class)
                .id(id.clone())
                .child(el("span").class("counter__text").child(words(state, n, min, max)))
                .child(el("span").class("counter__total").child(number(n)).child(" / ").child(range)),
        )
    })
    .into_child()
}
