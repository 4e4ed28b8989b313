//! Which forms exist, and the few fields that code outside has to know by name.

pub mod application;
pub mod evaluation;
pub mod first_check;

pub use application::APPLICATION;
pub use evaluation::EVALUATION;
pub use first_check::FIRST_CHECK;

use crate::form::{Form, Naming, Options, options};

/// Every version of the application that was ever released, the current one last. What was finished with an older one is
/// taken as long as its call is: its table stays here, as it was.
pub static APPLICATIONS: &[&Form] = &[&APPLICATION];

/// The application as it was when this was written, to be shown; the current one, if no such version was ever released.
pub fn application_of(version: u32) -> &'static Form {
    Form::version_of(APPLICATIONS, APPLICATION.id, version).unwrap_or(&APPLICATION)
}

/// The programme's 43 countries, ISO 3166 alpha-2: the European Union, five more of Erasmus+, three of the Western
/// Balkans and eight of eTwinning Plus.
pub const COUNTRIES: &[&str] = &[
    "AL", "AM", "AT", "AZ", "BA", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GE", "GR",
    "HR", "HU", "IE", "IS", "IT", "JO", "LB", "LT", "LU", "LV", "MD", "ME", "MK", "MT", "NL", "NO", "PL",
    "PT", "RO", "RS", "SE", "SI", "SK", "TN", "TR", "UA",
];

/// Languages in which evidence is written, BCP 47.
const LANGUAGES: &[&str] = &[
    "ar", "az", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl",
    "hr", "hu", "hy", "is", "it", "ka", "lb", "lt", "lv", "mk", "mt", "nl", "no", "pl", "pt", "ro", "ru",
    "sk", "sl", "sq", "sr", "sv", "tr", "uk",
];

pub(crate) const COUNTRY_OPTIONS: Options =
    Options { set: "country", values: COUNTRIES, naming: Naming::Region };
pub(crate) const LANGUAGE_OPTIONS: Options =
    Options { set: "language", values: LANGUAGES, naming: Naming::Language };
pub(crate) const YES_NO: Options = options("yes_no", &["yes", "no"]);

/// Rows of the evidence register, and the fields of a row that other code has to find.
pub const EVIDENCE: &str = "evidence";
pub const EVIDENCE_KIND: &str = "kind";
pub const EVIDENCE_SOURCE: &str = "source";
pub const EVIDENCE_FILE: &str = "file";
pub const EVIDENCE_LINK: &str = "link";
pub const EVIDENCE_TITLE: &str = "title";
pub const EVIDENCE_PROOF: &str = "proof";
/// Value of the source that is a file, and of the kind that digital safety asks for.
pub const SOURCE_FILE: &str = "file";
pub const SOURCE_LINK: &str = "link";

pub const SCHOOL_NAME: &str = "school_name";
pub const SCHOOL_COUNTRY: &str = "school_country";
pub const SCHOOL_TOWN: &str = "school_town";
pub const SCHOOL_CODE: &str = "school_code";
pub const TEAM: &str = "team";
pub const PERSON_NAME: &str = "name";
pub const HEAD_NAME: &str = "head_name";
pub const COORDINATOR_NAME: &str = "coordinator_name";

pub(crate) const JOINED_ON: &str = "joined_on";
pub(crate) const ACTIVE_TEACHERS: &str = "active_teachers";
pub(crate) const QUALITY_LABELS: &str = "quality_labels";

/// The three requirements, each with the field whose being right meets it.
pub const REQUIREMENTS: &[(&str, &str)] =
    &[("registered", JOINED_ON), ("teachers", ACTIVE_TEACHERS), ("labels", QUALITY_LABELS)];

/// Highest score of an evaluator.
pub const MAX_SCORE: u32 = 5;
