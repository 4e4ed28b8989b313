//! Three questions that tell a school before any draft whether it can apply at all.

use crate::form::{Count, Day, Form, Section, day, whole};

/// The eligibility check of the start page, version 1.
pub static FIRST_CHECK: Form = Form {
    id: "first_check",
    version: 1,
    sections: &[Section {
        id: "first_check",
        fields: &[
            day("check_joined_on", &[], &[Day::Today, Day::RegisteredBy]),
            whole("check_teachers", Count::MinActiveTeachers, Count::Of(2_000)),
            whole("check_labels", Count::MinQualityLabels, Count::Of(500)),
        ],
    }],
};
