//! The five values: one section each, all of the same shape.

use crate::check::Scope;
use crate::finding::{Rule, Severity};
use crate::form::{
    Count, Day, Field, RowCount, Rows, Section, choice, day, evidence, is_other_than, line, options, prose,
    rows,
};

const STATE: &str = "state";
const PLANNED: &str = "planned";

const STATEMENT: &[Field] = &[
    choice(STATE, options("statement", &["applied", "partly", PLANNED])),
    prose("explanation", 150, 2_000),
    evidence("evidence", None).required_if(is_other_than(STATE, &[PLANNED])),
];

/// What the school says of itself: exactly these three sentences.
const fn three(ids: &'static [&'static str; 3]) -> Rows {
    Rows { item: "statement", fields: STATEMENT, count: RowCount::Fixed(ids), distinct: &[] }
}

static ACTIVITIES: Rows = Rows {
    item: "activity",
    fields: &[
        line("title", 3, 120),
        day("from", &[], &[]),
        day("to", &[Day::Answered("from")], &[]),
        line("participants", 3, 200),
        prose("description", 100, 1_500),
        evidence("evidence", None),
    ],
    count: RowCount::Between(Count::Of(1), Count::Of(6)),
    distinct: &[],
};

static LEADERSHIP_STATEMENTS: Rows = three(&["responsibility", "decisions", "support"]);
static COLLABORATION_STATEMENTS: Rows = three(&["team_planning", "action_plan", "community"]);
static STUDENTS_STATEMENTS: Rows = three(&["voice", "active_learning", "promotion"]);
static MODEL_STATEMENTS: Rows = three(&["mentoring", "dissemination", "open_training"]);
static INCLUSION_STATEMENTS: Rows = three(&["inquiry", "inclusion", "innovation"]);

pub(super) const LEADERSHIP: Section = Section {
    id: "leadership",
    fields: &[
        statements("leadership_statements", &LEADERSHIP_STATEMENTS),
        rows("leadership_activities", &ACTIVITIES).called("activities"),
        plan("leadership_plan"),
    ],
};

pub(super) const COLLABORATION: Section = Section {
    id: "collaboration",
    fields: &[
        statements("collaboration_statements", &COLLABORATION_STATEMENTS),
        rows("collaboration_activities", &ACTIVITIES).called("activities"),
        plan("collaboration_plan"),
    ],
};

pub(super) const STUDENTS: Section = Section {
    id: "students",
    fields: &[
        statements("students_statements", &STUDENTS_STATEMENTS),
        rows("students_activities", &ACTIVITIES).called("activities"),
        plan("students_plan"),
    ],
};

pub(super) const MODEL: Section = Section {
    id: "model",
    fields: &[
        statements("model_statements", &MODEL_STATEMENTS),
        rows("model_activities", &ACTIVITIES).called("activities"),
        plan("model_plan"),
    ],
};

pub(super) const INCLUSION: Section = Section {
    id: "inclusion",
    fields: &[
        statements("inclusion_statements", &INCLUSION_STATEMENTS),
        rows("inclusion_activities", &ACTIVITIES).called("activities"),
        plan("inclusion_plan"),
    ],
};

/// What the school intends in the two years of the label: the potential that is assessed.
const fn plan(id: &'static str) -> Field {
    prose(id, 200, 2_000).called("plan")
}

/// The school's three statements, of which not all may be mere plans.
const fn statements(id: &'static str, table: &'static Rows) -> Field {
    rows(id, table).called("statements").also(&[not_all_planned])
}

/// A value that is only planned in all its parts is not lived yet.
fn not_all_planned(scope: &Scope<'_>, statements: &Field) -> Option<(Severity, Rule)> {
    let rows = scope.answers.rows(statements.id);
    let planned = rows.iter().filter(|row| row.text(STATE) == PLANNED).count();
    (planned > 0 && planned == statements.rows()?.fixed().len())
        .then_some((Severity::Error, Rule::AllPlanned {}))
}
