//! The AI score: help both ways, common ground, the match score and common free time.

const HELP: f64 = 0.50;
const ABOUT: f64 = 0.20;
const MATCH_SCORE: f64 = 0.20;
const FREE_TIME: f64 = 0.10;
/// Common free half-hours that are enough.
const ENOUGH_HALF_HOURS: f64 = 6.0;

/// What stands between two people besides their words; the caller knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circumstances {
    /// S, the match score of the two, in 0..=1.
    pub match_score: f64,
    /// Half-hours in the next 14 days that both have free.
    pub common_half_hours: u32,
    /// Appearances in other people's lists in 28 days.
    pub appearances: u32,
    /// Where the candidate works, as any number that is the same for the same employer.
    pub employer: Option<u64>,
    /// The candidate's industry, as any number that is the same for the same leaf.
    pub leaf: Option<u64>,
}

/// The parts of an AI score, each in 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    /// H, the help both ways (one way in mentorship).
    pub help: f64,
    /// How alike the two are in what they tell about themselves.
    pub about: f64,
    /// S.
    pub match_score: f64,
    /// O, see [`free_time`].
    pub free_time: f64,
}

impl Blend {
    /// The score in 0..=1.
    pub fn score(&self) -> f64 {
        HELP * self.help + ABOUT * self.about + MATCH_SCORE * self.match_score + FREE_TIME * self.free_time
    }

    /// The most that the score can be while nothing but the words is known.
    pub(super) fn ceiling(help: f64, about: f64) -> f64 {
        Self { help, about, match_score: 1.0, free_time: 1.0 }.score()
    }
}

/// O: the common free half-hours of the next 14 days, of which six are enough.
pub fn free_time(common_half_hours: u32) -> f64 {
    (f64::from(common_half_hours) / ENOUGH_HALF_HOURS).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::reciprocity::harmonic;
    use super::*;

    #[test]
    fn the_vector_of_the_contract() {
        let blend =
            Blend { help: harmonic(0.86, 0.62), about: 0.55, match_score: 0.528, free_time: free_time(4) };
        assert!((blend.score() - 0.6425).abs() < 5e-5, "{}", blend.score());
    }

    #[test]
    fn six_half_hours_are_enough() {
        assert_eq!((free_time(0), free_time(6), free_time(40)), (0.0, 1.0, 1.0));
    }

    #[test]
    fn the_weights_are_the_whole() {
        let full = Blend { help: 1.0, about: 1.0, match_score: 1.0, free_time: 1.0 };
        assert!((full.score() - 1.0).abs() < 1e-12);
    }
}
