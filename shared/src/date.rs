//! Calendar days and instants, read from and written to ISO 8601.
//!
//! There is no clock here: "today" and "now" always come from the caller.

use std::fmt;
use std::str::FromStr;

use crate::json::{Json, Read};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A day of the proleptic Gregorian calendar, years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// Why a text is no date or no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date of the form 2027-01-31, or not a time of the form 2027-01-31T10:00:00+01:00")
    }
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Date {
    /// The day, or nothing if the calendar has no such day.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists =
            year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
        if exists { Some(Self { year, month, day }) } else { None }
    }

    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, by the civil-from-days method of Howard Hinnant.
    pub const fn days(self) -> i64 {
        let year = self.year as i64 - (self.month <= 2) as i64;
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let month = (self.month as i64 + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day as i64 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day that lies `days` after 1970-01-01, kept inside years 1 to 9999.
    pub fn from_days(days: i64) -> Self {
        let days = days.clamp(-719_162, 2_932_896) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days - era * 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u8;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u8;
        let year = (year_of_era + era * 400) as i32 + i32::from(month <= 2);
        Self { year, month, day }
    }

    /// The same day `years` later; 29 February becomes 28 February where the year has none.
    pub fn plus_years(self, years: i32) -> Self {
        let year = (self.year + years).clamp(1, 9999);
        Self { year, month: self.month, day: self.day.min(days_in(year, self.month)) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Reads exactly `len` digits at `at`.
fn digits(text: &str, at: usize, len: usize) -> Result<i32, NotADate> {
    let part = text.as_bytes().get(at..at + len).ok_or(NotADate)?;
    part.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + i32::from(byte - b'0')),
        _ => Err(NotADate),
    })
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        if text.len() != 10 || text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
            return Err(NotADate);
        }
        let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 2)?, digits(text, 8, 2)?);
        Self::new(year, month as u8, day as u8).ok_or(NotADate)
    }
}

/// A moment with the offset of the place it was written down in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i16,
}

impl Instant {
    /// A moment in UTC.
    pub const fn utc(seconds: i64) -> Self {
        Self { seconds, offset: 0 }
    }

    /// The day it is at this moment in the place the instant was written in.
    pub fn date(self) -> Date {
        Date::from_days((self.seconds + i64::from(self.offset) * 60).div_euclid(86_400))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = (self.seconds + i64::from(self.offset) * 60).rem_euclid(86_400);
        write!(f, "{}T{:02}:{:02}:{:02}", self.date(), of_day / 3600, of_day / 60 % 60, of_day % 60)?;
        if self.offset == 0 {
            return f.write_str("Z");
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", self.offset.abs() / 60, self.offset.abs() % 60)
    }
}

impl FromStr for Instant {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let date: Date = text.get(..10).ok_or(NotADate)?.parse()?;
        let bytes = text.as_bytes();
        if text.len() < 20 || !text.is_ascii() || bytes[10] != b'T' || bytes[13] != b':' || bytes[16] != b':'
        {
            return Err(NotADate);
        }
        let (hour, minute, second) = (digits(text, 11, 2)?, digits(text, 14, 2)?, digits(text, 17, 2)?);
        if hour > 23 || minute > 59 || second > 59 {
            return Err(NotADate);
        }
        let offset = parse_offset(&text[19..])?;
        let of_day = i64::from(hour * 3600 + minute * 60 + second);
        Ok(Self { seconds: date.days() * 86_400 + of_day - i64::from(offset) * 60, offset })
    }
}

fn parse_offset(text: &str) -> Result<i16, NotADate> {
    if text == "Z" {
        return Ok(0);
    }
    let sign = match text.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Err(NotADate),
    };
    if text.len() != 6 || text.as_bytes()[3] != b':' {
        return Err(NotADate);
    }
    let (hours, minutes) = (digits(text, 1, 2)?, digits(text, 4, 2)?);
    if hours > 14 || minutes > 59 {
        return Err(NotADate);
    }
    Ok(sign * (hours * 60 + minutes) as i16)
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(de::Error::custom)
            }
        }
        impl Read for $type {
            fn read(json: Json) -> Option<Self> {
                json.text()?.parse().ok()
            }
        }
    };
}
as_text!(Date);
as_text!(Instant);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_back_agree_over_four_centuries() {
        for days in -150_000..150_000 {
            assert_eq!(Date::from_days(days).days(), days);
        }
        assert_eq!(Date::from_days(0).to_string(), "1970-01-01");
    }

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for good in ["2024-02-29", "2027-12-31", "0001-01-01"] {
            assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
        }
        for bad in [
            "2023-02-29",
            "2027-13-01",
            "2027-1-1",
            "27-01-01",
            "",
            "2027-01-01 ",
            "２０27-1-1",
            "+027-01-01",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn instants_keep_their_offset() {
        let noon: Instant = "2027-01-20T12:00:00+01:00".parse().unwrap();
        assert_eq!(noon.seconds, 1_800_442_800);
        assert_eq!(noon.to_string(), "2027-01-20T12:00:00+01:00");
        assert_eq!("2027-01-20T11:00:00Z".parse::<Instant>().unwrap().seconds, noon.seconds);
        assert_eq!("2027-03-01T00:30:00+02:00".parse::<Instant>().unwrap().date().to_string(), "2027-03-01");
        for bad in ["2027-01-20", "2027-01-20T25:00:00Z", "2027-01-20T12:00:00", "2027-01-20T12:00:00+0100"] {
            assert!(bad.parse::<Instant>().is_err(), "{bad}");
        }
    }
}
