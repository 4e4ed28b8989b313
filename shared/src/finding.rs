//! What a check reports: where, which rule, with which numbers. Never a sentence, never what the person typed.

use serde::{Deserialize, Serialize};

use crate::answers::Path;
use crate::date::Date;

/// An error stops a submission, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
}

/// One thing that is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub path: Path,
    pub severity: Severity,
    #[serde(flatten)]
    pub rule: Rule,
}

impl Finding {
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What a sentence about a rule is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    Number(i64),
    Date(Date),
    Word(String),
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}
impl From<i32> for Param {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}
impl From<Date> for Param {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}
impl From<String> for Param {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

/// Declares the rules once: their type, their names on the wire and in the locales, and their parameters.
macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident { $($param:ident: $type:ty),* } = $name:literal;)*) => {
        /// A rule that an answer breaks. The name is the key of its sentence, `rule.<name>`.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "rule")]
        pub enum Rule { $($(#[$doc])* #[serde(rename = $name)] $variant { $($param: $type),* },)* }

        impl Rule {
            /// Every name with its parameters, for the tests of the locales.
            pub const NAMES: &[(&str, &[&str])] = &[$(($name, &[$(stringify!($param)),*])),*];

            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $name,)* }
            }

            pub fn params(&self) -> Vec<(&'static str, Param)> {
                match self { $(Self::$variant { $($param),* } => vec![$((stringify!($param), $param.clone().into())),*],)* }
            }
        }
    };
}

rules! {
    /// Nothing was answered.
    Required {} = "required";
    /// Nothing was chosen.
    ChoiceRequired {} = "choice_required";
    TickRequired {} = "tick_required";
    FileRequired {} = "file_required";
    EvidenceRequired {} = "evidence_required";
    /// The answer has the shape of another kind of field.
    WrongShape {} = "wrong_shape";
    TooShort { min: u32, actual: u32 } = "too_short";
    TooLong { max: u32, actual: u32 } = "too_long";
    /// Text that is not NFC, or has control characters other than line ends and tabs.
    NotPlainText {} = "not_plain_text";
    SeveralLines {} = "several_lines";
    NotEmail {} = "not_email";
    NotUrl {} = "not_url";
    UrlWithUser {} = "url_with_user";
    WrongHost { host: String } = "wrong_host";
    NotWhole {} = "not_whole";
    TooSmall { min: u32 } = "too_small";
    TooBig { max: u32 } = "too_big";
    NotADate {} = "not_a_date";
    TooEarly { from: Date } = "too_early";
    TooLate { to: Date } = "too_late";
    NotAnOption {} = "not_an_option";
    /// The only acceptable answer is another.
    MustBe { value: String } = "must_be";
    WrongSchoolCode {} = "wrong_school_code";
    WrongOid {} = "wrong_oid";
    WrongPostcode {} = "wrong_postcode";
    TooFewRows { min: u32, actual: u32 } = "too_few_rows";
    TooManyRows { max: u32, actual: u32 } = "too_many_rows";
    /// Another row says the same.
    Duplicate {} = "duplicate";
    /// The row it names is not there.
    NoSuchRow {} = "no_such_row";
    NoSuchEvidence {} = "no_such_evidence";
    EvidenceKindMissing { kind: String } = "evidence_kind_missing";
    NoSuchFile {} = "no_such_file";
    FilesTooLarge { max_megabytes: u32, megabytes: u32 } = "files_too_large";
    ProvinceMismatch {} = "province_mismatch";
    LabelStillRuns { until: i32 } = "label_still_runs";
    FewerThanActive { active: u32 } = "fewer_than_active";
    TooOld { years: u32 } = "too_old";
    FewIndicators { min: u32, actual: u32 } = "few_indicators";
    AllPlanned {} = "all_planned";
    EvidenceUnused {} = "evidence_unused";
    /// An answer to something that is not asked here, or not written as it is sent.
    NotAsked {} = "not_asked";
    /// A file that no answer names, is named twice, or out of order.
    FileUnused {} = "file_unused";
    FileTooLarge { max_megabytes: u32 } = "file_too_large";
}
