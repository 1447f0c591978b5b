//! Opens shelves of people, the most promising first, until no closed one could hold anybody who would be placed.

use crate::population::{Entry, Key, Orders};

use super::Search;
use super::field::{Field, RINGS};

/// Finding a spot on a shelf takes as long as passing so many people there.
const LOOK_UP_COST: usize = 20;
/// Looking at somebody who was not met on a shelf takes as long as passing so many who were.
const GLANCE_COST: usize = 10;
/// People are counted at so many spots at most, to find out whether looking at all of them takes less.
const COUNTED_SPOTS: usize = 64;

/// What is open and what is closed of some people.
struct Closed<'a> {
    orders: &'a Orders,
    field: &'a Field,
    /// By level: the ring that is opened next.
    next_rings: Vec<u8>,
    /// By ring: everybody there was looked at, whatever their shelf.
    is_done: [bool; RINGS],
    /// By shelf that was passed along: where the runs of each ring begin.
    passed: Vec<(Key, [Vec<u32>; RINGS])>,
}

impl Search<'_> {
    /// Opens what may hold somebody; `false` when the search is to be given up.
    pub(super) fn search_shelves(&mut self, orders: &Orders, field: &Field) -> bool {
        let mut closed = Closed {
            orders,
            field,
            next_rings: vec![0; field.levels.len()],
            is_done: [false; RINGS],
            passed: Vec::new(),
        };
        while let Some((bound, level)) = self.most_promising(&closed) {
            if bound < self.floor() {
                break;
            }
            self.open(&mut closed, level);
            closed.next_rings[level] += 1;
            if self.walk.is_too_much() {
                return false;
            }
        }
        true
    }

    /// The level whose next ring may hold the best, and how good these can be; none when everything is open.
    fn most_promising(&self, closed: &Closed<'_>) -> Option<(f32, usize)> {
        let [industry, proximity, mutual, activity] = self.weights;
        let beside = mutual * self.walk.bound_of_others() + activity;
        let mut best = None;
        for (number, (level, ring)) in closed.field.levels.iter().zip(&closed.next_rings).enumerate() {
            let Some(ring) = closed.field.rings.get(usize::from(*ring)) else { continue };
            let bound = industry * level.part + proximity * ring.bound + beside;
            if best.is_none_or(|(most, _)| bound > most) {
                best = Some((bound, number));
            }
        }
        best
    }

    /// Opens the shelves of a level at the spots of its next ring, in the way that takes least.
    fn open(&mut self, closed: &mut Closed<'_>, level: usize) {
        let ring = usize::from(closed.next_rings[level]);
        let (level, spots) = (&closed.field.levels[level], &closed.field.rings[ring].spots);
        if closed.is_done[ring] || spots.is_empty() {
            return;
        }
        let by_look_up = level.keys.len() * spots.len() * LOOK_UP_COST;
        if spots.len() <= COUNTED_SPOTS {
            let people: usize = spots.iter().map(|spot| closed.orders.people(*spot).len()).sum();
            if people * GLANCE_COST < by_look_up {
                self.open_ring(closed, ring);
                closed.is_done[ring] = true;
                return;
            }
        }
        let part = self.weights[0] * level.part;
        for key in &level.keys {
            let shelf = closed.orders.shelves.of(*key);
            if spots.len() * LOOK_UP_COST < shelf.len() {
                self.open_spots(*key, part, spots, closed.orders);
            } else if !shelf.is_empty() {
                self.open_passed(closed, *key, part, ring);
            }
        }
    }

    /// Looks at everybody at the spots of a ring who was not met there on a shelf.
    fn open_ring(&mut self, closed: &Closed<'_>, ring: usize) {
        for spot in &closed.field.rings[ring].spots {
            for person in closed.orders.people(*spot) {
                self.work.met += 1;
                if self.walk.is_close(*person) || !(self.wants_best || self.wishes_for(*person)) {
                    continue;
                }
                let (_, key) = self.view.best_shelf(*person);
                let level = closed.field.level_of(key);
                let is_met = level.is_none_or(|level| usize::from(closed.next_rings[level]) > ring);
                if !is_met {
                    let bound = self.glance(*person);
                    self.consider(*person, bound);
                }
            }
        }
    }

    /// Opens a shelf at some spots.
    fn open_spots(&mut self, key: Key, part: f32, spots: &[u32], orders: &Orders) {
        for spot in spots {
            let before_mutual = part + self.weights[1] * self.bounds[*spot as usize];
            if self.may_matter(before_mutual, 1.0) {
                let run = &orders.shelves.of(key)[orders.shelves.at_spot(key, *spot)..];
                self.open_run(key, *spot, run, before_mutual);
            }
        }
    }

    /// Opens a shelf at the spots of a ring, passing along the whole shelf the first time.
    fn open_passed(&mut self, closed: &mut Closed<'_>, key: Key, part: f32, ring: usize) {
        let shelf = closed.orders.shelves.of(key);
        let at = closed.passed.iter().position(|(passed, _)| *passed == key).unwrap_or_else(|| {
            closed.passed.push((key, self.pass_along(closed.field, shelf, part)));
            closed.passed.len() - 1
        });
        for start in std::mem::take(&mut closed.passed[at].1[ring]) {
            let run = &shelf[start as usize..];
            let spot = run[0].spot();
            self.open_run(key, spot, run, part + self.weights[1] * self.bounds[spot as usize]);
        }
    }

    /// Where the runs of each ring begin that may matter.
    fn pass_along(&self, field: &Field, shelf: &[Entry], part: f32) -> [Vec<u32>; RINGS] {
        let mut starts: [Vec<u32>; RINGS] = Default::default();
        let mut spot = u32::MAX;
        for (start, entry) in shelf.iter().enumerate() {
            if entry.spot() == spot {
                continue;
            }
            spot = entry.spot();
            let before_mutual = part + self.weights[1] * self.bounds[spot as usize];
            if self.may_matter(before_mutual, entry.activity_bound()) {
                starts[field.ring_of(spot)].push(start as u32);
            }
        }
        starts
    }

    /// Meets the people of one shelf and spot, the most active first; if there are any, they stand at the beginning.
    fn open_run(&mut self, key: Key, spot: u32, run: &[Entry], before_mutual: f32) {
        for entry in run {
            if entry.spot() != spot || !self.may_matter(before_mutual, entry.activity_bound()) {
                return;
            }
            self.meet(key, *entry, before_mutual);
        }
    }

    #[inline]
    fn may_matter(&self, before_mutual: f32, activity: f32) -> bool {
        let [_, _, mutual_weight, activity_weight] = self.weights;
        let bound = before_mutual + mutual_weight * self.walk.bound_of_others() + activity_weight * activity;
        bound >= self.floor()
    }

    fn meet(&mut self, key: Key, entry: Entry, before_mutual: f32) {
        self.work.met += 1;
        let person = entry.person();
        if self.walk.is_close(person) {
            return;
        }
        let [_, _, mutual_weight, activity_weight] = self.weights;
        let bound = before_mutual
            + mutual_weight * self.walk.mutual_bound(person)
            + activity_weight * entry.activity_bound();
        // Who stands on several shelves is met on the best of them alone.
        if bound >= self.floor() && self.view.best_shelf(person).1 == key {
            self.consider(person, bound);
        }
    }
}
