//! Who stands behind the application: coordinator, head and the eTwinning team.

use crate::form::{Count, RowCount, Rows, Section, choice, email, line, rows};
use crate::forms::{COORDINATOR_NAME, HEAD_NAME, PERSON_NAME, TEAM, YES_NO};

pub(super) const SECTION: Section = Section {
    id: "people",
    fields: &[
        line(COORDINATOR_NAME, 2, 120),
        line("coordinator_role", 2, 120),
        email("coordinator_email"),
        line(HEAD_NAME, 2, 120),
        email("head_email"),
        rows(TEAM, &TEAM_ROWS),
        choice("ambassador", YES_NO),
    ],
};

static TEAM_ROWS: Rows = Rows {
    item: "member",
    fields: &[line(PERSON_NAME, 2, 120), line("subject", 2, 120), choice("drafted", YES_NO)],
    count: RowCount::Between(Count::MinActiveTeachers, Count::Of(60)),
    distinct: &[PERSON_NAME],
};
