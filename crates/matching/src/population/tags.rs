//! Interest tags: who has which, and lists of those who share a tag that few have.

use std::collections::HashMap;

use super::intern::Interned;
use super::runs::Runs;

/// A tag of so many people is looked up by a list; for a more frequent one a list would not help.
const LISTED_UP_TO: usize = 16_384;

/// Everyone's tags.
#[derive(Debug, Default)]
pub struct Tags {
    words: Interned<String>,
    /// By tag: how many have it.
    counts: Vec<u32>,
    /// By person: their tags, sorted, each as its distance from the one before.
    runs: Runs,
    /// By tag that few have: who has it, sorted.
    lists: HashMap<u32, Vec<u32>>,
}

impl Tags {
    /// Everyone's, by words and runs, as given by [`Self::parts`].
    pub fn from_parts(words: Vec<String>, runs: Runs) -> Self {
        let mut tags = Self { runs, ..Self::default() };
        for word in words {
            tags.number(word);
        }
        for person in 0..tags.runs.parts().0.len() as u32 {
            let of_person: Vec<u32> = tags.of(person).collect();
            of_person.into_iter().for_each(|tag| tags.count(tag, person));
        }
        tags
    }

    /// All words by number, and everyone's runs.
    pub fn parts(&self) -> (&[String], &Runs) {
        (self.words.values(), &self.runs)
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.runs.resize(people);
    }

    /// The number of a tag that was seen.
    pub fn find(&self, tag: &str) -> Option<u32> {
        self.words.find(tag)
    }

    /// The tag of a number.
    pub fn word(&self, tag: u32) -> &str {
        self.words.get(tag)
    }

    /// The number of a tag, a new one when it is seen for the first time.
    pub fn number(&mut self, tag: String) -> u32 {
        let number = self.words.number(tag);
        if number as usize == self.counts.len() {
            self.counts.push(0);
            self.lists.insert(number, Vec::new());
        }
        number
    }

    /// A person's tags by number, sorted.
    #[inline]
    pub fn of(&self, person: u32) -> impl Iterator<Item = u32> {
        self.runs.of(person).scan(0, |tag, step| {
            *tag += step as u32;
            Some(*tag)
        })
    }

    /// Sets a person's tags.
    pub fn set(&mut self, person: u32, mut tags: Vec<u32>) {
        tags.sort_unstable();
        tags.dedup();
        let before: Vec<u32> = self.of(person).collect();
        if before == tags {
            return;
        }
        before.iter().for_each(|tag| self.uncount(*tag, person));
        tags.iter().for_each(|tag| self.count(*tag, person));
        let steps = (0..tags.len()).map(|at| tags[at] - if at == 0 { 0 } else { tags[at - 1] });
        self.runs.set(person, steps.map(u64::from));
    }

    /// The people with a tag, when they are few.
    pub fn people_with(&self, tag: u32) -> Option<&[u32]> {
        self.lists.get(&tag).map(Vec::as_slice)
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let lists: usize = self.lists.values().map(|list| list.capacity() * 4 + 40).sum();
        self.runs.heap_bytes() + self.counts.capacity() * 4 + lists
    }

    /// Gives back what was reserved for more than came.
    pub fn shrink(&mut self) {
        self.runs.shrink();
        self.lists.values_mut().for_each(Vec::shrink_to_fit);
    }

    fn count(&mut self, tag: u32, person: u32) {
        let count = &mut self.counts[tag as usize];
        *count += 1;
        if *count as usize > LISTED_UP_TO {
            self.lists.remove(&tag);
        } else if let Some(list) = self.lists.get_mut(&tag)
            && let Err(at) = list.binary_search(&person)
        {
            list.insert(at, person);
        }
    }

    /// A tag that was frequent gets no list again before the next start: it would take a look at everyone.
    fn uncount(&mut self, tag: u32, person: u32) {
        self.counts[tag as usize] -= 1;
        if let Some(list) = self.lists.get_mut(&tag)
            && let Ok(at) = list.binary_search(&person)
        {
            list.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_can_be_changed_and_counted_for_ever() {
        let mut tags = Tags::default();
        tags.resize(3);
        let [chess, choir] = ["chess", "choir"].map(|tag| tags.number(tag.to_owned()));
        for _ in 0..3_000 {
            tags.set(0, vec![choir, chess, choir]);
            tags.set(0, vec![choir]);
            tags.set(2, vec![chess]);
        }
        let all = |tags: &Tags| [0, 1, 2].map(|person| tags.of(person).collect::<Vec<_>>());
        assert_eq!(all(&tags), [vec![choir], vec![], vec![chess]]);
        assert_eq!(tags.people_with(chess), Some(&[2][..]));
        assert!(tags.runs.heap_bytes() < 20_000, "what is replaced is given back");
        tags.set(2, vec![]);
        assert_eq!((tags.people_with(chess), tags.of(2).count()), (Some(&[][..]), 0));
    }

    #[test]
    fn a_frequent_tag_has_no_list() {
        let mut tags = Tags::default();
        let people = LISTED_UP_TO + 2;
        tags.resize(people);
        let tag = tags.number("running".to_owned());
        (0..people as u32 - 1).for_each(|person| tags.set(person, vec![tag]));
        assert_eq!(tags.people_with(tag), None);
        assert_eq!(tags.of(17).collect::<Vec<_>>(), [tag]);
    }
}
