//! The form as a JSON Schema (draft 2020-12) of its answers, for people who build on the data.
//!
//! It says what can be said there: shapes, lengths, options, patterns. Conditions and rules over several answers stay here.

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::form::{Condition, Field, Form, Kind, Naming, Options, Required, RowCount, Rows};

impl Form {
    /// The schema of `answers` of a manifest in this call.
    pub fn json_schema(&'static self, call: &Call) -> Value {
        let fields: Vec<&Field> = self.fields().map(|(_, field)| field).collect();
        let mut schema = object_schema(&fields, call);
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!(format!("{} {} of call {}", self.id, self.version, call.id));
        schema
    }
}

/// An object with these fields and no others. Only fields asked of everybody are required.
fn object_schema(fields: &[&Field], call: &Call) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.id.to_string(), field_schema(field, call))).collect();
    let always = |field: &&&Field| {
        let rows_needed = field.rows().is_none_or(|rows| rows.bounds(call).0 > 0);
        matches!(field.required, Required::Always) && field.shown_if.is_none() && rows_needed
    };
    let required: Vec<&str> = fields.iter().filter(always).map(|field| field.id).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn field_schema(field: &Field, call: &Call) -> Value {
    let mut schema = match &field.kind {
        Kind::Line { min, max, patterns } => {
            let mut line = json!({ "type": "string", "minLength": min, "maxLength": max });
            if let [(None, pattern)] = patterns {
                line["pattern"] = json!(pattern.regex());
            }
            line
        }
        Kind::Prose { min, max } => json!({ "type": "string", "minLength": min, "maxLength": max }),
        Kind::Email => json!({ "type": "string", "format": "email", "maxLength": 254 }),
        Kind::Url { .. } => {
            json!({ "type": "string", "format": "uri", "pattern": "^[hH][tT][tT][pP][sS]?://" })
        }
        Kind::Whole { .. } | Kind::Score { .. } => json!({ "type": "string", "pattern": "^[0-9]+$" }),
        Kind::Day { .. } => json!({ "type": "string", "format": "date" }),
        Kind::Choice(options) => json!({ "type": "string", "enum": offered(options, call) }),
        Kind::Choices(options) => {
            json!({ "type": "array", "items": { "enum": offered(options, call) }, "minItems": 1 })
        }
        Kind::Tick => json!({ "const": "yes" }),
        Kind::RowOf(rows) => json!({ "type": "string", "description": format!("id of a row of {rows}") }),
        Kind::Evidence { .. } => {
            json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true })
        }
        Kind::File => {
            json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "sha256 of a file" })
        }
        Kind::Rows(rows) => rows_schema(rows, call),
    };
    if let Some(only) = field.must_be {
        schema["const"] = json!(only);
    }
    if let Some(condition) = field.shown_if {
        schema["description"] = json!(format!("asked only if {}", described(condition)));
    }
    schema
}

fn offered<'a>(options: &'a Options, call: &'a Call) -> Vec<&'a str> {
    let in_call =
        |value: &&str| options.naming != Naming::Region || call.countries.iter().any(|c| c == value);
    options.values.iter().copied().filter(in_call).collect()
}

fn rows_schema(rows: &Rows, call: &Call) -> Value {
    let cells: Vec<&Field> = rows.fields.iter().collect();
    let mut id = json!({ "type": "string", "pattern": "^[a-z0-9_]{1,32}$" });
    if let RowCount::Fixed(ids) = rows.count {
        id = json!({ "enum": ids });
    }
    let (min, max) = rows.bounds(call);
    json!({
        "type": "array", "minItems": min, "maxItems": max,
        "items": {
            "type": "object",
            "properties": { "id": id, "answers": object_schema(&cells, call) },
            "required": ["id", "answers"], "additionalProperties": false,
        },
    })
}

fn described(condition: Condition) -> String {
    let relation = if condition.negated { "is answered and none of" } else { "is one of" };
    format!("{} {relation} {}", condition.field, condition.values.join(", "))
}
