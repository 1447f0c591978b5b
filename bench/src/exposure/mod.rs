//! Who is shown and asked when a community looks, asks and answers for some weeks, by how places are given.
//!
//! The score, the rules of eligibility and the places are the product's own; the community and how its people behave
//! are invented, so the figures tell a direction and not what a real community will see.

mod behaviour;
mod community;
mod outcome;
mod simulation;

pub use outcome::Outcome;
pub use simulation::simulate;

use matching::ranking::PLACES;
use matching::{Ranked, Ranking};

/// How far exposure is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// By the score alone; full people are shown like all others.
    None,
    /// Full people, and those who were in enough lists, are left out.
    Caps,
    /// And two in ten places go to those shown least.
    CapsAndPlaces,
}

impl Policy {
    /// All of them, from the plainest on.
    pub const ALL: [Self; 3] = [Self::None, Self::Caps, Self::CapsAndPlaces];

    /// The name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Caps => "caps",
            Self::CapsAndPlaces => "caps + 2 in 10",
        }
    }

    /// Whether the rules learn who is full and who was shown.
    const fn has_caps(self) -> bool {
        !matches!(self, Self::None)
    }

    fn list(self, ranking: Ranking) -> Vec<Ranked> {
        let rarest = if self == Self::CapsAndPlaces { ranking.rarest } else { Vec::new() };
        Ranking { best: ranking.best, rarest }.list(PLACES)
    }
}

#[cfg(test)]
mod tests {
    use matching::eligibility::FULL_INBOX;

    use super::*;

    #[test]
    fn nobody_is_left_out_or_overrun_at_the_price_of_a_few_hundredths_of_the_score() {
        let outcome = |policy| simulate(policy, 1_000, 8, 1);
        let (unshared, shared) = (outcome(Policy::None), outcome(Policy::CapsAndPlaces));
        assert!(shared.never_shown <= 0.01, "{shared:?}");
        assert!(shared.exposure_gini < unshared.exposure_gini, "{shared:?} against {unshared:?}");
        assert_eq!(shared.fullest_inbox, FULL_INBOX as usize);
        assert!(shared.mean_score >= 0.97 * unshared.mean_score, "{shared:?} against {unshared:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_figures() {
        let outcome = || simulate(Policy::CapsAndPlaces, 200, 3, 7);
        assert_eq!(outcome(), outcome());
    }
}
