//! The only place where rules are evaluated: one answer, or a whole form in one pass over its table.
//!
//! A check only reports. It never changes an answer and never refuses to look at one.

use crate::answers::{Answer, Answers, Path, Row};
use crate::call::Call;
use crate::date::Date;
use crate::finding::{Finding, Rule, Severity};
use crate::form::{Condition, Day, Field, Form, Kind, Naming, Options, Required, RowCount, Rows};
use crate::forms;
use crate::lookups::{Lookups, files_named};
use crate::manifest::FileEntry;
use crate::pattern::{Address, Pattern, address, is_email};
use crate::record::{InOrder, Record, same};
use crate::text::{self, Clean};

/// What answers are measured against.
pub struct Context<'a> {
    pub call: &'a Call,
    /// The day it is for the person answering.
    pub today: Date,
    /// The files attached so far.
    pub files: &'a [FileEntry],
}

/// Where a rule looks from: the form's answers, and the row it is in.
pub struct Scope<'a> {
    pub form: &'static Form,
    pub answers: &'a Answers,
    pub context: &'a Context<'a>,
    pub row: Option<(&'static Rows, &'a Row)>,
    /// Answers of the row in the order of its table, if they were spread out already.
    cells: &'a [Option<&'a Answer>],
    lookups: &'a Lookups,
}

type Verdict = Option<(Severity, Rule)>;

/// A row that nobody has begun yet.
static UNTOUCHED: Row = Row { id: String::new(), answers: Record::new() };

impl<'a> Scope<'a> {
    /// The answer to a field of this row, or else of the form.
    pub fn answer(&self, field: &str) -> Option<&'a Answer> {
        match self.row {
            Some((rows, row)) if rows.field(field).is_some() => row.answers.get(field),
            _ => self.answers.0.get(field),
        }
    }

    pub fn text(&self, field: &str) -> &'a str {
        self.answer(field).map_or("", Answer::text)
    }

    /// A field that a condition looks at, of this row or else of the form, and its answer.
    fn declared(&self, id: &str) -> Option<(&'static Field, Option<&'a Answer>)> {
        if let Some((rows, row)) = self.row
            && let Some(at) = rows.fields.iter().position(|field| same(field.id, id))
        {
            let answer = self.cells.get(at).copied().unwrap_or_else(|| row.answers.get(id));
            return Some((&rows.fields[at], answer));
        }
        Some((self.form.field(id)?, self.answers.0.get(id)))
    }

    /// Whether the field is asked at all. A field that depends on a hidden one is hidden.
    pub fn shows(&self, field: &Field) -> bool {
        field.shown_if.is_none_or(|condition| self.holds(condition))
    }

    fn holds(&self, condition: Condition) -> bool {
        let Some((field, answer)) = self.declared(condition.field).filter(|(field, _)| self.shows(field))
        else {
            return false;
        };
        let matches = |value: &str| condition.values.contains(&value);
        // An answer of another shape is not sent, so nothing may hang on it.
        match (&field.kind, answer) {
            (Kind::Choices(_), Some(Answer::Choices(values))) => {
                values.iter().any(|value| matches(value)) != condition.negated
            }
            (Kind::Choices(_), _) => false,
            (_, Some(Answer::Text(value))) if !text::is_blank(value) => {
                matches(text::trimmed(value)) != condition.negated
            }
            (_, _) => false,
        }
    }

    /// Whether a blank answer would be wrong.
    pub fn requires(&self, field: &Field) -> bool {
        match field.required {
            Required::No => false,
            Required::Always => true,
            Required::If(condition) => self.holds(condition),
        }
    }

    /// Whether any answer points to this item of the evidence register.
    pub fn uses_evidence(&self, item: &str) -> bool {
        self.lookups.is_used(self.form, self.answers, item)
    }

    /// Hashes of all files that any answer names.
    pub fn files_named(&self) -> Vec<&'a str> {
        files_named(self.form, self.answers)
    }

    /// The scope inside one of the form's rows.
    pub(crate) fn within(&self, rows: &'static Rows, row: &'a Row) -> Scope<'a> {
        Scope { row: Some((rows, row)), cells: &[], ..*self }
    }

    /// What is wrong with the answer to a field of this row, or of the form if there is none.
    fn verdict(&self, field: &'static Field, answer: Option<&Answer>) -> Verdict {
        let own = match answer.filter(|answer| !answer.is_blank()) {
            None => self.requires(field).then(|| (Severity::Error, missing(&field.kind))),
            Some(answer) => self.own_rule(field, answer).map(|rule| (Severity::Error, rule)),
        };
        own.or_else(|| field.also.iter().find_map(|rule| rule(self, field)))
    }

    /// The first of the field's own rules that an answer breaks.
    fn own_rule(&self, field: &Field, answer: &Answer) -> Option<Rule> {
        let broken = match (&field.kind, answer) {
            (Kind::Choices(options), Answer::Choices(values)) => {
                values.iter().find_map(|value| self.option_rule(options, value))
            }
            (Kind::Evidence { of_kind }, Answer::Choices(ids)) => self.evidence_rule(ids, *of_kind),
            (kind, Answer::Text(value)) => self.text_rule(kind, value),
            _ => Some(Rule::WrongShape {}),
        };
        let only = field.must_be.filter(|only| answer.text() != *only);
        broken.or_else(|| only.map(|only| Rule::MustBe { value: only.to_string() }))
    }

    fn text_rule(&self, kind: &Kind, value: &str) -> Option<Rule> {
        if let Kind::Line { .. } | Kind::Prose { .. } | Kind::RowOf(_) | Kind::File = kind {
            return self.clean_rule(kind, &text::clean(value));
        }
        // No right answer of another kind has a line end that would have to be cleaned.
        let value = text::trimmed(value);
        match kind {
            Kind::Email => (!is_email(value)).then_some(Rule::NotEmail {}),
            Kind::Url { host } => url_rule(value, *host),
            Kind::Whole { min, max } => {
                whole_rule(value, min.of(self.context.call), max.of(self.context.call))
            }
            Kind::Day { not_before, not_after } => self.day_rule(value, not_before, not_after),
            Kind::Choice(options) => self.option_rule(options, value),
            Kind::Tick => (value != "yes").then_some(Rule::TickRequired {}),
            Kind::Score { .. } => whole_rule(value, 0, forms::MAX_SCORE),
            _ => Some(Rule::WrongShape {}),
        }
    }

    fn clean_rule(&self, kind: &Kind, clean: &Clean<'_>) -> Option<Rule> {
        let value = &*clean.text;
        match kind {
            Kind::Line { min, max, patterns } => line_rule(clean, *min, *max)
                .or_else(|| self.pattern(patterns).filter(|p| !p.matches(value)).map(Pattern::rule)),
            Kind::Prose { min, max } => length_rule(clean, *min, *max),
            Kind::RowOf(rows) => {
                self.lookups.row(self.answers, rows, value).is_none().then_some(Rule::NoSuchRow {})
            }
            Kind::File => {
                let attached = self.context.files.iter().any(|file| file.sha256 == value);
                (!attached).then_some(Rule::NoSuchFile {})
            }
            _ => None,
        }
    }

    fn pattern(&self, patterns: &'static [(Option<Condition>, Pattern)]) -> Option<Pattern> {
        let holds = |condition: &Option<Condition>| condition.is_none_or(|condition| self.holds(condition));
        patterns.iter().find(|(condition, _)| holds(condition)).map(|(_, pattern)| *pattern)
    }

    fn option_rule(&self, options: &Options, value: &str) -> Option<Rule> {
        let offered = options.values.contains(&value)
            && (options.naming != Naming::Region || self.context.call.countries.iter().any(|c| c == value));
        (!offered).then_some(Rule::NotAnOption {})
    }

    fn evidence_rule(&self, ids: &[String], of_kind: Option<&str>) -> Option<Rule> {
        let mut kind_found = of_kind.is_none();
        for (at, id) in ids.iter().enumerate() {
            let Some((_, row)) = self.lookups.row(self.answers, forms::EVIDENCE, id) else {
                return Some(Rule::NoSuchEvidence {});
            };
            if ids[..at].contains(id) {
                return Some(Rule::Duplicate {});
            }
            kind_found = kind_found || of_kind == Some(row.text(forms::EVIDENCE_KIND));
        }
        let kind = of_kind.filter(|_| !kind_found)?;
        Some(Rule::EvidenceKindMissing { kind: kind.to_string() })
    }

    fn day_rule(&self, value: &str, not_before: &[Day], not_after: &[Day]) -> Option<Rule> {
        let Ok(date) = value.parse::<Date>() else { return Some(Rule::NotADate {}) };
        let from = not_before.iter().filter_map(|day| day.of(self)).max().filter(|from| date < *from);
        let to = not_after.iter().filter_map(|day| day.of(self)).min().filter(|to| date > *to);
        from.map(|from| Rule::TooEarly { from }).or(to.map(|to| Rule::TooLate { to }))
    }
}

fn missing(kind: &Kind) -> Rule {
    match kind {
        Kind::Choice(_) | Kind::Choices(_) | Kind::RowOf(_) | Kind::Score { .. } => Rule::ChoiceRequired {},
        Kind::Tick => Rule::TickRequired {},
        Kind::File => Rule::FileRequired {},
        Kind::Evidence { .. } => Rule::EvidenceRequired {},
        _ => Rule::Required {},
    }
}

fn line_rule(value: &Clean<'_>, min: u32, max: u32) -> Option<Rule> {
    if value.one_line { length_rule(value, min, max) } else { Some(Rule::SeveralLines {}) }
}

fn length_rule(value: &Clean<'_>, min: u32, max: u32) -> Option<Rule> {
    let actual = u32::try_from(value.characters).unwrap_or(u32::MAX);
    if actual < min {
        return Some(Rule::TooShort { min, actual });
    }
    if actual > max {
        return Some(Rule::TooLong { max, actual });
    }
    (!value.plain).then_some(Rule::NotPlainText {})
}

fn url_rule(value: &str, host: Option<&str>) -> Option<Rule> {
    match (address(value), host) {
        (Address::Bad, _) => Some(Rule::NotUrl {}),
        (Address::WithUser, _) => Some(Rule::UrlWithUser {}),
        (Address::Host(_), None) => None,
        (Address::Host(found), Some(host)) => {
            let found = found.to_ascii_lowercase();
            let below = found.strip_suffix(host).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            (!below).then(|| Rule::WrongHost { host: host.to_string() })
        }
    }
}

fn whole_rule(value: &str, min: u32, max: u32) -> Option<Rule> {
    if value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Rule::NotWhole {});
    }
    // Digits that do not fit are too many, whatever they are.
    match value.parse::<u32>().unwrap_or(u32::MAX) {
        number if number < min => Some(Rule::TooSmall { min }),
        number if number > max => Some(Rule::TooBig { max }),
        _ => None,
    }
}

/// The rows of a field as the form asks them: fixed rows always, in their order; others as they were added.
pub fn rows_asked<'a>(
    rows: &'static Rows,
    field: &str,
    answers: &'a Answers,
) -> impl Iterator<Item = (&'a str, &'a Row)> {
    let given = answers.rows(field);
    let fixed = rows.fixed().iter().map(move |id| {
        let id: &'a str = id;
        (id, given.iter().find(|row| row.id == id).unwrap_or(&UNTOUCHED))
    });
    let added = if rows.fixed().is_empty() { given } else { &[] };
    fixed.chain(added.iter().map(|row| (row.id.as_str(), row)))
}

impl Form {
    /// Everything that is wrong, in form order, at most one finding for each path. Hidden fields are never wrong.
    pub fn check(&'static self, answers: &Answers, context: &Context<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.each_scope(answers, context, |scope| {
            for (_, field) in self.fields().filter(|(_, field)| scope.shows(field)) {
                check_field(scope, field, &mut findings);
            }
        });
        findings
    }

    /// What is wrong in one field and, if it is rows, beneath it.
    pub fn check_one(&'static self, id: &str, answers: &Answers, context: &Context<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.each_scope(answers, context, |scope| {
            if let Some(field) = self.field(id).filter(|field| scope.shows(field)) {
                check_field(scope, field, &mut findings);
            }
        });
        findings
    }

    /// Whether the field at a path is asked, given the other answers.
    pub fn shows(&'static self, path: &Path, answers: &Answers, context: &Context<'_>) -> bool {
        let mut shown = false;
        self.at(path, answers, context, |scope, field| shown = scope.shows(field));
        shown
    }

    /// Whether the field at a path has to be answered, given the other answers.
    pub fn requires(&'static self, path: &Path, answers: &Answers, context: &Context<'_>) -> bool {
        let mut required = false;
        self.at(path, answers, context, |scope, field| required = scope.requires(field));
        required
    }

    /// Calls back with the scope and field of a path, if the form has such a field.
    pub(crate) fn at(
        &'static self,
        path: &Path,
        answers: &Answers,
        context: &Context<'_>,
        then: impl FnOnce(&Scope<'_>, &'static Field),
    ) {
        self.each_scope(answers, context, |scope| {
            let (place, id) = path.parts();
            let Some((rows_id, row_id)) = place else {
                if let Some(field) = self.field(id) {
                    then(scope, field);
                }
                return;
            };
            let Some(top) = self.field(rows_id) else { return };
            let Some((rows, field)) = top.rows().and_then(|rows| Some((rows, rows.field(id)?))) else {
                return;
            };
            let row = scope.answers.row(rows_id, row_id).unwrap_or(&UNTOUCHED);
            if scope.shows(top) {
                then(&scope.within(rows, row), field);
            }
        });
    }

    pub(crate) fn each_scope(
        &'static self,
        answers: &Answers,
        context: &Context<'_>,
        then: impl FnOnce(&Scope<'_>),
    ) {
        let lookups = Lookups::default();
        then(&Scope { form: self, answers, context, row: None, cells: &[], lookups: &lookups });
    }
}

fn check_field(scope: &Scope<'_>, field: &'static Field, findings: &mut Vec<Finding>) {
    let answer = scope.answers.0.get(field.id);
    if let Kind::Rows(rows) = field.kind {
        return check_rows(scope, field, rows, answer, findings);
    }
    if let Some((severity, rule)) = scope.verdict(field, answer) {
        findings.push(Finding { path: Path::field(field.id), severity, rule });
    }
}

fn check_rows(
    scope: &Scope<'_>,
    field: &'static Field,
    rows: &'static Rows,
    answer: Option<&Answer>,
    findings: &mut Vec<Finding>,
) {
    let given = match answer {
        None => &[][..],
        Some(Answer::Rows(given)) => given,
        Some(answer) if answer.is_blank() => &[][..],
        Some(_) => {
            return findings.push(error(Path::field(field.id), Rule::WrongShape {}));
        }
    };
    let count = u32::try_from(given.len()).unwrap_or(u32::MAX);
    let whole = row_count_rule(rows, count, scope.context.call)
        .map(|rule| (Severity::Error, rule))
        .or_else(|| field.also.iter().find_map(|rule| rule(scope, field)));
    if let Some((severity, rule)) = whole {
        findings.push(Finding { path: Path::field(field.id), severity, rule });
    }
    let in_order = InOrder::of(rows.fields);
    let mut cells = Vec::new();
    let asked: Vec<(&str, &Row)> = rows_asked(rows, field.id, scope.answers).collect();
    asked.iter().for_each(|(_, row)| in_order.spread(&row.answers, &mut cells));
    let repeated = Repeated::of(rows, &cells);
    for (at, ((id, row), answers)) in asked.iter().zip(cells.chunks(rows.fields.len())).enumerate() {
        // Of rows under one name the first counts, as in what is sent: a path leads to one cell.
        if asked[..at].iter().any(|(before, _)| before == id) {
            continue;
        }
        let within = Scope { row: Some((rows, row)), cells: answers, ..*scope };
        for (cell, answer) in rows.fields.iter().zip(answers).filter(|(cell, _)| within.shows(cell)) {
            let twice = || repeated.has(cell, at).then_some((Severity::Error, Rule::Duplicate {}));
            if let Some((severity, rule)) = within.verdict(cell, *answer).or_else(twice) {
                findings.push(Finding { path: Path::cell(field.id, id, cell.id), severity, rule });
            }
        }
    }
}

/// Which cells say the same as a row before them where no two rows may be alike.
struct Repeated(Vec<(&'static str, Vec<bool>)>);

impl Repeated {
    fn of(rows: &'static Rows, cells: &[Option<&Answer>]) -> Self {
        let column = |(at, field): (usize, &'static Field)| {
            let answers = cells.iter().skip(at).step_by(rows.fields.len());
            let texts: Vec<&str> = answers.map(|answer| answer.map_or("", Answer::text)).collect();
            (field.id, text::repeated(&texts))
        };
        let distinct = rows.fields.iter().enumerate().filter(|(_, field)| rows.distinct.contains(&field.id));
        Self(distinct.map(column).collect())
    }

    fn has(&self, cell: &Field, row: usize) -> bool {
        self.0.iter().any(|(id, repeated)| *id == cell.id && repeated[row])
    }
}

fn row_count_rule(rows: &Rows, actual: u32, call: &Call) -> Option<Rule> {
    let RowCount::Between(min, max) = rows.count else { return None };
    let (min, max) = (min.of(call), max.of(call));
    if actual < min {
        return Some(Rule::TooFewRows { min, actual });
    }
    (actual > max).then_some(Rule::TooManyRows { max, actual })
}

fn error(path: Path, rule: Rule) -> Finding {
    Finding { path, severity: Severity::Error, rule }
}
