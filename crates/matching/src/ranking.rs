//! The order of a list, and which of the candidates get a place on it.

mod diagnosis;
pub mod evenness;

pub use diagnosis::Diagnosis;

use std::cmp::{Ordering, Reverse};

use model::id::UserId;

use crate::day::Day;
use crate::score::{Parts, Score};

/// One place in five is kept for those shown least.
const PLACES_A_RARE_ONE: usize = 5;
/// A place kept for those shown least is not given for a score below so many hundredths of the last one that got its
/// place by the score alone.
const RARE_FLOOR_PERCENT: u32 = 80;
/// The places of a list, as members see it.
pub const PLACES: usize = 20;
/// A list shorter than this is filled with the best of the rest.
const SMALL_LIST: usize = 10;

/// What decides between two candidates, the better first.
///
/// Scores are compared in millionths; then who appeared less in 14 days, then who was not shown to the looker for
/// longer, then a hash that changes every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RankKey {
    score: Reverse<Score>,
    appearances: u32,
    last_shown_on: Option<Day>,
    lot: u64,
    id: UserId,
}

impl RankKey {
    /// The key of a candidate: score, appearances in 14 days, the day last shown to the looker, and the lot.
    pub fn new(score: Score, appearances: u32, last_shown_on: Option<Day>, lot: u64, id: UserId) -> Self {
        Self { score: Reverse(score), appearances, last_shown_on, lot, id }
    }
}

/// A lot drawn by a hash of community, ISO week, looker and candidate (FNV-1a, finished as in MurmurHash3).
#[derive(Clone, Copy, Debug)]
pub struct Lots(u64);

impl Lots {
    /// The lots of one looker in one week.
    pub fn new(community: &str, week: (i32, u32), looker: UserId) -> Self {
        let week = format!("{}-W{:02}", week.0, week.1);
        Self(
            [community.as_bytes(), week.as_bytes(), looker.0.as_bytes()]
                .into_iter()
                .fold(0xcbf2_9ce4_8422_2325, fnv),
        )
    }

    /// The candidate's lot.
    pub fn of(self, candidate: UserId) -> u64 {
        let mut hash = fnv(self.0, candidate.0.as_bytes());
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }
}

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A candidate with their score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// The candidate.
    pub id: UserId,
    /// The four parts.
    pub parts: Parts,
    /// Their weighted sum.
    pub score: Score,
    /// How much of the usual information stood behind it, in whole percent.
    pub coverage_percent: u8,
    /// Where the candidate stands in the order.
    pub key: RankKey,
    /// Appearances in other people's lists in 28 days.
    pub appearances_28d: u32,
}

impl Ranked {
    /// The order in which places kept for those shown least are given.
    pub(crate) fn rare_order(&self, other: &Self) -> Ordering {
        (self.appearances_28d, self.key).cmp(&(other.appearances_28d, other.key))
    }
}

/// The best candidates and those shown least, before they are checked once more and given their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// The best, in order.
    pub best: Vec<Ranked>,
    /// Of those who have no place yet and fit nearly as well, the ones shown least in 28 days, in that order.
    pub rarest: Vec<Ranked>,
}

impl Ranking {
    /// Everyone who may get a place, each once.
    pub fn candidates(&self) -> Vec<UserId> {
        let mut ids: Vec<UserId> = self.best.iter().chain(&self.rarest).map(|ranked| ranked.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Keeps only those for whom the answer is yes.
    pub fn retain(&mut self, may_be_shown: impl Fn(UserId) -> bool) {
        self.best.retain(|ranked| may_be_shown(ranked.id));
        self.rarest.retain(|ranked| may_be_shown(ranked.id));
    }

    /// Gives the places: four in five to the best, one in five to those shown least, in the order of the score.
    ///
    /// People below 25 % get a place only while fewer than ten others are there.
    pub fn list(&self, places: usize) -> Vec<Ranked> {
        let (suggested, stretches): (Vec<_>, Vec<_>) =
            self.best.iter().copied().partition(|ranked| ranked.score >= Score::SUGGESTED);
        let mut list: Vec<Ranked> = Vec::with_capacity(places);
        give(&mut list, &suggested, best_places(places));
        give(&mut list, &self.rarest, places);
        give(&mut list, &suggested, places);
        give(&mut list, &stretches, places.min(SMALL_LIST));
        list.sort_by_key(|ranked| ranked.key);
        list
    }
}

/// Of so many places, those given by the score alone.
pub(crate) const fn best_places(places: usize) -> usize {
    places - places / PLACES_A_RARE_ONE
}

/// The least score for a place kept for those shown least: 30 %, and four fifths of the last of the best places,
/// since a weak match helps neither side. `best` are the best candidates, in order.
pub(crate) fn rare_floor(best: &[Ranked]) -> Score {
    let last = best.get(best_places(PLACES) - 1).map_or(0, |last| last.score.millionths());
    Score::from_fraction(f64::from(last * RARE_FLOOR_PERCENT / 100) / 1e6).max(Score::RARELY_SHOWN)
}

/// Whether a candidate has one of the places that the score alone gives.
pub(crate) fn is_placed(candidate: &Ranked, best: &[Ranked]) -> bool {
    best.iter().take(best_places(PLACES)).any(|placed| placed.id == candidate.id)
}

/// Gives places in order, until so many are taken, to those who have none.
fn give(list: &mut Vec<Ranked>, candidates: &[Ranked], until: usize) {
    for candidate in candidates {
        if list.len() >= until {
            return;
        }
        if list.iter().all(|taken| taken.id != candidate.id) {
            list.push(*candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn ranked(n: u128, percent: u32, appearances_28d: u32) -> Ranked {
        let score = Score::from_fraction(f64::from(percent) / 100.0);
        Ranked {
            id: id(n),
            parts: Parts { industry: 0.0, proximity: 0.0, mutual: 0.0, activity: 0.0 },
            score,
            coverage_percent: 100,
            key: RankKey::new(score, 0, None, 0, id(n)),
            appearances_28d,
        }
    }

    fn numbers(list: &[Ranked]) -> Vec<u128> {
        list.iter().map(|ranked| ranked.id.0.as_u128()).collect()
    }

    #[test]
    fn ties_go_to_fewer_appearances_then_longer_unseen_then_the_lot() {
        let high = Score::from_fraction(0.8);
        let low = Score::from_fraction(0.799_999);
        let expected = [
            RankKey::new(high, 0, None, 9, id(1)),
            RankKey::new(high, 0, Some(Day(10)), 1, id(2)),
            RankKey::new(high, 0, Some(Day(12)), 1, id(3)),
            RankKey::new(high, 0, Some(Day(12)), 2, id(4)),
            RankKey::new(high, 1, None, 0, id(5)),
            RankKey::new(low, 0, None, 0, id(6)),
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort_unstable();
        assert_eq!(sorted, expected);
    }

    #[test]
    fn scores_closer_than_a_millionth_are_a_tie() {
        assert_eq!(Score::from_fraction(0.5), Score::from_fraction(0.5 + 4e-7));
        assert_ne!(Score::from_fraction(0.5), Score::from_fraction(0.5 + 6e-7));
    }

    #[test]
    fn lots_depend_on_community_week_looker_and_candidate() {
        let lot = |community, week, u, v| Lots::new(community, week, id(u)).of(id(v));
        let first = lot("a", (2026, 47), 1, 2);
        assert_eq!(first, lot("a", (2026, 47), 1, 2));
        for other in [lot("b", (2026, 47), 1, 2), lot("a", (2026, 48), 1, 2), lot("a", (2026, 47), 2, 1)] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn two_places_of_ten_go_to_those_shown_least_and_the_list_stays_in_order() {
        let best: Vec<Ranked> = (0..32).map(|n| ranked(n, 90 - n as u32, 20)).collect();
        let rarest = vec![ranked(3, 87, 0), ranked(50, 63, 1), ranked(51, 70, 2), ranked(52, 71, 3)];
        let list = Ranking { best, rarest }.list(10);
        assert_eq!(numbers(&list), [0, 1, 2, 3, 4, 5, 6, 7, 51, 50]);
        let percents: Vec<u8> = list.iter().map(|ranked| ranked.score.percent()).collect();
        assert!(percents.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn a_place_for_those_shown_least_needs_four_fifths_of_the_last_of_the_best_places() {
        let best: Vec<Ranked> = (0..32).map(|n| ranked(n, 90 - n as u32, 20)).collect();
        assert_eq!(rare_floor(&best), Score::from_fraction(0.75 * 0.80));
        assert_eq!(rare_floor(&best[..15]), Score::RARELY_SHOWN, "nobody is in the sixteenth place");
        assert_eq!(rare_floor(&vec![ranked(1, 35, 0); 20]), Score::RARELY_SHOWN);
    }

    #[test]
    fn places_that_nobody_rare_takes_go_to_the_next_best() {
        let best: Vec<Ranked> = (0..32).map(|n| ranked(n, 90 - n as u32, 20)).collect();
        let list = Ranking { rarest: best[..9].to_vec(), best }.list(10);
        assert_eq!(numbers(&list), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_small_community_sees_stretches_until_ten() {
        let best: Vec<Ranked> = (0..32).map(|n| ranked(n, if n < 4 { 60 } else { 20 }, 0)).collect();
        let list = Ranking { best, rarest: Vec::new() }.list(20);
        assert_eq!(list.len(), 10);
        assert_eq!(list.iter().filter(|ranked| ranked.score.label().as_str() == "a stretch").count(), 6);
    }

    #[test]
    fn a_large_community_sees_none() {
        let best: Vec<Ranked> = (0..32).map(|n| ranked(n, if n < 11 { 60 } else { 20 }, 0)).collect();
        assert_eq!(Ranking { best, rarest: Vec::new() }.list(20).len(), 11);
    }
}
