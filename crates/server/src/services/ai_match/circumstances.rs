//! What stands between two people besides their words: the rules, the match score, the hours they share.

use std::collections::{HashMap, HashSet};

use matching::ai_match::Circumstances;
use matching::waking::Waking;
use matching::{Day, Filter, Population, Query, Ranked};
use model::Timestamp;
use model::id::UserId;

use super::known::{Known, Note};

/// The days ahead in which common free time is counted.
pub const DAYS_AHEAD: u32 = 14;
/// Common half-hours of two of whom one's clock is not known: half of what is enough.
const UNKNOWN_HALF_HOURS: u32 = 3;

/// Everything about an asker that is the same for many candidates.
pub struct Asker<'a> {
    pub id: UserId,
    pub now: Timestamp,
    pub population: &'a Population,
    /// One that leaves nobody out.
    pub filter: &'a Filter,
    pub known: &'a Known,
    /// Those who may not be shown by what is committed, whatever the population says.
    pub passed_over: &'a HashSet<UserId>,
    /// Quarter hours of the days ahead that the asker has promised.
    pub promised_quarters: u32,
}

impl Asker<'_> {
    /// Asks about one candidate after the other; `scores` keeps what the match score was made of.
    ///
    /// Of free time the waking hours in common are known, and what the asker has promised. What a candidate has
    /// promised is left out on purpose: a score must not tell when somebody else is busy.
    pub fn circumstances(
        &self,
        scores: &mut HashMap<UserId, Ranked>,
    ) -> impl FnMut(UserId) -> Option<Circumstances> {
        let scorer = self.population.scorer(&Query { looker: self.id, filter: self.filter, now: self.now });
        let day = Day::of(self.now);
        let zones = self.known.zones();
        let waking = move |note: Option<Note>| Waking::in_zone(zones.get(note?.zone()?)?, day);
        let own = waking(self.known.note(self.id));
        let mut shared: HashMap<Option<usize>, u32> = HashMap::new();
        move |id| {
            if self.passed_over.contains(&id) {
                return None;
            }
            let ranked = scorer.as_ref()?.score(id)?;
            let note = self.known.note(id)?;
            let common_half_hours = *shared
                .entry(note.zone())
                .or_insert_with(|| half_hours(own, waking(Some(note)), self.promised_quarters));
            scores.insert(id, ranked);
            Some(Circumstances {
                match_score: f64::from(ranked.score.millionths()) / 1e6,
                common_half_hours,
                appearances: ranked.appearances_28d,
                employer: note.employer(),
                leaf: note.leaf(),
            })
        }
    }
}

/// Half-hours of the days ahead in which both are awake and the asker has promised nothing.
fn half_hours(own: Option<Waking>, other: Option<Waking>, promised_quarters: u32) -> u32 {
    let (Some(own), Some(other)) = (own, other) else { return UNKNOWN_HALF_HOURS };
    let common = (own.common_hours(other) * 2.0 * f64::from(DAYS_AHEAD)) as u32;
    common.saturating_sub(promised_quarters.div_ceil(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn awake(offset_hours: i32) -> Option<Waking> {
        Some(Waking::at_offset_seconds(offset_hours * 3_600))
    }

    #[test]
    fn common_waking_hours_of_two_weeks_count_without_what_is_promised() {
        assert_eq!(half_hours(awake(1), awake(1), 0), 13 * 2 * 14);
        assert_eq!(half_hours(awake(1), awake(1), 3), 13 * 2 * 14 - 2);
        assert_eq!(half_hours(awake(-5), awake(8), 0), 2 * 2 * 14);
        assert_eq!(half_hours(awake(-5), awake(8), 1_000), 0);
    }

    #[test]
    fn a_clock_that_is_not_known_is_neither_for_nor_against() {
        assert_eq!(half_hours(None, awake(1), 9), UNKNOWN_HALF_HOURS);
        assert_eq!(half_hours(awake(1), None, 0), UNKNOWN_HALF_HOURS);
    }
}
