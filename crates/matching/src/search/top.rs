//! The first few by an order.

use std::cmp::Ordering;

use crate::ranking::Ranked;

/// How many of the best are kept: more than the places, since some may fall out when checked once more.
pub const BEST_KEPT: usize = 32;
/// How many of those shown least are kept, for four places.
pub const RAREST_KEPT: usize = 12;

/// The first few.
pub struct Top {
    sorted: Vec<Ranked>,
    kept: usize,
    order: fn(&Ranked, &Ranked) -> Ordering,
}

impl Top {
    /// Nobody yet.
    pub fn new(kept: usize, order: fn(&Ranked, &Ranked) -> Ordering) -> Self {
        Self { sorted: Vec::with_capacity(kept + 1), kept, order }
    }

    /// The one that the next comer must beat; none while there is room.
    pub fn last(&self) -> Option<&Ranked> {
        self.sorted.get(self.kept - 1)
    }

    /// Whether the person would be among the first.
    pub fn has_room_for(&self, ranked: &Ranked) -> bool {
        self.last().is_none_or(|last| (self.order)(ranked, last).is_lt())
    }

    /// Puts a person in, when they are among the first and not there yet.
    pub fn insert(&mut self, ranked: Ranked) {
        if self.has_room_for(&ranked) {
            let at = self.sorted.partition_point(|other| (self.order)(other, &ranked).is_lt());
            if self.sorted.get(at).is_some_and(|other| other.id == ranked.id) {
                return;
            }
            self.sorted.insert(at, ranked);
            self.sorted.truncate(self.kept);
        }
    }

    /// The first few so far, in order.
    pub fn sorted(&self) -> &[Ranked] {
        &self.sorted
    }

    /// The first few, in order.
    pub fn into_sorted(self) -> Vec<Ranked> {
        self.sorted
    }
}
