//! Interest tags: who has which, and lists of those who share a tag that few have.

use std::collections::HashMap;

use super::intern::Interned;

/// A tag of so many people is looked up by a list; for a more frequent one a list would not help.
const LISTED_UP_TO: usize = 16_384;

/// Everyone's tags.
#[derive(Debug, Default)]
pub struct Tags {
    words: Interned<String>,
    /// By tag: how many have it.
    counts: Vec<u32>,
    /// By person: where their tags begin; 0 stands for none.
    starts: Vec<u32>,
    /// Runs of tags, each behind its length.
    runs: Vec<u32>,
    /// Words of `runs` that nobody refers to any more.
    wasted: usize,
    /// By tag that few have: who has it, sorted.
    lists: HashMap<u32, Vec<u32>>,
}

impl Tags {
    /// Everyone's, by words, and by person where their runs begin, as given by [`Self::parts`].
    pub fn from_parts(words: Vec<String>, starts: Vec<u32>, runs: Vec<u32>) -> Self {
        let mut tags = Self { runs: vec![0], starts: vec![0; starts.len()], ..Self::default() };
        for word in words {
            tags.number(word);
        }
        tags.runs = runs;
        for (person, start) in starts.into_iter().enumerate() {
            tags.starts[person] = start;
            for at in 0..tags.of(person as u32).len() {
                tags.count(tags.of(person as u32)[at], person as u32);
            }
        }
        tags
    }

    /// All words by number, where everyone's runs begin, and the runs.
    pub fn parts(&self) -> (&[String], &[u32], &[u32]) {
        (self.words.values(), &self.starts, &self.runs)
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        if self.runs.is_empty() {
            self.runs.push(0);
        }
        self.starts.resize(people, 0);
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
    pub fn of(&self, person: u32) -> &[u32] {
        let start = self.starts[person as usize] as usize;
        &self.runs[start + 1..start + 1 + self.runs[start] as usize]
    }

    /// Sets a person's tags.
    pub fn set(&mut self, person: u32, mut tags: Vec<u32>) {
        tags.sort_unstable();
        tags.dedup();
        if self.of(person) == tags {
            return;
        }
        let before = self.of(person).to_vec();
        before.iter().for_each(|tag| self.uncount(*tag, person));
        tags.iter().for_each(|tag| self.count(*tag, person));
        self.wasted += if before.is_empty() { 0 } else { before.len() + 1 };
        self.write(person, &tags);
        if self.wasted > self.runs.len() / 4 + 1_024 {
            self.rewrite();
        }
    }

    /// The people with a tag, when they are few.
    pub fn people_with(&self, tag: u32) -> Option<&[u32]> {
        self.lists.get(&tag).map(Vec::as_slice)
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let lists: usize = self.lists.values().map(|list| list.capacity() * 4 + 40).sum();
        (self.starts.capacity() + self.runs.capacity() + self.counts.capacity()) * 4 + lists
    }

    /// Gives back what was reserved for more than came.
    pub fn shrink(&mut self) {
        self.rewrite();
        self.lists.values_mut().for_each(Vec::shrink_to_fit);
    }

    fn write(&mut self, person: u32, tags: &[u32]) {
        self.starts[person as usize] = if tags.is_empty() { 0 } else { self.runs.len() as u32 };
        if !tags.is_empty() {
            self.runs.push(tags.len() as u32);
            self.runs.extend_from_slice(tags);
        }
    }

    fn rewrite(&mut self) {
        let kept = self.runs.len() - self.wasted;
        let old = std::mem::replace(&mut self.runs, Vec::with_capacity(kept));
        self.runs.push(0);
        for start in self.starts.iter_mut().filter(|start| **start != 0) {
            let at = *start as usize;
            *start = self.runs.len() as u32;
            self.runs.extend_from_slice(&old[at..=at + old[at] as usize]);
        }
        self.wasted = 0;
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
        assert_eq!((tags.of(0), tags.of(1), tags.of(2)), (&[choir][..], &[][..], &[chess][..]));
        assert_eq!(tags.people_with(chess), Some(&[2][..]));
        assert!(tags.runs.len() < 2_000, "what is replaced is given back");
        tags.set(2, vec![]);
        assert_eq!((tags.people_with(chess), tags.of(2)), (Some(&[][..]), &[][..]));
    }

    #[test]
    fn a_frequent_tag_has_no_list() {
        let mut tags = Tags::default();
        let people = LISTED_UP_TO + 2;
        tags.resize(people);
        let tag = tags.number("running".to_owned());
        (0..people as u32 - 1).for_each(|person| tags.set(person, vec![tag]));
        assert_eq!(tags.people_with(tag), None);
        assert_eq!(tags.of(17), [tag]);
    }
}
