//! What people state of their industries, each combination once and in a few bytes.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use hashbrown::HashTable;
use model::industry::IndustryId;

use super::Key;
use crate::industry::{StatedIndustries, Tie};

/// All combinations that were seen.
#[derive(Debug, Default)]
pub struct Industries {
    /// The shelves of each combination, then the wanted industries.
    words: Vec<Key>,
    /// By combination: where its words begin, and how many of them are shelves.
    starts: Vec<(u32, u8)>,
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Industries {
    /// The number of a combination, a new one when it is seen for the first time.
    pub fn number(&mut self, stated: &StatedIndustries) -> u32 {
        let keys = Key::of(stated);
        let shelves = keys.len() as u8;
        let words: Vec<Key> =
            keys.iter().copied().chain(stated.wanted.iter().map(|id| Key::wanted(*id))).collect();
        let hash = self.hasher.hash_one((shelves, &words));
        let is_same =
            |number: &u32| self.starts[*number as usize].1 == shelves && self.words_of(*number) == words;
        if let Some(number) = self.numbers.find(hash, is_same) {
            return *number;
        }
        let number = self.starts.len() as u32;
        self.starts.push((self.words.len() as u32, shelves));
        self.words.extend_from_slice(&words);
        let Self { words, starts, numbers, hasher } = self;
        numbers.insert_unique(hash, number, |number| {
            hasher.hash_one((starts[*number as usize].1, &words[range(starts, words.len(), *number)]))
        });
        number
    }

    /// The shelves that people of a combination stand on.
    #[inline]
    pub fn keys(&self, number: u32) -> &[Key] {
        let (start, shelves) = self.starts[number as usize];
        &self.words[start as usize..start as usize + usize::from(shelves)]
    }

    /// A combination as it was stated; what was named twice is named once.
    pub fn get(&self, number: u32) -> StatedIndustries {
        let mut stated = StatedIndustries::default();
        for (id, tie) in self.keys(number).iter().filter_map(|key| key.industry()) {
            match tie {
                Tie::Current => stated.current = Some(id),
                _ => stated.past.push(id),
            }
        }
        let wanted = &self.words_of(number)[self.keys(number).len()..];
        stated.wanted =
            wanted.iter().filter_map(|key| key.industry()).map(|(id, _)| id).collect::<Vec<IndustryId>>();
        stated
    }

    /// How many combinations there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Gives back what was reserved for more than came.
    pub fn shrink(&mut self) {
        self.words.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.words.capacity() * size_of::<Key>()
            + self.starts.capacity() * 8
            + self.numbers.capacity() * 8 / 7 * 5
    }

    fn words_of(&self, number: u32) -> &[Key] {
        &self.words[range(&self.starts, self.words.len(), number)]
    }
}

fn range(starts: &[(u32, u8)], words: usize, number: u32) -> Range<usize> {
    let end = starts.get(number as usize + 1).map_or(words, |(start, _)| *start as usize);
    starts[number as usize].0 as usize..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_combination_is_given_back_as_it_was_stated() {
        let of = |current: Option<u16>, past: &[u16], wanted: &[u16]| StatedIndustries {
            current: current.map(IndustryId),
            past: past.iter().map(|id| IndustryId(*id)).collect(),
            wanted: wanted.iter().map(|id| IndustryId(*id)).collect(),
        };
        let all = [of(Some(3), &[1, 4], &[9]), of(None, &[], &[]), of(None, &[7], &[]), of(None, &[], &[7])];
        let mut industries = Industries::default();
        for _ in 0..2 {
            let numbers: Vec<u32> = all.iter().map(|stated| industries.number(stated)).collect();
            assert_eq!(numbers, [0, 1, 2, 3]);
        }
        for (number, stated) in (0..).zip(&all) {
            assert_eq!(industries.get(number), *stated);
        }
    }
}
