//! Why two people can help each other, in their own words.

use model::facet::Facet;

use super::calibration;
use super::phrase::Facets;

/// A need and the offer that meets it best, as their owners wrote them.
#[derive(Clone, Debug, PartialEq)]
pub struct PhrasePair {
    /// A phrase of somebody's seeks.
    pub need: String,
    /// A phrase of the other's offers.
    pub offer: String,
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

/// Whether the pair may be quoted: both phrases still stand, word for word, in the profiles as they are now.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The profile whose need it is.
    pub seeker: &'a Facets,
    /// The profile whose offer it is.
    pub helper: &'a Facets,
}

impl Given<'_> {
    /// Whether both phrases of the pair stand in the two profiles.
    pub fn holds(&self, pair: &PhrasePair) -> bool {
        self.seeker.holds(Facet::Seeks, &pair.need) && self.helper.holds(Facet::Offers, &pair.offer)
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

    #[test]
    fn what_no_longer_stands_in_a_profile_is_not_quoted() {
        let pair = PhrasePair {
            need: "a loan".to_owned(),
            offer: "banking".to_owned(),
            rank: 0.9,
            is_telling: true,
        };
        let (me, them) = (facets("a loan", ""), facets("", "banking"));
        assert!(Given { seeker: &me, helper: &them }.holds(&pair));
        assert!(!Given { seeker: &facets("a loan soon", ""), helper: &them }.holds(&pair));
        assert!(!Given { seeker: &me, helper: &facets("banking", "") }.holds(&pair));
    }
}
