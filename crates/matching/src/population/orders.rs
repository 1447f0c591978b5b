//! The orders in which a search meets people: on shelves by industry, and by spot.

use super::{Entry, Key, Run, Shelves};

/// Some people, on their shelves and at their spots.
#[derive(Debug)]
pub struct Orders {
    /// By industry.
    pub shelves: Shelves,
    /// By spot.
    spots: Vec<AtSpot>,
}

/// Those at one spot, the most active first.
#[derive(Clone, Debug, Default)]
struct AtSpot {
    people: Vec<u32>,
    steps: Vec<u8>,
}

impl Orders {
    /// Nobody, in a tree with so many industries.
    pub fn new(industries: usize) -> Self {
        Self { shelves: Shelves::new(industries), spots: Vec::new() }
    }

    /// Everyone at once, by number, in a tree with so many industries.
    pub fn of_everyone<'a>(
        industries: usize,
        everyone: impl Iterator<Item = (&'a [Key], Entry)> + Clone,
    ) -> Self {
        let shelves = Shelves::of_everyone(industries, everyone.clone());
        let mut entries: Vec<Entry> = everyone.map(|(_, entry)| entry).collect();
        entries.sort_unstable_by_key(|entry| entry.order());
        let mut orders = Self { shelves, spots: Vec::new() };
        for run in entries.chunk_by(|a, b| a.spot == b.spot) {
            *orders.at_spot(run[0].spot) = AtSpot {
                people: run.iter().map(|entry| entry.person).collect(),
                steps: run.iter().map(|entry| entry.steps()).collect(),
            };
        }
        orders
    }

    /// Who is at a spot, the most active first.
    #[inline]
    pub fn people(&self, spot: u32) -> Run<'_> {
        self.spots.get(spot as usize).map_or(Run::default(), |here| Run::new(&here.people, &here.steps))
    }

    /// Puts a person in.
    pub fn put(&mut self, keys: &[Key], entry: Entry) {
        self.shelves.put(keys, entry);
        let here = self.at_spot(entry.spot);
        if let Err(at) = Run::new(&here.people, &here.steps).place_of(entry) {
            here.people.insert(at, entry.person);
            here.steps.insert(at, entry.steps());
        }
    }

    /// Takes a person out.
    pub fn take(&mut self, keys: &[Key], entry: Entry) {
        self.shelves.take(keys, entry);
        let here = self.at_spot(entry.spot);
        if let Ok(at) = Run::new(&here.people, &here.steps).place_of(entry) {
            here.people.remove(at);
            here.steps.remove(at);
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let here = |here: &AtSpot| here.people.capacity() * 4 + here.steps.capacity() + size_of::<AtSpot>();
        self.shelves.heap_bytes() + self.spots.iter().map(here).sum::<usize>()
    }

    fn at_spot(&mut self, spot: u32) -> &mut AtSpot {
        if self.spots.len() <= spot as usize {
            self.spots.resize(spot as usize + 1, AtSpot::default());
        }
        &mut self.spots[spot as usize]
    }
}
