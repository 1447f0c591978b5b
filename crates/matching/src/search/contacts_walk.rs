//! Whom the looker's contacts know: a walk over the contacts of contacts leaves a bound for everybody, and the exact
//! weight is found for those who are looked at closer.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use crate::mutual;
use crate::population::{Bits, Population, Reach, places_from};

/// So many people, those with most in common, are looked at before any shelf is opened; and one more for so many
/// contacts of contacts, up to a limit.
const CLOSE: usize = 400;
const EDGES_A_CLOSE: usize = 64;
const MOST_CLOSE: usize = 1_500;
/// When more contacts of contacts than one in so many people are walked, it takes less to look through all counts than
/// to note whose were touched.
const MANY: usize = 16;
/// A walk of more contacts of contacts than one in so many people is kept for the next time.
const LONG: usize = 2;
/// Of many counts, one in so many tells how they are spread.
const SAMPLED: usize = 64;

/// Tables of a walk, kept for the next one.
#[derive(Debug, Default)]
pub struct Scratch {
    counts: Arc<Vec<u8>>,
    /// Whose counts were touched, unless they are many.
    touched: Vec<u32>,
    /// By place among them: the count.
    touched_counts: Vec<u8>,
    contacts: Bits,
    passed_over: Bits,
}

/// The walk of one looker.
pub struct ContactsWalk<'a> {
    population: &'a Population,
    looker: u32,
    scratch: &'a mut Scratch,
    own: Vec<u32>,
    /// By person: at least what they have in common with the looker, as [`mutual::count`] has it.
    counts: Arc<Vec<u8>>,
    is_many: bool,
    /// Whether the counts are kept beyond this search.
    is_kept: bool,
    /// How many people have anything in common.
    known: usize,
    /// Whoever has this count or more is close.
    close_from: u8,
    close: Rc<[u32]>,
    /// By count: the mutual part is at most this.
    bounds: [f32; 256],
    counted_edges: usize,
    asked_edges: Cell<usize>,
}

impl<'a> ContactsWalk<'a> {
    pub fn new(population: &'a Population, looker: u32, scratch: &'a mut Scratch) -> Self {
        let people = population.traits.len();
        scratch.contacts.resize(people);
        scratch.passed_over.resize(people);
        let own: Vec<u32> = population.countable_contacts(looker).collect();
        own.iter().for_each(|contact| scratch.contacts.put(*contact));
        let mut walk = Self {
            population,
            looker,
            scratch,
            own,
            counts: Arc::default(),
            is_many: true,
            is_kept: true,
            known: 0,
            close_from: 1,
            close: Rc::new([]),
            bounds: mutual::bounds(),
            counted_edges: 0,
            asked_edges: Cell::new(0),
        };
        walk.pass_over();
        let edges = match population.reaches.of(looker) {
            Some(reach) => walk.recall(reach),
            None => walk.walk(),
        };
        walk.be_close_from(walk.closest_few(edges));
        walk
    }

    /// People with so much in common that they are not left for the shelves.
    pub fn close_people(&self) -> Rc<[u32]> {
        Rc::clone(&self.close)
    }

    /// How many have anything in common and are left for the shelves; about as many when the walk was kept.
    pub fn left_for_shelves(&self) -> usize {
        match self.close_from {
            1 => 0,
            _ => self.known.saturating_sub(self.close.len()),
        }
    }

    /// Lets everybody be close who has anything in common, so that nobody else needs to be thought to have.
    pub fn widen(&mut self) {
        self.be_close_from(1);
    }

    /// Whether a person is close.
    #[inline]
    pub fn is_close(&self, person: u32) -> bool {
        self.counts[person as usize] >= self.close_from
    }

    /// At least the mutual part of anybody who is not close.
    #[inline]
    pub fn bound_of_others(&self) -> f32 {
        self.bounds[usize::from(self.close_from) - 1]
    }

    /// At least a person's mutual part.
    #[inline]
    pub fn mutual_bound(&self, person: u32) -> f32 {
        self.bounds[usize::from(self.counts[person as usize])]
    }

    /// The exact weight of the contacts that a person shares with the looker.
    pub fn common_weight(&self, person: u32) -> u64 {
        if self.counts[person as usize] == 0 {
            return 0;
        }
        let population = self.population;
        let theirs = population.contacts.of(person);
        self.asked_edges.set(self.asked_edges.get() + theirs.len().min(self.own.len() * 16));
        if theirs.len() / 16 > self.own.len() {
            return population.common_weight(self.looker, person);
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

    /// How many contacts of contacts were looked at.
    pub fn edges(&self) -> usize {
        self.counted_edges + self.asked_edges.get()
    }

    /// Leaves the tables as they were found.
    pub fn reset(&mut self) {
        let Scratch { counts, touched, contacts, passed_over, .. } = &mut *self.scratch;
        if !self.is_kept {
            let used = Arc::make_mut(&mut self.counts);
            if self.is_many {
                used.fill(0);
            }
            touched.drain(..).for_each(|person| used[person as usize] = 0);
            *counts = std::mem::take(&mut self.counts);
        }
        self.own.iter().for_each(|contact| contacts.take(*contact));
        passed_over.take(self.looker);
        for edge in self.population.contacts.of(self.looker) {
            passed_over.take(edge.person());
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

    /// Takes up what was counted the last time; tells how many contacts of contacts that was made of.
    fn recall(&mut self, reach: Reach) -> usize {
        self.counts = reach.counts;
        self.known = reach.known;
        reach.edges
    }

    /// Counts; tells how many contacts of contacts there are.
    fn walk(&mut self) -> usize {
        let (people, own) = (self.population.traits.len(), self.own.iter());
        let edges = own.map(|contact| self.population.contacts.degree(*contact)).sum();
        self.counted_edges = edges;
        self.is_many = edges > people / MANY;
        self.is_kept = edges > people / LONG;
        self.counts = std::mem::take(&mut self.scratch.counts);
        self.count();
        if self.is_kept {
            let reach = Reach { counts: Arc::clone(&self.counts), known: self.known, edges };
            self.population.reaches.keep(self.looker, reach);
        }
        edges
    }

    fn count(&mut self) {
        let touched = &mut self.scratch.touched;
        let counts = Arc::make_mut(&mut self.counts);
        counts.resize(self.population.traits.len(), 0);
        touched.resize(if self.is_many { 0 } else { self.counted_edges }, 0);
        let mut known = 0;
        for contact in &self.own {
            let parts = mutual::count(self.population.mutual_weight(*contact));
            for edge in self.population.contacts.of(*contact) {
                let count = &mut counts[edge.person() as usize];
                if !self.is_many {
                    // Written in any case and kept when new: a branch would often be taken unforeseen.
                    touched[known] = edge.person();
                }
                known += usize::from(*count == 0);
                *count = count.saturating_add(parts);
            }
        }
        touched.truncate(known);
        self.known = known;
        let of_touched = self.scratch.touched.iter().map(|person| self.counts[*person as usize]);
        self.scratch.touched_counts.clear();
        self.scratch.touched_counts.extend(of_touched);
    }

    /// The least count that few people reach, by how many contacts of contacts there are.
    fn closest_few(&self, edges: usize) -> u8 {
        let (counts, step) =
            if self.is_many { (&*self.counts, SAMPLED) } else { (&self.scratch.touched_counts, 1) };
        let mut by_count = [0; 256];
        counts.iter().step_by(step).for_each(|count| by_count[usize::from(*count)] += step);
        let limit = (CLOSE + edges / EDGES_A_CLOSE).min(MOST_CLOSE);
        let mut people = 0;
        let few = (1..=u8::MAX).rev().take_while(|count| {
            people += by_count[usize::from(*count)];
            people <= limit
        });
        few.last().unwrap_or(u8::MAX)
    }

    fn be_close_from(&mut self, least: u8) {
        let Scratch { touched, touched_counts, .. } = &*self.scratch;
        self.close_from = least;
        let least = u16::from(least);
        self.close = if self.is_many {
            places_from(least, &self.counts).map(|person| person as u32).collect()
        } else {
            places_from(least, touched_counts).map(|at| touched[at]).collect()
        };
    }
}
