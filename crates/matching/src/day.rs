//! Whole days of UTC: the score knows nothing finer, so that presence cannot be read from it.

use chrono::{DateTime, Datelike, NaiveDate};
use model::Timestamp;

/// A day of UTC, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub i32);

const SECONDS: i64 = 86_400;
/// Days of 1970-01-01 as chrono counts them from the common era.
const EPOCH_DAYS: i32 = 719_163;

impl Day {
    /// The day that an instant falls on.
    pub fn of(at: Timestamp) -> Self {
        let days = at.timestamp().div_euclid(SECONDS);
        Self(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The day of a date.
    pub fn on(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_DAYS)
    }

    /// The date of the day.
    pub fn date(self) -> NaiveDate {
        DateTime::from_timestamp(self.noon(), 0).map_or(NaiveDate::MIN, |at| at.date_naive())
    }

    /// How many midnights lie between an earlier day and this one; 0 when it is not earlier.
    pub fn since(self, earlier: Day) -> u32 {
        u32::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }

    /// The day so many days later.
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.saturating_add_unsigned(days))
    }

    /// Noon of the day, in seconds of Unix time.
    pub fn noon(self) -> i64 {
        i64::from(self.0) * SECONDS + SECONDS / 2
    }

    /// The ISO 8601 week that the day belongs to: its year and number.
    pub fn iso_week(self) -> (i32, u32) {
        let date = self.date();
        (date.iso_week().year(), date.iso_week().week())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_ends_at_midnight_utc() {
        let late = Day::of(at("2026-11-22T23:59:59Z"));
        assert_eq!(Day::of(at("2026-11-23T00:00:00Z")).since(late), 1);
        assert_eq!(late.since(Day::of(at("2026-11-23T00:00:00Z"))), 0);
        assert_eq!(Day::of(at("1969-12-31T23:00:00Z")), Day(-1));
    }

    #[test]
    fn the_week_belongs_to_the_year_that_holds_its_thursday() {
        assert_eq!(Day::of(at("2026-11-22T12:00:00Z")).iso_week(), (2026, 47));
        assert_eq!(Day::of(at("2027-01-01T12:00:00Z")).iso_week(), (2026, 53));
        assert_eq!(Day::of(at("2027-01-04T00:00:00Z")).iso_week(), (2027, 1));
    }
}
