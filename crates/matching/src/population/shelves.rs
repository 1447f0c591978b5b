//! Who works where, in the order in which a search wants to meet them: by industry, then spot, the most active first.

use model::industry::IndustryId;

use crate::industry::{StatedIndustries, Tie};

/// What a shelf holds: people who work in an industry, people who worked there, or people who state none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u16);

impl Key {
    /// The shelf of those who state no industry.
    pub const NONE: Self = Self(0);

    fn new(industry: IndustryId, tie: Tie) -> Self {
        let is_past = u16::from(tie != Tie::Current);
        Self(1 + industry.index() as u16 * 2 + is_past)
    }

    /// Not a shelf: an industry that somebody wants to work in, for keeping beside the shelves.
    pub fn wanted(industry: IndustryId) -> Self {
        Self::new(industry, Tie::Current)
    }

    /// The industry, and whether it is where the people work now; none for those who state none.
    pub fn industry(self) -> Option<(IndustryId, Tie)> {
        let number = self.0.checked_sub(1)?;
        let tie = if number % 2 == 0 { Tie::Current } else { Tie::Past };
        Some((IndustryId(number / 2), tie))
    }

    /// The shelf's number.
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// Every shelf of a tree with so many industries.
    pub fn all(industries: usize) -> impl Iterator<Item = Self> {
        (0..=industries as u16 * 2).map(Self)
    }

    /// The shelves that a person stands on, each once.
    pub fn of(stated: &StatedIndustries) -> Box<[Self]> {
        let mut keys: Vec<Self> = stated.of_candidate().map(|(id, tie)| Self::new(id, tie)).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() { Box::new([Self::NONE]) } else { keys.into() }
    }
}

/// A person on a shelf: spot, activity and number in one word, so that words sort as people stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry(u64);

const SPOT_SHIFT: u32 = 40;
const ACTIVITY_SHIFT: u32 = 32;
const STEPS: f32 = 255.0;

impl Entry {
    /// A person with an activity, which is kept in 255 steps and rounded up.
    pub fn new(spot: u32, activity: f64, person: u32) -> Self {
        let steps = (activity * f64::from(STEPS)).ceil().clamp(0.0, 255.0) as u64;
        Self(u64::from(spot) << SPOT_SHIFT | (255 - steps) << ACTIVITY_SHIFT | u64::from(person))
    }

    /// The person's spot.
    #[inline]
    pub fn spot(self) -> u32 {
        (self.0 >> SPOT_SHIFT) as u32
    }

    /// The person's number.
    #[inline]
    pub fn person(self) -> u32 {
        self.0 as u32
    }

    /// At least the person's activity.
    #[inline]
    pub fn activity_bound(self) -> f32 {
        (255 - (self.0 >> ACTIVITY_SHIFT & 255)) as f32 * (1.0 / STEPS) + 1e-6
    }

    fn first_of(spot: u32) -> Self {
        Self(u64::from(spot) << SPOT_SHIFT)
    }
}

/// All shelves.
#[derive(Debug)]
pub struct Shelves(Vec<Vec<Entry>>);

impl Shelves {
    /// Empty shelves for a tree with so many industries.
    pub fn new(industries: usize) -> Self {
        Self(vec![Vec::new(); 2 * industries + 1])
    }

    /// Everyone on a shelf, in order.
    pub fn of(&self, key: Key) -> &[Entry] {
        &self.0[key.index()]
    }

    /// Where on a shelf those at a spot begin, or would.
    pub fn at_spot(&self, key: Key, spot: u32) -> usize {
        self.of(key).partition_point(|entry| *entry < Entry::first_of(spot))
    }

    /// Puts a person on shelves.
    pub fn put(&mut self, keys: &[Key], entry: Entry) {
        for key in keys {
            let shelf = &mut self.0[key.index()];
            if let Err(at) = shelf.binary_search(&entry) {
                shelf.insert(at, entry);
            }
        }
    }

    /// Puts a person on shelves whose order is made at the end: see [`Self::sort`].
    pub fn push(&mut self, keys: &[Key], entry: Entry) {
        keys.iter().for_each(|key| self.0[key.index()].push(entry));
    }

    /// Takes a person off shelves.
    pub fn take(&mut self, keys: &[Key], entry: Entry) {
        for key in keys {
            let shelf = &mut self.0[key.index()];
            if let Ok(at) = shelf.binary_search(&entry) {
                shelf.remove(at);
            }
        }
    }

    /// Makes the order of all shelves.
    pub fn sort(&mut self) {
        for shelf in &mut self.0 {
            shelf.sort_unstable();
            shelf.shrink_to_fit();
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.0.iter().map(|shelf| shelf.capacity() * size_of::<Entry>() + size_of::<Vec<Entry>>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_sort_by_spot_then_activity_and_never_tell_less_than_the_activity() {
        let entries =
            [Entry::new(1, 0.9, 7), Entry::new(1, 0.2, 3), Entry::new(1, 0.2, 4), Entry::new(2, 1.0, 1)];
        assert!(entries.is_sorted());
        assert_eq!((entries[0].spot(), entries[0].person()), (1, 7));
        for step in 0..=10_000 {
            let activity = f64::from(step) / 10_000.0;
            let bound = f64::from(Entry::new(0, activity, 0).activity_bound());
            assert!(bound >= activity && bound < activity + 0.0041, "{activity} {bound}");
        }
    }

    #[test]
    fn a_person_stands_once_on_each_shelf() {
        let industry = IndustryId(4);
        let stated =
            StatedIndustries { current: Some(industry), past: vec![industry, industry], wanted: vec![] };
        let keys = Key::of(&stated);
        let told: Vec<_> = keys.iter().map(|key| key.industry()).collect();
        assert_eq!(told, [Some((industry, Tie::Current)), Some((industry, Tie::Past))]);
        assert_eq!(*Key::of(&StatedIndustries::default()), [Key::NONE]);
    }
}
