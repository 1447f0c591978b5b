//! Which number stands for which person.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use model::id::UserId;

/// Everyone's id by number, and the other way round.
#[derive(Debug, Default)]
pub struct People {
    ids: Vec<UserId>,
    numbers: HashTable<u32>,
    vacant: Vec<u32>,
    hasher: RandomState,
}

impl People {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// A person's number.
    pub fn number(&self, id: UserId) -> Option<u32> {
        let is_theirs = |number: &u32| self.ids[*number as usize] == id;
        self.numbers.find(self.hasher.hash_one(id), is_theirs).copied()
    }

    /// A person's number, that of somebody who left or a new one when they are new.
    pub fn number_for(&mut self, id: UserId) -> u32 {
        if let Some(number) = self.number(id) {
            return number;
        }
        let number = self.vacant.pop().unwrap_or_else(|| {
            self.ids.push(UserId(Default::default()));
            u32::try_from(self.ids.len() - 1).expect("a community has fewer than four billion people")
        });
        self.ids[number as usize] = id;
        let hash_of = |number: &u32| self.hasher.hash_one(self.ids[*number as usize]);
        self.numbers.insert_unique(self.hasher.hash_one(id), number, hash_of);
        number
    }

    /// The person of a number.
    pub fn id(&self, number: u32) -> UserId {
        self.ids[number as usize]
    }

    /// Lets a person's number go to somebody else.
    pub fn remove(&mut self, id: UserId) {
        let is_theirs = |number: &u32| self.ids[*number as usize] == id;
        if let Ok(found) = self.numbers.find_entry(self.hasher.hash_one(id), is_theirs) {
            self.vacant.push(found.remove().0);
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.ids.capacity() * size_of::<UserId>() + self.numbers.capacity() * 8 / 7 * 5
    }
}
