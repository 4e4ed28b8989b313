//! The declarations as data: what every form must keep, whatever is asked in it.

use std::collections::BTreeSet;

use shared::form::{Field, Form, Kind, Required, RowCount};
use shared::forms::evaluation::WEIGHTS;
use shared::forms::{
    APPLICATION, EVALUATION, EVIDENCE, EVIDENCE_KIND, EVIDENCE_TITLE, FIRST_CHECK, REQUIREMENTS,
};

const FORMS: [&Form; 3] = [&APPLICATION, &EVALUATION, &FIRST_CHECK];

/// Full id and field of everything that can be answered.
fn all_fields(form: &'static Form) -> Vec<(String, &'static Field)> {
    let mut all = Vec::new();
    for (_, field) in form.fields() {
        all.push((field.id.to_string(), field));
        for cell in field.rows().map_or(&[][..], |rows| rows.fields) {
            all.push((format!("{}.{}", field.id, cell.id), cell));
        }
    }
    all
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn ids_are_well_formed_and_unique() {
    for form in FORMS {
        let mut seen = BTreeSet::new();
        for (id, field) in all_fields(form) {
            assert!(is_id(field.id), "{id}");
            assert!(seen.insert(id.clone()), "{id} stands twice in {}", form.id);
        }
        let sections: BTreeSet<&str> = form.sections.iter().map(|section| section.id).collect();
        assert_eq!(sections.len(), form.sections.len());
        assert!(sections.iter().all(|id| is_id(id)));
    }
}

/// An id that was released never vanishes and never changes its kind, because drafts and submissions hold it for ever.
#[test]
fn ids_and_kinds_are_those_of_the_snapshot() {
    let mut lines = String::new();
    for form in FORMS {
        for (id, field) in all_fields(form) {
            lines += &format!("{} {id} {}\n", form.id, kind(field));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/fields.txt");
    if std::env::var_os("INSIGNIA_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &lines).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    for line in kept.lines() {
        assert!(lines.lines().any(|now| now == line), "{line} is gone or has changed its kind");
    }
    assert_eq!(
        kept, lines,
        "new fields: run the tests once with INSIGNIA_UPDATE_SNAPSHOTS=1 and commit the snapshot"
    );
}

fn kind(field: &Field) -> String {
    match &field.kind {
        Kind::Line { .. } => "line".into(),
        Kind::Prose { .. } => "prose".into(),
        Kind::Email => "email".into(),
        Kind::Url { .. } => "url".into(),
        Kind::Whole { .. } => "whole".into(),
        Kind::Day { .. } => "day".into(),
        Kind::Choice(options) => format!("choice {} {}", options.set, options.values.join(",")),
        Kind::Choices(options) => format!("choices {} {}", options.set, options.values.join(",")),
        Kind::Tick => "tick".into(),
        Kind::RowOf(rows) => format!("row_of {rows}"),
        Kind::Evidence { .. } => "evidence".into(),
        Kind::File => "file".into(),
        Kind::Score { share } => format!("score {share}"),
        Kind::Rows(rows) => format!("rows {} {}", rows.item, rows.fixed().join(",")).trim_end().into(),
    }
}

#[test]
fn conditions_look_backwards_at_options_that_exist() {
    for form in FORMS {
        let top: Vec<&Field> = form.fields().map(|(_, field)| field).collect();
        for (at, field) in top.iter().enumerate() {
            conditions_hold(field, &top[..at], &[]);
            if let Some(rows) = field.rows() {
                for (cell_at, cell) in rows.fields.iter().enumerate() {
                    let earlier: Vec<&Field> = rows.fields[..cell_at].iter().collect();
                    conditions_hold(cell, &top[..at], &earlier);
                }
            }
        }
    }
}

fn conditions_hold(field: &Field, form: &[&Field], row: &[&Field]) {
    let mut conditions: Vec<_> = field.shown_if.into_iter().collect();
    if let Required::If(condition) = field.required {
        conditions.push(condition);
    }
    if let Kind::Line { patterns, .. } = field.kind {
        conditions.extend(patterns.iter().filter_map(|(condition, _)| *condition));
    }
    for condition in conditions {
        let earlier = row.iter().chain(form).find(|earlier| earlier.id == condition.field);
        let earlier = earlier
            .unwrap_or_else(|| panic!("{} looks at {}, which is not before it", field.id, condition.field));
        let options = earlier.options().unwrap_or_else(|| panic!("{} has no options", earlier.id));
        for value in condition.values {
            assert!(options.values.contains(value), "{}: {value} is no option of {}", field.id, earlier.id);
        }
    }
}

#[test]
fn limits_and_options_make_sense() {
    for form in FORMS {
        for (id, field) in all_fields(form) {
            if let Some((min, max)) = field.characters() {
                assert!(min <= max && max > 0, "{id}");
            }
            if let Some(options) = field.options() {
                let distinct: BTreeSet<&&str> = options.values.iter().collect();
                assert_eq!(distinct.len(), options.values.len(), "{id}");
                if let shared::form::Naming::Own(names) = options.naming {
                    assert_eq!(names.len(), options.values.len(), "{id}");
                }
                assert!(field.must_be.is_none_or(|only| options.values.contains(&only)), "{id}");
            }
            if let Some(rows) = field.rows() {
                assert!(rows.fields.iter().all(|cell| cell.rows().is_none()), "{id}: rows hold no rows");
                assert!(rows.distinct.iter().all(|cell| rows.field(cell).is_some()), "{id}");
                if let RowCount::Fixed(ids) = rows.count {
                    assert!(ids.iter().all(|row| is_id(row)), "{id}");
                }
            }
        }
    }
}

#[test]
fn fields_known_by_name_exist() {
    let register = APPLICATION.field(EVIDENCE).and_then(Field::rows).expect("the register is rows");
    for cell in [EVIDENCE_KIND, EVIDENCE_TITLE, shared::forms::EVIDENCE_FILE, shared::forms::EVIDENCE_LINK] {
        assert!(register.field(cell).is_some(), "{cell}");
    }
    for (id, field) in all_fields(&APPLICATION) {
        if let Kind::RowOf(rows) = field.kind {
            assert!(APPLICATION.field(rows).and_then(Field::rows).is_some(), "{id}");
        }
        if let Kind::Evidence { of_kind: Some(kind) } = field.kind {
            let kinds = register.field(EVIDENCE_KIND).and_then(Field::options).expect("kinds are options");
            assert!(kinds.values.contains(&kind), "{id}");
        }
    }
    for (_, field) in REQUIREMENTS {
        assert!(APPLICATION.field(field).is_some(), "{field}");
    }
}

#[test]
fn the_form_has_the_eleven_sections_in_their_order() {
    let ids: Vec<&str> = APPLICATION.sections.iter().map(|section| section.id).collect();
    let expected = "school people eligibility safety leadership collaboration students model inclusion evidence declaration";
    assert_eq!(ids.join(" "), expected);
}

#[test]
fn criteria_weigh_a_hundred_and_belong_to_the_form() {
    assert_eq!(WEIGHTS.iter().map(|(_, weight)| weight).sum::<u32>(), 100);
    for (section, _) in WEIGHTS {
        assert!(EVALUATION.section(section).is_some() && APPLICATION.section(section).is_some(), "{section}");
    }
}
