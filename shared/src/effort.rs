//! How long answering takes: an estimate that follows from the declaration and the call alone.
//!
//! What is known or chosen takes a minute. A file, which has to be found first, takes five. Prose takes a minute, and one
//! more for every 20 characters that are the least it may have. Tables are reckoned with the fewest rows they may have.
//! What may be left out takes no time; what is only asked under a condition counts, for something else is asked otherwise.

use crate::call::Call;
use crate::form::{Field, Form, Kind, Required, Section};

const FILE: u32 = 5;
const CHARACTERS_A_MINUTE: u32 = 20;
/// More minutes than these are told in hours.
const MOST_MINUTES: u32 = 90;

/// An estimate as it is told: rough, so that nobody takes it for a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    Minutes(u32),
    Hours(u32),
}

impl Effort {
    /// Minutes by fives, from half an hour on by quarters, both upwards; then whole hours, the nearest.
    pub const fn of(minutes: u32) -> Self {
        match minutes {
            46..=60 => Self::Hours(1),
            0..=30 => Self::Minutes(minutes.div_ceil(5) * 5),
            31..=MOST_MINUTES => Self::Minutes(minutes.div_ceil(15) * 15),
            _ => Self::Hours((minutes + 30) / 60),
        }
    }
}

impl Form {
    pub fn minutes(&self, call: &Call) -> u32 {
        self.sections.iter().map(|section| section.minutes(call)).sum()
    }
}

impl Section {
    pub fn minutes(&self, call: &Call) -> u32 {
        minutes(self.fields, call)
    }
}

fn minutes(fields: &[Field], call: &Call) -> u32 {
    let needed = fields.iter().filter(|field| !matches!(field.required, Required::No));
    needed.map(|field| minutes_of(field, call)).sum()
}

fn minutes_of(field: &Field, call: &Call) -> u32 {
    match field.kind {
        Kind::File => FILE,
        Kind::Prose { min, .. } => 1 + min / CHARACTERS_A_MINUTE,
        Kind::Rows(rows) => {
            let fewest = u32::try_from(rows.bounds(call).0).unwrap_or(u32::MAX);
            minutes(rows.fields, call).saturating_mul(fewest)
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Count, RowCount, Rows, file, line, prose, rows, tick};
    use crate::forms::APPLICATION;

    static TWO: Rows = Rows {
        item: "two",
        fields: &[line("name", 2, 20), prose("text", 100, 500), line("more", 2, 20).optional()],
        count: RowCount::Between(Count::Of(2), Count::Of(9)),
        distinct: &[],
    };

    #[test]
    fn each_kind_of_question_takes_its_time_and_what_may_be_left_out_none() {
        let call = Call::demonstration(1_801_440_000);
        for (field, expected) in [
            (tick("a"), 1),
            (file("a"), 5),
            (prose("a", 1, 500), 1),
            (prose("a", 300, 3_000), 16),
            (rows("a", &TWO), 2 * (1 + 6)),
            (prose("a", 300, 3_000).optional(), 0),
            (rows("a", &TWO).optional(), 0),
        ] {
            assert_eq!(minutes(&[field], &call), expected);
        }
    }

    #[test]
    fn estimates_are_told_by_fives_by_quarters_and_in_hours() {
        for (minutes, expected) in [
            (0, Effort::Minutes(0)),
            (1, Effort::Minutes(5)),
            (26, Effort::Minutes(30)),
            (31, Effort::Minutes(45)),
            (46, Effort::Hours(1)),
            (60, Effort::Hours(1)),
            (61, Effort::Minutes(75)),
            (90, Effort::Minutes(90)),
            (91, Effort::Hours(2)),
            (149, Effort::Hours(2)),
            (150, Effort::Hours(3)),
        ] {
            assert_eq!(Effort::of(minutes), expected, "{minutes}");
        }
    }

    /// The form is read as a whole day's work: were it told as minutes or as weeks, a weight would be wrong.
    #[test]
    fn every_section_of_the_application_takes_some_time_and_all_of_it_a_working_day() {
        let call = Call::demonstration(1_801_440_000);
        for section in APPLICATION.sections {
            assert!((5..=60).contains(&section.minutes(&call)), "{}: {}", section.id, section.minutes(&call));
        }
        assert!(matches!(Effort::of(APPLICATION.minutes(&call)), Effort::Hours(5..=8)));
    }

    #[test]
    fn a_call_that_asks_for_more_teachers_takes_longer() {
        let call = Call::demonstration(1_801_440_000);
        let stricter = Call { min_active_teachers: call.min_active_teachers + 5, ..call.clone() };
        assert!(APPLICATION.minutes(&stricter) > APPLICATION.minutes(&call));
    }
}
