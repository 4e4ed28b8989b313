//! What a check reports: where, which rule, with which numbers. Never a sentence, never what the person typed.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Map;

use crate::answers::Path;
use crate::date::Date;
use crate::json::{Fields, Json, Read};

/// An error stops a submission, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    const ALL: [Self; 2] = [Self::Error, Self::Warning];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong with one answer. In JSON one object: path, severity, name of the rule, and its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: Path,
    pub severity: Severity,
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

// Written by hand, because what serde derives for a flattened, tagged enum of forty variants weighs as much in the browser
// as all rules together.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = Map::new();
        object.insert("path".into(), self.path.as_str().into());
        object.insert("severity".into(), self.severity.name().into());
        object.insert("rule".into(), self.rule.name().into());
        for (name, param) in self.rule.params() {
            let value = match param {
                Param::Number(number) => number.into(),
                Param::Date(date) => date.to_string().into(),
                Param::Word(word) => word.into(),
            };
            object.insert(name.into(), value);
        }
        object.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(Json::deserialize(from)?).ok_or_else(|| D::Error::custom("no finding"))
    }
}

impl Read for Finding {
    fn read(json: Json) -> Option<Self> {
        let mut fields = json.fields()?;
        let (path, severity, rule): (Path, String, String) =
            (fields.take("path")?, fields.take("severity")?, fields.take("rule")?);
        let severity = Severity::ALL.into_iter().find(|known| known.name() == severity)?;
        Some(Self { path, severity, rule: Rule::read(&rule, &mut fields)? })
    }
}

/// Declares the rules once: their type, their names on the wire and in the locales, and their parameters.
macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident { $($param:ident: $type:ty),* } = $name:literal;)*) => {
        /// A rule that an answer breaks. The name is the key of its sentence, `rule.<name>`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Rule { $($(#[$doc])* $variant { $($param: $type),* },)* }

        impl Rule {
            /// Every name with its parameters, for the tests of the locales.
            pub const NAMES: &[(&str, &[&str])] = &[$(($name, &[$(stringify!($param)),*])),*];

            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $name,)* }
            }

            pub fn params(&self) -> Vec<(&'static str, Param)> {
                match self { $(Self::$variant { $($param),* } => vec![$((stringify!($param), $param.clone().into())),*],)* }
            }

            /// The rule of a name, with its parameters out of the fields; none if it is no rule of ours.
            fn read(name: &str, params: &mut Fields) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant { $($param: params.take(stringify!($param))?),* }),)*
                    _ => None,
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_travel_as_flat_objects_and_come_back_the_same() {
        let rules = [
            Rule::Required {},
            Rule::TooLong { max: 10, actual: 12 },
            Rule::TooEarly { from: Date::from_days(20_000) },
            Rule::WrongHost { host: "example.org".into() },
            Rule::LabelStillRuns { until: 2027 },
        ];
        for (rule, severity) in
            rules.into_iter().zip([Severity::Error, Severity::Warning].into_iter().cycle())
        {
            let finding = Finding { path: Path::cell("team", "r1", "name"), severity, rule };
            let json = serde_json::to_string(&finding).unwrap();
            assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding, "{json}");
        }
        for bad in [
            r#"{"path":"a","severity":"error","rule":"weather"}"#,
            r#"{"rule":"too_long","severity":"error","max":1}"#,
        ] {
            assert!(serde_json::from_str::<Finding>(bad).is_err());
        }
    }
}
