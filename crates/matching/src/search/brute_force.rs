//! The reference: everyone is scored. What the index finds must equal this, bit for bit.

use super::top::{BEST_KEPT, RAREST_KEPT, Top};
use super::view::{View, best_order, rare_order};
use super::{Query, Ranking};
use crate::population::Population;
use crate::ranking::{Ranked, is_placed, rare_floor};

impl Population {
    /// The best candidates for the looker, found by scoring everyone; none when the looker is not known.
    pub fn rank_by_scoring_everyone(&self, query: &Query<'_>) -> Option<Ranking> {
        let looker = self.number(query.looker)?;
        let view = View::new(self, looker, query, Vec::new());
        let weights = self.common_weights(looker);
        let spots = view.allowed_spots().unwrap_or_else(|| vec![true; self.spots.len()]);
        let listable = (0..self.traits.len() as u32).filter(|person| {
            let traits = &self.traits[*person as usize];
            traits.flags.is_listable() && spots[traits.spot as usize]
        });
        let mut best = Top::new(BEST_KEPT, best_order);
        for person in listable.clone() {
            let (parts, score) = view.score(person, weights[person as usize]);
            if best.last().is_none_or(|last| score >= last.score) {
                place(&mut best, &view, view.ranked(person, parts, score), person);
            }
        }
        let floor = rare_floor(best.sorted());
        let mut rarest = Top::new(RAREST_KEPT, rare_order);
        for person in listable {
            let (parts, score) = view.score(person, weights[person as usize]);
            let may_be_rare = || {
                let level = u32::from(self.rarity.of(person));
                rarest.last().is_none_or(|last| level <= last.appearances_28d)
            };
            if score >= floor && may_be_rare() {
                let ranked = view.ranked(person, parts, score);
                if !is_placed(&ranked, best.sorted()) {
                    place(&mut rarest, &view, ranked, person);
                }
            }
        }
        Some(Ranking { best: best.into_sorted(), rarest: rarest.into_sorted() })
    }

    /// Everyone's sum of weights of contacts in common with the looker, by a walk over the contacts of contacts.
    pub(crate) fn common_weights(&self, looker: u32) -> Vec<u64> {
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

/// Places a person among the first when they belong there.
fn place(top: &mut Top, view: &View<'_>, ranked: Ranked, person: u32) {
    if top.has_room_for(&ranked) && view.passes(person) && view.exclusion(person).is_none() {
        top.insert(ranked);
    }
}
