//! The one view of a field, whatever its kind: label, hint, what is wrong, control, counter.

use crate::element::{El, IntoChild, View, el};
use crate::views;
use leptos::prelude::*;
use shared::answers::Answer;
use shared::finding::Severity;
use shared::form::{Kind, Options, Rows};
use shared::forms::PERSON_NAME;

use super::counter::{self, counter};
use super::place::Place;
use super::{attach, picker, register, rows, words};
use crate::drafts::vault;
use crate::help::Help;
use crate::i18n::t;
use crate::{dom, parts};

/// Most options that are shown as radio buttons.
const MOST_RADIOS: usize = 7;

/// A field with everything around it; nothing while it is not asked.
pub fn field_view(at: Place) -> View {
    if at.field.shown_if.is_none() {
        return asked(&at);
    }
    let shown = at.cell().shown;
    (move || shown.get().then(|| asked(&at))).into_child()
}

/// A field that takes evidence, or the register of all evidence, wherever the code for it is.
pub fn evidence(at: &Place, rows: Option<&'static Rows>) -> View {
    parts::view(|parts| &parts.evidence, (at.clone(), rows))
}

/// The same, once it is here: a part of the program.
pub fn evidence_view(at: &Place, rows: Option<&'static Rows>) -> View {
    match (rows, &at.field.kind) {
        (Some(rows), _) => register::register(at, rows),
        (None, Kind::File) => attach::single_file(at),
        (None, _) => picker::picker(at),
    }
}

fn asked(at: &Place) -> View {
    match &at.field.kind {
        Kind::Line { max, .. } => labelled(at, input(at, "text", line_width(*max), "", "")),
        Kind::Prose { .. } => labelled(at, area(at, 6)),
        Kind::Email => labelled(at, input(at, "email", "input input--l", "email", "off")),
        Kind::Url { .. } => labelled(at, input(at, "url", "input", "url", "off")),
        Kind::Whole { .. } | Kind::Score { .. } => {
            labelled(at, input(at, "text", "input input--s input--number", "numeric", "off"))
        }
        Kind::Day { .. } => labelled(at, input(at, "date", "input input--s", "", "")),
        Kind::Choice(options) if options.values.len() <= MOST_RADIOS => chosen(at, radios(at, options)),
        Kind::Choice(options) => {
            let offered = words::options(&at.state, options);
            labelled(
                at,
                select(at, move || offered.iter().map(|(v, n)| (v.to_string(), n.clone())).collect()),
            )
        }
        Kind::Choices(options) => {
            described(fieldset(at, "field"), at).child(checkboxes(at, options)).into_child()
        }
        Kind::Tick => tick(at),
        Kind::RowOf(table) => labelled(at, people(at, table)),
        Kind::Evidence { .. } | Kind::File => evidence(at, None),
        Kind::Rows(table) => rows::table_view(at, table),
    }
}

const fn line_width(max: u32) -> &'static str {
    match max {
        0..=12 => "input input--s",
        13..=30 => "input input--m",
        31..=80 => "input input--l",
        _ => "input",
    }
}

/// Classes of a field with the state of its answer.
pub fn field_class(at: &Place, base: &str) -> String {
    let state = match at.complaint().map(|finding| finding.severity) {
        Some(Severity::Error) => " field--invalid",
        Some(Severity::Warning) => " field--warned",
        None if at.is_fine() => " field--ok",
        None => "",
    };
    format!("{base}{state}")
}

fn is_invalid(at: &Place) -> bool {
    at.complaint().is_some_and(|finding| finding.is_error())
}

/// Ids of what describes the control: hint, what is wrong, counter.
pub fn described_by(at: &Place) -> String {
    let mut parts: Vec<&str> = Vec::new();
    if at.hint().is_some() {
        parts.push("hint");
    }
    match at.complaint().map(|finding| finding.severity) {
        Some(Severity::Error) => parts.push("error"),
        Some(Severity::Warning) => parts.push("warning"),
        None => {}
    }
    if counter::is_counted(at.field) {
        parts.push("counter");
    }
    parts.iter().map(|part| at.part(part)).collect::<Vec<_>>().join(" ")
}

/// The label's words with the mark of what may be left out.
pub fn label_text(at: &Place) -> View {
    let (label, of) = (at.label(), at.clone());
    let mark = move || {
        of.is_optional().then(|| views![" ", el("span").class("field__mark").words("ui.field.optional")])
    };
    views![label, mark]
}

/// Hint, example and what is wrong, above the control.
pub fn notes(at: &Place) -> View {
    let hint =
        at.hint().map(|hint| el("p").class("field__hint").id(at.part("hint")).child(hint).into_child());
    let example = at.field.has_example().then(|| {
        let (opened, place) = (RwSignal::new(false), at.clone());
        let text =
            move || opened.get().then(|| parts::view(|parts| &parts.helping, Help::Example(place.clone())));
        el("details")
            .class("example")
            .on("toggle", move |_| opened.set(true))
            .child(el("summary").words("ui.field.example"))
            .child(text)
            .into_child()
    });
    views![hint, example, complaint(at)]
}

/// What is wrong, if it may be said.
pub fn complaint(at: &Place) -> View {
    let at = at.clone();
    (move || {
        at.complaint().map(|finding| {
            let (class, part, before) = match finding.severity {
                Severity::Error => ("field__error", "error", "ui.field.error"),
                Severity::Warning => ("field__warning", "warning", "ui.field.warning"),
            };
            el("p")
                .class(class)
                .id(at.part(part))
                .child(el("span").class("visually-hidden").child(t(before)).child(" "))
                .child(words::message(&finding, Some(at.field)))
        })
    })
    .into_child()
}

/// A field with one control.
fn labelled(at: &Place, control: View) -> View {
    let of = at.clone();
    el("div")
        .class(move || field_class(&of, "field"))
        .id(format!("field-{}", at.id()))
        .child(el("label").class("field__label").attr("for", at.id()).child(label_text(at)))
        .child(notes(at))
        .child(control)
        .child(counter(at))
        .into_child()
}

/// What a control says of itself to those who hear it: what describes it, whether it is wrong, whether it must be answered.
pub fn told(control: El, at: &Place) -> El {
    let (judged, needed) = (at.clone(), at.clone());
    described(control, at)
        .attr("aria-invalid", move || is_invalid(&judged).then_some("true"))
        .attr("aria-required", move || (!needed.is_optional()).then_some("true"))
}

pub fn described(control: El, at: &Place) -> El {
    let at = at.clone();
    control.attr("aria-describedby", move || described_by(&at))
}

/// A field of which one of several is chosen.
fn chosen(at: &Place, controls: View) -> View {
    told(fieldset(at, "field").attr("role", "radiogroup"), at).child(controls).into_child()
}

/// The question of several controls, with what is said above them.
pub fn fieldset(at: &Place, class: &'static str) -> El {
    let of = at.clone();
    let legend = at.part("legend");
    let group = el("fieldset").class(move || field_class(&of, class)).id(format!("field-{}", at.id()));
    // The same question stands in every row: its name goes on with that of the row.
    let group = match at.path.parts() {
        (Some((table, row)), _) => {
            group.attr("aria-labelledby", format!("{legend} {}-title", rows::row_id(table, row)))
        }
        (None, _) => group,
    };
    group.child(el("legend").class("field__label").id(legend).child(label_text(at))).child(notes(at))
}

fn input(
    at: &Place,
    kind: &'static str,
    class: &'static str,
    mode: &'static str,
    complete: &'static str,
) -> View {
    let (typing, leaving) = (at.clone(), at.clone());
    // A browser remembers what was typed, unless it is asked not to.
    let complete = if vault::is_in_use() { "off" } else { complete };
    let control = el("input")
        .class(class)
        .attr("type", kind)
        .id(at.id())
        .attr("name", at.id())
        .attr("inputmode", (!mode.is_empty()).then_some(mode))
        .attr("autocomplete", (!complete.is_empty()).then_some(complete))
        .prop("value", at.text_now())
        .on("input", move |event| take_text(&typing, &event))
        .on("blur", move |_| leaving.left());
    told(control, at).into_child()
}

/// A text area that grows with its text.
pub fn area(at: &Place, lines: u32) -> View {
    let (typing, leaving) = (at.clone(), at.clone());
    let control = el("textarea")
        .class("input input--text")
        .attr("rows", lines.to_string())
        .attr("autocomplete", vault::is_in_use().then_some("off"))
        .id(at.id())
        .attr("name", at.id())
        .prop("value", at.text_now())
        .on("input", move |event| take_text(&typing, &event))
        .on("blur", move |_| leaving.left());
    told(control, at).into_child()
}

fn take_text(at: &Place, event: &web_sys::Event) {
    let before = counter::state_now(at);
    at.answer_text(dom::nfc(&dom::typed(event)));
    counter::announce(at, before);
}

/// Radio buttons.
pub fn radios(at: &Place, options: &'static Options) -> View {
    let offered = words::options(&at.state, options);
    let class = if words::are_short(&offered) { "choices choices--segments" } else { "choices" };
    let chosen = at.text_now();
    let buttons: Vec<View> = offered
        .into_iter()
        .enumerate()
        .map(|(nth, (value, name))| {
            let take = at.clone();
            let choose = move |_| {
                take.answer(value.into());
                take.left();
            };
            option(at, "radio", nth, value, name, chosen == value, choose)
        })
        .collect();
    el("div").class(class).child(buttons).into_child()
}

fn checkboxes(at: &Place, options: &'static Options) -> View {
    let offered = words::options(&at.state, options);
    let class = if offered.len() > 5 { "choices choices--columns" } else { "choices" };
    let chosen = at.now();
    let boxes: Vec<View> = offered
        .into_iter()
        .enumerate()
        .map(|(nth, (value, name))| {
            let take = at.clone();
            let on = chosen.as_ref().is_some_and(|answer| answer.choices().iter().any(|v| v == value));
            let choose = move |event: web_sys::Event| {
                choose_one(&take, value, dom::ticked(&event), Some(options.values))
            };
            option(at, "checkbox", nth, value, name, on, choose)
        })
        .collect();
    el("div").class(class).child(boxes).into_child()
}

/// Adds a value to the chosen ones or takes it away, in the order given if there is one.
pub fn choose_one(at: &Place, value: &str, on: bool, order: Option<&[&str]>) {
    let mut chosen = at.now().map(|answer| answer.choices().to_vec()).unwrap_or_default();
    chosen.retain(|known| known != value);
    if on {
        chosen.push(value.to_string());
    }
    if let Some(order) = order {
        let known = order.iter().filter(|value| chosen.iter().any(|known| known == *value));
        chosen = known.map(ToString::to_string).collect();
    }
    at.answer(Answer::Choices(chosen));
}

fn option(
    at: &Place,
    kind: &'static str,
    nth: usize,
    value: &str,
    name: String,
    on: bool,
    choose: impl Fn(web_sys::Event) + Send + 'static,
) -> View {
    let leaving = at.clone();
    // Links to the field lead to its first control.
    let id = if nth == 0 { at.id() } else { at.part(value) };
    el("label")
        .class("choice")
        .child(
            el("input")
                .class("choice__input")
                .attr("type", kind)
                .id(id)
                .attr("name", at.id())
                .attr("value", value.to_string())
                .prop("checked", on)
                .on("change", choose)
                .on("blur", move |_| leaving.left()),
        )
        .child(el("span").class("choice__text").child(name))
        .into_child()
}

/// A list to choose from. The choices are looked up again whenever what they are made of changes.
fn select(at: &Place, choices: impl Fn() -> Vec<(String, String)> + Send + 'static) -> View {
    let (take, now) = (at.clone(), at.clone());
    let options = move || {
        let chosen = now.text_now();
        let blank = (String::new(), t("ui.field.choose"));
        let shown: Vec<View> = std::iter::once(blank)
            .chain(choices())
            .map(|(value, name)| {
                let on = value == chosen;
                el("option").attr("value", value).prop("selected", on).child(name).into_child()
            })
            .collect();
        shown
    };
    let control = el("select")
        .class("input")
        .id(at.id())
        .attr("name", at.id())
        .on("change", move |event| {
            take.answer_text(dom::typed(&event));
            take.left();
        })
        .child(options);
    el("div").class("select select--m").child(told(control, at)).into_child()
}

/// A choice among the rows of an earlier table, by name.
fn people(at: &Place, table: &'static str) -> View {
    let state = at.state;
    select(at, move || {
        state.track_field(table);
        let named = |row: &shared::answers::Row| {
            let name = row.text(PERSON_NAME).trim();
            (!name.is_empty()).then(|| (row.id.clone(), name.to_string()))
        };
        state.with(|answers, _| answers.rows(table).iter().filter_map(named).collect())
    })
}

fn tick(at: &Place) -> View {
    let (of, take) = (at.clone(), at.clone());
    let on = !at.text_now().is_empty();
    let control = el("input")
        .class("choice__input")
        .attr("type", "checkbox")
        .id(at.id())
        .attr("name", at.id())
        .prop("checked", on)
        .on("change", move |event| {
            take.answer_text(if dom::ticked(&event) { "yes".into() } else { String::new() });
            take.left();
        });
    el("div")
        .class(move || field_class(&of, "field field--tick"))
        .id(format!("field-{}", at.id()))
        .child(notes(at))
        .child(
            el("label")
                .class("choice choice--framed")
                .child(told(control, at))
                .child(el("span").class("choice__text").child(at.label())),
        )
        .into_child()
}

/// Several fields under each other, short neighbours side by side.
pub fn fields_view(places: &[Place]) -> View {
    let mut views: Vec<View> = Vec::new();
    let mut rest = places;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match after.split_first() {
            Some((second, after)) if words::is_small(first.field) && words::is_small(second.field) => {
                rest = after;
                let both = [field_view(first.clone()), field_view(second.clone())];
                views.push(el("div").class("pair").child(both.into_iter().collect::<Vec<_>>()).into_child());
            }
            _ => views.push(field_view(first.clone())),
        }
    }
    el("div").class("fields").child(views).into_child()
}
