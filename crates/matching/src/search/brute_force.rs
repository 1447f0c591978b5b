//! The reference: everyone is scored. What the index finds must equal this, bit for bit.

use super::top::Top;
use super::view::{View, best_order, rare_order};
use super::{Query, Ranking};
use crate::population::Population;
use crate::score::Score;

impl Population {
    /// The best candidates for the looker, found by scoring everyone; none when the looker is not known.
    pub fn rank_by_scoring_everyone(&self, query: &Query<'_>) -> Option<Ranking> {
        let looker = self.number(query.looker)?;
        let view = View::new(self, looker, query, Vec::new());
        let weights = self.common_weights(looker);
        let spots = view.allowed_spots().unwrap_or_else(|| vec![true; self.spots.len()]);
        let (mut best, mut rarest) = (Top::new(best_order), Top::new(rare_order));
        for person in 0..self.traits.len() as u32 {
            let traits = &self.traits[person as usize];
            if !traits.flags.is_listable() || !spots[traits.spot as usize] {
                continue;
            }
            let (parts, score) = view.score(person, weights[person as usize]);
            let may_be_best = best.last().is_none_or(|last| score >= last.score);
            let may_be_rare = score >= Score::RARELY_SHOWN;
            if !(may_be_best || may_be_rare) || !view.passes(person) {
                continue;
            }
            let ranked = view.ranked(person, parts, score);
            let is_placed =
                best.has_room_for(&ranked) || (may_be_rare && rarest.has_room_for(&ranked));
            if !is_placed || view.exclusion(person).is_some() {
                continue;
            }
            if may_be_rare {
                rarest.insert(ranked);
            }
            best.insert(ranked);
        }
        Some(Ranking { best: best.into_sorted(), rarest: rarest.into_sorted() })
    }

    /// Everyone's sum of weights of contacts in common with the looker, by a walk over the contacts of contacts.
    fn common_weights(&self, looker: u32) -> Vec<u64> {
        let mut sums = vec![0; self.traits.len()];
        for contact in self.countable_contacts(looker) {
            let weight = self.mutual_weight(contact);
            for edge in self.contacts.of(contact) {
                sums[edge.person() as usize] += weight;
            }
        }
        sums
    }
}
