//! One field as an element of SurveyJS.

use serde_json::{Map, Value, json};
use shared::catalogue::row_key;
use shared::form::{Condition, Field, Kind, Naming, Options, Required, Rows};
use shared::forms::{EVIDENCE, EVIDENCE_TITLE, PERSON_NAME};

use super::{Maker, Within};
use crate::Outcome;

/// As in our pages: more options than these are a list to choose from.
const MOST_RADIOS: usize = 7;

impl Maker<'_> {
    pub fn element(&self, field: &'static Field, within: Within) -> Outcome<Value> {
        let mut element = self.control(field)?;
        let rows = within.map(|(_, rows)| rows);
        element.insert("name".into(), json!(field.id));
        element.insert("title".into(), json!(self.words.label(field, rows)));
        if let Some(hint) = self.words.hint(field, rows) {
            element.insert("description".into(), json!(hint));
        }
        match field.required {
            // A table asks for rows by their number.
            Required::Always if field.rows().is_none() => {
                drop(element.insert("isRequired".into(), json!(true)))
            }
            Required::If(condition) => {
                element.insert("requiredIf".into(), json!(self.condition(condition, within)));
            }
            _ => {}
        }
        if let Some(condition) = field.shown_if {
            element.insert("visibleIf".into(), json!(self.condition(condition, within)));
        }
        let validators = self.validators(field, within)?;
        if !validators.is_empty() {
            element.insert("validators".into(), json!(validators));
        }
        Ok(Value::Object(element))
    }

    fn control(&self, field: &'static Field) -> Outcome<Map<String, Value>> {
        let text = |kind: &str| json!({ "type": "text", "inputType": kind });
        let control = match &field.kind {
            Kind::Line { .. } => text("text"),
            // The most characters make SurveyJS show its counter, where ours shows one too. It does not grow with its text
            // as ours does, since SurveyJS would measure it at every key.
            Kind::Prose { max, .. } => json!({ "type": "comment", "maxLength": max, "rows": 6 }),
            Kind::Email => text("email"),
            Kind::Url { .. } => text("url"),
            Kind::Whole { .. } | Kind::Score { .. } => text("number"),
            Kind::Day { .. } => text("date"),
            Kind::Choice(options) if options.values.len() <= MOST_RADIOS => {
                self.choices("radiogroup", options)
            }
            Kind::Choice(options) => {
                let mut list = self.choices("dropdown", options);
                // The browser's own list, as ours; the one that SurveyJS draws itself weighs more.
                list["renderAs"] = json!("select");
                list
            }
            Kind::Choices(options) => self.choices("checkbox", options),
            Kind::Tick => json!({ "type": "boolean", "renderAs": "checkbox", "valueTrue": "yes" }),
            Kind::RowOf(table) => {
                let mut list = of_rows("dropdown", table, PERSON_NAME);
                list["renderAs"] = json!("select");
                list
            }
            Kind::Evidence { .. } => of_rows("checkbox", EVIDENCE, EVIDENCE_TITLE),
            Kind::File => json!({ "type": "file", "maxSize": self.call.evidence.max_file_bytes }),
            Kind::Rows(rows) => self.table(field, rows)?,
        };
        match control {
            Value::Object(control) => Ok(control),
            other => Err(format!("{} became {other}", field.id)),
        }
    }

    /// Countries and languages are named by the page, as in ours: `naming` says which.
    fn choices(&self, kind: &str, options: &'static Options) -> Value {
        let takes_part = |value: &&&str| {
            options.naming != Naming::Region || self.call.countries.iter().any(|country| country == **value)
        };
        let choice = |value: &&str| match self.words.option(options, value) {
            Some(text) => json!({ "value": value, "text": text }),
            None => json!(value),
        };
        let choices: Vec<Value> = options.values.iter().filter(takes_part).map(choice).collect();
        let mut element = json!({ "type": kind, "choices": choices });
        match options.naming {
            Naming::Region => element["naming"] = json!("region"),
            Naming::Language => element["naming"] = json!("language"),
            Naming::Catalogue | Naming::Own(_) => {}
        }
        element
    }

    fn table(&self, field: &'static Field, rows: &'static Rows) -> Outcome<Value> {
        let elements: Outcome<Vec<Value>> =
            rows.fields.iter().map(|cell| self.element(cell, Some((field, rows)))).collect();
        let (min, max) = rows.bounds(self.call);
        let mut table = json!({
            "type": "paneldynamic", "templateElements": elements?,
            "panelCount": min, "minPanelCount": min, "maxPanelCount": max,
        });
        if rows.fixed().is_empty() {
            table["templateTitle"] =
                json!(self.words.fill(&format!("item.{}", rows.item), &[("n", "{panelIndex}".into())]));
            table["panelAddText"] = json!(self.words.text(&format!("item.{}.add", rows.item)));
        } else {
            let row = |id: &&str| json!({ "id": id, "called": self.words.text(&row_key(field.id, id)) });
            table["defaultValue"] = rows.fixed().iter().map(row).collect();
            table["templateTitle"] = json!("{panel.called}");
            table["allowAddPanel"] = json!(false);
            table["allowRemovePanel"] = json!(false);
        }
        if let Some(first) = rows.distinct.first() {
            table["keyName"] = json!(first);
        }
        Ok(table)
    }

    /// A field of the same row, or else of the form.
    pub fn named(&self, id: &str, within: Within) -> String {
        match within {
            Some((_, rows)) if rows.field(id).is_some() => format!("{{panel.{id}}}"),
            _ => format!("{{{id}}}"),
        }
    }

    pub fn condition(&self, condition: Condition, within: Within) -> String {
        let field = self.named(condition.field, within);
        let (relation, joint) = if condition.negated { ("<>", " and ") } else { ("=", " or ") };
        let each: Vec<String> =
            condition.values.iter().map(|value| format!("{field} {relation} '{value}'")).collect();
        let any = each.join(joint);
        if condition.negated { format!("{field} notempty and {any}") } else { any }
    }
}

/// Choices that are the rows of another table.
fn of_rows(kind: &str, table: &str, named_by: &str) -> Value {
    json!({
        "type": kind, "choicesFromQuestion": table,
        "choiceValuesFromQuestion": named_by, "choiceTextsFromQuestion": named_by,
    })
}
