//! Quarter hours of somebody's time: who has promised one cannot promise it again (SCHEDULING.md 5.2).

use chrono::TimeDelta;

use crate::Timestamp;

/// The length of a cell.
pub const CELL: TimeDelta = TimeDelta::minutes(15);

/// The beginnings of all cells that a meeting touches, in order.
pub fn cells(start: Timestamp, duration_minutes: i32) -> Vec<Timestamp> {
    let end = start + TimeDelta::minutes(i64::from(duration_minutes));
    let mut cell =
        start - TimeDelta::microseconds(start.timestamp_micros().rem_euclid(CELL.num_seconds() * 1_000_000));
    let mut touched = Vec::new();
    while cell < end {
        touched.push(cell);
        cell += CELL;
    }
    touched
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn touched(start: &str, minutes: i32) -> Vec<String> {
        let start = start.parse().unwrap();
        cells(start, minutes).iter().map(|cell| cell.format("%H:%M:%S").to_string()).collect()
    }

    #[test]
    fn a_meeting_holds_every_quarter_hour_it_touches() {
        assert_eq!(touched("2027-03-10T09:00:00Z", 30), ["09:00:00", "09:15:00"]);
        assert_eq!(touched("2027-03-10T09:10:00Z", 30), ["09:00:00", "09:15:00", "09:30:00"]);
        assert_eq!(touched("2027-03-10T09:14:00Z", 1), ["09:00:00"]);
        assert_eq!(touched("2027-03-10T09:14:00Z", 2), ["09:00:00", "09:15:00"]);
        assert_eq!(touched("2027-03-10T23:55:00Z", 15), ["23:45:00", "00:00:00"]);
    }

    #[test]
    fn meetings_back_to_back_share_no_quarter_hour() {
        let first = touched("2027-03-10T09:00:00Z", 30);
        let second = touched("2027-03-10T09:30:00Z", 30);
        assert!(first.iter().all(|cell| !second.contains(cell)));
    }

    proptest! {
        #[test]
        fn meetings_that_overlap_share_a_cell(start in 0_i64..5_000, minutes in 1_i32..200, offset in 0_i64..200) {
            let at = |minute: i64| Timestamp::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap();
            prop_assume!(offset < i64::from(minutes));
            let first = cells(at(start), minutes);
            let second = cells(at(start + offset), 15);
            prop_assert!(first.iter().any(|cell| second.contains(cell)));
        }
    }
}
