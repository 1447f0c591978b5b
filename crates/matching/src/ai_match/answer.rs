//! The best people for one asker, exactly as if everyone had been compared in full.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::ops::Range;

use model::id::UserId;

use super::blend::{Blend, Circumstances, free_time};
use super::calibration::fit;
use super::diversity;
use super::reciprocity::{FLOOR, UNSTATED, harmonic};
use super::rows::{Probe, Rows};
use super::space::{AiMatch, Purpose, Question, Space};

/// The best so many are considered for a list.
const POOL: usize = 50;
/// Three places of ten are for those who are rarely shown.
const EXPLORATION_PLACES: (usize, usize) = (3, 10);
/// From this score on somebody may be shown for being rarely shown.
const EXPLORATION_SCORE: f64 = 0.45;

/// Added to the score of those who have something to give in both directions, so that they come first.
const ABOVE_FLOOR: f64 = 1.0;

/// How two people's words meet, or the most that they can.
#[derive(Clone, Copy)]
struct Meeting {
    /// The rank of the best offer to the asker.
    mine: f64,
    /// The rank of the best offer to the other; none where none is stated, or asked for.
    theirs: Option<f64>,
    likeness: f64,
}

impl Meeting {
    fn help(&self, purpose: Purpose) -> f64 {
        match purpose {
            Purpose::Mutual => harmonic(fit(self.mine), self.theirs.map_or(UNSTATED, fit)),
            Purpose::Mentorship => fit(self.mine),
        }
    }

    /// What is added to the score for the order alone.
    fn bonus(&self) -> f64 {
        let is_above = self.mine >= FLOOR && self.theirs.is_none_or(|rank| rank >= FLOOR);
        if is_above { ABOVE_FLOOR } else { 0.0 }
    }
}

/// A candidate in full.
struct Candidate {
    number: usize,
    found: AiMatch,
    circumstances: Circumstances,
    /// The score with the bonus of those who give in both directions.
    standing: f64,
}

impl Candidate {
    /// The better first: standing in millionths, then who appeared less, then the id.
    fn key(&self) -> (Reverse<i64>, u32, UserId) {
        (Reverse((self.standing * 1e6).round() as i64), self.circumstances.appearances, self.found.person)
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

/// Somebody who was compared coarsely: no standing of theirs is higher than this.
#[derive(Clone, Copy)]
struct Glimpse {
    ceiling: f32,
    number: u32,
    /// Whether their side was looked at too; before, it is taken for the best that there is.
    is_of_both: bool,
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

/// The asker's own words, for comparing everyone's with them.
struct Glance<'a> {
    space: &'a Space,
    asker: usize,
    purpose: Purpose,
    needs: Vec<Probe>,
    offers: Vec<Probe>,
    about: Vec<Probe>,
}

impl<'a> Glance<'a> {
    fn new(space: &'a Space, asker: usize, purpose: Purpose) -> Self {
        let person = &space.people[asker];
        let probes = |rows: &Rows, range: &Range<usize>| -> Vec<Probe> {
            range.clone().filter_map(|row| rows.probe(row)).collect()
        };
        let needs = probes(&space.seeks, &person.seeks);
        let offers = probes(&space.offers, &person.offers);
        Self { space, asker, purpose, needs, offers, about: probes(&space.about, &person.about) }
    }

    /// Everyone but the asker with the most that their standing can be, by the asker's side alone.
    fn at_everyone(&self) -> BinaryHeap<Glimpse> {
        if self.needs.is_empty() {
            return BinaryHeap::new();
        }
        let helpers = self.space.people.iter().enumerate();
        let helpers = helpers.filter(|(number, other)| *number != self.asker && !other.offers.is_empty());
        helpers.map(|(number, _)| self.at(number, false)).collect::<Vec<_>>().into()
    }

    /// One of them by both sides.
    fn at_both_sides(&self, number: usize) -> Glimpse {
        self.at(number, true)
    }

    fn at(&self, number: usize, is_of_both: bool) -> Glimpse {
        let (space, other) = (self.space, &self.space.people[number]);
        let asks_back = self.purpose == Purpose::Mutual && !other.seeks.is_empty() && !self.offers.is_empty();
        let theirs = || {
            if is_of_both {
                space.help.rank(space.seeks.most_outstanding(other.seeks.clone(), &self.offers))
            } else {
                1.0
            }
        };
        let meeting = Meeting {
            mine: space.help.rank(space.offers.most_outstanding(other.offers.clone(), &self.needs)),
            theirs: asks_back.then(theirs),
            likeness: match (other.about.clone().next(), self.about.first()) {
                (Some(row), Some(probe)) => f64::from(space.about.ceiling(row, probe).max(0.0)),
                _ => f64::from(space.usual_likeness),
            },
        };
        let ceiling = Blend::ceiling(meeting.help(self.purpose), meeting.likeness) + meeting.bonus();
        Glimpse { ceiling: ceiling as f32, number: number as u32, is_of_both: is_of_both || !asks_back }
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
        let glance = Glance::new(self, asker, question.purpose);
        let mut promising = glance.at_everyone();
        let mut pool: BinaryHeap<Candidate> = BinaryHeap::with_capacity(POOL + 1);
        while let Some(glimpse) = promising.pop() {
            let is_beaten = |ceiling: f64| {
                let worst = pool.peek().filter(|_| pool.len() == POOL);
                worst.is_some_and(|worst| ceiling < worst.standing - 2e-6)
            };
            if is_beaten(glimpse.ceiling.into()) {
                break;
            }
            let number = glimpse.number as usize;
            if !glimpse.is_of_both {
                promising.push(glance.at_both_sides(number));
                continue;
            }
            let Some(circumstances) = circumstances(self.people[number].id) else { continue };
            if is_beaten(f64::from(glimpse.ceiling) - Blend::unused(&circumstances)) {
                continue;
            }
            pool.extend(self.candidate(asker, number, question.purpose, circumstances));
            if pool.len() > POOL {
                pool.pop();
            }
        }
        self.select(pool.into_sorted_vec(), question.limit)
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
        let i_can_give = if purpose == Purpose::Mutual { self.quote(other, me) } else { None };
        let likeness = self.likeness(asker, number).unwrap_or(self.usual_likeness);
        let meeting = Meeting {
            mine: i_can_get.rank,
            theirs: i_can_give.as_ref().map(|pair| pair.rank),
            likeness: f64::from(likeness),
        };
        let blend = Blend {
            help: meeting.help(purpose),
            about: meeting.likeness,
            match_score: circumstances.match_score,
            free_time: free_time(circumstances.common_half_hours),
        };
        let found = AiMatch {
            person: other.id,
            score: blend.score(),
            blend,
            i_can_get: Some(i_can_get).filter(|pair| pair.is_telling),
            i_can_give: i_can_give.filter(|pair| pair.is_telling),
            is_exploration: false,
        };
        Some(Candidate { number, standing: found.score + meeting.bonus(), found, circumstances })
    }

    /// Picks the list out of the best: most places by score and variety, the last for those who are rarely shown.
    fn select(&self, pool: Vec<Candidate>, limit: usize) -> Vec<AiMatch> {
        let rare_places = limit * EXPLORATION_PLACES.0 / EXPLORATION_PLACES.1;
        let order = diversity::order(
            pool.len(),
            pool.len(),
            |n| pool[n].standing,
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
        let words = self.likeness(a.number, b.number).map_or(0.0, f64::from);
        0.5 * words
            + same(a.circumstances.employer, b.circumstances.employer)
            + same(a.circumstances.leaf, b.circumstances.leaf)
    }
}
