//! Learning what is ordinary in a community: for single phrases, and for random pairs of people.

use std::ops::Range;

use super::calibration::{Calibration, PAIRS};
use super::rows::{Probe, Rows, SAMPLE};
use super::space::Space;

/// From fewer people nothing is learnt about single phrases.
const FEWEST_SAMPLED: usize = 16;

impl Space {
    /// Learns anew what is ordinary: for each phrase, and for random pairs of the people whom everybody may find, in
    /// the order of their ids.
    pub fn calibrate(&mut self) {
        let mut public: Vec<usize> = (0..self.people.len()).filter(|n| self.people[*n].is_public).collect();
        public.sort_unstable_by_key(|number| self.people[*number].id);
        self.calibrated_at = public.len();
        self.is_filling = false;
        self.sampled_seeks = self.sample(&self.seeks, public.iter().map(|n| self.people[*n].seeks()));
        self.sampled_offers = self.sample(&self.offers, public.iter().map(|n| self.people[*n].offers()));
        self.seeks.measure(0..self.seeks.len(), &self.sampled_offers);
        self.offers.measure(0..self.offers.len(), &self.sampled_seeks);
        let pairs: Vec<(usize, usize)> =
            random_pairs(public.len(), self.seed).into_iter().map(|(a, b)| (public[a], public[b])).collect();
        let help =
            pairs.iter().filter_map(|(a, b)| Some(self.best_pair(&self.people[*a], &self.people[*b])?.value));
        self.help = Calibration::of(help.collect());
        let mut likeness: Vec<f32> = pairs.iter().filter_map(|(a, b)| self.likeness(*a, *b)).collect();
        likeness.sort_by(f32::total_cmp);
        self.usual_likeness = likeness.get(likeness.len() / 2).copied().unwrap_or(0.0);
    }

    /// One row each of some people, drawn by the seed; none of too few people to know what is ordinary.
    fn sample(&self, rows: &Rows, of_people: impl Iterator<Item = Range<usize>>) -> Vec<Probe> {
        let stated: Vec<Range<usize>> = of_people.filter(|rows| !rows.is_empty()).collect();
        if stated.len() < FEWEST_SAMPLED {
            return Vec::new();
        }
        let mut state = self.seed;
        let mut draw = |below: usize| (split_mix(&mut state) % below as u64) as usize;
        let drawn = (0..SAMPLE).flat_map(|_| {
            let of_one = &stated[draw(stated.len())];
            let row = of_one.start + draw(of_one.len());
            rows.probes(row..row + 1)
        });
        drawn.collect()
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
