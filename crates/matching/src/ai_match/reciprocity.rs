//! How much two people can do for each other.

/// How well an offer is taken to meet a need that was never stated.
pub const UNSTATED: f64 = 0.5;

/// The ladder of the order: the best fifth, tenth and twentieth. Whoever stands higher on it in both directions comes
/// first, whatever speaks for others.
const FLOORS: [f64; STEPS] = [0.8, 0.9, 0.95];
/// The highest step of the ladder.
pub const STEPS: usize = 3;
/// From this rank on, in both directions, the page may say that two people can help each other.
pub const TWO_WAY: f64 = 0.975;

/// The rank that a step of the ladder begins with.
pub fn floor(step: usize) -> f64 {
    step.checked_sub(1).map_or(0.0, |below| FLOORS[below])
}

/// How many steps of the ladder a rank has reached.
pub fn steps(rank: f64) -> usize {
    FLOORS.iter().filter(|floor| rank >= **floor).count()
}

/// The harmonic mean of the two directions, each in 0..=1: high only when both are (RECON, Pizzato et al. 2010).
pub fn harmonic(mine: f64, theirs: f64) -> f64 {
    let sum = mine + theirs;
    if sum > 0.0 { 2.0 * mine * theirs / sum } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_side_alone_is_worth_little() {
        assert!((harmonic(0.9, 0.1) - 0.18).abs() < 1e-9);
        assert!((harmonic(0.86, 0.62) - 0.7205).abs() < 5e-5);
        assert_eq!(harmonic(0.0, 0.0), 0.0);
    }

    #[test]
    fn the_ladder_begins_at_the_floor() {
        assert_eq!([0.0, 0.79, 0.8, 0.9, 0.94, 1.0].map(steps), [0, 0, 1, 2, 2, 3]);
        assert_eq!([0, 1, 2, 3].map(|step| steps(floor(step))), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn it_is_fair_to_both_and_between_them(a in 0.0..=1.0_f64, b in 0.0..=1.0_f64) {
            let h = harmonic(a, b);
            prop_assert_eq!(h, harmonic(b, a));
            prop_assert!(h <= a.max(b) + 1e-12 && h + 1e-12 >= a.min(b));
        }

        #[test]
        fn more_help_never_lowers_it(a in 0.0..=1.0_f64, b in 0.0..=1.0_f64, more in 0.0..=1.0_f64) {
            prop_assert!(harmonic(a.max(more), b) + 1e-12 >= harmonic(a, b));
        }
    }
}
