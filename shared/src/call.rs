//! The call: everything that changes from year to year and from country to country, as data.
//!
//! One TOML file is one call; the same shape travels to the browser as JSON. No limit of a call is written anywhere else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::{Date, Instant};
use crate::json::{Json, Read};

/// First and last day of a span, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub from: Date,
    pub to: Date,
}

/// What evidence may weigh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvidenceLimits {
    /// Bytes of one file.
    pub max_file_bytes: u64,
    /// Items in the register, files and links together.
    pub max_items: u32,
    /// Bytes of all files of one submission.
    pub max_total_bytes: u64,
    /// Pixels of one picture, width times height.
    pub max_pixels: u64,
}

impl Default for EvidenceLimits {
    fn default() -> Self {
        Self {
            max_file_bytes: 10_000_000,
            max_items: 30,
            max_total_bytes: 100_000_000,
            max_pixels: 50_000_000,
        }
    }
}

/// What an application must reach; scores in hundredths of a point, so that no rounding decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Hundredths of 5 points that digital safety needs.
    pub safety: u32,
    /// Hundredths of 5 points that each value needs.
    pub value: u32,
    /// Points of 100 that the total needs.
    pub total: u32,
    /// Points between two evaluators that bring a third.
    pub third_evaluator_gap: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { safety: 300, value: 250, total: 70, third_evaluator_gap: 30 }
    }
}

/// Who may apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    #[default]
    Open,
    Invitation,
}

/// One call for applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Permanent, for instance "2027".
    pub id: String,
    pub first_label_year: i32,
    pub last_label_year: i32,
    /// Written with the offset of the call's own zone.
    pub opens_at: Instant,
    pub closes_at: Instant,
    /// Hours after closing, or after a later commit, in which evidence of a committed submission may still arrive.
    #[serde(default = "default_grace_hours")]
    pub grace_hours: u32,
    /// Hours after closing in which an application is still stored, marked as late. Whether it counts, people decide.
    #[serde(default = "default_late_hours")]
    pub late_hours: u32,
    /// Last day on which the school may have joined eTwinning.
    pub registered_by: Date,
    pub activity_window: Window,
    pub quality_label_window: Window,
    #[serde(default = "default_min_active_teachers")]
    pub min_active_teachers: u32,
    #[serde(default = "default_min_quality_labels")]
    pub min_quality_labels: u32,
    #[serde(default)]
    pub evidence: EvidenceLimits,
    #[serde(default)]
    pub thresholds: Thresholds,
    #[serde(default = "default_allegation_days")]
    pub allegation_days: u32,
    /// Participating countries, ISO 3166 alpha-2; all of the programme if the file names none.
    #[serde(default = "all_countries")]
    pub countries: Vec<String>,
    /// Address of each country's support service, by country.
    #[serde(default)]
    pub contacts: BTreeMap<String, String>,
    #[serde(default)]
    pub access: Access,
    /// True for the call that the program makes when the operator gave none.
    #[serde(default)]
    pub demonstration: bool,
}

fn default_grace_hours() -> u32 {
    24
}
fn default_late_hours() -> u32 {
    72
}
fn default_min_active_teachers() -> u32 {
    3
}
fn default_min_quality_labels() -> u32 {
    1
}
fn default_allegation_days() -> u32 {
    10
}
fn all_countries() -> Vec<String> {
    crate::forms::COUNTRIES.iter().map(ToString::to_string).collect()
}

crate::read_fields!(Window { from, to });
crate::read_fields!(EvidenceLimits { max_file_bytes, max_items, max_total_bytes, max_pixels });
crate::read_fields!(Thresholds { safety, value, total, third_evaluator_gap });
// The server writes every field, also those that a call file may leave out.
crate::read_fields!(Call {
    id,
    first_label_year,
    last_label_year,
    opens_at,
    closes_at,
    grace_hours,
    late_hours,
    registered_by,
    activity_window,
    quality_label_window,
    min_active_teachers,
    min_quality_labels,
    evidence,
    thresholds,
    allegation_days,
    countries,
    contacts,
    access,
    demonstration,
});

impl Read for Access {
    fn read(json: Json) -> Option<Self> {
        match json.text()?.as_str() {
            "open" => Some(Self::Open),
            "invitation" => Some(Self::Invitation),
            _ => None,
        }
    }
}

/// Why a call cannot be used although its file could be read: the key and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFault {
    pub key: &'static str,
    pub reason: String,
}

/// Where a moment lies in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    NotYetOpen,
    Open,
    /// Closed for new submissions, evidence of earlier ones is still taken.
    Grace,
    Closed,
}

/// How a manifest is taken that arrives at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    NotYetOpen,
    InTime,
    /// After closing: stored, and marked.
    Late,
    Closed,
}

impl Call {
    /// The phase at `now`, in unix seconds. The second of closing itself still counts as open.
    pub fn phase(&self, now: i64) -> Phase {
        if now < self.opens_at.seconds {
            Phase::NotYetOpen
        } else if now <= self.closes_at.seconds {
            Phase::Open
        } else if now <= self.evidence_until() {
            Phase::Grace
        } else {
            Phase::Closed
        }
    }

    /// Last moment, in unix seconds, at which evidence is taken of what was committed in time.
    pub fn evidence_until(&self) -> i64 {
        self.evidence_due(self.closes_at.seconds)
    }

    /// The same for what was received at some moment, which may be after closing.
    pub fn evidence_due(&self, received_at: i64) -> i64 {
        received_at.max(self.closes_at.seconds) + i64::from(self.grace_hours) * 3600
    }

    /// Last moment, in unix seconds, at which an application is stored at all.
    pub fn late_until(&self) -> i64 {
        self.closes_at.seconds + i64::from(self.late_hours) * 3600
    }

    /// How a manifest is taken that arrives at `now`, and of which a stamp proves that it was ready at `stamped_at`.
    pub fn reception(&self, now: i64, stamped_at: Option<i64>) -> Reception {
        let in_time = |moment: i64| self.phase(moment) == Phase::Open;
        if now < self.opens_at.seconds {
            Reception::NotYetOpen
        } else if in_time(now) {
            Reception::InTime
        } else if now > self.late_until() {
            Reception::Closed
        } else if stamped_at.is_some_and(in_time) {
            Reception::InTime
        } else {
            Reception::Late
        }
    }

    /// Everything in the call that contradicts itself, in the order of the keys.
    pub fn faults(&self) -> Vec<CallFault> {
        let mut faults = Vec::new();
        let mut need = |holds: bool, key: &'static str, reason: &str| {
            if !holds {
                faults.push(CallFault { key, reason: reason.to_string() });
            }
        };
        let id_ok = !self.id.is_empty()
            && self.id.len() <= 32
            && self.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        need(id_ok, "id", "must be 1 to 32 letters, digits or hyphens");
        need(
            self.first_label_year <= self.last_label_year,
            "last_label_year",
            "lies before first_label_year",
        );
        need(self.opens_at.seconds < self.closes_at.seconds, "closes_at", "lies before opens_at");
        need(
            self.activity_window.from <= self.activity_window.to,
            "activity_window",
            "ends before it begins",
        );
        need(
            self.quality_label_window.from <= self.quality_label_window.to,
            "quality_label_window",
            "ends before it begins",
        );
        need(self.late_hours <= 24 * 366, "late_hours", "must be at most a year");
        need((1..=20).contains(&self.min_active_teachers), "min_active_teachers", "must be 1 to 20");
        need(self.min_quality_labels <= 10, "min_quality_labels", "must be at most 10");
        need((1..=100).contains(&self.evidence.max_items), "evidence.max_items", "must be 1 to 100");
        need(
            (1_000..=100_000_000).contains(&self.evidence.max_file_bytes),
            "evidence.max_file_bytes",
            "must be 1,000 to 100,000,000 bytes",
        );
        need(
            self.evidence.max_total_bytes >= self.evidence.max_file_bytes,
            "evidence.max_total_bytes",
            "is less than max_file_bytes",
        );
        need(!self.countries.is_empty(), "countries", "names no country");
        let known = |code: &String| crate::forms::COUNTRIES.contains(&code.as_str());
        for code in self.countries.iter().filter(|code| !known(code)) {
            faults.push(CallFault { key: "countries", reason: format!("{code:?} does not take part") });
        }
        for code in self.contacts.keys().filter(|code| !self.countries.contains(code)) {
            faults
                .push(CallFault { key: "contacts", reason: format!("{code:?} is not among the countries") });
        }
        faults
    }

    /// A call that is open at `now` for eight weeks, with cut-offs reckoned from the day it opened, a week ago.
    pub fn demonstration(now: i64) -> Self {
        let opens = Date::from_days(now.div_euclid(86_400) - 7);
        let year = opens.year() + 1;
        Self {
            id: format!("demo-{year}"),
            first_label_year: year,
            last_label_year: year + 1,
            opens_at: Instant::utc(opens.days() * 86_400),
            closes_at: Instant::utc((opens.days() + 56) * 86_400 - 1),
            grace_hours: default_grace_hours(),
            late_hours: default_late_hours(),
            registered_by: opens.plus_years(-2),
            activity_window: Window { from: opens.plus_years(-2), to: Date::from_days(opens.days() + 55) },
            quality_label_window: Window { from: opens.plus_years(-3), to: opens },
            min_active_teachers: default_min_active_teachers(),
            min_quality_labels: default_min_quality_labels(),
            evidence: EvidenceLimits::default(),
            thresholds: Thresholds::default(),
            allegation_days: default_allegation_days(),
            countries: all_countries(),
            contacts: BTreeMap::new(),
            access: Access::Open,
            demonstration: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_after_closing_is_late_unless_a_stamp_proves_that_it_was_ready() {
        let call = Call::demonstration(1_801_440_000);
        let (opens, closes, end) = (call.opens_at.seconds, call.closes_at.seconds, call.late_until());
        for (now, stamped_at, reception) in [
            (opens - 1, None, Reception::NotYetOpen),
            (opens - 1, Some(opens), Reception::NotYetOpen),
            (opens, None, Reception::InTime),
            (closes, None, Reception::InTime),
            (closes + 1, None, Reception::Late),
            (closes + 1, Some(closes), Reception::InTime),
            (closes + 1, Some(closes + 1), Reception::Late),
            (closes + 1, Some(opens - 1), Reception::Late),
            (end, None, Reception::Late),
            (end, Some(closes), Reception::InTime),
            (end + 1, Some(closes), Reception::Closed),
        ] {
            assert_eq!(call.reception(now, stamped_at), reception, "{now} {stamped_at:?}");
        }
    }

    #[test]
    fn evidence_of_what_came_late_has_the_same_time_as_any_other() {
        let call = Call::demonstration(1_801_440_000);
        let closes = call.closes_at.seconds;
        assert_eq!(call.evidence_due(closes - 5), call.evidence_until());
        assert_eq!(call.evidence_due(closes + 5), call.evidence_until() + 5);
    }
}
