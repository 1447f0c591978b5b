//! What may be proposed, and how long a proposal stands (SCHEDULING.md 5.1, 5.2).

use std::ops::RangeInclusive;

use chrono::TimeDelta;

use crate::{Timestamp, Violations};

/// How many times one proposal holds.
pub const PROPOSED_TIMES: RangeInclusive<usize> = 1..=5;
/// How long a chat may be planned, in minutes.
pub const DURATION_MINUTES: RangeInclusive<i32> = 15..=120;

const MARK_SECONDS: i64 = 5 * 60;

/// What an installation asks of proposed times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposalRules {
    /// The least time between the proposal and a proposed time.
    pub minimum_notice: TimeDelta,
    /// The most.
    pub horizon: TimeDelta,
}

impl Default for ProposalRules {
    fn default() -> Self {
        Self { minimum_notice: TimeDelta::hours(12), horizon: TimeDelta::days(365) }
    }
}

/// When a proposal lapses: when the time for an answer is over, or when the last of its times begins.
pub fn expiry(proposed_at: Timestamp, proposed_times: &[Timestamp], answer_within: TimeDelta) -> Timestamp {
    let answer_by = proposed_at + answer_within;
    proposed_times.iter().max().map_or(answer_by, |last| answer_by.min(*last))
}

/// Notes every fault of the proposed times, each at `{pointer}/{index}`.
pub fn check_proposed_times(
    times: &[Timestamp],
    now: Timestamp,
    rules: &ProposalRules,
    pointer: &str,
    violations: &mut Violations,
) {
    if times.is_empty() {
        violations.add(pointer, "too_few", "propose at least one time");
    }
    if times.len() > *PROPOSED_TIMES.end() {
        violations.add(pointer, "too_many", format!("propose at most {} times", PROPOSED_TIMES.end()));
    }
    for (index, time) in times.iter().enumerate() {
        let place = format!("{pointer}/{index}");
        if let Some((code, detail)) = fault(*time, now, rules) {
            violations.add(place, code, detail);
        } else if times[..index].contains(time) {
            violations.add(place, "repeated", "this time is proposed already");
        }
    }
}

fn fault(time: Timestamp, now: Timestamp, rules: &ProposalRules) -> Option<(&'static str, String)> {
    if time <= now {
        return Some(("in_the_past", "this time has passed".to_owned()));
    }
    if time < now + rules.minimum_notice {
        let hours = rules.minimum_notice.num_hours();
        return Some(("too_soon", format!("propose a time at least {hours} hours ahead")));
    }
    if time > now + rules.horizon {
        return Some(("too_far", format!("propose a time within {} days", rules.horizon.num_days())));
    }
    if time.timestamp() % MARK_SECONDS != 0 || time.timestamp_subsec_nanos() != 0 {
        return Some(("not_on_a_mark", "times stand on five-minute marks".to_owned()));
    }
    None
}

/// Notes a duration outside of 15 to 120 minutes.
pub fn check_duration(minutes: i32, pointer: &str, violations: &mut Violations) {
    let fits = DURATION_MINUTES.contains(&minutes);
    violations.require(fits, pointer, "out_of_range", "a chat lasts 15 to 120 minutes");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn faults(times: &[&str], rules: ProposalRules) -> Vec<(String, &'static str)> {
        let times: Vec<_> = times.iter().map(|text| at(text)).collect();
        let mut violations = Violations::default();
        check_proposed_times(&times, at("2027-03-08T12:00:00Z"), &rules, "/proposed_times", &mut violations);
        violations.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn it_lapses_after_seven_days_or_when_the_last_time_begins() {
        let made = at("2027-03-08T12:00:00Z");
        let soon = [at("2027-03-10T09:00:00Z"), at("2027-03-12T09:00:00Z"), at("2027-03-11T09:00:00Z")];
        let lapses = |times: &[Timestamp]| expiry(made, times, TimeDelta::days(7));
        assert_eq!(lapses(&soon), at("2027-03-12T09:00:00Z"));
        assert_eq!(lapses(&[at("2027-04-01T09:00:00Z")]), at("2027-03-15T12:00:00Z"));
        assert_eq!(lapses(&[at("2027-03-15T12:00:00Z")]), at("2027-03-15T12:00:00Z"));
        assert_eq!(lapses(&[]), at("2027-03-15T12:00:00Z"));
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        let times = [
            "2027-03-08T12:00:00Z",
            "2027-03-08T23:55:00Z",
            "2027-03-10T09:02:00Z",
            "2027-03-10T09:00:00Z",
            "2027-03-10T09:00:00Z",
        ];
        let expected = [
            ("/proposed_times/0".to_owned(), "in_the_past"),
            ("/proposed_times/1".to_owned(), "too_soon"),
            ("/proposed_times/2".to_owned(), "not_on_a_mark"),
            ("/proposed_times/4".to_owned(), "repeated"),
        ];
        assert_eq!(faults(&times, ProposalRules::default()), expected);
    }

    #[test]
    fn one_to_five_times() {
        let rules = ProposalRules { minimum_notice: TimeDelta::zero(), ..ProposalRules::default() };
        assert_eq!(faults(&[], rules), [("/proposed_times".to_owned(), "too_few")]);
        let six: Vec<String> = (10..16).map(|day| format!("2027-03-{day}T09:00:00Z")).collect();
        let six: Vec<&str> = six.iter().map(String::as_str).collect();
        assert_eq!(faults(&six, rules), [("/proposed_times".to_owned(), "too_many")]);
        assert_eq!(faults(&six[..5], rules), []);
    }

    #[test]
    fn the_notice_may_be_none_and_its_edge_is_allowed() {
        let none = ProposalRules { minimum_notice: TimeDelta::zero(), ..ProposalRules::default() };
        assert_eq!(faults(&["2027-03-08T12:05:00Z"], none), []);
        assert_eq!(faults(&["2027-03-09T00:00:00Z"], ProposalRules::default()), []);
    }

    #[test]
    fn parts_of_a_second_are_not_on_a_mark() {
        let found = faults(&["2027-03-10T09:00:00.000001Z"], ProposalRules::default());
        assert_eq!(found, [("/proposed_times/0".to_owned(), "not_on_a_mark")]);
    }

    #[test]
    fn nothing_is_planned_beyond_the_horizon() {
        let found = faults(&["2028-03-08T00:00:00Z"], ProposalRules::default());
        assert_eq!(found, [("/proposed_times/0".to_owned(), "too_far")]);
    }

    #[test]
    fn a_chat_lasts_fifteen_to_a_hundred_and_twenty_minutes() {
        for (minutes, fits) in [(14, false), (15, true), (120, true), (121, false), (-5, false)] {
            let mut violations = Violations::default();
            check_duration(minutes, "/duration_minutes", &mut violations);
            assert_eq!(violations.into_result().is_ok(), fits, "{minutes}");
        }
    }
}
