//! The three requirements: two years in eTwinning, active teachers, a National Quality Label.

use crate::form::{
    Count, Day, RowCount, Rows, Section, choice, day, line, options, row_of, rows, url, whole,
};
use crate::forms::{ACTIVE_TEACHERS, JOINED_ON, QUALITY_LABELS, TEAM, YES_NO};

pub(super) const SECTION: Section = Section {
    id: "eligibility",
    fields: &[
        day(JOINED_ON, &[], &[Day::Today, Day::RegisteredBy]),
        rows(ACTIVE_TEACHERS, &ACTIVE),
        rows(QUALITY_LABELS, &LABELS),
    ],
};

static ACTIVE: Rows = Rows {
    item: "active",
    fields: &[
        row_of("teacher", TEAM),
        choice("activity", options("activity", &["project", "professional_development", "other"])),
        line("title", 3, 120),
        day("date", &[Day::ActivityFrom], &[Day::ActivityTo, Day::Today]),
    ],
    count: RowCount::Between(Count::MinActiveTeachers, Count::Of(60)),
    distinct: &["teacher"],
};

static LABELS: Rows = Rows {
    item: "quality_label",
    fields: &[
        line("project", 3, 120),
        url("link", None),
        row_of("teacher", TEAM),
        day("granted_on", &[Day::QualityLabelFrom], &[Day::QualityLabelTo, Day::Today]),
        whole("partner_countries", Count::Of(2), Count::Of(43)),
        choice("served_here", YES_NO).must_be("yes"),
    ],
    count: RowCount::Between(Count::MinQualityLabels, Count::Of(20)),
    distinct: &["link"],
};
