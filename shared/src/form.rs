//! The language in which forms are declared: sections of fields, written as `static` tables with `const fn` builders.
//!
//! This file only describes. What a rule means stands in `check`, what a word is called stands in the locales.

use crate::call::Call;
use crate::check::Scope;
use crate::date::Date;
use crate::finding::{Rule, Severity};
use crate::pattern::Pattern;

/// A whole form. `version` grows when a released form changes; ids never change their meaning.
pub struct Form {
    pub id: &'static str,
    pub version: u32,
    pub sections: &'static [Section],
}

impl Form {
    /// The version of a form with which something was written, if it is one of these.
    pub fn version_of(versions: &[&'static Self], id: &str, version: u32) -> Option<&'static Self> {
        versions.iter().copied().find(|form| form.id == id && form.version == version)
    }
}

/// A page of the form.
pub struct Section {
    pub id: &'static str,
    pub fields: &'static [Field],
}

/// One question.
pub struct Field {
    /// `[a-z][a-z0-9_]*`, unique in the form (inside rows: among their fields) and permanent.
    pub id: &'static str,
    /// Key of the label where it is not the id, so that fields of one kind share their words.
    pub text: &'static str,
    pub kind: Kind,
    pub required: Required,
    pub shown_if: Option<Condition>,
    /// The only answer that does not stop a submission.
    pub must_be: Option<&'static str>,
    /// Rules that look further than this answer. They run when the field's own rules hold.
    pub also: &'static [Also],
}

/// A rule over more than one answer: what is wrong with this one, seen from its scope.
pub type Also = fn(&Scope<'_>, &'static Field) -> Option<(Severity, Rule)>;

/// What can be answered.
pub enum Kind {
    /// One line of text.
    Line {
        min: u32,
        max: u32,
        patterns: &'static [(Option<Condition>, Pattern)],
    },
    /// Several lines of text.
    Prose {
        min: u32,
        max: u32,
    },
    Email,
    /// An http(s) address; if a host is given, of that host or one below it.
    Url {
        host: Option<&'static str>,
    },
    /// A whole number.
    Whole {
        min: Count,
        max: Count,
    },
    Day {
        not_before: &'static [Day],
        not_after: &'static [Day],
    },
    /// One option.
    Choice(Options),
    /// Any number of options.
    Choices(Options),
    /// A box that has to be ticked, its only answer is "yes".
    Tick,
    /// The id of a row of an earlier field.
    RowOf(&'static str),
    /// Ids of rows of the evidence register, at least one of the kind if one is named.
    Evidence {
        of_kind: Option<&'static str>,
    },
    /// The SHA-256 of an attached file.
    File,
    /// Points from 0 to 5 with a share in its section's weight.
    Score {
        share: u32,
    },
    Rows(&'static Rows),
}

/// A table of answers, one level deep.
pub struct Rows {
    /// What one row is called.
    pub item: &'static str,
    pub fields: &'static [Field],
    pub count: RowCount,
    /// Fields in which no two rows may be alike.
    pub distinct: &'static [&'static str],
}

pub enum RowCount {
    /// Exactly these rows, always there.
    Fixed(&'static [&'static str]),
    Between(Count, Count),
}

#[derive(Clone, Copy)]
pub enum Required {
    No,
    Always,
    If(Condition),
}

/// Holds when an earlier answer (of the same row, or of the form) is one of the values, or is answered with another.
#[derive(Clone, Copy)]
pub struct Condition {
    pub field: &'static str,
    pub values: &'static [&'static str],
    pub negated: bool,
}

/// A number of the form, or one that the call sets.
#[derive(Clone, Copy)]
pub enum Count {
    Of(u32),
    MinActiveTeachers,
    MinQualityLabels,
    MaxEvidenceItems,
}

/// A day that limits others.
#[derive(Clone, Copy)]
pub enum Day {
    Today,
    RegisteredBy,
    ActivityFrom,
    ActivityTo,
    QualityLabelFrom,
    QualityLabelTo,
    /// The day answered in an earlier field of the same scope.
    Answered(&'static str),
}

/// What can be chosen, and where its words come from.
#[derive(Clone, Copy)]
pub struct Options {
    pub set: &'static str,
    pub values: &'static [&'static str],
    pub naming: Naming,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `option.<set>.<value>` of the locale.
    Catalogue,
    /// Countries, named by the platform; only those of the call can be chosen.
    Region,
    /// Languages, named by the platform.
    Language,
    /// Official names that are the same in every language, in the order of the values.
    Own(&'static [&'static str]),
}

impl Count {
    pub const fn of(self, call: &Call) -> u32 {
        match self {
            Self::Of(number) => number,
            Self::MinActiveTeachers => call.min_active_teachers,
            Self::MinQualityLabels => call.min_quality_labels,
            Self::MaxEvidenceItems => call.evidence.max_items,
        }
    }
}

impl Day {
    /// The day itself; none if it is an answer that is no date.
    pub fn of(self, scope: &Scope<'_>) -> Option<Date> {
        let call = scope.context.call;
        Some(match self {
            Self::Today => scope.context.today,
            Self::RegisteredBy => call.registered_by,
            Self::ActivityFrom => call.activity_window.from,
            Self::ActivityTo => call.activity_window.to,
            Self::QualityLabelFrom => call.quality_label_window.from,
            Self::QualityLabelTo => call.quality_label_window.to,
            Self::Answered(field) => return scope.text(field).parse().ok(),
        })
    }
}

/// Holds when the answer is one of the values.
pub const fn is(field: &'static str, values: &'static [&'static str]) -> Condition {
    Condition { field, values, negated: false }
}

/// Holds when there is an answer and it is none of the values.
pub const fn is_other_than(field: &'static str, values: &'static [&'static str]) -> Condition {
    Condition { field, values, negated: true }
}

const fn field(id: &'static str, kind: Kind) -> Field {
    Field { id, text: id, kind, required: Required::Always, shown_if: None, must_be: None, also: &[] }
}

/// One line of `min` to `max` characters.
pub const fn line(id: &'static str, min: u32, max: u32) -> Field {
    field(id, Kind::Line { min, max, patterns: &[] })
}

/// One line that has to look like the first pattern whose condition holds.
pub const fn line_like(
    id: &'static str,
    max: u32,
    patterns: &'static [(Option<Condition>, Pattern)],
) -> Field {
    field(id, Kind::Line { min: 1, max, patterns })
}

/// Text of `min` to `max` characters.
pub const fn prose(id: &'static str, min: u32, max: u32) -> Field {
    field(id, Kind::Prose { min, max })
}

pub const fn email(id: &'static str) -> Field {
    field(id, Kind::Email)
}

pub const fn url(id: &'static str, host: Option<&'static str>) -> Field {
    field(id, Kind::Url { host })
}

pub const fn whole(id: &'static str, min: Count, max: Count) -> Field {
    field(id, Kind::Whole { min, max })
}

/// A day within all the given bounds, the bounds included.
pub const fn day(id: &'static str, not_before: &'static [Day], not_after: &'static [Day]) -> Field {
    field(id, Kind::Day { not_before, not_after })
}

pub const fn choice(id: &'static str, options: Options) -> Field {
    field(id, Kind::Choice(options))
}

pub const fn choices(id: &'static str, options: Options) -> Field {
    field(id, Kind::Choices(options))
}

pub const fn tick(id: &'static str) -> Field {
    field(id, Kind::Tick)
}

pub const fn row_of(id: &'static str, rows: &'static str) -> Field {
    field(id, Kind::RowOf(rows))
}

pub const fn evidence(id: &'static str, of_kind: Option<&'static str>) -> Field {
    field(id, Kind::Evidence { of_kind })
}

pub const fn file(id: &'static str) -> Field {
    field(id, Kind::File)
}

pub const fn score(id: &'static str, share: u32) -> Field {
    field(id, Kind::Score { share })
}

pub const fn rows(id: &'static str, rows: &'static Rows) -> Field {
    field(id, Kind::Rows(rows))
}

/// Options whose words are in the locale.
pub const fn options(set: &'static str, values: &'static [&'static str]) -> Options {
    Options { set, values, naming: Naming::Catalogue }
}

impl Field {
    pub const fn optional(mut self) -> Self {
        self.required = Required::No;
        self
    }

    pub const fn required_if(mut self, condition: Condition) -> Self {
        self.required = Required::If(condition);
        self
    }

    pub const fn shown_if(mut self, condition: Condition) -> Self {
        self.shown_if = Some(condition);
        self
    }

    pub const fn must_be(mut self, value: &'static str) -> Self {
        self.must_be = Some(value);
        self
    }

    pub const fn also(mut self, rules: &'static [Also]) -> Self {
        self.also = rules;
        self
    }

    /// Takes label and hint from another key.
    pub const fn called(mut self, text: &'static str) -> Self {
        self.text = text;
        self
    }

    /// The table under this field, if it is one.
    pub const fn rows(&self) -> Option<&'static Rows> {
        match self.kind {
            Kind::Rows(rows) => Some(rows),
            _ => None,
        }
    }

    /// What can be chosen here, if anything.
    pub const fn options(&self) -> Option<&Options> {
        match &self.kind {
            Kind::Choice(options) | Kind::Choices(options) => Some(options),
            _ => None,
        }
    }

    /// Whether it asks for an account of several sentences, which an example of a good answer helps to write. A remark,
    /// which may be of any length, needs none.
    pub const fn has_example(&self) -> bool {
        matches!(self.kind, Kind::Prose { min, .. } if min > 1)
    }

    /// Fewest and most characters, for the counter; none where characters are not counted.
    pub const fn characters(&self) -> Option<(u32, u32)> {
        match self.kind {
            Kind::Line { min, max, .. } | Kind::Prose { min, max } => Some((min, max)),
            _ => None,
        }
    }
}

impl Rows {
    pub fn field(&self, id: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Fewest and most rows in this call.
    pub const fn bounds(&self, call: &Call) -> (usize, usize) {
        match self.count {
            RowCount::Fixed(ids) => (ids.len(), ids.len()),
            RowCount::Between(min, max) => (min.of(call) as usize, max.of(call) as usize),
        }
    }

    /// The ids of rows that are always there; empty if people add them.
    pub const fn fixed(&self) -> &'static [&'static str] {
        match self.count {
            RowCount::Fixed(ids) => ids,
            RowCount::Between(..) => &[],
        }
    }
}

impl Form {
    /// Every field outside rows with its section, in form order.
    pub fn fields(&self) -> impl Iterator<Item = (&'static Section, &'static Field)> + use<> {
        self.sections.iter().flat_map(|section| section.fields.iter().map(move |field| (section, field)))
    }

    pub fn section(&self, id: &str) -> Option<&'static Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    pub fn field(&self, id: &str) -> Option<&'static Field> {
        self.fields().map(|(_, field)| field).find(|field| field.id == id)
    }
}
