//! What the longest walks over contacts of contacts counted, kept for when the same people ask again.
//!
//! What changes between two questions is added and nothing is taken away: a kept count may tell of more in common than
//! there is, never of less. A search needs no more, since it weighs exactly whoever it looks at closer.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Edge, Population};
use crate::mutual;

/// So many walks are kept, each a byte a person: those of the people who asked last.
const KEPT: usize = 8;

/// What one walk counted.
#[derive(Clone, Debug)]
pub struct Reach {
    /// By person: at least what the contacts weigh whom they share with the looker, as [`mutual::count`] has it.
    pub counts: Arc<Vec<u8>>,
    /// How many had anything in common when they were walked.
    pub known: usize,
    /// How many contacts of contacts were walked.
    pub edges: usize,
}

/// The walks that are kept, by looker; who asked last is last.
#[derive(Debug, Default)]
pub struct Reaches(Mutex<Vec<(u32, Reach)>>);

impl Reaches {
    /// What the walk of a looker counted, if it is kept.
    pub fn of(&self, looker: u32) -> Option<Reach> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(one, _)| *one == looker)?;
        kept[at..].rotate_left(1);
        kept.last().map(|(_, reach)| reach.clone())
    }

    /// Keeps what the walk of a looker counted, in place of that of whoever has not asked for longest.
    pub fn keep(&self, looker: u32, reach: Reach) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(one, _)| *one != looker);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((looker, reach));
    }

    /// Forgets all walks.
    pub fn clear(&mut self) {
        self.kept().clear();
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.kept().iter_mut().for_each(|(_, reach)| Arc::make_mut(&mut reach.counts).resize(people, 0));
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|(_, reach)| reach.counts.capacity()).sum()
    }

    fn kept(&mut self) -> &mut Vec<(u32, Reach)> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Population {
    /// Counts what two people add who have just become contacts.
    pub(super) fn reach_across(&mut self, a: u32, b: u32) {
        for (looker, reach) in self.reaches.kept() {
            for (one, other) in [(a, b), (b, a)] {
                if *looker == one {
                    let count = mutual::count(self.mutual_weights.of(self.contacts.degree(other)));
                    add(reach, self.contacts.of(other), count);
                } else if self.contacts.between(*looker, one).is_some() {
                    let count = mutual::count(self.mutual_weights.of(self.contacts.degree(one)));
                    add(reach, &[Edge::new(other, true)], count);
                }
            }
        }
    }

    /// Counts what a person tells more as a contact in common, who told as much as somebody with `degree` contacts, or
    /// nothing.
    pub(super) fn reach_more(&mut self, contact: u32, degree: Option<usize>) {
        let count = |degree| mutual::count(self.mutual_weights.of(degree));
        let more = count(self.contacts.degree(contact)).saturating_sub(degree.map_or(0, count));
        let lookers = self.reaches.kept().iter_mut();
        for (_, reach) in lookers.filter(|(looker, _)| self.contacts.between(*looker, contact).is_some()) {
            add(reach, self.contacts.of(contact), more);
        }
    }
}

fn add(reach: &mut Reach, people: &[Edge], count: u8) {
    if count == 0 {
        return;
    }
    let counts = Arc::make_mut(&mut reach.counts);
    for edge in people {
        let theirs = &mut counts[edge.person() as usize];
        *theirs = theirs.saturating_add(count);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::contract_tests::{id, now, person, population};
    use crate::{Contact, Filter, PersonFacts, Population, Query, mutual};

    const PEOPLE: u128 = 30;

    fn happen(population: &mut Population, (what, a, b): (u8, u128, u128)) {
        match what {
            0..=3 => population.join(Contact { a: id(a), b: id(b), is_connection: true }),
            4..=6 => population.part(id(a), id(b)),
            7 => population.put(PersonFacts { shows_connections: false, ..person(a) }),
            8 => population.put(person(a)),
            _ => population.remove(id(a)),
        }
    }

    proptest! {
        #[test]
        fn a_kept_walk_never_tells_of_less_than_there_is(
            before in prop::collection::vec((0_u8..=7, 0..PEOPLE, 0..PEOPLE), 250),
            after in prop::collection::vec((0_u8..=9, 0..PEOPLE, 0..PEOPLE), 1..40),
        ) {
            let mut population = population((0..PEOPLE).map(person));
            before.into_iter().for_each(|what| happen(&mut population, what));
            for looker in 0..PEOPLE {
                population.rank(&Query { looker: id(looker), filter: &Filter::default(), now: now() });
            }
            prop_assume!(!population.reaches.kept().is_empty());
            for what in after {
                happen(&mut population, what);
                let kept = population.reaches.kept().clone();
                for (looker, reach) in kept {
                    let sums = population.common_weights(looker);
                    for (count, sum) in reach.counts.iter().zip(sums) {
                        prop_assert!(mutual::count(sum) <= *count, "{sum} after {what:?}");
                    }
                }
            }
        }
    }
}
