//! The weighted sum of the four parts, and the forms in which it is shown.

use thiserror::Error;

/// The four parts of a score, each in 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// How close the two work.
    pub industry: f64,
    /// How close the two live.
    pub proximity: f64,
    /// How much the people they both know tell.
    pub mutual: f64,
    /// How active the candidate is.
    pub activity: f64,
}

/// What each part counts; sums to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    industry: f64,
    proximity: f64,
    mutual: f64,
    activity: f64,
}

/// Weights that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeightsError {
    /// A weight is below zero or not a number.
    #[error("every weight must be a number of at least 0")]
    Negative,
    /// Together they are not the whole.
    #[error("the weights must sum to 1")]
    Sum,
}

impl Default for Weights {
    fn default() -> Self {
        Self { industry: 0.40, proximity: 0.30, mutual: 0.20, activity: 0.10 }
    }
}

impl Weights {
    /// Weights for industry, proximity, mutual contacts and activity, which must sum to 1.
    pub fn new(industry: f64, proximity: f64, mutual: f64, activity: f64) -> Result<Self, WeightsError> {
        let all = [industry, proximity, mutual, activity];
        if all.iter().any(|weight| weight.is_nan() || *weight < 0.0) {
            return Err(WeightsError::Negative);
        }
        if (all.iter().sum::<f64>() - 1.0).abs() > 1e-9 {
            return Err(WeightsError::Sum);
        }
        Ok(Self { industry, proximity, mutual, activity })
    }

    /// The score of the parts.
    pub fn score(&self, parts: &Parts) -> Score {
        let sum = self.industry * parts.industry
            + self.proximity * parts.proximity
            + self.mutual * parts.mutual
            + self.activity * parts.activity;
        Score::from_fraction(sum)
    }

    /// The weights in single precision, for bounds.
    pub(crate) fn as_f32(&self) -> [f32; 4] {
        [self.industry, self.proximity, self.mutual, self.activity].map(|weight| weight as f32)
    }

    /// The share of the usual information that stood behind a score, in whole percent.
    pub fn coverage_percent(&self, is_industry_known: bool, is_place_known: bool) -> u8 {
        let industry = if is_industry_known { self.industry } else { 0.0 };
        let proximity = if is_place_known { self.proximity } else { 0.0 };
        whole_percent(industry + proximity + self.mutual + self.activity)
    }
}

/// A score in millionths: finer differences do not count, and the shown percent follows from it, so that no list
/// can show a smaller number above a greater one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Score(u32);

impl Score {
    /// Below this a person is not suggested, small communities aside.
    pub const SUGGESTED: Score = Score(250_000);
    /// From here on a member shown rarely may take one of the places kept for them.
    pub const RARELY_SHOWN: Score = Score(300_000);

    /// The score nearest to a number in 0 to 1.
    pub fn from_fraction(fraction: f64) -> Self {
        Self((fraction.clamp(0.0, 1.0) * 1e6).round() as u32)
    }

    /// The score in millionths.
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// The score as shown: `floor(100 S + 0.5)`.
    pub fn percent(self) -> u8 {
        ((self.0 + 5_000) / 10_000) as u8
    }

    /// The score in a word.
    pub fn label(self) -> Label {
        match self.0 {
            700_000.. => Label::Strong,
            500_000.. => Label::Good,
            250_000.. => Label::Possible,
            _ => Label::Stretch,
        }
    }
}

/// A score in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Below 25 %: shown only where a small community offers nobody better.
    Stretch,
    /// From 25 %.
    Possible,
    /// From 50 %.
    Good,
    /// From 70 %.
    Strong,
}

impl Label {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stretch => "a stretch",
            Self::Possible => "possible",
            Self::Good => "good",
            Self::Strong => "strong",
        }
    }
}

/// A fraction as a whole percent, halves rounded up.
pub fn whole_percent(fraction: f64) -> u8 {
    Score::from_fraction(fraction).percent()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_must_be_the_whole_and_nothing_negative() {
        assert_eq!(Weights::new(0.4, 0.3, 0.2, 0.1), Ok(Weights::default()));
        assert_eq!(Weights::new(0.4, 0.3, 0.2, 0.2), Err(WeightsError::Sum));
        assert_eq!(Weights::new(1.2, -0.2, 0.0, 0.0), Err(WeightsError::Negative));
        assert_eq!(Weights::new(f64::NAN, 0.3, 0.2, 0.1), Err(WeightsError::Negative));
    }

    #[test]
    fn percents_round_half_up_and_labels_change_at_their_limits() {
        for (fraction, percent, label) in [
            (0.0, 0, Label::Stretch),
            (0.249_999, 25, Label::Stretch),
            (0.25, 25, Label::Possible),
            (0.345, 35, Label::Possible),
            (0.499_999, 50, Label::Possible),
            (0.50, 50, Label::Good),
            (0.699_999_9, 70, Label::Strong),
            (1.0, 100, Label::Strong),
        ] {
            let score = Score::from_fraction(fraction);
            assert_eq!((score.percent(), score.label()), (percent, label), "{fraction}");
        }
    }
}
