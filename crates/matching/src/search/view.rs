//! How everyone looks from where one person stands: the exact parts and scores, which every way of searching shares.

use std::cell::RefCell;

use crate::eligibility::{self, Exclusion};
use crate::filter::{Filter, InterestsMatch};
use crate::industry;
use crate::mutual;
use crate::population::{Dealings, Home, Key, Population, Traits, UNKNOWN};
use crate::ranking::{Lots, RankKey, Ranked};
use crate::score::{Parts, Score};
use model::Timestamp;
use model::id::UserId;
use roaring::{MultiOps, RoaringBitmap};

use super::Query;

/// Everything about a query that is the same for many candidates, worked out once.
pub struct View<'a> {
    pub population: &'a Population,
    pub looker: u32,
    pub home: Home,
    dealings: Dealings<'a>,
    now: Timestamp,
    lots: Lots,
    knows_own_industry: bool,
    /// By shelf: the industry part of those who stand there.
    industry_parts: Vec<f64>,
    /// By zone: waking hours in common with the looker.
    pub common_hours: Vec<Option<f64>>,
    /// By spot: the proximity part; not a number until it is asked for.
    proximities: RefCell<Vec<f64>>,
    filter: &'a Filter,
    /// By shelf: whether the filter lets those pass who work there now. Empty when it lets everybody pass.
    allowed_shelves: Vec<bool>,
    /// The filter's tags; one nobody has is none.
    tags: Vec<Option<u32>>,
}

impl<'a> View<'a> {
    pub fn new(population: &'a Population, looker: u32, query: &Query<'a>, proximities: Vec<f64>) -> Self {
        let traits = &population.traits[looker as usize];
        let (knows_own_industry, industry_parts) = industry_parts(population, traits);
        let home = population.spots.home(traits.spot);
        Self {
            population,
            looker,
            home,
            dealings: population.dealings_of(looker),
            now: query.now,
            lots: Lots::new(&population.community, population.today.iso_week(), query.looker),
            knows_own_industry,
            industry_parts,
            common_hours: common_hours(population, traits),
            proximities: RefCell::new(emptied(proximities, population.spots.len())),
            filter: query.filter,
            allowed_shelves: allowed_shelves(population, query.filter),
            tags: query.filter.interests.iter().map(|tag| population.tags.find(tag)).collect(),
        }
    }

    /// Gives back the table for the next query.
    pub fn into_proximities(self) -> Vec<f64> {
        self.proximities.into_inner()
    }

    pub fn traits(&self, person: u32) -> &Traits {
        &self.population.traits[person as usize]
    }

    /// The industry part of those who stand on a shelf.
    pub fn industry_part(&self, key: Key) -> f64 {
        self.industry_parts[key.index()]
    }

    /// A person's industry part, and the shelf that it comes from.
    #[inline]
    pub fn best_shelf(&self, person: u32) -> (f64, Key) {
        let keys = self.population.keys_of(person);
        let first = (self.industry_part(keys[0]), keys[0]);
        keys[1..].iter().fold(first, |best, key| {
            let part = self.industry_part(*key);
            if part > best.0 { (part, *key) } else { best }
        })
    }

    /// The proximity part of those at a spot.
    #[inline]
    pub fn proximity(&self, spot: u32) -> f64 {
        let known = self.proximities.borrow()[spot as usize];
        if !known.is_nan() {
            return known;
        }
        let proximity = self.population.spots.proximity(self.home, spot, &self.common_hours);
        self.proximities.borrow_mut()[spot as usize] = proximity;
        proximity
    }

    /// The score of somebody whose common contacts weigh so much.
    #[inline]
    pub fn score(&self, person: u32, common_weight: u64) -> (Parts, Score) {
        let traits = self.traits(person);
        let parts = Parts {
            industry: self.best_shelf(person).0,
            proximity: self.proximity(traits.spot),
            mutual: mutual::saturate(common_weight),
            activity: traits.activity,
        };
        (parts, self.population.weights.score(&parts))
    }

    /// A candidate with their score, as the lists hold them.
    pub fn ranked(&self, person: u32, parts: Parts, score: Score) -> Ranked {
        let population = self.population;
        let id = population.id(person);
        let shown = population.shown(person);
        let last_shown_on = self.dealings.views(person).last_on;
        let knows_industry = self.knows_own_industry && population.keys_of(person)[0] != Key::NONE;
        let knows_place = !self.is_away(self.population.traits[self.looker as usize].spot)
            && !self.is_away(self.traits(person).spot);
        Ranked {
            id,
            parts,
            score,
            coverage_percent: population.weights.coverage_percent(knows_industry, knows_place),
            key: RankKey::new(score, u32::from(shown.fortnight), last_shown_on, self.lots.of(id), id),
            appearances_28d: u32::from(shown.month),
        }
    }

    fn is_away(&self, spot: u32) -> bool {
        self.population.spots.get(spot).place == UNKNOWN
    }

    /// Why the person is left out, if they are.
    pub fn exclusion(&self, person: u32) -> Option<Exclusion> {
        self.population.exclusion_from(&self.dealings, person, self.now)
    }

    /// Whether the filters on industry and interests let a person pass; that on places is asked by spot.
    pub fn passes(&self, person: u32) -> bool {
        let works_there = |key: &Key| self.is_allowed_shelf(*key);
        (self.allowed_shelves.is_empty() || self.population.keys_of(person).iter().any(works_there))
            && self.shares_interests(person)
    }

    /// By spot, whether the filter on places lets those there pass; none when it lets everybody pass.
    pub fn allowed_spots(&self) -> Option<Vec<bool>> {
        (!self.filter.places.is_empty()).then(|| self.population.spots.matching(self.filter))
    }

    /// Whether anybody who stands on a shelf can pass. Those who work there now pass or not together; of those who
    /// worked there before, each is asked.
    pub fn may_pass_shelf(&self, key: Key) -> bool {
        let is_past = key.industry().is_some_and(|(_, tie)| tie == industry::Tie::Past);
        self.allowed_shelves.is_empty() || is_past || self.is_allowed_shelf(key)
    }

    /// The shelves of those who work where the filter wants; none when it wants everybody.
    pub fn wanted_shelves(&self) -> Option<Vec<Key>> {
        let all = Key::all(self.population.tree.all().len());
        (!self.allowed_shelves.is_empty()).then(|| all.filter(|key| self.is_allowed_shelf(*key)).collect())
    }

    /// Those who share the interests; none when the filter names no interests.
    pub fn people_by_interests(&self) -> Option<RoaringBitmap> {
        if self.tags.is_empty() {
            return None;
        }
        let nobody = RoaringBitmap::new();
        let with = |tag: &Option<u32>| tag.map_or(&nobody, |tag| self.population.tags.people_with(tag));
        let people = self.tags.iter().map(with);
        Some(match self.filter.interests_match {
            InterestsMatch::All => people.intersection(),
            InterestsMatch::Any => people.union(),
        })
    }

    fn is_allowed_shelf(&self, key: Key) -> bool {
        self.allowed_shelves[key.index()]
    }

    fn shares_interests(&self, person: u32) -> bool {
        let own = || self.population.tags.of(person);
        let is_shared = |tag: &Option<u32>| tag.is_some_and(|tag| own().any(|own| own == tag));
        match self.filter.interests_match {
            InterestsMatch::Any => self.tags.is_empty() || own().any(|own| self.tags.contains(&Some(own))),
            InterestsMatch::All => self.tags.iter().all(is_shared),
        }
    }
}

/// Whether the looker states an industry, and the part of those on each shelf.
fn industry_parts(population: &Population, looker: &Traits) -> (bool, Vec<f64>) {
    let stated = population.industries.get(looker.industries);
    let is_known = stated.of_looker().next().is_some();
    let worth = population.similarities.worth_by_node(&stated);
    let part = |key: Key| match key.industry() {
        Some((id, tie)) if is_known => worth[id.index()] * tie.factor(),
        _ => industry::UNKNOWN,
    };
    (is_known, Key::all(population.tree.all().len()).map(part).collect())
}

fn common_hours(population: &Population, looker: &Traits) -> Vec<Option<f64>> {
    let own = population.waking[population.spots.get(looker.spot).zone as usize];
    let hours = population.waking.iter().map(|zone| Some(own?.common_hours((*zone)?)));
    hours.collect()
}

fn allowed_shelves(population: &Population, filter: &Filter) -> Vec<bool> {
    if filter.industries.is_empty() {
        return Vec::new();
    }
    let is_allowed = |key: Key| match key.industry() {
        Some((id, industry::Tie::Current)) => filter.matches_industry(population.tree, Some(id)),
        _ => false,
    };
    Key::all(population.tree.all().len()).map(is_allowed).collect()
}

fn emptied(mut table: Vec<f64>, length: usize) -> Vec<f64> {
    table.clear();
    table.resize(length, f64::NAN);
    table
}

/// The order in which places kept for those shown least are given.
pub fn rare_order(a: &Ranked, b: &Ranked) -> std::cmp::Ordering {
    a.rare_order(b)
}

/// The order of the list.
pub fn best_order(a: &Ranked, b: &Ranked) -> std::cmp::Ordering {
    a.key.cmp(&b.key)
}

impl Population {
    /// The score of one candidate in the looker's eyes; none when one of the two is not known.
    pub fn score_of(&self, query: &Query<'_>, candidate: UserId) -> Option<Ranked> {
        let view = View::new(self, self.number(query.looker)?, query, Vec::new());
        let person = self.number(candidate)?;
        let weight = self.common_weight(view.looker, person);
        let (parts, score) = view.score(person, weight);
        Some(view.ranked(person, parts, score))
    }

    /// Why the looker's list leaves the candidate out; none when it does not, or one of the two is not known.
    pub fn exclusion(&self, looker: UserId, candidate: UserId, now: Timestamp) -> Option<Exclusion> {
        let looker = self.number(looker)?;
        self.exclusion_from(&self.dealings_of(looker), self.number(candidate)?, now)
    }

    /// Why the list of a looker with these dealings leaves a person out, if it does.
    fn exclusion_from(&self, dealings: &Dealings<'_>, person: u32, now: Timestamp) -> Option<Exclusion> {
        let shows_connections = self.traits[dealings.looker as usize].flags.suggests_connections();
        eligibility::exclusion(&self.standing(person), &dealings.history(person), shows_connections, now)
    }

    /// The sum of the weights of the contacts two people share, as far as these count.
    pub(crate) fn common_weight(&self, looker: u32, person: u32) -> u64 {
        self.common_contacts(looker, person).map(|contact| self.mutual_weight(contact)).sum()
    }

    /// What a person tells as a contact in common.
    #[inline]
    pub(crate) fn mutual_weight(&self, contact: u32) -> u64 {
        self.mutual_weights.of(self.contacts.degree(contact))
    }

    /// A person's contacts whose own contacts may be known.
    pub(crate) fn countable_contacts(&self, person: u32) -> impl Iterator<Item = u32> {
        let contacts = self.contacts.of(person).iter().map(|edge| edge.person());
        contacts.filter(|contact| self.is_countable_contact(*contact))
    }

    /// The contacts two people share whose own contacts may be known, by number.
    pub(crate) fn common_contacts(&self, one: u32, other: u32) -> impl Iterator<Item = u32> {
        self.contacts.shared(one, other).filter(|contact| self.is_countable_contact(*contact))
    }

    fn is_countable_contact(&self, contact: u32) -> bool {
        self.traits[contact as usize].flags.is_countable_contact()
    }
}
