//! The best people for one asker, exactly as if everyone had been compared in full.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use model::id::UserId;

use super::blend::{Blend, Circumstances, free_time};
use super::diversity;
use super::explanation::PhrasePair;
use super::reciprocity::{UNSTATED, harmonic};
use super::rows::Probe;
use super::space::{AiMatch, Person, Purpose, Question, Space};

/// The best so many are considered for a list.
const POOL: usize = 50;
/// Three places of ten are for those who are rarely shown.
const EXPLORATION_PLACES: (usize, usize) = (3, 10);
/// From this score on somebody may be shown for being rarely shown.
const EXPLORATION_SCORE: f64 = 0.45;

/// A candidate in full.
struct Candidate {
    number: usize,
    found: AiMatch,
    circumstances: Circumstances,
}

impl Candidate {
    /// The better first: score in millionths, then who appeared less, then the id.
    fn key(&self) -> (Reverse<i64>, u32, UserId) {
        (Reverse((self.found.score * 1e6).round() as i64), self.circumstances.appearances, self.found.person)
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// Somebody who was compared coarsely: no score of theirs is higher than this.
#[derive(Clone, Copy)]
struct Glimpse {
    ceiling: f32,
    number: u32,
}

impl PartialEq for Glimpse {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Glimpse {}
impl PartialOrd for Glimpse {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Glimpse {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ceiling.total_cmp(&other.ceiling).then(self.number.cmp(&other.number))
    }
}

impl Space {
    /// The list for one asker, best first, see the module's parts for its rules.
    ///
    /// `circumstances` is asked about people in order of promise, and for far fewer than everyone; with none it says
    /// that this person may not be shown. An asker who is unknown, or seeks nothing, gets an empty list
    /// ([`Space::missing`] says why).
    pub fn answer(
        &self,
        question: &Question,
        mut circumstances: impl FnMut(UserId) -> Option<Circumstances>,
    ) -> Vec<AiMatch> {
        let Some(asker) = self.number(question.seeker) else { return Vec::new() };
        let mut promising = self.glimpse_everyone(asker, question.purpose);
        let mut pool: BinaryHeap<Candidate> = BinaryHeap::with_capacity(POOL + 1);
        while let Some(glimpse) = promising.pop() {
            let is_beaten = |worst: &Candidate| f64::from(glimpse.ceiling) < worst.found.score - 1e-6;
            if pool.len() == POOL && pool.peek().is_some_and(is_beaten) {
                break;
            }
            let number = glimpse.number as usize;
            let Some(circumstances) = circumstances(self.people[number].id) else { continue };
            pool.extend(self.candidate(asker, number, question.purpose, circumstances));
            if pool.len() > POOL {
                pool.pop();
            }
        }
        self.select(pool.into_sorted_vec(), question.limit)
    }

    /// Everyone but the asker with the most that their score can be.
    fn glimpse_everyone(&self, asker: usize, purpose: Purpose) -> BinaryHeap<Glimpse> {
        let person = &self.people[asker];
        let probes = |rows: Vec<super::Vector>| rows.iter().map(Probe::of).collect::<Vec<_>>();
        let needs = probes(person.seeks.clone().filter_map(|row| self.seeks.vector(row)).collect());
        let offers = probes(person.offers.clone().filter_map(|row| self.offers.vector(row)).collect());
        let about = probes(person.about.clone().filter_map(|row| self.about.vector(row)).collect());
        if needs.is_empty() {
            return BinaryHeap::new();
        }
        let others = self
            .people
            .iter()
            .enumerate()
            .filter(|(number, other)| *number != asker && !other.offers.is_empty());
        let glimpses = others.map(|(number, other)| {
            let mine = self.help.rank(self.offers.ceiling(other.offers.clone(), &needs));
            let theirs = if other.seeks.is_empty() || offers.is_empty() {
                UNSTATED
            } else {
                self.help.rank(self.seeks.ceiling(other.seeks.clone(), &offers))
            };
            let alike = if other.about.is_empty() || about.is_empty() {
                UNSTATED
            } else {
                self.likeness.rank(self.about.ceiling(other.about.clone(), &about))
            };
            let ceiling = Blend::ceiling(help(purpose, mine, theirs), alike);
            Glimpse { ceiling: ceiling as f32, number: number as u32 }
        });
        glimpses.collect::<Vec<_>>().into()
    }

    /// The exact score and its reasons; none of somebody who offers nothing.
    fn candidate(
        &self,
        asker: usize,
        number: usize,
        purpose: Purpose,
        circumstances: Circumstances,
    ) -> Option<Candidate> {
        let (me, other) = (&self.people[asker], &self.people[number]);
        let i_can_get = self.quote(me, other)?;
        let i_can_give = self.quote(other, me).filter(|_| purpose == Purpose::Mutual);
        let theirs = i_can_give.as_ref().map_or(UNSTATED, |pair| pair.fit);
        let blend = Blend {
            help: help(purpose, i_can_get.fit, theirs),
            about: self.about_cosine(asker, number).map_or(UNSTATED, |cosine| self.likeness.rank(cosine)),
            match_score: circumstances.match_score,
            free_time: free_time(circumstances.common_half_hours),
        };
        let found = AiMatch {
            person: other.id,
            score: blend.score(),
            blend,
            i_can_get: Some(i_can_get),
            i_can_give,
            is_exploration: false,
        };
        Some(Candidate { number, found, circumstances })
    }

    fn quote(&self, seeker: &Person, helper: &Person) -> Option<PhrasePair> {
        let (need, offer, cosine) = self.best_pair(seeker, helper)?;
        Some(PhrasePair {
            need: seeker.need(need).to_owned(),
            offer: helper.offer(offer).to_owned(),
            fit: self.help.rank(cosine),
        })
    }

    /// Picks the list out of the best: most places by score and variety, the last for those who are rarely shown.
    fn select(&self, pool: Vec<Candidate>, limit: usize) -> Vec<AiMatch> {
        let rare_places = limit * EXPLORATION_PLACES.0 / EXPLORATION_PLACES.1;
        let order = diversity::order(
            pool.len(),
            pool.len(),
            |n| pool[n].found.score,
            |a, b| self.likeness_of(&pool[a], &pool[b]),
        );
        let (first, rest) = order.split_at(order.len().min(limit - rare_places));
        let mut rare: Vec<usize> =
            rest.iter().copied().filter(|n| pool[*n].found.score >= EXPLORATION_SCORE).collect();
        rare.sort_by_key(|n| (pool[*n].circumstances.appearances, pool[*n].key()));
        rare.truncate(rare_places);
        let filling = rest.iter().filter(|n| !rare.contains(n)).take(rare_places - rare.len());
        let chosen: Vec<(usize, bool)> = first
            .iter()
            .map(|n| (*n, false))
            .chain(rare.iter().map(|n| (*n, true)))
            .chain(filling.map(|n| (*n, false)))
            .collect();
        let mut pool: Vec<Option<AiMatch>> =
            pool.into_iter().map(|candidate| Some(candidate.found)).collect();
        let take = |(n, is_exploration): (usize, bool)| Some(AiMatch { is_exploration, ..pool[n].take()? });
        chosen.into_iter().filter_map(take).collect()
    }

    /// How alike two candidates are: half by their words, a quarter each by employer and by industry.
    fn likeness_of(&self, a: &Candidate, b: &Candidate) -> f64 {
        let same = |a: Option<u64>, b: Option<u64>| if a.is_some() && a == b { 0.25 } else { 0.0 };
        let words = self.about_cosine(a.number, b.number).map_or(0.0, |cosine| f64::from(cosine.max(0.0)));
        0.5 * words
            + same(a.circumstances.employer, b.circumstances.employer)
            + same(a.circumstances.leaf, b.circumstances.leaf)
    }
}

fn help(purpose: Purpose, mine: f64, theirs: f64) -> f64 {
    match purpose {
        Purpose::Mutual => harmonic(mine, theirs),
        Purpose::Mentorship => mine,
    }
}
