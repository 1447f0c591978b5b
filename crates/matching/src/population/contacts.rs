//! Who knows whom: for each person the sorted numbers of their contacts, packed without a gap.
//!
//! Lists that changed since they were packed are kept beside; when these grow too many, everything is packed anew.

use std::collections::HashMap;

use super::bits::Bits;

/// Set on a contact that was met in a chat and is not a connection.
const ONLY_MET: u32 = 1 << 31;
/// One edge in so many may stand beside the packed ones.
const PACK_AT: usize = 16;
/// Fewer than these are never worth packing.
const FEW: usize = 1 << 16;

/// One side of a contact, as kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge(u32);

impl Edge {
    /// The side of a contact that leads to a person.
    pub fn new(person: u32, is_connection: bool) -> Self {
        Self(if is_connection { person } else { person | ONLY_MET })
    }

    /// As given by [`Self::bits`].
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// As it is kept.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The other person.
    pub fn person(self) -> u32 {
        self.0 & !ONLY_MET
    }

    /// Whether the two are connections.
    pub fn is_connection(self) -> bool {
        self.0 & ONLY_MET == 0
    }
}

/// The contacts of everyone.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Where each person's packed list begins; one more than there are people.
    starts: Vec<u32>,
    packed: Vec<Edge>,
    /// Lists that changed since, which count instead of the packed ones.
    changed: HashMap<u32, Vec<Edge>>,
    is_changed: Bits,
    changed_edges: usize,
}

impl Contacts {
    /// Packs the contacts of so many people; of two entries for one pair the connection counts.
    pub fn of_pairs(people: usize, pairs: &[(u32, Edge)]) -> Self {
        let mut starts = vec![0_u32; people + 1];
        for (person, edge) in pairs {
            starts[*person as usize + 1] += 1;
            starts[edge.person() as usize + 1] += 1;
        }
        for person in 0..people {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut packed = vec![Edge(0); starts[people] as usize];
        let mut put = |one: u32, edge: Edge| {
            packed[next[one as usize] as usize] = edge;
            next[one as usize] += 1;
        };
        for (person, edge) in pairs {
            put(*person, *edge);
            put(edge.person(), Edge::new(*person, edge.is_connection()));
        }
        let mut contacts = Self { starts, packed, is_changed: Bits::new(people), ..Self::default() };
        contacts.sort();
        contacts
    }

    /// The lists of everyone by number, so long as the degrees say, one after the other.
    pub fn from_lists(degrees: &[u32], packed: Vec<Edge>) -> Self {
        let mut end = 0;
        let ends = degrees.iter().map(|degree| {
            end += degree;
            end
        });
        Self::from_packed(std::iter::once(0).chain(ends).collect(), packed)
    }

    fn from_packed(starts: Vec<u32>, packed: Vec<Edge>) -> Self {
        let people = starts.len().saturating_sub(1);
        Self { starts, packed, is_changed: Bits::new(people), ..Self::default() }
    }

    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.starts.resize(people + 1, self.packed.len() as u32);
        self.is_changed.resize(people);
    }

    /// A person's contacts by number.
    #[inline]
    pub fn of(&self, person: u32) -> &[Edge] {
        if self.is_changed.has(person) {
            return self.changed.get(&person).map_or(&[], Vec::as_slice);
        }
        &self.packed[self.starts[person as usize] as usize..self.starts[person as usize + 1] as usize]
    }

    /// How many contacts a person has.
    #[inline]
    pub fn degree(&self, person: u32) -> usize {
        self.of(person).len()
    }

    /// The contact between two people.
    pub fn between(&self, a: u32, b: u32) -> Option<Edge> {
        let (few, many) = if self.degree(a) <= self.degree(b) { (a, b) } else { (b, a) };
        let list = self.of(few);
        list.binary_search_by_key(&many, |edge| edge.person()).ok().map(|at| list[at])
    }

    /// Whom two people both know, by number.
    pub fn shared(&self, a: u32, b: u32) -> impl Iterator<Item = u32> {
        let (few, many) = if self.degree(a) <= self.degree(b) { (a, b) } else { (b, a) };
        let mut left = self.of(many);
        self.of(few).iter().map(|edge| edge.person()).filter(move |other| {
            left = &left[left.partition_point(|edge| edge.person() < *other)..];
            left.first().is_some_and(|edge| edge.person() == *other)
        })
    }

    /// Makes two people contacts.
    pub fn join(&mut self, a: u32, b: u32, is_connection: bool) {
        self.put(a, b, is_connection);
        self.put(b, a, is_connection);
        self.pack_if_many();
    }

    /// Ends the contact of two people.
    pub fn part(&mut self, a: u32, b: u32) {
        for (one, other) in [(a, b), (b, a)] {
            if let Ok(at) = self.of(one).binary_search_by_key(&other, |edge| edge.person()) {
                self.list(one).remove(at);
            }
        }
        self.pack_if_many();
    }

    /// Ends all contacts of a person.
    pub fn part_all(&mut self, person: u32) {
        for edge in self.of(person).to_vec() {
            self.part(person, edge.person());
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let changed: usize = self.changed.values().map(|list| list.capacity() * 4 + 48).sum();
        (self.starts.capacity() + self.packed.capacity()) * 4 + self.is_changed.heap_bytes() + changed
    }

    /// How many contacts there are, each side counted.
    pub fn edges(&self) -> usize {
        let replaced: usize = self.changed.keys().map(|person| self.packed_degree(*person)).sum();
        self.packed.len() - replaced + self.changed.values().map(Vec::len).sum::<usize>()
    }

    fn put(&mut self, one: u32, other: u32, is_connection: bool) {
        let edge = Edge::new(other, is_connection);
        match self.of(one).binary_search_by_key(&other, |edge| edge.person()) {
            Ok(at) if self.of(one)[at] == edge => {}
            Ok(at) => self.list(one)[at] = edge,
            Err(at) => self.list(one).insert(at, edge),
        }
    }

    /// A person's list, to be changed.
    fn list(&mut self, person: u32) -> &mut Vec<Edge> {
        if !self.is_changed.has(person) {
            let list = self.of(person).to_vec();
            self.changed_edges += list.len() + 1;
            self.is_changed.put(person);
            self.changed.insert(person, list);
        }
        self.changed.entry(person).or_default()
    }

    fn packed_degree(&self, person: u32) -> usize {
        (self.starts[person as usize + 1] - self.starts[person as usize]) as usize
    }

    fn pack_if_many(&mut self) {
        if self.changed_edges > FEW + self.packed.len() / PACK_AT {
            self.pack();
        }
    }

    fn pack(&mut self) {
        if self.changed.is_empty() {
            return;
        }
        let people = self.starts.len() - 1;
        let mut starts = Vec::with_capacity(people + 1);
        let mut packed = Vec::with_capacity(self.edges());
        for person in 0..people as u32 {
            starts.push(packed.len() as u32);
            packed.extend_from_slice(self.of(person));
        }
        starts.push(packed.len() as u32);
        *self = Self::from_packed(starts, packed);
    }

    /// Sorts each list and drops what is there twice.
    fn sort(&mut self) {
        let people = self.starts.len() - 1;
        let mut kept = 0;
        for person in 0..people {
            let (start, end) = (self.starts[person] as usize, self.starts[person + 1] as usize);
            self.packed[start..end].sort_unstable_by_key(|edge| (edge.person(), !edge.is_connection()));
            self.starts[person] = kept as u32;
            for at in start..end {
                let is_first = at == start || self.packed[at - 1].person() != self.packed[at].person();
                // What is kept never overtakes what is read, and the neighbour was read before it may be written.
                if is_first {
                    let edge = self.packed[at];
                    if kept < at {
                        self.packed[kept] = edge;
                    }
                    kept += 1;
                }
            }
        }
        self.starts[people] = kept as u32;
        self.packed.truncate(kept);
        self.packed.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(contacts: &Contacts, person: u32) -> Vec<(u32, bool)> {
        contacts.of(person).iter().map(|edge| (edge.person(), edge.is_connection())).collect()
    }

    #[test]
    fn a_pair_named_twice_is_one_contact_and_a_connection_counts() {
        let pairs = [(0, 2, false), (2, 0, true), (1, 2, false), (2, 1, false)];
        let pairs = pairs.map(|(a, b, is_connection)| (a, Edge::new(b, is_connection)));
        let contacts = Contacts::of_pairs(3, &pairs);
        assert_eq!(people(&contacts, 2), [(0, true), (1, false)]);
        assert_eq!(people(&contacts, 0), [(2, true)]);
        assert_eq!(contacts.edges(), 4);
    }

    #[test]
    fn shared_contacts_are_those_in_both_lists() {
        let mut contacts = Contacts::of_pairs(400, &[]);
        (100..400).step_by(3).for_each(|other| contacts.join(0, other, true));
        (90..400).step_by(70).for_each(|other| contacts.join(1, other, false));
        let expected = [160, 370];
        assert!(contacts.shared(0, 1).eq(expected) && contacts.shared(1, 0).eq(expected));
        assert_eq!(contacts.shared(0, 2).count() + contacts.shared(2, 3).count(), 0);
    }

    #[test]
    fn changes_are_seen_at_once_and_after_packing() {
        let mut contacts = Contacts::of_pairs(4, &[(0, Edge::new(1, true)), (0, Edge::new(2, true))]);
        contacts.part(0, 1);
        contacts.join(0, 3, false);
        for _ in 0..2 {
            assert_eq!(people(&contacts, 0), [(2, true), (3, false)]);
            assert_eq!((people(&contacts, 1), people(&contacts, 3)), (vec![], vec![(0, false)]));
            assert_eq!(contacts.edges(), 4);
            contacts.pack();
        }
        contacts.resize(6);
        contacts.join(5, 0, true);
        assert_eq!(people(&contacts, 5), [(0, true)]);
        contacts.part_all(0);
        assert_eq!(contacts.edges(), 0);
    }
}
