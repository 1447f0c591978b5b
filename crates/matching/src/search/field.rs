//! How the community lies around a looker: which spots are how near, which shelves how close in work.

use crate::population::{Key, Population};

use super::NOWHERE;
use super::view::View;

/// Spots nearer than each of these proximities are a ring of their own: 50, 100, 175, 500 and 1000 km.
const INNER: [f32; RINGS - 1] = [0.857, 0.667, 0.5, 0.24, 0.133];
/// How many rings there are.
pub const RINGS: usize = 6;

/// Shelves whose people have the same industry part.
pub struct Level {
    pub part: f32,
    pub keys: Vec<Key>,
}

/// Spots about equally near.
#[derive(Default)]
pub struct Ring {
    pub spots: Vec<u32>,
    /// At least the proximity of everybody here and further out.
    pub bound: f32,
}

/// Levels by part, the closest first, and rings, the nearest first.
pub struct Field {
    pub levels: Vec<Level>,
    level_of: Vec<u16>,
    pub rings: [Ring; RINGS],
    ring_of: Vec<u8>,
}

impl Field {
    /// The field of a looker, by the bounds of proximity of all spots.
    pub fn new(view: &View<'_>, bounds: &[f32]) -> Self {
        let levels = levels(view);
        let mut level_of = vec![u16::MAX; Key::all(view.population.tree.all().len()).count()];
        for (number, level) in levels.iter().enumerate() {
            level.keys.iter().for_each(|key| level_of[key.index()] = number as u16);
        }
        let (rings, ring_of) = rings(view.population, bounds);
        Self { levels, level_of, rings, ring_of }
    }

    /// The level of a shelf; none when nobody there may pass the filter.
    #[inline]
    pub fn level_of(&self, key: Key) -> Option<usize> {
        let level = self.level_of[key.index()];
        (level != u16::MAX).then_some(usize::from(level))
    }

    /// The ring of a spot.
    #[inline]
    pub fn ring_of(&self, spot: u32) -> usize {
        self.ring_of[spot as usize].into()
    }
}

fn rings(population: &Population, bounds: &[f32]) -> ([Ring; RINGS], Vec<u8>) {
    let mut rings: [Ring; RINGS] = Default::default();
    let ring_of: Vec<u8> =
        bounds.iter().map(|bound| INNER.iter().map(|inner| u8::from(bound < inner)).sum()).collect();
    for (spot, (bound, ring)) in bounds.iter().zip(&ring_of).enumerate() {
        if *bound > NOWHERE && !population.orders.people(spot as u32).is_empty() {
            let ring = &mut rings[usize::from(*ring)];
            ring.spots.push(spot as u32);
            ring.bound = ring.bound.max(*bound);
        }
    }
    // A ring without spots must not hide those behind it.
    for outer in (1..RINGS).rev() {
        rings[outer - 1].bound = rings[outer - 1].bound.max(rings[outer].bound);
    }
    (rings, ring_of)
}

fn levels(view: &View<'_>) -> Vec<Level> {
    let shelves = &view.population.orders.shelves;
    let all = Key::all(view.population.tree.all().len());
    let filled = all.filter(|key| !shelves.of(*key).is_empty() && view.may_pass_shelf(*key));
    let mut keys: Vec<(f32, Key)> = filled.map(|key| (view.industry_part(key) as f32, key)).collect();
    keys.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let levels = keys.chunk_by(|a, b| a.0.to_bits() == b.0.to_bits());
    levels
        .map(|level| Level { part: level[0].0, keys: level.iter().map(|(_, key)| *key).collect() })
        .collect()
}
