//! Until when a rule keeps somebody out, as far as that is known.

use model::Timestamp;
use std::time::Duration;

use super::{
    DECLINE_RESTS_DAYS, EXPIRY_RESTS_DAYS, EXPOSURE_CAP, Exclusion, MEETING_RESTS_DAYS, MONTH_DAYS,
    PairHistory, Standing, VIEWS_REST_DAYS,
};
use crate::day::Day;

const DAY: Duration = Duration::from_secs(86_400);
/// The days in which appearances count towards the cap.
pub const EXPOSURE_DAYS: u32 = 7;

/// When the rule lets the person be shown again by the passing of time; none when that takes somebody's deed, or is
/// not known from the two alone (an inbox, the appearances of a week).
pub fn ends_at(rule: Exclusion, person: &Standing, pair: &PairHistory, now: Timestamp) -> Option<Timestamp> {
    let after = |at: Option<Timestamp>, days: u32| at.map(|at| at + DAY * days);
    match rule {
        Exclusion::Paused => person.paused_until,
        Exclusion::RecentlyDeclined if pair.is_declined_for_ever => None,
        Exclusion::RecentlyDeclined => after(pair.declined_at, DECLINE_RESTS_DAYS),
        Exclusion::FullMonth => month_opens_at(&person.accepted_at, person.monthly_chat_limit, now),
        Exclusion::MetRecently => after(pair.met_at, MEETING_RESTS_DAYS),
        Exclusion::RequestExpiredRecently => after(pair.expired_at, EXPIRY_RESTS_DAYS),
        Exclusion::Dismissed => pair.dismissed_until,
        Exclusion::ShownWithoutAction => pair.views.last_on.map(|last| begin(last.plus(VIEWS_REST_DAYS))),
        _ => None,
    }
}

/// When a full month has room again: the moment at which the oldest of the chats that fill it is 28 days old. None
/// when there is room now, or never will be.
pub fn month_opens_at(accepted_at: &[Timestamp], limit: u8, now: Timestamp) -> Option<Timestamp> {
    let month = DAY * MONTH_DAYS;
    let mut counted: Vec<Timestamp> = accepted_at.iter().copied().filter(|at| now < *at + month).collect();
    counted.sort_unstable();
    let must_leave = counted.len().checked_sub(usize::from(limit))?;
    counted.get(must_leave).map(|at| *at + month).filter(|_| limit > 0)
}

/// When somebody shown enough this week has been shown less: the first midnight at which the last seven days hold
/// fewer appearances than the cap. None when they do so now. `by_day` is in order of the days.
pub fn exposure_opens_at(by_day: &[(Day, u32)], today: Day) -> Option<Timestamp> {
    let in_week_until = |day: Day| -> u32 {
        by_day
            .iter()
            .filter(|(shown_on, _)| day.since(*shown_on) < EXPOSURE_DAYS)
            .map(|(_, count)| count)
            .sum()
    };
    if in_week_until(today) < EXPOSURE_CAP {
        return None;
    }
    (1..=EXPOSURE_DAYS).map(|days| today.plus(days)).find(|day| in_week_until(*day) < EXPOSURE_CAP).map(begin)
}

fn begin(day: Day) -> Timestamp {
    Timestamp::from_timestamp(day.noon() - 43_200, 0).unwrap_or(Timestamp::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eligibility::{Views, exclusion};

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn days_ago(days: u32) -> Timestamp {
        now() - DAY * days
    }

    #[test]
    fn the_told_moment_is_the_one_at_which_the_rule_ends() {
        let today = Day::of(now());
        let seen = Views::of((0..3).map(|age| Day(today.0 - 2 + age)));
        let pairs = [
            PairHistory { declined_at: Some(days_ago(10)), ..PairHistory::default() },
            PairHistory { met_at: Some(days_ago(100)), ..PairHistory::default() },
            PairHistory { expired_at: Some(days_ago(3)), ..PairHistory::default() },
            PairHistory { dismissed_until: Some(now() + DAY * 28), ..PairHistory::default() },
            PairHistory { views: seen, ..PairHistory::default() },
            PairHistory::default(),
            PairHistory::default(),
        ];
        let mut people = vec![Standing::default(); pairs.len()];
        people[5].paused_until = Some(now() + DAY);
        people[6].accepted_at = [days_ago(3), days_ago(20), days_ago(9), days_ago(27)].into();
        for (person, pair) in people.iter().zip(&pairs) {
            let rule = exclusion(person, pair, false, now()).unwrap();
            let until = ends_at(rule, person, pair, now()).unwrap();
            assert_eq!(exclusion(person, pair, false, until), None, "{rule:?}");
            let before = until - Duration::from_secs(1);
            assert_eq!(exclusion(person, pair, false, before), Some(rule), "{rule:?}");
        }
    }

    #[test]
    fn what_takes_a_deed_has_no_end() {
        let for_ever = PairHistory {
            declined_at: Some(days_ago(1)),
            is_declined_for_ever: true,
            ..PairHistory::default()
        };
        assert_eq!(ends_at(Exclusion::RecentlyDeclined, &Standing::default(), &for_ever, now()), None);
        assert_eq!(month_opens_at(&[], 0, now()), None, "who takes none at all never has room");
        assert_eq!(month_opens_at(&[days_ago(1)], 2, now()), None, "there is room now");
    }

    #[test]
    fn an_exposure_cap_ends_with_the_day_that_filled_it() {
        let today = Day(100);
        let shown = [(Day(95), 10), (Day(97), 25), (Day(100), 6)];
        assert_eq!(exposure_opens_at(&shown, today), Some(begin(Day(102))));
        assert_eq!(exposure_opens_at(&shown[1..], today), None);
        assert_eq!(exposure_opens_at(&[(Day(100), 41)], today), Some(begin(Day(107))));
    }
}
