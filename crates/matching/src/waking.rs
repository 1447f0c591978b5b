//! The hours in which a person is awake, as quarters of the UTC day.

use crate::day::Day;

const QUARTERS_A_DAY: i32 = 96;
/// 08:00 local time, in quarters of an hour.
const WAKES_AT: i32 = 8 * 4;
/// 21:00 local time.
const SLEEPS_AT: i32 = 21 * 4;
const SECONDS_A_QUARTER: i32 = 900;

/// The waking quarters of a UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Waking(u128);

impl Waking {
    /// The waking hours, 08:00 to 21:00 local, of a person in a zone on a day; none when the zone is not known.
    pub fn in_zone(zone: &str, day: Day) -> Option<Self> {
        let zone = jiff::tz::TimeZone::get(zone).ok()?;
        let noon = jiff::Timestamp::from_second(day.noon()).ok()?;
        Some(Self::at_offset_seconds(zone.to_offset(noon).seconds()))
    }

    /// The waking hours at a distance from UTC, east positive.
    pub fn at_offset_seconds(offset: i32) -> Self {
        let quarters = offset.div_euclid(SECONDS_A_QUARTER);
        let is_awake =
            |quarter: i32| (WAKES_AT..SLEEPS_AT).contains(&(quarter + quarters).rem_euclid(QUARTERS_A_DAY));
        Self(
            (0..QUARTERS_A_DAY)
                .filter(|quarter| is_awake(*quarter))
                .fold(0, |mask, quarter| mask | 1 << quarter),
        )
    }

    /// How many hours a day the two are awake at once.
    pub fn common_hours(self, other: Self) -> f64 {
        f64::from((self.0 & other.0).count_ones()) / 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(a: &str, b: &str, date: &str) -> f64 {
        let day = Day::of(format!("{date}T12:00:00Z").parse().unwrap());
        Waking::in_zone(a, day).unwrap().common_hours(Waking::in_zone(b, day).unwrap())
    }

    #[test]
    fn common_hours_follow_the_zones_and_their_summer_time() {
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(common("Europe/Berlin", "Europe/Berlin", "2026-11-22"), 13.0));
        assert!(close(common("America/New_York", "Europe/Berlin", "2027-03-08"), 7.0));
        assert!(close(common("America/New_York", "Europe/Berlin", "2027-03-15"), 8.0));
        assert!(close(common("Asia/Kathmandu", "UTC", "2026-11-22"), 7.25));
        // Twelve hours apart the two days touch at both ends.
        assert!(close(common("America/New_York", "Asia/Singapore", "2026-07-01"), 2.0));
    }

    #[test]
    fn an_unknown_zone_has_no_waking_hours() {
        assert_eq!(Waking::in_zone("Mars/Olympus", Day(20_000)), None);
    }
}
