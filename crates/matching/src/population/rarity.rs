//! How often everyone was shown in 28 days, and who was shown so rarely that few were shown less.

use std::collections::HashMap;

/// Those shown this often or more are one level.
pub const MOST: u8 = u8::MAX;

/// Everyone by appearances in 28 days.
#[derive(Debug)]
pub struct Rarity {
    /// By person.
    levels: Vec<u8>,
    /// By level: how many of those who can be in a list.
    counts: Vec<u32>,
    /// Members of levels that were asked for while they had few.
    few: HashMap<u8, Vec<u32>>,
    /// A level of so many is few.
    limit: usize,
}

impl Rarity {
    /// Nobody.
    pub fn new() -> Self {
        Self { levels: Vec::new(), counts: vec![0; 256], few: HashMap::new(), limit: 0 }
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

    /// Enters a person who can be in a list.
    pub fn enter(&mut self, person: u32, level: u8) {
        self.levels[person as usize] = level;
        self.counts[usize::from(level)] += 1;
        if let Some(few) = self.few.get_mut(&level) {
            few.push(person);
        }
        self.keep_few_few(level);
    }

    /// Takes a person out.
    pub fn leave(&mut self, person: u32) {
        let level = self.of(person);
        self.counts[usize::from(level)] -= 1;
        if let Some(few) = self.few.get_mut(&level)
            && let Some(at) = few.iter().position(|other| *other == person)
        {
            few.swap_remove(at);
        }
    }

    /// Lists the members of every level that has few of them; a look at everyone.
    pub fn list_few(&mut self, is_listable: impl Fn(u32) -> bool) {
        let people = self.levels.len();
        self.limit = (2.0 * (people as f64).sqrt()) as usize + 64;
        self.few = (0..=MOST)
            .filter(|level| self.count(*level) <= self.limit)
            .map(|level| (level, Vec::new()))
            .collect();
        for (person, level) in self.levels.iter().enumerate() {
            if let Some(few) = self.few.get_mut(level)
                && is_listable(person as u32)
            {
                few.push(person as u32);
            }
        }
    }

    /// Takes everyone out.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.few.clear();
        self.limit = 0;
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.levels.capacity() + self.few.values().map(|few| few.capacity() * 4 + 40).sum::<usize>()
    }

    fn keep_few_few(&mut self, level: u8) {
        if self.count(level) > 2 * self.limit {
            self.few.remove(&level);
        }
    }
}
