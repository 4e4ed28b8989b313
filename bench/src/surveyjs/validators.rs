//! The rules of one field as validators of SurveyJS. `rule` is the name by which they are counted.

use serde_json::{Value, json};
use shared::catalogue::Catalogue;
use shared::date::Date;
use shared::form::{Day, Field, Kind};
use shared::forms::{EVIDENCE, MAX_SCORE};
use shared::pattern::Pattern;

use super::across::ACROSS;
use super::{Maker, Within};
use crate::Outcome;

impl Maker<'_> {
    pub fn validators(&self, field: &'static Field, within: Within) -> Outcome<Vec<Value>> {
        let me = self.named(field.id, within);
        let mut all = match &field.kind {
            Kind::Line { min, max, patterns } => {
                let mut all = vec![length(*min, *max)];
                all.extend(patterns.iter().map(|(condition, pattern)| {
                    self.pattern(&me, condition.map(|condition| self.condition(condition, within)), *pattern)
                }));
                all
            }
            Kind::Prose { min, max } => vec![length(*min, *max)],
            Kind::Email => vec![json!({ "type": "email", "rule": "format" })],
            Kind::Url { host } => self.url(*host),
            Kind::Whole { min, max } => vec![number(min.of(self.call), max.of(self.call))],
            Kind::Score { .. } => vec![number(0, MAX_SCORE)],
            Kind::Day { not_before, not_after } => self.days(&me, not_before, not_after, within),
            Kind::Tick => vec![self.expression("only", "tick_required", &[], format!("{me} = 'yes'"))],
            Kind::Evidence { of_kind: Some(kind) } => {
                let named = self.words.text(&format!("option.evidence_kind.{kind}"));
                let holds = format!("{me} empty or holdsKind({me}, {{{EVIDENCE}}}, '{kind}')");
                vec![self.expression("only", "evidence_kind_missing", &[("kind", named)], holds)]
            }
            Kind::Choice(_)
            | Kind::Choices(_)
            | Kind::RowOf(_)
            | Kind::Evidence { of_kind: None }
            | Kind::File => Vec::new(),
            Kind::Rows(_) => Vec::new(),
        };
        if let Some(only) = field.must_be {
            let named = field.options().and_then(|options| self.words.option(options, only));
            let values = [("value", named.unwrap_or_else(|| only.to_owned()))];
            all.push(self.expression("only", "must_be", &values, format!("{me} empty or {me} = '{only}'")));
        }
        // SurveyJS takes one name for a table's key, which the table has; the others are told by a function.
        if let Some((table, rows)) = within
            && rows.distinct.iter().skip(1).any(|id| *id == field.id)
        {
            let unlike = format!("{me} empty or isUnlike({{{}}}, '{}', {me})", table.id, field.id);
            all.push(self.expression("distinct", "duplicate", &[], unlike));
        }
        all.extend(self.across(field, within)?);
        Ok(all)
    }

    /// The rules that look at several answers. They must be as many as the table has.
    fn across(&self, field: &'static Field, within: Within) -> Outcome<Vec<Value>> {
        let path =
            within.map_or_else(|| field.id.to_owned(), |(table, _)| format!("{}.{}", table.id, field.id));
        // The five values share their rule, so that it is written once for all tables of that kind.
        let is_here =
            |known: &str| known == path || known.strip_prefix('*').is_some_and(|end| path.ends_with(end));
        let found: Vec<Value> = ACROSS
            .iter()
            .filter(|rule| is_here(rule.field))
            .map(|rule| {
                let values = rule.values.iter().map(|(name, value)| (*name, (*value).to_owned()));
                let mut values: Vec<(&str, String)> = values.collect();
                let year = self.call.first_label_year;
                values.push(("until", year.to_string()));
                let expression = rule
                    .expression
                    .replace("@me", &self.named(field.id, within))
                    .replace("@first_label_year", &year.to_string())
                    .replace("@max_total_bytes", &self.call.evidence.max_total_bytes.to_string());
                let mut made = self.expression("across", rule.rule, &values, expression);
                if rule.is_warning {
                    made["notificationType"] = json!("warning");
                }
                made
            })
            .collect();
        if found.len() == field.also.len() {
            return Ok(found);
        }
        Err(format!(
            "{path} has {} rules over several answers, {} are told to SurveyJS",
            field.also.len(),
            found.len()
        ))
    }

    fn pattern(&self, me: &str, condition: Option<String>, pattern: Pattern) -> Value {
        let text = said(self.words, pattern.rule().name(), &[]);
        match condition {
            None => json!({ "type": "regex", "regex": pattern.regex(), "text": text, "rule": "format" }),
            Some(condition) => {
                let holds = format!("{me} empty or !({condition}) or looksLike({me}, '{}')", pattern.regex());
                json!({ "type": "expression", "expression": holds, "text": text, "rule": "format" })
            }
        }
    }

    fn url(&self, host: Option<&str>) -> Vec<Value> {
        let regex = |rule: &str, values: &[(&str, String)], regex: String| json!({ "type": "regex", "regex": regex, "caseInsensitive": true, "text": said(self.words, rule, values), "rule": "format" });
        let mut all = vec![regex("not_url", &[], r"^https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?$".to_owned())];
        all.extend(host.map(|host| {
            let ending = host.replace('.', r"\.");
            regex(
                "wrong_host",
                &[("host", host.to_owned())],
                format!(r"^https?://([^\s/?#]+\.)?{ending}([:/?#]|$)"),
            )
        }));
        all
    }

    /// Each bound by itself, so that a message names the bound that was broken.
    fn days(&self, me: &str, not_before: &[Day], not_after: &[Day], within: Within) -> Vec<Value> {
        let bound = |day: &Day, rule: &str, param: &'static str, relation: &str| {
            let (limit, named) = match self.known_day(*day) {
                Some(date) => (format!("'{date}'"), date.to_string()),
                None => match day {
                    Day::Answered(id) => {
                        let other = self.named(id, within);
                        let named =
                            within.and_then(|(_, rows)| Some(self.words.label(rows.field(id)?, Some(rows))));
                        (other, named.unwrap_or_default())
                    }
                    _ => ("today()".to_owned(), "≤".to_owned()),
                },
            };
            let unknown =
                matches!(day, Day::Answered(_)).then(|| format!("{limit} empty or ")).unwrap_or_default();
            let holds = format!("{me} empty or {unknown}{me} {relation} {limit}");
            self.expression("day", rule, &[(param, named)], holds)
        };
        let from = not_before.iter().map(|day| bound(day, "too_early", "from", ">="));
        let to = not_after.iter().map(|day| bound(day, "too_late", "to", "<="));
        from.chain(to).collect()
    }

    /// Days that the call sets.
    fn known_day(&self, day: Day) -> Option<Date> {
        let call = self.call;
        match day {
            Day::RegisteredBy => Some(call.registered_by),
            Day::ActivityFrom => Some(call.activity_window.from),
            Day::ActivityTo => Some(call.activity_window.to),
            Day::QualityLabelFrom => Some(call.quality_label_window.from),
            Day::QualityLabelTo => Some(call.quality_label_window.to),
            Day::Today | Day::Answered(_) => None,
        }
    }

    fn expression(&self, counted: &str, rule: &str, values: &[(&str, String)], expression: String) -> Value {
        json!({ "type": "expression", "expression": expression, "text": said(self.words, rule, values), "rule": counted })
    }
}

/// The sentence of a rule. What only the answer would tell is left open.
fn said(words: &Catalogue, rule: &str, values: &[(&str, String)]) -> String {
    let key = format!("rule.{rule}");
    let key = if words.get(&key).is_some() { key } else { format!("{key}_other") };
    let mut text = words.fill(&key, values);
    while let Some((before, after)) = text.split_once('{') {
        let rest = after.split_once('}').map_or("", |(_, rest)| rest);
        text = format!("{before}…{rest}");
    }
    text
}

/// In the words of SurveyJS.
fn length(min: u32, max: u32) -> Value {
    json!({ "type": "text", "minLength": min, "maxLength": max, "rule": "length" })
}

fn number(min: u32, max: u32) -> Value {
    json!({ "type": "numeric", "minValue": min, "maxValue": max, "rule": "number" })
}
