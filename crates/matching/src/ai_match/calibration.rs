//! From cosines, which mean something else in every model, to how exceptional a pair is in this community.
//!
//! A rank alone is too blunt: of a hundred thousand members a thousand are in the last hundredth, and what stands beside
//! the words in the score would decide among them. So each halving of the share that is better counts the same.

/// Random pairs that a cosine is ranked among.
pub const PAIRS: usize = 10_000;

/// The cosines of random pairs, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    sorted: Vec<f32>,
}

impl Calibration {
    /// Takes the cosines of random pairs.
    pub fn of(mut cosines: Vec<f32>) -> Self {
        cosines.sort_by(f32::total_cmp);
        Self { sorted: cosines }
    }

    /// How many pairs there were.
    pub fn pairs(&self) -> usize {
        self.sorted.len()
    }

    /// The share of random pairs below the cosine, equal ones counting half; 0.5 is ordinary.
    pub fn rank(&self, cosine: f32) -> f64 {
        if self.sorted.is_empty() {
            return 0.5;
        }
        let below = self.sorted.partition_point(|pair| *pair < cosine);
        let equal = self.sorted[below..].iter().take_while(|pair| **pair == cosine).count();
        (2 * below + equal) as f64 / (2 * self.sorted.len()) as f64
    }

    /// A cosine below which nothing has this rank.
    pub fn below(&self, rank: f64) -> f32 {
        let first = self.sorted.partition_point(|pair| self.rank(*pair) < rank);
        if first == 0 { f32::MIN } else { self.sorted[first - 1] }
    }
}

/// How well a need is met, in 0..=1, for a pair of this rank: 0.5 is ordinary, 1 the best of all [`PAIRS`].
///
/// Below the middle it is the rank; above, the halvings of the share of better pairs.
pub fn fit(rank: f64) -> f64 {
    if rank < 0.5 {
        return rank;
    }
    let last = 0.5 / PAIRS as f64;
    let halvings = -(1.0 - rank).max(last).log2();
    0.5 + 0.5 * (halvings - 1.0) / (-last.log2() - 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_middle_is_ordinary() {
        let calibration = Calibration::of((0..PAIRS).map(|n| n as f32 / PAIRS as f32).collect());
        assert!((calibration.rank(0.5) - 0.5).abs() < 1e-3);
        assert_eq!((calibration.rank(-1.0), calibration.rank(1.0)), (0.0, 1.0));
        assert_eq!(Calibration::default().rank(0.9), 0.5);
        assert_eq!(Calibration::of(vec![0.3; 7]).rank(0.3), 0.5);
    }

    #[test]
    fn nothing_below_the_bound_has_the_rank() {
        let calibration = Calibration::of(vec![0.1, 0.2, 0.2, 0.2, 0.5, 0.7, 0.7, 0.9]);
        for rank in [0.0, 0.2, 0.5, 0.8, 1.0] {
            let bound = calibration.below(rank);
            assert!(
                (-100..100).map(|n| n as f32 / 50.0).all(|n| n >= bound || calibration.rank(n) < rank),
                "{rank}"
            );
        }
    }

    #[test]
    fn every_halving_of_those_who_are_better_counts_the_same() {
        assert_eq!((fit(0.0), fit(0.3), fit(0.5), fit(1.0)), (0.0, 0.3, 0.5, 1.0));
        let step = fit(0.75) - fit(0.5);
        assert!((fit(0.875) - fit(0.75) - step).abs() < 1e-9);
        assert!((fit(0.9375) - fit(0.875) - step).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_better_rank_is_never_a_worse_fit(a in 0.0..=1.0_f64, b in 0.0..=1.0_f64) {
            prop_assert!(fit(a.max(b)) >= fit(a.min(b)));
            prop_assert!((0.0..=1.0).contains(&fit(a)));
        }

        #[test]
        fn a_closer_pair_never_ranks_lower(
            pairs in proptest::collection::vec(-1.0_f32..1.0, 1..50), a in -1.0_f32..1.0, b in -1.0_f32..1.0,
        ) {
            let calibration = Calibration::of(pairs);
            prop_assert!(calibration.rank(a.max(b)) >= calibration.rank(a.min(b)));
        }
    }
}
