//! Whether common contacts tell who else knows each other: some edges of a graph are hidden and looked for.

use std::collections::BTreeSet;

use matching::mutual;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// One edge in so many is hidden.
const HIDDEN: usize = 10;
/// Pairs that are compared.
const COMPARED: usize = 200_000;

/// How often two who know each other score more than two who do not, equal scores counting half: 0.5 is chance.
#[derive(Clone, Copy, Debug)]
pub struct Auc {
    /// By the weight of the common contacts, as the score has it.
    pub weighted: f64,
    /// By their number.
    pub counted: f64,
}

/// People by number, with the contacts that are known of each.
struct Graph(Vec<BTreeSet<u32>>);

impl Graph {
    fn common(&self, (a, b): (u32, u32)) -> impl Iterator<Item = u32> {
        self.0[a as usize].intersection(&self.0[b as usize]).copied()
    }

    fn weight(&self, pair: (u32, u32)) -> u64 {
        self.common(pair).map(|contact| mutual::weight(self.0[contact as usize].len())).sum()
    }

    fn count(&self, pair: (u32, u32)) -> u64 {
        self.common(pair).count() as u64
    }
}

/// Hides a tenth of the edges, drawn by the seed, and looks for them among pairs without an edge.
pub fn look_for_hidden(edges: &[(u32, u32)], seed: u64) -> Auc {
    let mut dice = StdRng::seed_from_u64(seed);
    let all: BTreeSet<(u32, u32)> =
        edges.iter().filter(|(a, b)| a != b).map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    let (hidden, known): (Vec<_>, Vec<_>) = all.iter().partition(|_| dice.random_range(0..HIDDEN) == 0);
    let people = 1 + all.iter().map(|(_, b)| *b).max().unwrap_or(0);
    let mut graph = Graph(vec![BTreeSet::new(); people as usize]);
    for (a, b) in known {
        graph.0[a as usize].insert(b);
        graph.0[b as usize].insert(a);
    }
    let (mut weighted, mut counted) = (0.0, 0.0);
    for _ in 0..COMPARED {
        let friends: (u32, u32) = hidden[dice.random_range(0..hidden.len())];
        let strangers = loop {
            let (a, b) = (dice.random_range(0..people), dice.random_range(0..people));
            if a < b && !all.contains(&(a, b)) {
                break (a, b);
            }
        };
        weighted += wins(graph.weight(friends), graph.weight(strangers));
        counted += wins(graph.count(friends), graph.count(strangers));
    }
    Auc { weighted: weighted / COMPARED as f64, counted: counted / COMPARED as f64 }
}

fn wins(friends: u64, strangers: u64) -> f64 {
    match friends.cmp(&strangers) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_friends_give_their_hidden_contacts_away_and_chance_does_not() {
        let circles = (0..40).flat_map(|circle| {
            let members = circle * 15..(circle + 1) * 15;
            members.clone().flat_map(move |a| members.clone().map(move |b| (a, b)))
        });
        let found = look_for_hidden(&circles.collect::<Vec<_>>(), 1);
        assert!(found.weighted > 0.99 && found.counted > 0.99, "{found:?}");
        let mut dice = StdRng::seed_from_u64(2);
        let by_chance: Vec<(u32, u32)> =
            (0..6_000).map(|_| (dice.random_range(0..600), dice.random_range(0..600))).collect();
        let found = look_for_hidden(&by_chance, 1);
        assert!((0.45..0.55).contains(&found.weighted), "{found:?}");
    }
}
