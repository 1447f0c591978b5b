//! Everyone's phrases of one model, in memory.

use std::collections::HashMap;
use std::ops::Range;

use model::facet::Facet;
use model::id::UserId;

use super::blend::Blend;
use super::calibration::Calibration;
use super::explanation::PhrasePair;
use super::phrase::MOST_PHRASES;
use super::reciprocity::{TWO_WAY, floor};
use super::rows::{Probe, Rows};
use super::vector::Vector;

/// From fewer pairs nobody knows what is ordinary.
const FEWEST_PAIRS: usize = 100;
/// In such a community a need and an offer from this cosine on are told. With the built-in model three in four planted
/// partners reach it, and one in five pairs of strangers: about who is told in a large community.
const PLAINLY_NEAR: f32 = 0.25;

/// Which model made a vector. Vectors of different models are never compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmbeddingModel {
    /// Its name, such as `built-in` or `multilingual-e5-small`.
    pub id: String,
    /// What changes whenever the same words would get another vector.
    pub version: String,
}

/// A phrase with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbeddedPhrase {
    /// What the caller knows the words by; the words themselves are not kept here.
    pub mark: u32,
    /// Their vector.
    pub vector: Vector,
}

/// A profile as vectors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmbeddedFacets {
    /// What the member looks for.
    pub seeks: Vec<EmbeddedPhrase>,
    /// What the member can help with.
    pub offers: Vec<EmbeddedPhrase>,
    /// Who the member is; only the mean counts.
    pub about: Vec<EmbeddedPhrase>,
}

/// What somebody wants of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Help both ways.
    Mutual,
    /// Help for the asker; the other seeks nothing in return.
    Mentorship,
}

/// A question to the space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub seeker: UserId,
    /// What for.
    pub purpose: Purpose,
    /// The longest list wanted.
    pub limit: usize,
}

/// Somebody who can help, or be helped.
#[derive(Clone, Debug, PartialEq)]
pub struct AiMatch {
    /// Who.
    pub person: UserId,
    /// The AI score in 0..=1.
    pub score: f64,
    /// What it is made of.
    pub blend: Blend,
    /// The asker's need that the other meets best; none where the best is ordinary.
    pub i_can_get: Option<PhrasePair>,
    /// The other's need that the asker meets best; none in mentorship, where the other states no needs, and where the
    /// best is ordinary.
    pub i_can_give: Option<PhrasePair>,
    /// Whether this place was given to somebody who is rarely shown.
    pub is_exploration: bool,
}

impl AiMatch {
    /// Whether the page may say that the two can help each other: both pairs are exceptional.
    pub fn is_two_way(&self) -> bool {
        let is_exceptional = |pair: &PhrasePair| pair.rank >= TWO_WAY;
        self.i_can_get.as_ref().is_some_and(is_exceptional)
            && self.i_can_give.as_ref().is_some_and(is_exceptional)
    }
}

/// A vector of another length than the model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a vector of {found} dimensions in a space of {expected}")]
pub struct WrongModel {
    /// Dimensions of the space.
    pub expected: usize,
    /// Dimensions of the vector.
    pub found: usize,
}

/// Everyone's vectors of one model.
#[derive(Debug)]
pub struct Space {
    model: EmbeddingModel,
    dimensions: usize,
    pub(super) seed: u64,
    pub(super) people: Vec<Person>,
    numbers: HashMap<UserId, u32>,
    pub(super) seeks: Rows,
    pub(super) offers: Rows,
    pub(super) about: Rows,
    pub(super) help: Calibration,
    /// The usual likeness of two people, for those who tell nothing about themselves.
    pub(super) usual_likeness: f32,
    /// Some seeks and some offers: what the other side's phrases are measured against.
    pub(super) sampled_seeks: Vec<Probe>,
    pub(super) sampled_offers: Vec<Probe>,
    /// How many of the people everybody may find.
    public: usize,
    /// How many people the calibration was made from.
    pub(super) calibrated_at: usize,
    /// Whether many are put in one after the other, and calibrating waits for the last.
    pub(super) is_filling: bool,
}

/// Where a person's rows are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) id: UserId,
    seeks: u32,
    offers: u32,
    about: u32,
    seeks_count: u8,
    offers_count: u8,
    /// One, or none.
    about_count: u8,
    pub(super) is_public: bool,
}

impl Person {
    pub(super) fn seeks(&self) -> Range<usize> {
        span(self.seeks, self.seeks_count)
    }

    pub(super) fn offers(&self) -> Range<usize> {
        span(self.offers, self.offers_count)
    }

    pub(super) fn about(&self) -> Range<usize> {
        span(self.about, self.about_count)
    }

    fn rows(&self) -> usize {
        usize::from(self.seeks_count) + usize::from(self.offers_count) + usize::from(self.about_count)
    }
}

fn span(start: u32, count: u8) -> Range<usize> {
    start as usize..start as usize + usize::from(count)
}

/// A need and an offer, as rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) need: usize,
    pub(super) offer: usize,
    /// How far they stand out together.
    pub(super) value: f32,
}

impl Space {
    /// An empty space. The seed decides which random pairs it is calibrated with.
    pub fn new(model: EmbeddingModel, dimensions: usize, seed: u64) -> Self {
        Self {
            model,
            dimensions,
            seed,
            people: Vec::new(),
            numbers: HashMap::new(),
            seeks: Rows::new(dimensions),
            offers: Rows::new(dimensions),
            about: Rows::new(dimensions),
            help: Calibration::default(),
            usual_likeness: 0.0,
            sampled_seeks: Vec::new(),
            sampled_offers: Vec::new(),
            public: 0,
            calibrated_at: 0,
            is_filling: false,
        }
    }

    /// Puts calibrating off until [`Self::calibrate`] is called: many are put in one after the other.
    pub fn begin_filling(&mut self) {
        self.is_filling = true;
    }

    /// The model that all vectors come from.
    pub fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    /// People in it.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whether this person is in it.
    pub fn contains(&self, person: UserId) -> bool {
        self.numbers.contains_key(&person)
    }

    /// Puts a person's vectors in the place of those that were there.
    ///
    /// The space calibrates itself again whenever it has doubled; [`Self::calibrate`] does so at any time.
    ///
    /// # Errors
    /// A vector of another length: it comes from another model. Nothing is changed then.
    pub fn put(&mut self, id: UserId, facets: &EmbeddedFacets) -> Result<(), WrongModel> {
        self.put_as(id, facets, true)
    }

    /// Puts in a person whom not everybody may find: the space is not calibrated with their words, so that no score of
    /// others tells what they wrote, or that they are there. Whom they are shown to is for the caller to say.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_private(&mut self, id: UserId, facets: &EmbeddedFacets) -> Result<(), WrongModel> {
        self.put_as(id, facets, false)
    }

    fn put_as(&mut self, id: UserId, facets: &EmbeddedFacets, is_public: bool) -> Result<(), WrongModel> {
        let all = [&facets.seeks, &facets.offers, &facets.about];
        for phrase in all.into_iter().flatten() {
            let found = phrase.vector.dimensions();
            if found != self.dimensions {
                return Err(WrongModel { expected: self.dimensions, found });
            }
        }
        self.remove(id);
        self.insert(id, facets, is_public);
        if self.public > 2 * self.calibrated_at && !self.is_filling {
            self.calibrate();
        }
        Ok(())
    }

    fn insert(&mut self, id: UserId, facets: &EmbeddedFacets, is_public: bool) {
        let mean = Vector::mean(facets.about.iter().map(|phrase| &phrase.vector));
        let seeks = self.seeks.push(counted(&facets.seeks), &self.sampled_offers);
        let offers = self.offers.push(counted(&facets.offers), &self.sampled_seeks);
        let about = self.about.push(mean.iter().map(|mean| (0, mean)), &[]);
        self.numbers.insert(id, self.people.len() as u32);
        self.people.push(Person {
            id,
            seeks: seeks.start as u32,
            offers: offers.start as u32,
            about: about.start as u32,
            seeks_count: seeks.len() as u8,
            offers_count: offers.len() as u8,
            about_count: about.len() as u8,
            is_public,
        });
        self.public += usize::from(is_public);
    }

    /// Takes a person out; false when they were not in it.
    pub fn remove(&mut self, id: UserId) -> bool {
        let Some(number) = self.numbers.remove(&id) else { return false };
        self.public -= usize::from(self.people.swap_remove(number as usize).is_public);
        if let Some(moved) = self.people.get(number as usize) {
            self.numbers.insert(moved.id, number);
        }
        self.close_holes();
        true
    }

    /// Writes the tables anew once half of them is holes.
    fn close_holes(&mut self) {
        let rows = self.seeks.len() + self.offers.len() + self.about.len();
        if rows < 64 || self.people.iter().map(Person::rows).sum::<usize>() * 2 > rows {
            return;
        }
        let mut tables = [&mut self.seeks, &mut self.offers, &mut self.about];
        let old = tables.each_mut().map(|table| std::mem::replace(*table, Rows::new(self.dimensions)));
        for person in &mut self.people {
            person.seeks = self.seeks.push_rows(&old[0], person.seeks()).start as u32;
            person.offers = self.offers.push_rows(&old[1], person.offers()).start as u32;
            person.about = self.about.push_rows(&old[2], person.about()).start as u32;
        }
    }

    /// The pair of a need and an offer that stands out most.
    pub(super) fn best_pair(&self, seeker: &Person, helper: &Person) -> Option<Pair> {
        let needs = self.seeks.probes(seeker.seeks());
        let (offer, number, value) = self.offers.best(helper.offers(), &needs)?;
        Some(Pair { need: seeker.seeks().start + number, offer, value })
    }

    /// How alike two people are in what they tell about themselves, in 0..=1; none when one of them tells nothing.
    pub(super) fn likeness(&self, a: usize, b: usize) -> Option<f32> {
        let row = |person: usize| self.people[person].about().next();
        Some(self.about.cosine(row(a)?, row(b)?).max(0.0))
    }

    /// What one of them seeks and the other offers that meets best; none where one of the two says nothing.
    pub fn best_help(&self, seeker: UserId, helper: UserId) -> Option<PhrasePair> {
        self.quote(&self.people[self.number(seeker)?], &self.people[self.number(helper)?])
    }

    pub(super) fn quote(&self, seeker: &Person, helper: &Person) -> Option<PhrasePair> {
        let Pair { need, offer, value } = self.best_pair(seeker, helper)?;
        let rank = self.help.rank(value);
        // Where too few are there to know what is ordinary, nothing is taken off the cosine either.
        let is_telling =
            if self.help.pairs() < FEWEST_PAIRS { value >= PLAINLY_NEAR } else { rank >= floor(1) };
        Some(PhrasePair { need: self.seeks.mark(need), offer: self.offers.mark(offer), rank, is_telling })
    }

    pub(super) fn number(&self, person: UserId) -> Option<usize> {
        self.numbers.get(&person).map(|number| *number as usize)
    }

    /// The facets without which this person gets no answer, for the page to ask for.
    pub fn missing(&self, person: UserId) -> Vec<Facet> {
        let Some(person) = self.number(person).map(|number| &self.people[number]) else {
            return vec![Facet::Seeks, Facet::Offers];
        };
        let facets = [(Facet::Seeks, person.seeks()), (Facet::Offers, person.offers())];
        facets.into_iter().filter(|(_, rows)| rows.is_empty()).map(|(facet, _)| facet).collect()
    }

    /// Bytes on the heap, without the allocator's own.
    pub fn heap_bytes(&self) -> usize {
        let tables = [&self.seeks, &self.offers, &self.about].map(Rows::heap_bytes).iter().sum::<usize>();
        tables + self.people.capacity() * size_of::<Person>() + self.numbers.capacity() * 8 / 7 * 25
    }
}

/// Phrases with what they are known by. More than a profile holds are left out.
fn counted(phrases: &[EmbeddedPhrase]) -> impl Iterator<Item = (u32, &Vector)> {
    phrases.iter().take(MOST_PHRASES).map(|phrase| (phrase.mark, &phrase.vector))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn says(seek: f32, offer: f32) -> EmbeddedFacets {
        let phrase = |turn: f32| EmbeddedPhrase {
            mark: turn.to_bits(),
            vector: Vector::of(&[turn.cos(), turn.sin()]).unwrap(),
        };
        EmbeddedFacets { seeks: vec![phrase(seek)], offers: vec![phrase(offer)], about: Vec::new() }
    }

    fn space() -> Space {
        Space::new(EmbeddingModel { id: "test".to_owned(), version: "1".to_owned() }, 2, 7)
    }

    #[test]
    fn where_few_are_only_what_is_plainly_near_is_told() {
        let mut space = space();
        for (number, offer) in [(1, 0.0), (2, 0.4), (3, 1.5)] {
            space.put(person(number), &says(0.0, offer)).unwrap();
        }
        space.calibrate();
        let is_told = |helper| space.best_help(person(1), person(helper)).is_some_and(|pair| pair.is_telling);
        assert!(is_told(2) && !is_told(3));
    }

    #[test]
    fn whom_not_everybody_may_find_changes_no_score_of_others() {
        let (mut with, mut without) = (space(), space());
        for number in 0..40 {
            let turn = number as f32 / 9.0;
            with.put(person(number), &says(turn, turn * 1.7)).unwrap();
            with.put_private(person(1_000 + number), &says(-turn, turn * 0.3)).unwrap();
            without.put(person(number), &says(turn, turn * 1.7)).unwrap();
        }
        assert_eq!((&with.help, with.usual_likeness), (&without.help, without.usual_likeness));
        with.remove(person(1_003));
        with.put_private(person(3), &says(1.0, 2.0)).unwrap();
        without.remove(person(3));
        with.calibrate();
        without.calibrate();
        assert_eq!(with.help, without.help);
        assert_eq!((with.len(), without.len()), (79, 39));
    }
}
