//! From cosines, which mean something else in every model, to how exceptional a pair is in this community.

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

    /// The share of random pairs below the cosine, equal ones counting half; 0.5 is ordinary.
    pub fn rank(&self, cosine: f32) -> f64 {
        if self.sorted.is_empty() {
            return 0.5;
        }
        let below = self.sorted.partition_point(|pair| *pair < cosine);
        let up_to = self.sorted.partition_point(|pair| *pair <= cosine);
        (below + up_to) as f64 / (2 * self.sorted.len()) as f64
    }
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

    proptest! {
        #[test]
        fn a_closer_pair_never_ranks_lower(
            pairs in proptest::collection::vec(-1.0_f32..1.0, 1..50), a in -1.0_f32..1.0, b in -1.0_f32..1.0,
        ) {
            let calibration = Calibration::of(pairs);
            prop_assert!(calibration.rank(a.max(b)) >= calibration.rank(a.min(b)));
        }
    }
}
