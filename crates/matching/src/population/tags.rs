//! Interest tags: who has which, and who shares a tag.

use roaring::RoaringBitmap;

use super::intern::Interned;
use super::runs::Runs;

/// Everyone's tags.
#[derive(Debug, Default)]
pub struct Tags {
    words: Interned<String>,
    /// By person: their tags, sorted, each as its distance from the one before.
    runs: Runs,
    /// By tag: who has it.
    people: Vec<RoaringBitmap>,
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
            of_person.into_iter().for_each(|tag| _ = tags.people[tag as usize].insert(person));
        }
        tags.shrink();
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
        if number as usize == self.people.len() {
            self.people.push(RoaringBitmap::new());
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
        before.iter().for_each(|tag| _ = self.people[*tag as usize].remove(person));
        tags.iter().for_each(|tag| _ = self.people[*tag as usize].insert(person));
        let steps = (0..tags.len()).map(|at| tags[at] - if at == 0 { 0 } else { tags[at - 1] });
        self.runs.set(person, steps.map(u64::from));
    }

    /// The people with a tag.
    pub fn people_with(&self, tag: u32) -> &RoaringBitmap {
        &self.people[tag as usize]
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.runs.heap_bytes() + self.people.iter().map(bytes_of).sum::<usize>()
    }

    /// Gives back what was reserved for more than came.
    pub fn shrink(&mut self) {
        self.runs.shrink();
        // A copy reserves nothing.
        self.people = self.people.clone();
    }
}

/// The bytes of a bitmap. Its own statistics take the numbers of an array for twice as long as they are, and the bits of
/// a set for bytes.
fn bytes_of(people: &RoaringBitmap) -> usize {
    const CONTAINER: u32 = 40;
    const SET: u32 = 1 << 13;
    let held = people.statistics();
    let containers = held.n_containers * CONTAINER + held.n_bitset_containers * SET;
    containers as usize + held.n_bytes_array_containers as usize / 2 + size_of::<RoaringBitmap>()
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
        assert_eq!(tags.people_with(chess).iter().collect::<Vec<_>>(), [2]);
        assert!(tags.runs.heap_bytes() < 20_000, "what is replaced is given back");
        tags.set(2, vec![]);
        assert_eq!((tags.people_with(chess).len(), tags.of(2).count()), (0, 0));
    }

    #[test]
    fn who_shares_a_tag_is_known_again_from_the_runs() {
        let mut tags = Tags::default();
        tags.resize(70_000);
        let [running, sailing] = ["running", "sailing"].map(|tag| tags.number(tag.to_owned()));
        (0..70_000).step_by(2).for_each(|person| tags.set(person, vec![running]));
        (0..70_000).step_by(999).for_each(|person| tags.set(person, vec![sailing]));
        let (words, runs) = tags.parts();
        let runs = Runs::from_parts(runs.parts().0.to_vec(), runs.parts().1.to_vec());
        let again = Tags::from_parts(words.to_vec(), runs);
        assert_eq!(again.people, tags.people);
        assert_eq!((again.people[0].len(), again.people[1].len()), (35_000 - 36, 71));
    }
}
