//! Whom the looker's contacts know: a bound for everybody, and the exact weight for those who are looked at closer.
//!
//! Two plans. Counting walks the contacts of contacts once and keeps a byte a person. When these are too many, the
//! candidates' own contacts are asked instead, and only of those who could be placed.

use crate::mutual;
use crate::population::{Bits, Population};

/// Counts are kept in parts of this many to one, each rounded up.
const PARTS: f64 = 64.0;
/// From this count on a person is looked at before any shelf is opened.
const CLOSE: u8 = 44;
/// More contacts of contacts than this are not counted.
const MOST_COUNTED: usize = 150_000;

/// How common contacts are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// By counting.
    Count,
    /// By asking the candidates, until so many of their contacts were looked at.
    Ask(usize),
}

impl Plan {
    /// The plan that is likely to take less.
    pub fn for_looker(population: &Population, looker: u32) -> Self {
        let edges: usize =
            population.countable_contacts(looker).map(|contact| population.contacts.degree(contact)).sum();
        if edges <= MOST_COUNTED { Self::Count } else { Self::Ask(edges / 4) }
    }
}

/// Tables of a walk, kept for the next one.
#[derive(Debug, Default)]
pub struct Scratch {
    counts: Vec<u8>,
    contacts: Bits,
    passed_over: Bits,
}

/// The walk of one looker.
pub struct ContactsWalk<'a> {
    population: &'a Population,
    looker: u32,
    plan: Plan,
    scratch: &'a mut Scratch,
    own: Vec<u32>,
    close: Vec<u32>,
    /// By count: the mutual part is at most this.
    bounds: [f32; 256],
    /// The mutual part of anybody who is not close is at most this.
    bound_of_others: f32,
    counted_edges: usize,
    asked_edges: std::cell::Cell<usize>,
}

impl<'a> ContactsWalk<'a> {
    pub fn new(population: &'a Population, looker: u32, scratch: &'a mut Scratch, plan: Plan) -> Self {
        let people = population.traits.len();
        scratch.counts.resize(people, 0);
        scratch.contacts.resize(people);
        scratch.passed_over.resize(people);
        let own: Vec<u32> = population.countable_contacts(looker).collect();
        own.iter().for_each(|contact| scratch.contacts.put(*contact));
        let mut walk = Self {
            population,
            looker,
            plan,
            scratch,
            own,
            close: Vec::new(),
            bounds: bounds(),
            bound_of_others: 0.0,
            counted_edges: 0,
            asked_edges: std::cell::Cell::new(0),
        };
        walk.pass_over();
        match plan {
            Plan::Count => walk.count(),
            Plan::Ask(_) => walk.bound_of_others = walk.bound_of_all(),
        }
        walk
    }

    /// People with so much in common that they are not left for the shelves; to be given back.
    pub fn take_close_people(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.close)
    }

    /// Gives them back.
    pub fn give_back(&mut self, close: Vec<u32>) {
        self.close = close;
    }

    /// Whether a person is one of those.
    #[inline]
    pub fn is_close(&self, person: u32) -> bool {
        self.scratch.counts[person as usize] >= CLOSE
    }

    /// At least the mutual part of anybody who is not close.
    pub fn bound_of_others(&self) -> f32 {
        self.bound_of_others
    }

    /// At least a person's mutual part.
    #[inline]
    pub fn mutual_bound(&self, person: u32) -> f32 {
        match self.plan {
            Plan::Count => self.bounds[usize::from(self.scratch.counts[person as usize])],
            Plan::Ask(_) => self.bound_of_others,
        }
    }

    /// The exact weight of the contacts that a person shares with the looker.
    pub fn common_weight(&self, person: u32) -> u64 {
        if self.plan == Plan::Count && self.scratch.counts[person as usize] == 0 {
            return 0;
        }
        let population = self.population;
        let theirs = population.contacts.of(person);
        self.asked_edges.set(self.asked_edges.get() + theirs.len().min(self.own.len() * 16));
        if theirs.len() / 16 > self.own.len() {
            let knows = |contact: &&u32| population.contacts.between(**contact, person).is_some();
            return self.own.iter().filter(knows).map(|contact| population.mutual_weight(*contact)).sum();
        }
        let common =
            theirs.iter().map(|edge| edge.person()).filter(|other| self.scratch.contacts.has(*other));
        common.map(|contact| population.mutual_weight(contact)).sum()
    }

    /// Whether a person is in no list of the looker whatever their score: the looker, and connections unless wanted.
    #[inline]
    pub fn is_passed_over(&self, person: u32) -> bool {
        self.scratch.passed_over.has(person)
    }

    /// Whether asking has taken longer than counting would.
    pub fn is_too_much(&self) -> bool {
        matches!(self.plan, Plan::Ask(most) if self.asked_edges.get() > most)
    }

    /// How many contacts of contacts were looked at.
    pub fn edges(&self) -> usize {
        self.counted_edges + self.asked_edges.get()
    }

    /// Leaves the tables as they were found.
    pub fn reset(&mut self) {
        if self.counted_edges > self.scratch.counts.len() / 16 {
            self.scratch.counts.fill(0);
        } else if self.plan == Plan::Count {
            for contact in &self.own {
                let others = self.population.contacts.of(*contact);
                others.iter().for_each(|edge| self.scratch.counts[edge.person() as usize] = 0);
            }
        }
        self.own.iter().for_each(|contact| self.scratch.contacts.take(*contact));
        self.scratch.passed_over.take(self.looker);
        for edge in self.population.contacts.of(self.looker) {
            self.scratch.passed_over.take(edge.person());
        }
    }

    fn pass_over(&mut self) {
        self.scratch.passed_over.put(self.looker);
        if !self.population.traits[self.looker as usize].flags.suggests_connections() {
            let own = self.population.contacts.of(self.looker).iter();
            own.filter(|edge| edge.is_connection())
                .for_each(|edge| self.scratch.passed_over.put(edge.person()));
        }
    }

    fn count(&mut self) {
        for contact in &self.own {
            let weight = mutual::as_number(self.population.mutual_weight(*contact));
            let parts = (weight * PARTS).ceil() as u8;
            let others = self.population.contacts.of(*contact);
            self.counted_edges += others.len();
            for edge in others {
                let count = &mut self.scratch.counts[edge.person() as usize];
                let before = *count;
                *count = before.saturating_add(parts);
                if before < CLOSE && *count >= CLOSE {
                    self.close.push(edge.person());
                }
            }
        }
        self.bound_of_others = if self.own.is_empty() { 0.0 } else { self.bounds[usize::from(CLOSE) - 1] };
    }

    fn bound_of_all(&self) -> f32 {
        let all = self.own.iter().map(|contact| self.population.mutual_weight(*contact)).sum();
        mutual::saturate(all) as f32 * 1.000_001
    }
}

fn bounds() -> [f32; 256] {
    let mut bounds = [1.0; 256];
    for (count, bound) in bounds.iter_mut().enumerate().take(255) {
        let sum = count as f64 / PARTS;
        *bound = (sum / (sum + 1.0)) as f32 * 1.000_001;
    }
    bounds
}
