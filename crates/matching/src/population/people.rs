//! Which number stands for which person.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use model::id::UserId;
use uuid::Uuid;

/// The id of a number that is not in use.
const NOBODY: UserId = UserId(Uuid::nil());

/// Everyone's id by number, and the other way round.
#[derive(Debug, Default)]
pub struct People {
    ids: Vec<UserId>,
    numbers: HashTable<u32>,
    vacant: Vec<u32>,
    hasher: DefaultHashBuilder,
}

impl People {
    /// Everyone as [`Self::ids`] gave them: numbers that are not in use have no id.
    pub fn from_ids(ids: Vec<UserId>) -> Self {
        let mut people = Self { numbers: HashTable::with_capacity(ids.len()), ids, ..Self::default() };
        for number in 0..people.ids.len() as u32 {
            let id = people.ids[number as usize];
            if id == NOBODY {
                people.vacant.push(number);
            } else {
                let Self { ids, numbers, hasher, .. } = &mut people;
                numbers.insert_unique(hasher.hash_one(id), number, |number| {
                    hasher.hash_one(ids[*number as usize])
                });
            }
        }
        people
    }

    /// Everyone's id by number; that of nobody where a number is not in use.
    pub fn ids(&self) -> &[UserId] {
        &self.ids
    }

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
            self.ids.push(NOBODY);
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
            let number = found.remove().0;
            self.ids[number as usize] = NOBODY;
            self.vacant.push(number);
        }
    }

    /// Gives back what was reserved for more than came.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        let Self { ids, numbers, hasher, .. } = self;
        numbers.shrink_to_fit(|number| hasher.hash_one(ids[*number as usize]));
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.ids.capacity() * size_of::<UserId>() + self.numbers.capacity() * 8 / 7 * 5
    }
}
