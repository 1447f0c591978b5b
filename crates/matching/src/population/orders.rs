//! The orders in which a search meets people: on shelves by industry, and by spot.

use super::{Entry, Key, Shelves};

/// Some people, on their shelves and at their spots.
#[derive(Debug)]
pub struct Orders {
    /// By industry.
    pub shelves: Shelves,
    /// By spot: numbers, sorted.
    people: Vec<Vec<u32>>,
}

impl Orders {
    /// Nobody, in a tree with so many industries.
    pub fn new(industries: usize) -> Self {
        Self { shelves: Shelves::new(industries), people: Vec::new() }
    }

    /// Everyone at once, by number, in a tree with so many industries.
    pub fn of_everyone<'a>(
        industries: usize,
        everyone: impl Iterator<Item = (&'a [Key], Entry)> + Clone,
    ) -> Self {
        let mut orders =
            Self { shelves: Shelves::of_everyone(industries, everyone.clone()), people: Vec::new() };
        for (_, entry) in everyone {
            orders.people_at(entry.spot).push(entry.person);
        }
        orders.people.iter_mut().for_each(Vec::shrink_to_fit);
        orders
    }

    /// Who is at a spot.
    #[inline]
    pub fn people(&self, spot: u32) -> &[u32] {
        self.people.get(spot as usize).map_or(&[], Vec::as_slice)
    }

    /// Puts a person in.
    pub fn put(&mut self, keys: &[Key], entry: Entry) {
        self.shelves.put(keys, entry);
        let people = self.people_at(entry.spot);
        if let Err(at) = people.binary_search(&entry.person) {
            people.insert(at, entry.person);
        }
    }

    /// Takes a person out.
    pub fn take(&mut self, keys: &[Key], entry: Entry) {
        self.shelves.take(keys, entry);
        let people = self.people_at(entry.spot);
        if let Ok(at) = people.binary_search(&entry.person) {
            people.remove(at);
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let people: usize =
            self.people.iter().map(|people| people.capacity() * 4 + size_of::<Vec<u32>>()).sum();
        self.shelves.heap_bytes() + people
    }

    fn people_at(&mut self, spot: u32) -> &mut Vec<u32> {
        if self.people.len() <= spot as usize {
            self.people.resize(spot as usize + 1, Vec::new());
        }
        &mut self.people[spot as usize]
    }
}
