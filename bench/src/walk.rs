//! The plain walk over contacts of contacts, which the search of somebody who knows thousands is measured against.

use crate::community::Community;

/// Who knows whom, list after list.
pub struct Contacts {
    starts: Vec<u32>,
    people: Vec<u32>,
    weights: Vec<f32>,
}

impl Contacts {
    /// Those of a community.
    pub fn of(community: &Community) -> Self {
        let size = community.people.len();
        let mut starts = vec![0_u32; size + 1];
        for (a, b) in &community.contacts {
            starts[*a as usize + 1] += 1;
            starts[*b as usize + 1] += 1;
        }
        for person in 0..size {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut people = vec![0; starts[size] as usize];
        for (a, b) in &community.contacts {
            for (one, other) in [(*a, *b), (*b, *a)] {
                people[next[one as usize] as usize] = other;
                next[one as usize] += 1;
            }
        }
        Self { starts, people, weights: vec![0.0; size] }
    }

    /// How many contacts a person has.
    pub fn degree(&self, person: usize) -> usize {
        self.list(person).len()
    }

    /// What everybody has in common with a person (Adamic and Adar, 2003), by adding up over all contacts of contacts.
    pub fn weights_of_contacts_of(&mut self, person: usize) -> &[f32] {
        self.weights.fill(0.0);
        for at in self.list(person) {
            let theirs = self.list(self.people[at] as usize);
            let weight = (theirs.len().max(10) as f32).ln().recip();
            for other in &self.people[theirs] {
                self.weights[*other as usize] += weight;
            }
        }
        &self.weights
    }

    fn list(&self, person: usize) -> std::ops::Range<usize> {
        self.starts[person] as usize..self.starts[person + 1] as usize
    }
}
