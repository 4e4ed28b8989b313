//! Columns of an export: one for each field of the form, and for each cell of rows that are always there.
//!
//! Headers are field ids and values are what was answered, both the same in every language. Rows that people add stand
//! in one cell, a line for each row; the lossless form is JSON.

use crate::answers::{Answer, Answers, Row};
use crate::form::{Field, Form, Rows};

/// Between the values of one line of a cell.
const BETWEEN: &str = " | ";

impl Form {
    /// Names of the columns, in form order.
    pub fn columns(&'static self) -> Vec<String> {
        let mut names = Vec::new();
        for (_, field) in self.fields() {
            match field.rows().filter(|rows| !rows.fixed().is_empty()) {
                None => names.push(field.id.to_string()),
                Some(rows) => names
                    .extend(fixed_cells(rows).map(|(row, cell)| format!("{}.{row}.{}", field.id, cell.id))),
            }
        }
        names
    }

    /// Values in the order of `columns`; empty where nothing was answered.
    pub fn cells(&'static self, answers: &Answers) -> Vec<String> {
        let mut cells = Vec::new();
        for (_, field) in self.fields() {
            match field.rows() {
                None => cells.push(answers.0.get(field.id).map(plain).unwrap_or_default()),
                Some(rows) if rows.fixed().is_empty() => {
                    let lines = answers.rows(field.id).iter().map(|row| line(rows, row));
                    cells.push(lines.collect::<Vec<_>>().join("\n"));
                }
                Some(rows) => cells.extend(fixed_cells(rows).map(|(row, cell)| {
                    let row = answers.row(field.id, row);
                    row.and_then(|row| row.answers.get(cell.id)).map(plain).unwrap_or_default()
                })),
            }
        }
        cells
    }
}

fn fixed_cells(rows: &'static Rows) -> impl Iterator<Item = (&'static str, &'static Field)> {
    rows.fixed().iter().flat_map(|row| rows.fields.iter().map(move |cell| (*row, cell)))
}

fn plain(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.clone(),
        Answer::Choices(choices) => choices.join(" "),
        Answer::Rows(_) => String::new(),
    }
}

/// A row on one line: its id, then its values in the order of the table.
fn line(rows: &Rows, row: &Row) -> String {
    let values = rows.fields.iter().map(|cell| row.answers.get(cell.id).map(plain).unwrap_or_default());
    let values: Vec<String> = values.map(|value| value.replace('\n', " ")).collect();
    format!("{}{BETWEEN}{}", row.id, values.join(BETWEEN))
}
