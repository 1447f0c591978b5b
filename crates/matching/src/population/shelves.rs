//! Who works where, in the order in which a search wants to meet them: by industry, then spot, the most active first.

use std::cmp::Ordering;

use model::industry::IndustryId;

use super::places_from;
use crate::industry::{StatedIndustries, Tie};

/// What a shelf holds: people who work in an industry, people who worked there, or people who state none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u16);

impl Key {
    /// The shelf of those who state no industry.
    pub const NONE: Self = Self(0);

    fn new(industry: IndustryId, tie: Tie) -> Self {
        let is_past = u16::from(tie != Tie::Current);
        Self(1 + industry.index() as u16 * 2 + is_past)
    }

    /// Not a shelf: an industry that somebody wants to work in, for keeping beside the shelves.
    pub fn wanted(industry: IndustryId) -> Self {
        Self::new(industry, Tie::Current)
    }

    /// The industry, and whether it is where the people work now; none for those who state none.
    pub fn industry(self) -> Option<(IndustryId, Tie)> {
        let number = self.0.checked_sub(1)?;
        let tie = if number % 2 == 0 { Tie::Current } else { Tie::Past };
        Some((IndustryId(number / 2), tie))
    }

    /// The shelf's number.
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// Every shelf of a tree with so many industries.
    pub fn all(industries: usize) -> impl Iterator<Item = Self> {
        (0..=industries as u16 * 2).map(Self)
    }

    /// The shelves that a person stands on, each once.
    pub fn of(stated: &StatedIndustries) -> Box<[Self]> {
        let mut keys: Vec<Self> = stated.of_candidate().map(|(id, tie)| Self::new(id, tie)).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() { Box::new([Self::NONE]) } else { keys.into() }
    }
}

/// A person on a shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Their spot.
    pub spot: u32,
    /// Their activity in steps, rounded up.
    steps: u8,
    /// Their number.
    pub person: u32,
}

const STEPS: f32 = 255.0;

impl Entry {
    /// A person with an activity, which is kept in 255 steps and rounded up.
    pub fn new(spot: u32, activity: f64, person: u32) -> Self {
        let steps = (activity * f64::from(STEPS)).ceil().clamp(0.0, 255.0) as u8;
        Self { spot, steps, person }
    }

    /// Their activity in steps, rounded up.
    pub fn steps(self) -> u8 {
        self.steps
    }

    /// Sorts as people stand on a shelf: by spot, the most active first.
    pub fn order(self) -> (u32, u8, u32) {
        (self.spot, 255 - self.steps, self.person)
    }
}

/// At least the activity that so many steps stand for.
#[inline]
fn activity_bound(steps: u8) -> f32 {
    f32::from(steps) * (1.0 / STEPS) + 1e-6
}

/// Not more than the steps from which on a bound reaches an activity; more than anybody has when none does.
fn least_steps(activity: f32) -> u16 {
    ((activity - 2e-6) * STEPS).ceil().clamp(0.0, 256.0) as u16
}

/// One shelf.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    people: Vec<u32>,
    /// By place on the shelf.
    steps: Vec<u8>,
    /// The spots where somebody stands.
    spots: Vec<u32>,
    /// By number of the spot: where those there begin.
    starts: Vec<u32>,
    /// By number of the spot: the steps of the most active there.
    best: Vec<u8>,
}

static EMPTY: Shelf =
    Shelf { people: Vec::new(), steps: Vec::new(), spots: Vec::new(), starts: Vec::new(), best: Vec::new() };

/// Those at one spot, the most active first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run<'a> {
    people: &'a [u32],
    steps: &'a [u8],
}

impl<'a> Run<'a> {
    /// People in this order, with the steps of each.
    pub fn new(people: &'a [u32], steps: &'a [u8]) -> Self {
        Self { people, steps }
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.people.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(self) -> bool {
        self.people.is_empty()
    }

    /// Their numbers.
    pub fn numbers(self) -> &'a [u32] {
        self.people
    }

    /// Where somebody of this spot stands, or would.
    pub fn place_of(self, entry: Entry) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            let other = Entry { spot: entry.spot, steps: self.steps[middle], person: self.people[middle] };
            match other.order().cmp(&entry.order()) {
                Ordering::Equal => return Ok(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }

    /// How many are at least so active, by the bound.
    pub fn active_people(self, least_activity: f32) -> usize {
        let least = least_steps(least_activity);
        self.steps.partition_point(|steps| u16::from(*steps) >= least)
    }

    /// Each with a bound of their activity.
    #[inline]
    pub fn people(self) -> impl Iterator<Item = (u32, f32)> + 'a {
        self.people.iter().copied().zip(self.steps.iter().map(|steps| activity_bound(*steps)))
    }
}

impl Shelf {
    /// With some people, sorted as they stand.
    fn of(sorted: &[Entry]) -> Self {
        let mut shelf = Self {
            people: sorted.iter().map(|entry| entry.person).collect(),
            steps: sorted.iter().map(|entry| entry.steps).collect(),
            ..Self::default()
        };
        let mut at = 0;
        for run in sorted.chunk_by(|a, b| a.spot == b.spot) {
            shelf.spots.push(run[0].spot);
            shelf.starts.push(at);
            at += run.len() as u32;
            shelf.best.push(run[0].steps);
        }
        shelf.spots.shrink_to_fit();
        shelf.starts.shrink_to_fit();
        shelf.best.shrink_to_fit();
        shelf
    }

    /// How many stand there.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody stands there.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Everyone who stands there.
    pub fn people(&self) -> &[u32] {
        &self.people
    }

    /// At how many spots somebody stands.
    pub fn spots(&self) -> usize {
        self.spots.len()
    }

    /// The spots where somebody is at least so active, by the bound: each with its number among the shelf's spots and
    /// the bound of the most active there.
    #[inline]
    pub fn spots_with(&self, least_activity: f32) -> impl Iterator<Item = (usize, u32, f32)> {
        places_from(least_steps(least_activity), &self.best)
            .map(|number| (number, self.spots[number], activity_bound(self.best[number])))
    }

    /// Those at a spot.
    pub fn at_spot(&self, spot: u32) -> Option<Run<'_>> {
        self.spots.binary_search(&spot).ok().map(|number| self.run(number))
    }

    /// Those at the spot of a number among the shelf's spots.
    #[inline]
    pub fn run(&self, number: usize) -> Run<'_> {
        let range = self.starts[number] as usize..self.end(number);
        Run::new(&self.people[range.clone()], &self.steps[range])
    }

    fn end(&self, number: usize) -> usize {
        self.starts.get(number + 1).map_or(self.people.len(), |next| *next as usize)
    }

    fn put(&mut self, entry: Entry) {
        let number = self.spots.binary_search(&entry.spot).unwrap_or_else(|number| {
            let at = self.starts.get(number).map_or(self.people.len() as u32, |next| *next);
            self.spots.insert(number, entry.spot);
            self.starts.insert(number, at);
            self.best.insert(number, entry.steps);
            number
        });
        if let Err(at) = self.place(number, entry) {
            self.people.insert(at, entry.person);
            self.steps.insert(at, entry.steps);
            self.starts[number + 1..].iter_mut().for_each(|later| *later += 1);
            self.note_best(number);
        }
    }

    fn take(&mut self, entry: Entry) {
        let Ok(number) = self.spots.binary_search(&entry.spot) else { return };
        let Ok(at) = self.place(number, entry) else { return };
        self.people.remove(at);
        self.steps.remove(at);
        self.starts[number + 1..].iter_mut().for_each(|later| *later -= 1);
        if self.starts[number] as usize == self.end(number) {
            self.spots.remove(number);
            self.starts.remove(number);
            self.best.remove(number);
        } else {
            self.note_best(number);
        }
    }

    /// Where a person stands on the shelf, or would.
    fn place(&self, number: usize, entry: Entry) -> Result<usize, usize> {
        let first = self.starts[number] as usize;
        self.run(number).place_of(entry).map(|at| first + at).map_err(|at| first + at)
    }

    fn note_best(&mut self, number: usize) {
        self.best[number] = self.steps[self.starts[number] as usize];
    }

    fn heap_bytes(&self) -> usize {
        self.people.capacity() * 5 + self.starts.capacity() * 9
    }
}

/// All shelves; none where nobody stands, as on most in a small community.
#[derive(Debug)]
pub struct Shelves(Vec<Option<Box<Shelf>>>);

impl Shelves {
    /// Empty shelves for a tree with so many industries.
    pub fn new(industries: usize) -> Self {
        Self(vec![None; 2 * industries + 1])
    }

    /// Everyone at once, in a tree with so many industries.
    pub fn of_everyone<'a>(industries: usize, everyone: impl Iterator<Item = (&'a [Key], Entry)>) -> Self {
        let mut entries = vec![Vec::new(); 2 * industries + 1];
        for (keys, entry) in everyone {
            keys.iter().for_each(|key| entries[key.index()].push(entry));
        }
        let shelf = |mut entries: Vec<Entry>| {
            entries.sort_unstable_by_key(|entry| entry.order());
            (!entries.is_empty()).then(|| Box::new(Shelf::of(&entries)))
        };
        Self(entries.into_iter().map(shelf).collect())
    }

    /// A shelf.
    pub fn of(&self, key: Key) -> &Shelf {
        self.0[key.index()].as_deref().unwrap_or(&EMPTY)
    }

    /// Puts a person on shelves.
    pub fn put(&mut self, keys: &[Key], entry: Entry) {
        keys.iter().for_each(|key| self.0[key.index()].get_or_insert_default().put(entry));
    }

    /// Takes a person off shelves.
    pub fn take(&mut self, keys: &[Key], entry: Entry) {
        for key in keys {
            self.0[key.index()].iter_mut().for_each(|shelf| shelf.take(entry));
            self.0[key.index()].take_if(|shelf| shelf.is_empty());
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let shelves = self.0.iter().flatten().map(|shelf| shelf.heap_bytes() + size_of::<Shelf>());
        self.0.capacity() * size_of::<usize>() + shelves.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_never_tells_less_than_the_activity() {
        for step in 0..=10_000 {
            let activity = f64::from(step) / 10_000.0;
            let bound = f64::from(activity_bound(Entry::new(0, activity, 0).steps));
            assert!(bound >= activity && bound < activity + 0.0041, "{activity} {bound}");
        }
    }

    #[test]
    fn no_spot_is_passed_over_whose_bound_reaches_what_is_asked() {
        let sorted: Vec<Entry> = (0..256).map(|n| Entry::new(n, f64::from(n) / 255.0, n)).collect();
        let shelf = Shelf::of(&sorted);
        let all: Vec<(usize, u32, f32)> = shelf.spots_with(f32::NEG_INFINITY).collect();
        assert_eq!(all.len(), 256);
        for least in (-10..=1_030).map(|step| step as f32 / 1_020.0).chain(all.iter().map(|spot| spot.2)) {
            let found: Vec<usize> = shelf.spots_with(least).map(|(number, ..)| number).collect();
            let needed = all.iter().filter(|(.., bound)| *bound >= least).map(|(number, ..)| *number);
            assert!(needed.clone().all(|number| found.contains(&number)), "{least}");
            assert!(found.len() <= needed.count() + 1, "{least}");
        }
        assert_eq!(shelf.spots_with(1.1).count(), 0);
    }

    #[test]
    fn people_stand_by_spot_and_activity_however_they_came() {
        let entries: Vec<Entry> =
            (0..60).map(|n| Entry::new(n * 7 % 5, f64::from(n * 11 % 13) / 13.0, n)).collect();
        let mut one_by_one = Shelf::default();
        entries.iter().chain(&entries[..9]).for_each(|entry| one_by_one.put(*entry));
        let (gone, left) = entries.split_at(25);
        gone.iter().chain(&gone[..3]).for_each(|entry| one_by_one.take(*entry));
        let mut sorted = left.to_vec();
        sorted.sort_unstable_by_key(|entry| entry.order());
        let at_once = Shelf::of(&sorted);
        assert_eq!(one_by_one, at_once);
        for (number, spot, best) in at_once.spots_with(0.0) {
            let run: Vec<(u32, f32)> = at_once.run(number).people().collect();
            assert!(run.iter().all(|(person, _)| person * 7 % 5 == spot));
            assert!(run[0].1 == best && run.is_sorted_by(|a, b| a.1 >= b.1));
            assert_eq!(at_once.at_spot(spot).map(|found| found.people().count()), Some(run.len()));
        }
        left.iter().for_each(|entry| one_by_one.take(*entry));
        assert!(one_by_one.is_empty() && one_by_one.spots() == 0 && one_by_one.at_spot(1).is_none());
    }

    #[test]
    fn a_person_stands_once_on_each_shelf() {
        let industry = IndustryId(4);
        let stated =
            StatedIndustries { current: Some(industry), past: vec![industry, industry], wanted: vec![] };
        let keys = Key::of(&stated);
        let told: Vec<_> = keys.iter().map(|key| key.industry()).collect();
        assert_eq!(told, [Some((industry, Tie::Current)), Some((industry, Tie::Past))]);
        assert_eq!(*Key::of(&StatedIndustries::default()), [Key::NONE]);
    }
}
