//! Who knows whom: for each person the sorted numbers of their contacts.

/// Set on a contact that was met in a chat and is not a connection.
const ONLY_MET: u32 = 1 << 31;

/// One side of a contact, as kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge(u32);

impl Edge {
    fn new(person: u32, is_connection: bool) -> Self {
        Self(if is_connection { person } else { person | ONLY_MET })
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
    of: Vec<Vec<Edge>>,
}

impl Contacts {
    /// Makes room for so many people.
    pub fn resize(&mut self, people: usize) {
        self.of.resize(people, Vec::new());
    }

    /// A person's contacts by number.
    pub fn of(&self, person: u32) -> &[Edge] {
        &self.of[person as usize]
    }

    /// How many contacts a person has.
    pub fn degree(&self, person: u32) -> usize {
        self.of(person).len()
    }

    /// The contact between two people.
    pub fn between(&self, a: u32, b: u32) -> Option<Edge> {
        let list = self.of(a);
        list.binary_search_by_key(&b, |edge| edge.person()).ok().map(|at| list[at])
    }

    /// Makes two people contacts.
    pub fn join(&mut self, a: u32, b: u32, is_connection: bool) {
        self.put(a, b, is_connection);
        self.put(b, a, is_connection);
    }

    /// Ends the contact of two people.
    pub fn part(&mut self, a: u32, b: u32) {
        for (one, other) in [(a, b), (b, a)] {
            let list = &mut self.of[one as usize];
            if let Ok(at) = list.binary_search_by_key(&other, |edge| edge.person()) {
                list.remove(at);
            }
        }
    }

    /// Ends all contacts of a person.
    pub fn part_all(&mut self, person: u32) {
        for edge in self.of[person as usize].clone() {
            self.part(person, edge.person());
        }
    }

    fn put(&mut self, one: u32, other: u32, is_connection: bool) {
        let list = &mut self.of[one as usize];
        let edge = Edge::new(other, is_connection);
        match list.binary_search_by_key(&other, |edge| edge.person()) {
            Ok(at) => list[at] = edge,
            Err(at) => list.insert(at, edge),
        }
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        let edges: usize = self.of.iter().map(|list| list.capacity() * size_of::<Edge>()).sum();
        edges + self.of.capacity() * size_of::<Vec<Edge>>()
    }
}
