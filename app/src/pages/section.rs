//! One section of the form.

use crate::element::{IntoChild, View, el};
use leptos::prelude::*;
use shared::form::{Kind, Section};

use super::arrive;
use super::draft::beside_sections;
use crate::components::problems::{self, SUMMARY};
use crate::components::{frame, ticks};
use crate::form::desk::Desk;
use crate::form::field::{field_view, fields_view};
use crate::form::place::Place;
use crate::form::state::FormState;
use crate::i18n::{self, fill, t};
use crate::route::{Step, draft_path, go};
use crate::{brand, dom};

pub fn page(desk: Desk, section: &'static Section) -> View {
    let state = desk.state;
    let all = state.form.sections;
    let at = all.iter().position(|known| known.id == section.id).unwrap_or_default();
    let title = t(&format!("section.{}", section.id));
    arrive(&title);
    let intro = i18n::words().get(&format!("section.{}.intro", section.id)).map(str::to_string);
    let over = fill("ui.section.over", &[("n", (at + 1).to_string()), ("all", all.len().to_string())]);
    let step_at = |at: usize| all.get(at).map(Step::Section);
    let next = draft_path(&desk.id, step_at(at + 1).unwrap_or(Step::Review));
    let previous = at.checked_sub(1).and_then(step_at).unwrap_or(Step::Overview);
    let previous = draft_path(&desk.id, previous);
    let pressed = RwSignal::new(false);
    let onward = next.clone();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        state.tell_section(section);
        if state.shown_errors(section).is_empty() {
            go(&onward);
        } else {
            pressed.set(true);
            dom::focus_soon(SUMMARY.into());
        }
    };
    let form = el("form")
        .class("sheet flow")
        .attr("novalidate", true)
        .on("submit", submit)
        .child(frame::title(Some(over), title.clone(), intro))
        .child(summary(state, section, pressed, title))
        .child(requirements(state, section))
        .child(body(state, section))
        .child(
            el("div")
                .class("actions")
                .child(
                    el("button")
                        .class("button button--primary")
                        .attr("type", "submit")
                        .words("ui.section.continue"),
                )
                .child(later(next, pressed))
                .child(
                    el("a").class("button button--quiet").attr("href", previous).words("ui.section.previous"),
                ),
        )
        .into_child();
    beside_sections(desk, Step::Section(section), form)
}

/// What is wrong in the section, once its end was reached.
fn summary(state: FormState, section: &'static Section, pressed: RwSignal<bool>, title: String) -> View {
    (move || {
        state.track_checks();
        let errors = if pressed.get() { state.shown_errors(section) } else { Vec::new() };
        let before = if errors.is_empty() { String::new() } else { t("ui.error.title") + " " };
        brand::set_title(&format!("{before}{title}"));
        (!errors.is_empty()).then(|| problems::of_section(state, &errors))
    })
    .into_child()
}

/// The way on for those who will mend it another day.
fn later(next: String, pressed: RwSignal<bool>) -> View {
    (move || {
        pressed.get().then(|| {
            el("a").class("button button--secondary").attr("href", next.clone()).words("ui.section.later")
        })
    })
    .into_child()
}

/// The three requirements, in the section that decides them.
fn requirements(state: FormState, section: &Section) -> View {
    let decides = shared::forms::REQUIREMENTS
        .iter()
        .any(|(_, field)| section.fields.iter().any(|known| known.id == *field));
    if decides { ticks::requirements(state) } else { ().into_child() }
}

/// Plain fields together, tables by themselves.
pub fn body(state: FormState, section: &'static Section) -> View {
    let mut parts: Vec<View> = Vec::new();
    let mut plain: Vec<Place> = Vec::new();
    for field in section.fields {
        if matches!(field.kind, Kind::Rows(_)) {
            end_group(&mut parts, &mut plain);
            parts.push(field_view(state.place(field)));
        } else {
            plain.push(state.place(field));
        }
    }
    end_group(&mut parts, &mut plain);
    parts.into_child()
}

fn end_group(parts: &mut Vec<View>, plain: &mut Vec<Place>) {
    if !plain.is_empty() {
        parts.push(fields_view(plain));
        plain.clear();
    }
}
