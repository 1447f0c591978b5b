//! A whole community put in at once: faster by far than person by person.

use model::id::UserId;

use super::contacts::Edge;
use super::{Contacts, PersonFacts, Population};

/// A population in the making: people first, then who knows whom, and all orders at the end.
#[derive(Debug)]
pub struct Gathering {
    population: Population,
    contacts: Vec<(u32, Edge)>,
}

impl Gathering {
    /// Begins with a population, usually an empty one.
    pub fn new(population: Population) -> Self {
        Self { population, contacts: Vec::new() }
    }

    /// Puts a person in.
    pub fn person(&mut self, facts: PersonFacts) {
        self.population.write(facts);
    }

    /// Says whom a person knows; everyone needs to be put in before. Those not known are passed over.
    pub fn contacts(&mut self, one: UserId, others: impl IntoIterator<Item = UserId>, is_connection: bool) {
        let Some(number) = self.population.number(one) else { return };
        let known = others.into_iter().filter_map(|other| self.population.number(other));
        let edges = known.filter(|other| *other != number).map(|other| Edge::new(other, is_connection));
        self.contacts.extend(edges.map(|edge| (number, edge)));
    }

    /// The population, ready to be searched.
    pub fn finish(mut self) -> Population {
        let people = self.population.traits.len();
        self.population.contacts = Contacts::of_pairs(people, &self.contacts);
        drop(std::mem::take(&mut self.contacts));
        self.population.renew(self.population.today);
        self.population.shrink();
        self.population
    }
}
