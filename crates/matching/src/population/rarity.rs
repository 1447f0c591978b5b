//! How often everyone was shown in 28 days, and orders of those who were shown least.

use std::collections::HashMap;

use super::{Entry, Key, Orders};

/// Those shown this often or more are one level.
pub const MOST: u8 = u8::MAX;

/// Everyone by appearances in 28 days.
#[derive(Debug)]
pub struct Rarity {
    /// By person.
    levels: Vec<u8>,
    /// By level: how many of those who can be in a list.
    counts: Vec<u32>,
    /// A level of so many is few.
    limit: usize,
    /// Levels that had few when the orders were made, and who is there.
    few: HashMap<u8, Vec<u32>>,
    /// The lowest level that had many when the orders were made.
    crowded: u8,
    /// Who is there.
    orders: Orders,
    industries: usize,
}

impl Rarity {
    /// Nobody, in a tree with so many industries.
    pub fn new(industries: usize) -> Self {
        Self {
            levels: Vec::new(),
            counts: vec![0; 256],
            limit: 0,
            few: HashMap::new(),
            crowded: MOST,
            orders: Orders::new(industries),
            industries,
        }
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.levels.resize(people, 0);
    }

    /// The level of a person.
    #[inline]
    pub fn of(&self, person: u32) -> u8 {
        self.levels[person as usize]
    }

    /// How many have a level.
    pub fn count(&self, level: u8) -> usize {
        self.counts[usize::from(level)] as usize
    }

    /// The members of a level, when they are few.
    pub fn few(&self, level: u8) -> Option<&[u32]> {
        self.few.get(&level).map(Vec::as_slice)
    }

    /// The members of a level that has many, when orders of it are kept.
    pub fn orders(&self, level: u8) -> Option<&Orders> {
        (level == self.crowded && self.limit > 0).then_some(&self.orders)
    }

    /// Enters a person who can be in a list.
    pub fn enter(&mut self, level: u8, keys: &[Key], entry: Entry) {
        self.levels[entry.person as usize] = level;
        self.counts[usize::from(level)] += 1;
        if let Some(few) = self.few.get_mut(&level) {
            few.push(entry.person);
            if few.len() > 2 * self.limit {
                self.few.remove(&level);
            }
        }
        if self.orders(level).is_some() {
            self.orders.put(keys, entry);
        }
    }

    /// Takes a person out.
    pub fn leave(&mut self, keys: &[Key], entry: Entry) {
        let level = self.of(entry.person);
        self.counts[usize::from(level)] -= 1;
        if let Some(few) = self.few.get_mut(&level)
            && let Some(at) = few.iter().position(|other| *other == entry.person)
        {
            few.swap_remove(at);
        }
        if self.orders(level).is_some() {
            self.orders.take(keys, entry);
        }
    }

    /// Makes the lists and orders anew, of everyone who was entered.
    pub fn arrange<'a>(&mut self, everyone: impl Iterator<Item = (&'a [Key], Entry)>) {
        self.limit = (1.5 * (self.levels.len() as f64).sqrt()) as usize + 32;
        let (few, crowded): (Vec<u8>, Vec<u8>) =
            (0..=MOST).partition(|level| self.count(*level) <= self.limit);
        self.few = few.into_iter().map(|level| (level, Vec::new())).collect();
        self.crowded = crowded.first().copied().unwrap_or(MOST);
        let mut at_crowded = Vec::new();
        for (keys, entry) in everyone {
            let level = self.of(entry.person);
            if level == self.crowded {
                at_crowded.push((keys, entry));
            } else if let Some(few) = self.few.get_mut(&level) {
                few.push(entry.person);
            }
        }
        self.orders = Orders::of_everyone(self.industries, at_crowded.into_iter());
        self.few.values_mut().for_each(Vec::shrink_to_fit);
        self.levels.shrink_to_fit();
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let few: usize = self.few.values().map(|few| few.capacity() * 4 + 40).sum();
        self.levels.capacity() + few + self.orders.heap_bytes()
    }
}
