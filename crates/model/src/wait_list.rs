//! Waiting for a place with somebody who is full: who is told of one, and in which order.
//!
//! A place is offered to one of those who wait at a time. An offer keeps nobody else from asking; it keeps the next in
//! the line from being told.

use chrono::TimeDelta;

use crate::Timestamp;
use crate::id::UserId;

/// For how long nobody else is told of a place.
pub const OFFER: TimeDelta = TimeDelta::hours(48);
/// After so long nobody waits any more.
pub const ENDS_AFTER: TimeDelta = TimeDelta::days(180);
/// For how many people one may wait at once.
pub const MOST_WAITS: usize = 20;

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Who waits.
    pub waiter_id: UserId,
    /// Since when.
    pub joined_at: Timestamp,
    /// What the order of the line goes by.
    pub queued_at: Timestamp,
    /// When a place was last offered; nothing while none was since the person was last full.
    pub offered_at: Option<Timestamp>,
}

impl Wait {
    /// When this ends by itself.
    pub fn ends_at(&self) -> Timestamp {
        self.joined_at + ENDS_AFTER
    }

    /// Until when a place is offered.
    pub fn offered_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.offered_at.map(|at| at + OFFER).filter(|until| now < *until)
    }

    fn has_passed(&self, now: Timestamp) -> bool {
        self.offered_at.is_some() && self.offered_until(now).is_none()
    }
}

/// What is to be done about a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// To be offered a place, in the order of the line.
    pub offered: Vec<UserId>,
    /// Their offer is void: somebody else took the place. They keep their turn.
    pub returned: Vec<UserId>,
    /// Let an offer pass, and the person has been full since: they wait again, behind the others.
    pub requeued: Vec<UserId>,
}

/// Who of the line is to be told, given so many free places. `may_ask` says whether somebody could ask at all.
pub fn moves(line: &[Wait], places: usize, may_ask: impl Fn(UserId) -> bool, now: Timestamp) -> Moves {
    let mut line: Vec<&Wait> = line.iter().filter(|wait| now < wait.ends_at()).collect();
    line.sort_by_key(|wait| (wait.queued_at, wait.waiter_id));
    let ids = |waits: &[&Wait]| waits.iter().map(|wait| wait.waiter_id).collect();
    let mut holding: Vec<&Wait> =
        line.iter().copied().filter(|wait| wait.offered_until(now).is_some()).collect();
    // Whoever was offered a place first keeps it longest.
    holding.sort_by_key(|wait| (wait.offered_at, wait.queued_at, wait.waiter_id));
    let returned = ids(&holding[holding.len().min(places)..]);
    let is_next = |wait: &&Wait| wait.offered_at.is_none() && may_ask(wait.waiter_id);
    let next: Vec<&Wait> = line.iter().copied().filter(is_next).collect();
    let free = places.saturating_sub(holding.len());
    let passed: Vec<&Wait> = line.iter().copied().filter(|wait| wait.has_passed(now)).collect();
    Moves {
        offered: ids(&next[..next.len().min(free)]),
        returned,
        requeued: if places == 0 { ids(&passed) } else { Vec::new() },
    }
}

/// When an offer passes next: then the next in the line is told.
pub fn next_passing(line: &[Wait], now: Timestamp) -> Option<Timestamp> {
    line.iter().filter_map(|wait| wait.offered_until(now)).min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn hour(count: i64) -> Timestamp {
        "2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::hours(count)
    }

    fn id(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn line(count: u128) -> Vec<Wait> {
        let wait = |number| {
            let at = hour(i64::try_from(number).unwrap());
            Wait { waiter_id: id(number), joined_at: at, queued_at: at, offered_at: None }
        };
        (1..=count).map(wait).collect()
    }

    fn everybody(_: UserId) -> bool {
        true
    }

    /// Does what is to be done.
    fn apply(line: &mut [Wait], moves: &Moves, now: Timestamp) {
        for wait in line {
            if moves.offered.contains(&wait.waiter_id) {
                wait.offered_at = Some(now);
            } else if moves.returned.contains(&wait.waiter_id) {
                wait.offered_at = None;
            } else if moves.requeued.contains(&wait.waiter_id) {
                wait.offered_at = None;
                wait.queued_at = now;
            }
        }
    }

    fn look(line: &mut [Wait], places: usize, now: Timestamp) -> Moves {
        let moves = moves(line, places, everybody, now);
        apply(line, &moves, now);
        moves
    }

    #[test]
    fn places_are_offered_in_the_order_of_joining_each_to_one() {
        let mut line = line(3);
        assert_eq!(look(&mut line, 0, hour(10)), Moves::default());
        assert_eq!(look(&mut line, 2, hour(11)).offered, [id(1), id(2)]);
        assert_eq!(look(&mut line, 2, hour(58)), Moves::default(), "47 hours later both are still offered");
        assert_eq!(look(&mut line, 2, hour(59)).offered, [id(3)], "48 hours later the next is told");
        assert_eq!(look(&mut line, 2, hour(500)), Moves::default(), "nobody is told twice of the same place");
    }

    #[test]
    fn who_let_an_offer_pass_stands_behind_the_others_once_the_person_was_full_again() {
        let mut line = line(2);
        look(&mut line, 1, hour(10));
        assert_eq!(look(&mut line, 0, hour(60)).requeued, [id(1)]);
        assert_eq!(look(&mut line, 1, hour(61)).offered, [id(2)]);
        assert_eq!(look(&mut line, 2, hour(62)).offered, [id(1)]);
    }

    #[test]
    fn an_offer_is_void_when_somebody_else_took_the_place_and_the_turn_is_kept() {
        let mut line = line(3);
        look(&mut line, 2, hour(10));
        assert_eq!(look(&mut line, 1, hour(11)).returned, [id(2)]);
        assert_eq!(look(&mut line, 2, hour(12)).offered, [id(2)]);
    }

    #[test]
    fn who_may_not_ask_and_whose_time_is_over_is_passed_by() {
        let line = line(3);
        let only_others = |waiter| waiter != id(1);
        assert_eq!(moves(&line, 1, only_others, hour(10)).offered, [id(2)]);
        let end = line[0].ends_at();
        assert_eq!(moves(&line, 1, everybody, end).offered, [id(2)]);
    }

    proptest! {
        #[test]
        fn never_are_more_offers_out_than_there_are_places(
            steps in proptest::collection::vec((0_usize..5, 0_i64..60), 1..40),
            waiting in 0_u128..9,
        ) {
            let mut line = line(waiting);
            let mut now = hour(20);
            for (places, pause) in steps {
                now += TimeDelta::hours(pause);
                look(&mut line, places, now);
                let out = line.iter().filter(|wait| wait.offered_until(now).is_some()).count();
                prop_assert!(out <= places, "{out} offers for {places} places");
                let is_anybody_untold = line.iter().any(|wait| wait.offered_at.is_none());
                prop_assert!(out == places || !is_anybody_untold, "a place is kept from those who wait");
            }
        }
    }
}
