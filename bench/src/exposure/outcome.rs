//! What came of it, in figures.

use matching::ranking::evenness::gini;

/// What is counted while weeks go by.
#[derive(Debug)]
pub(super) struct Tally {
    /// By person, appearances in lists.
    pub shown: Vec<u32>,
    /// By person, requests received.
    pub asked: Vec<u32>,
    /// Requests that waited at one person at once, at most.
    pub fullest_inbox: usize,
    /// Requests accepted.
    pub accepted: u32,
    /// Scores of everyone shown, added up.
    pub scores: f64,
}

impl Tally {
    pub fn new(people: usize) -> Self {
        Self { shown: vec![0; people], asked: vec![0; people], fullest_inbox: 0, accepted: 0, scores: 0.0 }
    }
}

/// What came of a policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The share of people who were in no list.
    pub never_shown: f64,
    /// How unequal appearances are: 0 all alike, 1 one has them all.
    pub exposure_gini: f64,
    /// The share of people whom nobody asked.
    pub never_asked: f64,
    /// Requests that waited at one person at once, at most.
    pub fullest_inbox: usize,
    /// The mean score of everyone shown.
    pub mean_score: f64,
    /// Requests accepted, as a share of those sent.
    pub accepted: f64,
}

impl From<Tally> for Outcome {
    fn from(tally: Tally) -> Self {
        Self {
            never_shown: share_of_zeros(&tally.shown),
            exposure_gini: gini(&tally.shown),
            never_asked: share_of_zeros(&tally.asked),
            fullest_inbox: tally.fullest_inbox,
            mean_score: tally.scores / sum(&tally.shown),
            accepted: f64::from(tally.accepted) / sum(&tally.asked),
        }
    }
}

fn sum(counts: &[u32]) -> f64 {
    counts.iter().map(|count| f64::from(*count)).sum()
}

fn share_of_zeros(counts: &[u32]) -> f64 {
    counts.iter().filter(|count| **count == 0).count() as f64 / counts.len() as f64
}
