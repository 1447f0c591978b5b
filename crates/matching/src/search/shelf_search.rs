//! Opens shelves of people, the most promising first, until no closed one could hold anybody who would be placed.

use crate::population::{Key, Orders, Run};

use super::Search;
use super::field::{Field, RINGS};

/// Finding a spot on a shelf takes as long as passing so many spots there.
const LOOK_UP_COST: usize = 60;
/// Counting who is active enough at a spot takes as long as passing so many spots, and looking at one of them.
const COUNT_COST: usize = 12;
const GLANCE_COST: usize = 8;

/// When many more were met than these and than have anything in common with the looker, looking at all of the latter
/// takes less than to go on.
const WIDEN_AFTER: usize = 4_000;

/// What is open and what is closed of some people.
struct Closed<'a> {
    orders: &'a Orders,
    field: &'a Field,
    /// By level: the ring that is opened next.
    next_rings: Vec<u8>,
    /// By ring: everybody there was looked at, whatever their shelf.
    is_done: [bool; RINGS],
}

impl Search<'_> {
    /// Opens what may hold somebody.
    pub(super) fn search_shelves(&mut self, orders: &Orders, field: &Field) {
        let mut closed =
            Closed { orders, field, next_rings: vec![0; field.levels.len()], is_done: [false; RINGS] };
        self.met_before = self.work.met;
        while let Some((bound, level)) = self.most_promising(&closed) {
            if bound < self.floor() {
                break;
            }
            self.open(&mut closed, level);
            closed.next_rings[level] += 1;
        }
    }

    /// When much was met, looks at everybody who has anything in common with the looker: from then on only those matter
    /// on the shelves who would with nothing in common.
    fn widen_if_much_was_met(&mut self) {
        let left = self.walk.left_for_shelves();
        if left > 0 && self.work.met - self.met_before > WIDEN_AFTER + 4 * left {
            self.walk.widen();
            self.consider_each(&self.walk.close_people());
        }
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
        let part = self.weights[0] * level.part;
        let cost = |key: &Key| closed.orders.shelves.of(*key).spots().min(spots.len() * LOOK_UP_COST);
        if self.takes_less_by_spot(closed, part, ring, level.keys.iter().map(cost).sum()) {
            self.open_ring(closed, part, ring);
            self.widen_if_much_was_met();
            closed.is_done[ring] = true;
            return;
        }
        for key in &level.keys {
            let shelf = closed.orders.shelves.of(*key);
            if spots.len() * LOOK_UP_COST < shelf.spots() {
                self.open_spots(*key, part, spots, closed.orders);
            } else if !shelf.is_empty() {
                self.open_passing(*key, part, ring, closed);
            }
            self.widen_if_much_was_met();
        }
    }

    /// Whether looking at everybody who is active enough at the spots of a ring, whatever their shelf, costs less.
    fn takes_less_by_spot(&self, closed: &Closed<'_>, part: f32, ring: usize, cost: usize) -> bool {
        let spots = &closed.field.rings[ring].spots;
        let Some(left) = cost.checked_sub(spots.len() * COUNT_COST) else { return false };
        let counted = spots.iter().try_fold(left / GLANCE_COST, |most, spot| {
            let before_mutual = part + self.weights[1] * self.bounds[*spot as usize];
            let people = closed.orders.people(*spot);
            most.checked_sub(people.active_people(self.least_activity(before_mutual)))
        });
        counted.is_some()
    }

    /// Looks at everybody at the spots of a ring who was not met there on a shelf: on those that are closed nobody's work
    /// is closer than the part.
    fn open_ring(&mut self, closed: &Closed<'_>, part: f32, ring: usize) {
        for spot in &closed.field.rings[ring].spots {
            let before_mutual = part + self.weights[1] * self.bounds[*spot as usize];
            for (person, activity) in closed.orders.people(*spot).people() {
                if !self.may_matter(before_mutual, activity) {
                    break;
                }
                self.work.met += 1;
                let mutual = self.weights[2] * self.walk.mutual_bound(person);
                let bound = before_mutual + mutual + self.weights[3] * activity;
                if bound >= self.floor() && !self.walk.is_close(person) {
                    self.meet_unless_met(closed, ring, person);
                }
            }
        }
    }

    fn meet_unless_met(&mut self, closed: &Closed<'_>, ring: usize, person: u32) {
        let (_, key) = self.view.best_shelf(person);
        let level = closed.field.level_of(key);
        let is_met = level.is_none_or(|level| usize::from(closed.next_rings[level]) > ring);
        if !is_met {
            let bound = self.glance(person);
            self.consider(person, bound);
        }
    }

    /// Opens a shelf at some spots.
    fn open_spots(&mut self, key: Key, part: f32, spots: &[u32], orders: &Orders) {
        self.work.passed += spots.len();
        for spot in spots {
            let before_mutual = part + self.weights[1] * self.bounds[*spot as usize];
            if self.may_matter(before_mutual, 1.0)
                && let Some(run) = orders.shelves.of(key).at_spot(*spot)
            {
                self.open_run(key, run, before_mutual);
            }
        }
    }

    /// Opens a shelf at the spots of a ring, passing along the whole shelf.
    fn open_passing(&mut self, key: Key, part: f32, ring: usize, closed: &Closed<'_>) {
        let shelf = closed.orders.shelves.of(key);
        self.work.passed += shelf.spots();
        let nearest = part + self.weights[1] * closed.field.rings[ring].bound;
        for (number, spot, activity) in shelf.spots_with(self.least_activity(nearest)) {
            let before_mutual = part + self.weights[1] * self.bounds[spot as usize];
            if closed.field.ring_of(spot) == ring && self.may_matter(before_mutual, activity) {
                self.open_run(key, shelf.run(number), before_mutual);
            }
        }
    }

    /// Meets the people of one shelf and spot, the most active first.
    fn open_run(&mut self, key: Key, run: Run<'_>, before_mutual: f32) {
        for (person, activity) in run.people() {
            if !self.may_matter(before_mutual, activity) {
                return;
            }
            self.meet(key, person, before_mutual, activity);
        }
    }

    #[inline]
    fn may_matter(&self, before_mutual: f32, activity: f32) -> bool {
        let [_, _, mutual_weight, activity_weight] = self.weights;
        let bound = before_mutual + mutual_weight * self.walk.bound_of_others() + activity_weight * activity;
        bound >= self.floor()
    }

    /// Somebody less active does not matter, whatever they have in common.
    fn least_activity(&self, before_mutual: f32) -> f32 {
        let [_, _, mutual_weight, activity_weight] = self.weights;
        let missing = self.floor() - before_mutual - mutual_weight * self.walk.bound_of_others();
        if activity_weight > 0.0 { missing / activity_weight } else { missing.signum() * 2.0 }
    }

    fn meet(&mut self, key: Key, person: u32, before_mutual: f32, activity: f32) {
        self.work.met += 1;
        if self.walk.is_close(person) {
            return;
        }
        let [_, _, mutual_weight, activity_weight] = self.weights;
        let bound =
            before_mutual + mutual_weight * self.walk.mutual_bound(person) + activity_weight * activity;
        // Who stands on several shelves is met on the best of them alone.
        if bound >= self.floor() && self.view.best_shelf(person).1 == key {
            self.consider(person, bound);
        }
    }
}
