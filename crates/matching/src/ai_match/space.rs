//! Everyone's phrases of one model, in memory.

use std::collections::HashMap;
use std::ops::Range;

use model::facet::Facet;
use model::id::UserId;

use super::blend::Blend;
use super::calibration::{Calibration, PAIRS};
use super::explanation::PhrasePair;
use super::reciprocity::{FLOOR, TWO_WAY};
use super::rows::{Probe, Rows};
use super::vector::Vector;

/// Phrases that another is measured against to know what is ordinary for it.
const SAMPLE: usize = 256;

/// From fewer pairs nobody knows what is ordinary.
const FEWEST_PAIRS: usize = 100;
/// In such a community a need and an offer from this cosine on are told. With the built-in model phrases that have
/// nothing to do with each other stay below 0.25.
const PLAINLY_NEAR: f32 = 0.3;
/// From fewer people nothing is learnt about single phrases.
const FEWEST_SAMPLED: usize = 16;

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
    /// The words as written, see [`super::Phrase::text`].
    pub text: String,
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
#[derive(Clone, Debug)]
pub struct Space {
    model: EmbeddingModel,
    dimensions: usize,
    seed: u64,
    pub(super) people: Vec<Person>,
    numbers: HashMap<UserId, usize>,
    pub(super) seeks: Rows,
    pub(super) offers: Rows,
    pub(super) about: Rows,
    pub(super) help: Calibration,
    /// The usual likeness of two people, for those who tell nothing about themselves.
    pub(super) usual_likeness: f32,
    /// Some seeks and some offers: what the other side's phrases are measured against.
    sampled_seeks: Vec<Probe>,
    sampled_offers: Vec<Probe>,
    /// How many of the people everybody may find.
    public: usize,
    /// How many people the calibration was made from.
    calibrated_at: usize,
}

/// Where a person's rows are.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: UserId,
    is_public: bool,
    pub(super) seeks: Range<usize>,
    pub(super) offers: Range<usize>,
    /// One row, or none.
    pub(super) about: Range<usize>,
    /// The words of the seeks, then those of the offers.
    texts: Box<[Box<str>]>,
}

impl Person {
    pub(super) fn need(&self, row: usize) -> &str {
        &self.texts[row - self.seeks.start]
    }

    pub(super) fn offer(&self, row: usize) -> &str {
        &self.texts[self.seeks.len() + row - self.offers.start]
    }
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
        }
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
        if self.public > 2 * self.calibrated_at {
            self.calibrate();
        }
        Ok(())
    }

    fn insert(&mut self, id: UserId, facets: &EmbeddedFacets, is_public: bool) {
        let words = |phrases: &[EmbeddedPhrase]| -> Vec<Box<str>> {
            phrases.iter().map(|phrase| phrase.text.as_str().into()).collect()
        };
        let mean = Vector::mean(facets.about.iter().map(|phrase| &phrase.vector));
        let person = Person {
            id,
            is_public,
            seeks: self.seeks.push(facets.seeks.iter().map(|phrase| &phrase.vector), &self.sampled_offers),
            offers: self.offers.push(facets.offers.iter().map(|phrase| &phrase.vector), &self.sampled_seeks),
            about: self.about.push(mean.iter(), &[]),
            texts: [words(&facets.seeks), words(&facets.offers)].concat().into(),
        };
        self.numbers.insert(id, self.people.len());
        self.people.push(person);
        self.public += usize::from(is_public);
    }

    /// Takes a person out; false when they were not in it.
    pub fn remove(&mut self, id: UserId) -> bool {
        let Some(number) = self.numbers.remove(&id) else { return false };
        self.public -= usize::from(self.people.swap_remove(number).is_public);
        if let Some(moved) = self.people.get(number) {
            self.numbers.insert(moved.id, number);
        }
        self.close_holes();
        true
    }

    /// Writes the tables anew once half of them is holes.
    fn close_holes(&mut self) {
        let rows = self.seeks.len() + self.offers.len() + self.about.len();
        let used: usize =
            self.people.iter().take(rows).map(|p| p.seeks.len() + p.offers.len() + p.about.len()).sum();
        if rows < 64 || used * 2 > rows {
            return;
        }
        let mut tables = [&mut self.seeks, &mut self.offers, &mut self.about];
        let old = tables.each_mut().map(|table| std::mem::replace(*table, Rows::new(self.dimensions)));
        for person in &mut self.people {
            person.seeks = self.seeks.push_rows(&old[0], person.seeks.clone());
            person.offers = self.offers.push_rows(&old[1], person.offers.clone());
            person.about = self.about.push_rows(&old[2], person.about.clone());
        }
    }

    /// Learns anew what is ordinary: for each phrase, and for random pairs of the people whom everybody may find, in
    /// the order of their ids.
    pub fn calibrate(&mut self) {
        self.calibrated_at = self.public;
        let mut public: Vec<usize> = (0..self.people.len()).filter(|n| self.people[*n].is_public).collect();
        public.sort_unstable_by_key(|n| self.people[*n].id);
        self.sampled_seeks = self.sample(&self.seeks, public.iter().map(|n| &self.people[*n].seeks));
        self.sampled_offers = self.sample(&self.offers, public.iter().map(|n| &self.people[*n].offers));
        self.seeks.measure(&self.sampled_offers);
        self.offers.measure(&self.sampled_seeks);
        let pairs: Vec<(usize, usize)> =
            random_pairs(public.len(), self.seed).into_iter().map(|(a, b)| (public[a], public[b])).collect();
        let help =
            pairs.iter().filter_map(|(a, b)| Some(self.best_pair(&self.people[*a], &self.people[*b])?.2));
        self.help = Calibration::of(help.collect());
        let mut likeness: Vec<f32> = pairs.iter().filter_map(|(a, b)| self.likeness(*a, *b)).collect();
        likeness.sort_by(f32::total_cmp);
        self.usual_likeness = likeness.get(likeness.len() / 2).copied().unwrap_or(0.0);
    }

    /// One row each of some people, drawn by the seed; none of too few people to know what is ordinary.
    fn sample<'a>(&self, rows: &Rows, of_people: impl Iterator<Item = &'a Range<usize>>) -> Vec<Probe> {
        let stated: Vec<&Range<usize>> = of_people.filter(|rows| !rows.is_empty()).collect();
        if stated.len() < FEWEST_SAMPLED {
            return Vec::new();
        }
        let mut state = self.seed;
        let mut draw = |below: usize| (split_mix(&mut state) % below as u64) as usize;
        let drawn = (0..SAMPLE).map(|_| {
            let rows = stated[draw(stated.len())];
            rows.start + draw(rows.len())
        });
        drawn.filter_map(|row| rows.probe(row)).collect()
    }

    /// The pair of a need and an offer that stands out most, as rows, with how far it does.
    pub(super) fn best_pair(&self, seeker: &Person, helper: &Person) -> Option<(usize, usize, f32)> {
        let mut best: Option<(usize, usize, f32)> = None;
        for need in seeker.seeks.clone() {
            for offer in helper.offers.clone() {
                let cosine = self.seeks.cosine_with(need, &self.offers, offer);
                let value = self.offers.ordinary(offer).stands_out(self.seeks.ordinary(need), cosine);
                if best.is_none_or(|(_, _, most)| value > most) {
                    best = Some((need, offer, value));
                }
            }
        }
        best
    }

    /// How alike two people are in what they tell about themselves, in 0..=1; none when one of them tells nothing.
    pub(super) fn likeness(&self, a: usize, b: usize) -> Option<f32> {
        let row = |person: usize| self.people[person].about.clone().next();
        Some(self.about.cosine_with(row(a)?, &self.about, row(b)?).max(0.0))
    }

    /// What one of them seeks and the other offers that meets best; none where one of the two says nothing.
    pub fn best_help(&self, seeker: UserId, helper: UserId) -> Option<PhrasePair> {
        self.quote(&self.people[self.number(seeker)?], &self.people[self.number(helper)?])
    }

    pub(super) fn quote(&self, seeker: &Person, helper: &Person) -> Option<PhrasePair> {
        let (need, offer, value) = self.best_pair(seeker, helper)?;
        let rank = self.help.rank(value);
        // Where too few are there to know what is ordinary, nothing is taken off the cosine either.
        let is_telling = if self.help.pairs() < FEWEST_PAIRS { value >= PLAINLY_NEAR } else { rank >= FLOOR };
        Some(PhrasePair {
            need: seeker.need(need).to_owned(),
            offer: helper.offer(offer).to_owned(),
            rank,
            is_telling,
        })
    }

    pub(super) fn number(&self, person: UserId) -> Option<usize> {
        self.numbers.get(&person).copied()
    }

    /// The facets without which this person gets no answer, for the page to ask for.
    pub fn missing(&self, person: UserId) -> Vec<Facet> {
        let Some(person) = self.number(person).map(|number| &self.people[number]) else {
            return vec![Facet::Seeks, Facet::Offers];
        };
        let facets = [(Facet::Seeks, &person.seeks), (Facet::Offers, &person.offers)];
        facets.into_iter().filter(|(_, rows)| rows.is_empty()).map(|(facet, _)| facet).collect()
    }

    /// Bytes on the heap, without the allocator's own.
    pub fn heap_bytes(&self) -> usize {
        let texts: usize = self.people.iter().flat_map(|p| &p.texts).map(|text| text.len() + 16).sum();
        let tables = [&self.seeks, &self.offers, &self.about].map(Rows::heap_bytes).iter().sum::<usize>();
        tables + texts + self.people.capacity() * size_of::<Person>() + self.numbers.capacity() * 32
    }
}

/// Ordered pairs of two different people out of `people`: all when they are few, else drawn by the seed.
fn random_pairs(people: usize, seed: u64) -> Vec<(usize, usize)> {
    if people < 2 {
        return Vec::new();
    }
    if people * (people - 1) <= PAIRS {
        let all = (0..people).flat_map(|a| (0..people).map(move |b| (a, b)));
        return all.filter(|(a, b)| a != b).collect();
    }
    let mut state = seed;
    let mut draw = |below: usize| (split_mix(&mut state) % below as u64) as usize;
    let mut pair = || {
        let (a, b) = (draw(people), draw(people - 1));
        (a, if b < a { b } else { b + 1 })
    };
    (0..PAIRS).map(|_| pair()).collect()
}

/// SplitMix64 (Steele, Lea & Flood 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
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
            text: turn.to_string(),
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
