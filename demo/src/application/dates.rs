//! Days that fit a call. They follow from the call alone, so that the same seed makes the same application tomorrow.

use shared::answers::Row;
use shared::call::Call;
use shared::date::Date;
use shared::form::Day;

use crate::random::Random;

/// How far back things usually lie that have no earliest day.
const USUAL_PAST: i64 = 500;

#[derive(Clone, Copy)]
pub struct Days<'a> {
    call: &'a Call,
    /// The day on which all applications are written: the day the call opened.
    pub today: Date,
}

impl<'a> Days<'a> {
    pub fn new(call: &'a Call) -> Self {
        // A day earlier, because it may not be that day yet in every zone.
        let today = Date::from_days(call.opens_at.seconds.div_euclid(86_400) - 1);
        Self { call, today }
    }

    /// A day within the bounds of a field.
    pub fn within(
        &self,
        not_before: &[Day],
        not_after: &[Day],
        row: Option<&Row>,
        random: &mut Random,
    ) -> Date {
        let of = |day: &Day| match day {
            Day::Today => Some(self.today),
            Day::RegisteredBy => Some(self.call.registered_by),
            Day::ActivityFrom => Some(self.call.activity_window.from),
            Day::ActivityTo => Some(self.call.activity_window.to),
            Day::QualityLabelFrom => Some(self.call.quality_label_window.from),
            Day::QualityLabelTo => Some(self.call.quality_label_window.to),
            Day::Answered(field) => row.and_then(|row| row.text(field).parse().ok()),
        };
        let last = not_after.iter().filter_map(of).min().unwrap_or(self.today).min(self.today);
        match not_before.iter().filter_map(of).max() {
            Some(first) => self.some(first.days(), last.days().min(first.days() + USUAL_PAST), random),
            None => self.some(last.days() - USUAL_PAST, last.days(), random),
        }
    }

    /// So many days before today.
    pub fn ago(&self, least: i64, most: i64, random: &mut Random) -> Date {
        let today = self.today.days();
        self.some(today - most, today - least, random)
    }

    /// So many days before the last day on which a school may have joined.
    pub fn joined(&self, random: &mut Random) -> Date {
        let last = self.call.registered_by.min(self.today).days();
        self.some(last - 3_600, last - 20, random)
    }

    fn some(&self, first: i64, last: i64, random: &mut Random) -> Date {
        Date::from_days(random.between(first, last.max(first)))
    }
}
