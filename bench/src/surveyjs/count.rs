//! How much there is of everything in our table. The page with SurveyJS counts the same in what SurveyJS made of its file.

use std::collections::BTreeMap;

use shared::call::Call;
use shared::form::{Field, Form, Kind, Required, RowCount, Rows, Section};

pub type Counts = BTreeMap<&'static str, usize>;

pub fn count(form: &'static Form, call: &Call) -> Counts {
    let mut counts = Counts::new();
    for section in form.sections {
        add(&mut counts, "sections", 1);
        for field in section.fields {
            count_field(&mut counts, field, call);
            if let Some(rows) = field.rows() {
                count_rows(&mut counts, rows, call);
            }
        }
    }
    counts
}

/// Questions that a new draft asks in a section, in rows that stand there from the beginning too.
pub fn asked_at_first(section: &Section, call: &Call) -> usize {
    let asked = |field: &Field| match field.rows() {
        Some(rows) => rows.bounds(call).0 * rows.fields.iter().filter(|cell| cell.shown_if.is_none()).count(),
        None => usize::from(field.shown_if.is_none()),
    };
    section.fields.iter().map(asked).sum()
}

fn count_rows(counts: &mut Counts, rows: &'static Rows, call: &Call) {
    add(counts, "tables", 1);
    add(counts, "rows that are always there", rows.fixed().len());
    add(counts, "rules: rows", usize::from(matches!(rows.count, RowCount::Between(..))));
    add(counts, "rules: distinct", rows.distinct.len());
    rows.fields.iter().for_each(|cell| count_field(counts, cell, call));
}

fn count_field(counts: &mut Counts, field: &'static Field, call: &Call) {
    if field.rows().is_none() {
        add(counts, "questions", 1);
    }
    let (rule, how_many) = match &field.kind {
        Kind::Line { patterns, .. } => {
            add(counts, "rules: format", patterns.len());
            ("rules: length", 1)
        }
        Kind::Prose { .. } => ("rules: length", 1),
        Kind::Email => ("rules: format", 1),
        Kind::Url { host } => ("rules: format", 1 + usize::from(host.is_some())),
        Kind::Whole { .. } | Kind::Score { .. } => ("rules: number", 1),
        Kind::Day { not_before, not_after } => ("rules: day", not_before.len() + not_after.len()),
        Kind::Tick => ("rules: only", 1),
        Kind::Evidence { of_kind } => ("rules: only", usize::from(of_kind.is_some())),
        Kind::Choice(options) | Kind::Choices(options) => {
            let in_call = |value: &&&str| {
                options.naming != shared::form::Naming::Region
                    || call.countries.iter().any(|country| country == **value)
            };
            ("options", options.values.iter().filter(in_call).count())
        }
        Kind::RowOf(_) | Kind::File | Kind::Rows(_) => ("questions", 0),
    };
    add(counts, rule, how_many);
    add(counts, "rules: only", usize::from(field.must_be.is_some()));
    add(counts, "rules: across", field.also.len());
    add(counts, "conditions", usize::from(field.shown_if.is_some()));
    match field.required {
        Required::No => {}
        // A table asks for rows by their number.
        Required::Always => add(counts, "rules: required", usize::from(field.rows().is_none())),
        Required::If(_) => add(counts, "rules: required, on a condition", 1),
    }
}

fn add(counts: &mut Counts, what: &'static str, how_many: usize) {
    *counts.entry(what).or_default() += how_many;
}
