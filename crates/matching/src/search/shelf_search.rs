//! Opens shelves of people, the most promising first, until no closed one could hold anybody who would be placed.

use crate::population::{Entry, Key, Orders};

use super::{NOWHERE, Search};

/// Spots nearer than each of these proximities are a ring of their own: 50, 100, 175, 500 and 1000 km.
const RINGS: [f32; 6] = [0.857, 0.667, 0.5, 0.24, 0.133, -1.0];
/// Finding a spot on a shelf takes as long as passing so many people there.
const LOOK_UP_COST: usize = 20;
/// Looking at somebody who was not met on a shelf takes as long as passing so many who were.
const GLANCE_COST: usize = 6;

/// Shelves whose people have the same industry part.
struct Level {
    part: f32,
    keys: Vec<Key>,
    people: usize,
    next_ring: usize,
}

/// Spots about equally near.
#[derive(Default)]
struct Ring {
    spots: Vec<u32>,
    bound: f32,
    people: usize,
    /// Everybody here was looked at, whatever their shelf.
    is_done: bool,
}

/// What is still closed.
struct Closed<'a> {
    orders: &'a Orders,
    levels: Vec<Level>,
    /// By shelf: number among the levels.
    level_of: Vec<u16>,
    rings: Vec<Ring>,
    ring_of: Vec<u8>,
}

impl Search<'_> {
    /// Opens what may hold somebody; `false` when the search is to be given up.
    pub(super) fn search_shelves(&mut self, orders: &Orders) -> bool {
        let mut closed = self.closed(orders);
        let [industry, proximity, mutual, activity] = self.weights;
        let beside = mutual * self.walk.bound_of_others() + activity;
        loop {
            let bound_of = |level: &Level| {
                let ring = closed.rings.get(level.next_ring)?;
                Some(industry * level.part + proximity * ring.bound + beside)
            };
            let bounds = closed.levels.iter().map(bound_of).enumerate();
            let promising = bounds.filter_map(|(at, bound)| Some((bound?, at)));
            let Some((bound, level)) = promising.max_by(|a, b| a.0.total_cmp(&b.0)) else { return true };
            if bound < self.floor() {
                return true;
            }
            self.open(&mut closed, level);
            closed.levels[level].next_ring += 1;
            if self.walk.is_too_much() {
                return false;
            }
        }
    }

    /// Opens the shelves of a level at the spots of its next ring, in the way that takes least.
    fn open(&mut self, closed: &mut Closed<'_>, level: usize) {
        let Level { part, keys, people, next_ring } = &closed.levels[level];
        let ring = &closed.rings[*next_ring];
        if ring.is_done || ring.spots.is_empty() {
            return;
        }
        let part = self.weights[0] * part;
        let by_look_up = keys.len() * ring.spots.len() * LOOK_UP_COST;
        if ring.people * GLANCE_COST < by_look_up.min(*people) {
            let ring = *next_ring;
            self.open_ring(closed, ring);
            closed.rings[ring].is_done = true;
            return;
        }
        for key in keys {
            let shelf = closed.orders.shelves.of(*key);
            if ring.spots.len() * LOOK_UP_COST < shelf.len() {
                self.open_spots(*key, part, &ring.spots, closed.orders);
            } else {
                self.open_shelf(*key, part, |spot| closed.ring_of[spot as usize] == *next_ring as u8, shelf);
            }
        }
    }

    /// Looks at everybody at the spots of a ring who was not met there on a shelf.
    fn open_ring(&mut self, closed: &Closed<'_>, ring: usize) {
        for spot in &closed.rings[ring].spots {
            for person in closed.orders.people(*spot) {
                self.work.met += 1;
                let (_, key) = self.view.best_shelf(*person);
                let level = usize::from(closed.level_of[key.index()]);
                let is_met = closed.levels.get(level).is_none_or(|level| level.next_ring > ring);
                if !is_met && !self.walk.is_close(*person) {
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
                self.open_run(key, &orders.shelves.of(key)[orders.shelves.at_spot(key, *spot)], before_mutual);
            }
        }
    }

    /// Opens a shelf wherever the spot is wanted.
    fn open_shelf(&mut self, key: Key, part: f32, is_wanted: impl Fn(u32) -> bool, shelf: &[Entry]) {
        for run in shelf.chunk_by(|a, b| a.spot() == b.spot()) {
            let spot = run[0].spot();
            if is_wanted(spot) {
                let before_mutual = part + self.weights[1] * self.bounds[spot as usize];
                self.open_run(key, run, before_mutual);
            }
        }
    }

    /// Meets the people of one shelf and spot, the most active first.
    fn open_run(&mut self, key: Key, run: &[Entry], before_mutual: f32) {
        for entry in run {
            if !self.may_matter(before_mutual, entry.activity_bound()) {
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

    fn closed<'o>(&self, orders: &'o Orders) -> Closed<'o> {
        let levels = self.levels(orders);
        let mut level_of = vec![u16::MAX; Key::all(self.view.population.tree.all().len()).count()];
        for (number, level) in levels.iter().enumerate() {
            level.keys.iter().for_each(|key| level_of[key.index()] = number as u16);
        }
        let (rings, ring_of) = self.rings(orders);
        Closed { orders, levels, level_of, rings, ring_of }
    }

    /// The spots where somebody is, by ring, and the ring of each spot.
    fn rings(&self, orders: &Orders) -> (Vec<Ring>, Vec<u8>) {
        let mut rings: Vec<Ring> = RINGS.iter().map(|_| Ring::default()).collect();
        let mut ring_of = vec![u8::MAX; self.bounds.len()];
        for (spot, bound) in self.bounds.iter().enumerate().filter(|(_, bound)| **bound > NOWHERE) {
            let people = orders.people(spot as u32).len();
            if people == 0 {
                continue;
            }
            let number = RINGS.iter().position(|inner| bound >= inner).unwrap_or(RINGS.len() - 1);
            ring_of[spot] = number as u8;
            let ring = &mut rings[number];
            ring.spots.push(spot as u32);
            ring.people += people;
            ring.bound = ring.bound.max(*bound);
        }
        // A ring without spots must not hide those behind it.
        for outer in (1..rings.len()).rev() {
            rings[outer - 1].bound = rings[outer - 1].bound.max(rings[outer].bound);
        }
        (rings, ring_of)
    }

    /// The shelves where somebody stands who may pass, those of one industry part together.
    fn levels(&self, orders: &Orders) -> Vec<Level> {
        let all = Key::all(self.view.population.tree.all().len());
        let filled = all.filter(|key| !orders.shelves.of(*key).is_empty() && self.view.may_pass_shelf(*key));
        let mut keys: Vec<(f32, Key)> = filled.map(|key| (self.view.industry_part(key) as f32, key)).collect();
        keys.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let levels = keys.chunk_by(|a, b| a.0.to_bits() == b.0.to_bits());
        levels
            .map(|level| Level {
                part: level[0].0,
                keys: level.iter().map(|(_, key)| *key).collect(),
                people: level.iter().map(|(_, key)| orders.shelves.of(*key).len()).sum(),
                next_ring: 0,
            })
            .collect()
    }
}
