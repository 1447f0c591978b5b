//! Why two people can help each other, in their own words.

use super::calibration;
use super::phrase::{Facets, Phrase};

/// A need and the offer that meets it best.
#[derive(Clone, Debug, PartialEq)]
pub struct PhrasePair {
    /// A phrase of somebody's seeks, by what the caller knows it by.
    pub need: u32,
    /// A phrase of the other's offers.
    pub offer: u32,
    /// The share of ordinary pairs of two people that fit less, in 0..=1.
    pub rank: f64,
    /// Whether it is worth telling: what is ordinary explains nothing.
    pub is_telling: bool,
}

impl PhrasePair {
    /// How well the offer meets the need, in 0..=1; 0.5 is ordinary.
    pub fn fit(&self) -> f64 {
        calibration::fit(self.rank)
    }
}

/// The profiles of two people as they are now, to quote from: only what still stands there may be told.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The profile whose need it is.
    pub seeker: &'a Facets,
    /// The profile whose offer it is.
    pub helper: &'a Facets,
    /// What the caller knows a phrase by.
    pub mark: fn(&Phrase) -> u32,
}

impl<'a> Given<'a> {
    /// Need and offer as their owners wrote them; none once either was taken back.
    pub fn quote(&self, pair: &PhrasePair) -> Option<(&'a str, &'a str)> {
        let find = |phrases: &'a [Phrase], mark| {
            phrases.iter().find(|phrase| (self.mark)(phrase) == mark).map(|phrase| phrase.text.as_str())
        };
        Some((find(&self.seeker.seeks, pair.need)?, find(&self.helper.offers, pair.offer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::phrase::ProfileTexts;
    use super::*;

    fn facets(seeks: &str, offers: &str) -> Facets {
        let (seeks, offers) = (vec![seeks.to_owned()], vec![offers.to_owned()]);
        Facets::of(&ProfileTexts { seeks: &seeks, offers: &offers, ..ProfileTexts::default() })
    }

    /// Enough to tell these few apart.
    fn mark(phrase: &Phrase) -> u32 {
        phrase.embedded.len() as u32
    }

    #[test]
    fn what_no_longer_stands_in_a_profile_is_not_quoted() {
        let pair = PhrasePair { need: 6, offer: 7, rank: 0.9, is_telling: true };
        let (me, them) = (facets("a loan", ""), facets("", "banking"));
        assert_eq!(Given { seeker: &me, helper: &them, mark }.quote(&pair), Some(("a loan", "banking")));
        assert_eq!(Given { seeker: &facets("a loan soon", ""), helper: &them, mark }.quote(&pair), None);
        assert_eq!(Given { seeker: &me, helper: &facets("banking", ""), mark }.quote(&pair), None);
    }
}
