//! How much room somebody has for requests, and when there will be some again.

use model::Timestamp;

use super::reopening::month_opens_at;
use super::{FULL_INBOX, MONTH_DAYS, is_within};
use crate::day::Day;

/// What fills somebody up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Until when each of the requests waits that wait for the person's answer.
    pub waiting_until: Vec<Timestamp>,
    /// When the chats of the last 28 days that others asked for were accepted.
    pub accepted_at: Vec<Timestamp>,
    /// Accepted chats in 28 days that are enough for the person.
    pub monthly_chat_limit: u8,
}

impl Room {
    /// How many more may ask now: as many as the inbox takes, and no more than the month does.
    pub fn places(&self, now: Timestamp) -> usize {
        let accepted = self.accepted_at.iter().filter(|at| is_within(Some(**at), MONTH_DAYS, now)).count();
        let in_month = usize::from(self.monthly_chat_limit).saturating_sub(accepted);
        let in_inbox = (FULL_INBOX as usize).saturating_sub(self.waiting_until.len());
        in_month.min(in_inbox)
    }

    /// Whether nobody may ask now.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.places(now) == 0
    }

    /// When there is a place again if nobody does anything: requests run out, and the month rolls on. None when there
    /// is one now, or never will be.
    pub fn opens_at(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.is_full(now) || self.monthly_chat_limit == 0 {
            return None;
        }
        let month = month_opens_at(&self.accepted_at, self.monthly_chat_limit, now);
        self.inbox_opens_at().max(month)
    }

    /// The first day (UTC) on the whole of which there is a place: what others are told. A moment would tell when
    /// somebody else asked, or was answered.
    pub fn opens_on(&self, now: Timestamp) -> Option<Day> {
        let at = self.opens_at(now)?.max(now);
        let begins = at.timestamp() % 86_400 == 0 && at.timestamp_subsec_nanos() == 0;
        Some(if begins { Day::of(at) } else { Day::of(at).plus(1) })
    }

    fn inbox_opens_at(&self) -> Option<Timestamp> {
        let mut ends = self.waiting_until.clone();
        ends.sort_unstable();
        let must_leave = ends.len().checked_sub(FULL_INBOX as usize)?;
        ends.get(must_leave).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::eligibility::{Exclusion, PairHistory, Standing, request_exclusion};

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn hours(count: i64) -> Timestamp {
        now() + chrono::TimeDelta::hours(count)
    }

    fn room(waiting_for: &[i64], accepted_before: &[i64], limit: u8) -> Room {
        Room {
            waiting_until: waiting_for.iter().map(|count| hours(*count)).collect(),
            accepted_at: accepted_before.iter().map(|count| hours(-count)).collect(),
            monthly_chat_limit: limit,
        }
    }

    #[test]
    fn the_inbox_and_the_month_both_limit_the_places() {
        assert_eq!(room(&[], &[], 8).places(now()), 3);
        assert_eq!(room(&[5, 9], &[], 8).places(now()), 1);
        assert_eq!(room(&[5], &[1, 2], 3).places(now()), 1);
        assert_eq!(room(&[5, 9, 30], &[], 8).places(now()), 0);
        assert_eq!(room(&[], &[], 0).places(now()), 0);
        assert_eq!(room(&[], &[28 * 24], 1).places(now()), 1, "28 days ago is over");
    }

    #[test]
    fn the_day_that_is_told_is_one_on_which_there_is_room_from_its_beginning() {
        let told = |room: Room| room.opens_on(now());
        let today = Day::of(now());
        assert_eq!(
            told(room(&[30, 5, 9], &[], 3)),
            Some(today.plus(1)),
            "the first to run out opens a place"
        );
        assert_eq!(told(room(&[12, 40, 41], &[], 3)), Some(today.plus(1)), "midnight begins its day");
        assert_eq!(told(room(&[13, 40, 41], &[], 3)), Some(today.plus(2)));
        assert_eq!(told(room(&[5, 9, 30, 50], &[], 3)), Some(today.plus(1)), "four wait: two have to go");
        assert_eq!(told(room(&[], &[27 * 24, 26 * 24], 2)), Some(today.plus(2)));
        assert_eq!(told(room(&[5, 9, 30], &[27 * 24], 1)), Some(today.plus(2)), "both have to open");
        assert_eq!(told(room(&[1], &[], 3)), None, "there is room now");
        assert_eq!(told(room(&[], &[], 0)), None, "who takes none never has room");
        assert_eq!(told(room(&[-5, 40, 41], &[], 3)), Some(today.plus(1)), "run out, and not yet noted");
    }

    proptest! {
        #[test]
        fn room_says_what_the_rules_say_and_opens_when_it_tells(
            waiting in proptest::collection::vec(1_i64..400, 0..6),
            accepted in proptest::collection::vec(1_i64..900, 0..8),
            limit in 0_u8..9,
        ) {
            let room = room(&waiting, &accepted, limit);
            let rule = |room: &Room, at: Timestamp| {
                let standing = Standing {
                    waiting_requests: u32::try_from(room.waiting_until.iter().filter(|end| at < **end).count()).unwrap(),
                    accepted_at: room.accepted_at.clone().into(),
                    monthly_chat_limit: room.monthly_chat_limit,
                    ..Standing::default()
                };
                request_exclusion(&standing, &PairHistory::default(), at)
            };
            let is_full = matches!(rule(&room, now()), Some(Exclusion::FullInbox | Exclusion::FullMonth));
            prop_assert_eq!(room.is_full(now()), is_full);
            if let Some(opens_at) = room.opens_at(now()) {
                prop_assert_eq!(rule(&room, opens_at), None);
                prop_assert!(rule(&room, opens_at - Duration::from_secs(1)).is_some());
            }
        }
    }
}
