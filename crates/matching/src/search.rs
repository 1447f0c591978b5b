//! The best candidates for a looker, found by scoring everyone: the reference that faster ways must equal.

use std::cmp::Ordering;

use h3o::CellIndex;
use model::Timestamp;
use model::id::UserId;
use model::place::cell_distance_km;

use crate::eligibility::{self, Exclusion};
use crate::filter::{Filter, InterestsMatch};
use crate::industry::{self, part_from_worth, worth_by_node};
use crate::mutual;
use crate::population::{Population, Traits};
use crate::proximity;
use crate::ranking::{Lots, RankKey, Ranked, Ranking};
use crate::score::{Parts, Score};

/// How many of the best are kept: more than the places, since some may fall out when checked once more.
const KEPT: usize = 32;

/// Whose list is wanted, how it is narrowed, and when.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The person who looks.
    pub looker: UserId,
    /// What they narrow by.
    pub filter: &'a Filter,
    /// The present.
    pub now: Timestamp,
}

impl Population {
    /// The best candidates for the looker; none when the looker is not known.
    ///
    /// The population must be on the day of `query.now`: see [`Population::renew`].
    pub fn rank(&self, query: &Query<'_>) -> Option<Ranking> {
        let looker = self.number(query.looker)?;
        let view = View::new(self, looker, query);
        let mut best = Top::new(|a: &Ranked, b: &Ranked| a.key.cmp(&b.key));
        let mut rarest = Top::new(Ranked::rare_order);
        for person in 0..self.traits.len() as u32 {
            let traits = &self.traits[person as usize];
            if !traits.is_listable || !view.passes(traits) {
                continue;
            }
            let (parts, score) = view.score(person, traits);
            let may_be_best = best.last().is_none_or(|last| score >= last.score);
            let may_be_rare = score >= Score::RARELY_SHOWN
                && rarest.last().is_none_or(|last| u32::from(traits.shown.month) <= last.appearances_28d);
            if !(may_be_best || may_be_rare) || !view.shares_interests(person) {
                continue;
            }
            let ranked = view.ranked(person, parts, score);
            let is_placed =
                (may_be_best && best.has_room_for(&ranked)) || (may_be_rare && rarest.has_room_for(&ranked));
            if !is_placed || view.exclusion(person).is_some() {
                continue;
            }
            if may_be_rare {
                rarest.insert(ranked);
            }
            best.insert(ranked);
        }
        Some(Ranking { best: best.sorted, rarest: rarest.sorted })
    }

    /// The score of one candidate in the looker's eyes; none when one of the two is not known.
    pub fn score_of(&self, query: &Query<'_>, candidate: UserId) -> Option<Ranked> {
        let view = View::new(self, self.number(query.looker)?, query);
        let person = self.number(candidate)?;
        let (parts, score) = view.score(person, &self.traits[person as usize]);
        Some(view.ranked(person, parts, score))
    }

    /// Why the looker's list leaves the candidate out; none when it does not, or one of the two is not known.
    pub fn exclusion(&self, looker: UserId, candidate: UserId, now: Timestamp) -> Option<Exclusion> {
        let (looker, person) = (self.number(looker)?, self.number(candidate)?);
        self.exclusion_between(looker, person, now)
    }

    fn exclusion_between(&self, looker: u32, person: u32, now: Timestamp) -> Option<Exclusion> {
        let shows_connections = self.details[looker as usize].suggests_connections;
        eligibility::exclusion(&self.standing(person), &self.history(looker, person), shows_connections, now)
    }
}

/// Everything about a query that is the same for many candidates, worked out once.
struct View<'a> {
    population: &'a Population,
    looker: u32,
    now: Timestamp,
    lots: Lots,
    distance_matters: bool,
    /// By number of stated industries: the part, none when not known, and whether the filter lets it pass.
    industries: Vec<(Option<f64>, bool)>,
    /// By number of place: the distance from the looker, none when not known, and whether the filter lets it pass.
    places: Vec<(Option<f64>, bool)>,
    /// By number of zone: waking hours in common with the looker.
    common_hours: Vec<Option<f64>>,
    /// By person: the sum of the weights of common contacts.
    mutual: Vec<f64>,
    /// The filter's tags; one nobody has is none.
    tags: Vec<Option<u32>>,
    interests_match: InterestsMatch,
}

impl<'a> View<'a> {
    fn new(population: &'a Population, looker: u32, query: &Query<'_>) -> Self {
        let traits = &population.traits[looker as usize];
        Self {
            population,
            looker,
            now: query.now,
            lots: Lots::new(&population.community, population.today.iso_week(), query.looker),
            distance_matters: traits.distance_matters,
            industries: industries(population, traits, query.filter),
            places: places(population, traits, query.filter),
            common_hours: common_hours(population, traits),
            mutual: mutual_sums(population, looker),
            tags: query.filter.interests.iter().map(|tag| population.tags.find(tag.as_str())).collect(),
            interests_match: query.filter.interests_match,
        }
    }

    fn passes(&self, traits: &Traits) -> bool {
        self.industries[traits.industries as usize].1 && self.places[traits.place as usize].1
    }

    fn shares_interests(&self, person: u32) -> bool {
        let interests = &self.population.details[person as usize].interests;
        let is_shared = |tag: &Option<u32>| tag.is_some_and(|tag| interests.binary_search(&tag).is_ok());
        match self.interests_match {
            InterestsMatch::Any => self.tags.is_empty() || self.tags.iter().any(is_shared),
            InterestsMatch::All => self.tags.iter().all(is_shared),
        }
    }

    fn score(&self, person: u32, traits: &Traits) -> (Parts, Score) {
        let parts = Parts {
            industry: self.industries[traits.industries as usize].0.unwrap_or(industry::UNKNOWN),
            proximity: self.proximity(traits),
            mutual: mutual::saturate(self.mutual[person as usize]),
            activity: traits.activity,
        };
        (parts, self.population.weights.score(&parts))
    }

    fn proximity(&self, traits: &Traits) -> f64 {
        match self.places[traits.place as usize].0 {
            None => proximity::UNKNOWN,
            Some(km) if self.distance_matters && traits.distance_matters => proximity::by_distance(km),
            Some(km) => proximity::by_distance_or_clock(km, self.common_hours[traits.zone as usize]),
        }
    }

    fn ranked(&self, person: u32, parts: Parts, score: Score) -> Ranked {
        let population = self.population;
        let traits = &population.traits[person as usize];
        let id = population.ids[person as usize];
        let last_shown_on = population.views(self.looker, person).last_on;
        Ranked {
            id,
            parts,
            score,
            coverage_percent: population.weights.coverage_percent(
                self.industries[traits.industries as usize].0.is_some(),
                self.places[traits.place as usize].0.is_some(),
            ),
            key: RankKey::new(score, u32::from(traits.shown.fortnight), last_shown_on, self.lots.of(id), id),
            appearances_28d: u32::from(traits.shown.month),
        }
    }

    fn exclusion(&self, person: u32) -> Option<Exclusion> {
        self.population.exclusion_between(self.looker, person, self.now)
    }
}

fn industries(population: &Population, looker: &Traits, filter: &Filter) -> Vec<(Option<f64>, bool)> {
    let stated = population.industries.get(looker.industries);
    let is_known = stated.of_looker().next().is_some();
    let worth = worth_by_node(population.tree, stated);
    let parts = population.industries.values().iter().map(|candidate| {
        let part = part_from_worth(&worth, candidate).filter(|_| is_known);
        (part, filter.matches_industry(population.tree, candidate.current))
    });
    parts.collect()
}

fn places(population: &Population, looker: &Traits, filter: &Filter) -> Vec<(Option<f64>, bool)> {
    let home: Option<CellIndex> = population.places.get(looker.place).map(|place| place.cell);
    let distances = population.places.values().iter().map(|place| {
        let km = home.zip(*place).map(|(home, place)| cell_distance_km(home, place.cell));
        (km, filter.matches_place(place.as_ref()))
    });
    distances.collect()
}

fn common_hours(population: &Population, looker: &Traits) -> Vec<Option<f64>> {
    let own = population.waking[looker.zone as usize];
    let hours = population.waking.iter().map(|zone| Some(own?.common_hours((*zone)?)));
    hours.collect()
}

/// The sums of weights of common contacts, by a walk over the contacts of contacts.
///
/// Only contacts who are active and let others see whom they know count.
fn mutual_sums(population: &Population, looker: u32) -> Vec<f64> {
    let mut sums = vec![0.0; population.traits.len()];
    for contact in population.countable_contacts(looker) {
        let weight = mutual::weight(population.contacts.degree(contact));
        for edge in population.contacts.of(contact) {
            sums[edge.person() as usize] += weight;
        }
    }
    sums
}

impl Population {
    /// A person's contacts whose own contacts may be known.
    pub(crate) fn countable_contacts(&self, person: u32) -> impl Iterator<Item = u32> {
        self.contacts.of(person).iter().map(|edge| edge.person()).filter(|contact| {
            let details = &self.details[*contact as usize];
            details.standing.is_active && details.shows_connections
        })
    }
}

/// The first few by an order.
struct Top<F> {
    sorted: Vec<Ranked>,
    order: F,
}

impl<F: Fn(&Ranked, &Ranked) -> Ordering> Top<F> {
    fn new(order: F) -> Self {
        Self { sorted: Vec::with_capacity(KEPT + 1), order }
    }

    /// The one that the next comer must beat; none while there is room.
    fn last(&self) -> Option<&Ranked> {
        self.sorted.get(KEPT - 1)
    }

    fn has_room_for(&self, ranked: &Ranked) -> bool {
        self.last().is_none_or(|last| (self.order)(ranked, last).is_lt())
    }

    fn insert(&mut self, ranked: Ranked) {
        if self.has_room_for(&ranked) {
            let at = self.sorted.partition_point(|other| (self.order)(other, &ranked).is_lt());
            self.sorted.insert(at, ranked);
            self.sorted.truncate(KEPT);
        }
    }
}
