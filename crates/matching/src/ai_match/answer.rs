//! The best people for one asker, exactly as if everyone had been compared in full.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use model::id::UserId;

use super::blend::{Blend, Circumstances, free_time};
use super::calibration::fit;
use super::diversity;
use super::reciprocity::{STEPS, UNSTATED, floor, harmonic, steps};
use super::rows::Probe;
use super::space::{AiMatch, Purpose, Question, Space};

/// The best so many are considered for a list.
const POOL: usize = 50;
/// Three places of ten are for those who are rarely shown.
const EXPLORATION_PLACES: (usize, usize) = (3, 10);
/// From this score on somebody may be shown for being rarely shown.
const EXPLORATION_SCORE: f64 = 0.45;

/// How two people's words meet.
#[derive(Clone, Copy)]
struct Meeting {
    number: usize,
    /// H, by the purpose.
    help: f64,
    /// How alike the two are; none until it is worked out, which few need.
    likeness: Option<f64>,
    /// How high on the ladder the weaker direction stands.
    steps: usize,
}

impl Meeting {
    /// What the order goes by, of which the score is a part.
    fn standing(&self, score: f64) -> f64 {
        score + self.steps as f64
    }

    /// The most that the standing can be while nothing but the words is known.
    fn ceiling(&self) -> f64 {
        self.standing(Blend::ceiling(self.help, self.likeness.unwrap_or(1.0)))
    }
}

impl PartialEq for Meeting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Meeting {}
impl PartialOrd for Meeting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Meeting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ceiling().total_cmp(&other.ceiling()).then(other.number.cmp(&self.number))
    }
}

/// A candidate in full.
struct Candidate {
    number: usize,
    person: UserId,
    blend: Blend,
    circumstances: Circumstances,
    standing: f64,
}

impl Candidate {
    /// The better first: standing in millionths, then who appeared less, then the id.
    fn key(&self) -> (Reverse<i64>, u32, UserId) {
        (Reverse((self.standing * 1e6).round() as i64), self.circumstances.appearances, self.person)
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

/// The asker's own words, for comparing everyone's with them.
struct Glance<'a> {
    space: &'a Space,
    asker: usize,
    purpose: Purpose,
    offers: Vec<Probe>,
    /// How far everybody's best offer stands out with the asker's needs, by number.
    mine: Vec<f32>,
}

impl<'a> Glance<'a> {
    fn new(space: &'a Space, asker: usize, purpose: Purpose) -> Self {
        let me = &space.people[asker];
        let needs = space.seeks.probes(me.seeks());
        let mine = space.offers.most_outstanding(space.people.iter().map(|other| other.offers()), &needs);
        Self { space, asker, purpose, offers: space.offers.probes(me.offers()), mine }
    }

    /// Everybody else who offers something the asker's needs can be compared with, and passes.
    fn helpers(&self, passes: impl Fn(f32) -> bool) -> Vec<usize> {
        let helpers = self.mine.iter().enumerate();
        let helpers =
            helpers.filter(|(number, value)| **value > f32::MIN && *number != self.asker && passes(**value));
        helpers.map(|(number, _)| number).collect()
    }

    /// How these people and the asker meet.
    fn meetings(&self, helpers: &[usize]) -> Vec<Meeting> {
        let space = self.space;
        let seeks = helpers.iter().map(|number| space.people[*number].seeks());
        let theirs = match self.purpose {
            Purpose::Mutual => space.seeks.most_outstanding(seeks, &self.offers),
            Purpose::Mentorship => vec![f32::MIN; helpers.len()],
        };
        let pairs = helpers.iter().zip(theirs);
        pairs.map(|(number, value)| self.meeting(*number, (value > f32::MIN).then_some(value))).collect()
    }

    fn meeting(&self, number: usize, theirs: Option<f32>) -> Meeting {
        let space = self.space;
        let mine = space.help.rank(self.mine[number]);
        let theirs = theirs.map(|value| space.help.rank(value));
        Meeting {
            number,
            help: match self.purpose {
                Purpose::Mutual => harmonic(fit(mine), theirs.map_or(UNSTATED, fit)),
                Purpose::Mentorship => fit(mine),
            },
            likeness: None,
            steps: steps(theirs.map_or(mine, |theirs| mine.min(theirs))),
        }
    }
}

/// The best [`POOL`] of those who were asked about.
struct Pool<'a, F> {
    space: &'a Space,
    asker: usize,
    circumstances: F,
    best: BinaryHeap<Candidate>,
}

impl<F: FnMut(UserId) -> Option<Circumstances>> Pool<'_, F> {
    /// Asks about people in order of promise, until nobody who is left can be among the best.
    fn consider(&mut self, meetings: Vec<Meeting>) {
        let mut promising: BinaryHeap<Meeting> = meetings.into();
        while let Some(meeting) = promising.pop() {
            if self.is_beaten(meeting.ceiling()) {
                break;
            }
            let Some(likeness) = meeting.likeness else {
                let likeness = self.space.likeness(self.asker, meeting.number);
                let likeness = f64::from(likeness.unwrap_or(self.space.usual_likeness));
                promising.push(Meeting { likeness: Some(likeness), ..meeting });
                continue;
            };
            let person = self.space.people[meeting.number].id;
            let Some(circumstances) = (self.circumstances)(person) else { continue };
            let blend = Blend {
                help: meeting.help,
                about: likeness,
                match_score: circumstances.match_score,
                free_time: free_time(circumstances.common_half_hours),
            };
            let standing = meeting.standing(blend.score());
            self.best.push(Candidate { number: meeting.number, person, blend, circumstances, standing });
            if self.best.len() > POOL {
                self.best.pop();
            }
        }
    }

    /// Whether the pool is full of better ones. A millionth is a tie.
    fn is_beaten(&self, standing: f64) -> bool {
        let worst = self.best.peek().filter(|_| self.best.len() == POOL);
        worst.is_some_and(|worst| standing < worst.standing - 2e-6)
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
        circumstances: impl FnMut(UserId) -> Option<Circumstances>,
    ) -> Vec<AiMatch> {
        let Some(asker) = self.number(question.seeker) else { return Vec::new() };
        let glance = Glance::new(self, asker, question.purpose);
        let mut pool = Pool { space: self, asker, circumstances, best: BinaryHeap::with_capacity(POOL + 1) };
        // Nobody stands higher than their offers meet the asker's needs: going down the ladder step by step, few have to
        // be looked at from the other side.
        let (mut waiting, mut above) = (Vec::new(), f32::INFINITY);
        for step in (0..=STEPS).rev() {
            let bound = self.help.below(floor(step));
            waiting.extend(glance.meetings(&glance.helpers(|value| bound <= value && value < above)));
            let (here, below) = waiting.into_iter().partition(|meeting| meeting.steps == step);
            pool.consider(here);
            if pool.is_beaten(step as f64) {
                break;
            }
            (waiting, above) = (below, bound);
        }
        self.select(pool.best.into_sorted_vec(), asker, question)
    }

    /// A place on the list, with the reasons.
    fn found(&self, candidate: &Candidate, asker: usize, purpose: Purpose, is_exploration: bool) -> AiMatch {
        let (me, other) = (&self.people[asker], &self.people[candidate.number]);
        let i_can_give = if purpose == Purpose::Mutual { self.quote(other, me) } else { None };
        AiMatch {
            person: candidate.person,
            score: candidate.blend.score(),
            blend: candidate.blend,
            i_can_get: self.quote(me, other).filter(|pair| pair.is_telling),
            i_can_give: i_can_give.filter(|pair| pair.is_telling),
            is_exploration,
        }
    }

    /// Picks the list out of the best: most places by score and variety, the last for those who are rarely shown.
    fn select(&self, pool: Vec<Candidate>, asker: usize, question: &Question) -> Vec<AiMatch> {
        let limit = question.limit;
        let rare_places = limit * EXPLORATION_PLACES.0 / EXPLORATION_PLACES.1;
        let order = diversity::order(
            pool.len(),
            pool.len(),
            |n| pool[n].standing,
            |a, b| self.likeness_of(&pool[a], &pool[b]),
        );
        let (first, rest) = order.split_at(order.len().min(limit - rare_places));
        let mut rare: Vec<usize> =
            rest.iter().copied().filter(|n| pool[*n].blend.score() >= EXPLORATION_SCORE).collect();
        rare.sort_by_key(|n| (pool[*n].circumstances.appearances, pool[*n].key()));
        rare.truncate(rare_places);
        let filling = rest.iter().filter(|n| !rare.contains(n)).take(rare_places - rare.len());
        let chosen = first
            .iter()
            .map(|n| (*n, false))
            .chain(rare.iter().map(|n| (*n, true)))
            .chain(filling.map(|n| (*n, false)));
        chosen.map(|(n, is_rare)| self.found(&pool[n], asker, question.purpose, is_rare)).collect()
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
