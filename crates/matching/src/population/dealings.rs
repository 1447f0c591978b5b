//! What happened between people, by the one who looks: few pairs have anything.

use std::collections::HashMap;

use super::{Edge, Population};
use crate::eligibility::{PairHistory, Views};

/// What some pairs have, by looker and by the one looked at.
#[derive(Debug, Default)]
pub(crate) struct Pairs<T>(HashMap<u32, HashMap<u32, T>>);

impl<T: Default + PartialEq> Pairs<T> {
    /// All that one looker has.
    fn of(&self, looker: u32) -> Option<&HashMap<u32, T>> {
        self.0.get(&looker)
    }

    /// Sets what a pair has.
    pub fn set(&mut self, looker: u32, person: u32, value: T) {
        let others = self.0.entry(looker).or_default();
        if value == T::default() {
            others.remove(&person);
        } else {
            others.insert(person, value);
        }
    }

    /// What a pair has, to be changed.
    pub fn between(&mut self, looker: u32, person: u32) -> &mut T {
        self.0.entry(looker).or_default().entry(person).or_default()
    }

    /// Takes a person out on both sides.
    pub fn forget(&mut self, person: u32) {
        self.0.remove(&person);
        for others in self.0.values_mut() {
            others.remove(&person);
        }
    }

    /// Everything, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, &T)> {
        self.0
            .iter()
            .flat_map(|(looker, others)| others.iter().map(|(person, value)| (*looker, *person, value)))
    }
}

/// What one looker has had to do with others.
#[derive(Clone, Copy)]
pub(crate) struct Dealings<'a> {
    pub looker: u32,
    contacts: &'a [Edge],
    histories: Option<&'a HashMap<u32, PairHistory>>,
    views: Option<&'a HashMap<u32, Views>>,
}

impl Dealings<'_> {
    /// Everything that the rules ask about the looker and a person.
    pub fn history(&self, person: u32) -> PairHistory {
        let known = self.histories.and_then(|histories| histories.get(&person)).cloned();
        let contact = self.contacts.binary_search_by_key(&person, |edge| edge.person());
        PairHistory {
            is_self: self.looker == person,
            is_connected: contact.is_ok_and(|at| self.contacts[at].is_connection()),
            views: self.views(person),
            ..known.unwrap_or_default()
        }
    }

    /// How often a person was on the looker's screen.
    pub fn views(&self, person: u32) -> Views {
        self.views.and_then(|views| views.get(&person)).copied().unwrap_or_default()
    }
}

impl Population {
    /// What a looker has had to do with others.
    pub(crate) fn dealings_of(&self, looker: u32) -> Dealings<'_> {
        Dealings {
            looker,
            contacts: self.contacts.of(looker),
            histories: self.histories.of(looker),
            views: self.views.of(looker),
        }
    }
}
