//! Opens shelves of people, the most promising first, until no closed one could hold anybody who would be placed.

use crate::population::{Entry, Key};

use super::{NOWHERE, Search};

/// Spots nearer than each of these proximities are a ring of their own: 50, 100, 175, 500 and 1000 km.
const RINGS: [f32; 6] = [0.857, 0.667, 0.5, 0.24, 0.133, -1.0];
/// Finding a spot on a shelf takes as long as passing so many people.
const LOOK_UP_COST: usize = 24;

/// Shelves whose people have the same industry part.
struct Level {
    part: f32,
    keys: Vec<Key>,
    next_ring: usize,
}

/// Spots about equally near.
#[derive(Default)]
struct Ring {
    spots: Vec<u32>,
    bound: f32,
}

impl Search<'_> {
    /// Opens what may hold somebody; `false` when the search is to be given up.
    pub(super) fn search_shelves(&mut self) -> bool {
        let (rings, ring_of) = self.rings();
        let mut levels = self.levels();
        let [industry, proximity, mutual, activity] = self.weights;
        let beside = mutual * self.walk.bound_of_others() + activity;
        loop {
            let bound_of = |level: &Level| {
                rings.get(level.next_ring).map(|ring| industry * level.part + proximity * ring.bound + beside)
            };
            let bounds = levels.iter().map(bound_of).enumerate();
            let promising = bounds.filter_map(|(at, bound)| Some((bound?, at))).max_by(|a, b| a.0.total_cmp(&b.0));
            let Some((bound, at)) = promising else { return true };
            if bound < self.floor() {
                return true;
            }
            let ring = levels[at].next_ring;
            levels[at].next_ring += 1;
            for key in std::mem::take(&mut levels[at].keys) {
                self.open(key, levels[at].part, &rings[ring].spots, ring as u8, &ring_of);
                levels[at].keys.push(key);
                if self.walk.is_too_much() {
                    return false;
                }
            }
        }
    }

    /// Opens one shelf at the spots of one ring.
    fn open(&mut self, key: Key, part: f32, spots: &[u32], ring: u8, ring_of: &[u8]) {
        let population = self.view.population;
        let shelf = population.shelves.of(key);
        let part = self.weights[0] * part;
        if spots.len() * LOOK_UP_COST < shelf.len() {
            for spot in spots {
                let before_mutual = part + self.weights[1] * self.bounds[*spot as usize];
                if self.may_matter(before_mutual, 1.0) {
                    self.open_run(key, &shelf[population.shelves.at_spot(key, *spot)], before_mutual);
                }
            }
            return;
        }
        for run in shelf.chunk_by(|a, b| a.spot() == b.spot()) {
            let spot = run[0].spot() as usize;
            if ring_of[spot] == ring {
                let before_mutual = part + self.weights[1] * self.bounds[spot];
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
        let may_be_placed = self.wants_best && bound >= self.best_floor
            || bound >= self.rare_floor && self.wishes_for(person);
        // Who stands on several shelves is met on the best of them alone.
        if may_be_placed && self.view.best_shelf(person).1 == key {
            self.consider(person, bound);
        }
    }

    /// The spots where somebody is, by ring, and the ring of each spot.
    fn rings(&self) -> (Vec<Ring>, Vec<u8>) {
        let mut rings: Vec<Ring> = RINGS.iter().map(|_| Ring::default()).collect();
        let mut ring_of = vec![u8::MAX; self.bounds.len()];
        for (spot, bound) in self.bounds.iter().enumerate().filter(|(_, bound)| **bound > NOWHERE) {
            if self.view.population.spots.people(spot as u32).is_empty() {
                continue;
            }
            let ring = RINGS.iter().position(|inner| bound >= inner).unwrap_or(RINGS.len() - 1);
            ring_of[spot] = ring as u8;
            rings[ring].spots.push(spot as u32);
            rings[ring].bound = rings[ring].bound.max(*bound);
        }
        // A ring without spots must not hide those behind it.
        for inner in (1..rings.len()).rev() {
            rings[inner - 1].bound = rings[inner - 1].bound.max(rings[inner].bound);
        }
        (rings, ring_of)
    }

    /// The shelves where somebody stands who may pass, those of one industry part together.
    fn levels(&self) -> Vec<Level> {
        let population = self.view.population;
        let all = Key::all(population.tree.all().len());
        let filled = all.filter(|key| !population.shelves.of(*key).is_empty() && self.view.may_pass_shelf(*key));
        let mut keys: Vec<(f32, Key)> = filled.map(|key| (self.view.industry_part(key) as f32, key)).collect();
        keys.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let levels = keys.chunk_by(|a, b| a.0.to_bits() == b.0.to_bits());
        levels
            .map(|level| Level {
                part: level[0].0,
                keys: level.iter().map(|(_, key)| *key).collect(),
                next_ring: 0,
            })
            .collect()
    }
}
