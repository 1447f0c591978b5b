//! Why two people can help each other, in their own words.

use super::phrase::{Facet, Facets};

/// A need and the offer that meets it best, as their owners wrote them.
#[derive(Clone, Debug, PartialEq)]
pub struct PhrasePair {
    /// A phrase of somebody's seeks.
    pub need: String,
    /// A phrase of the other's offers.
    pub offer: String,
    /// How exceptional the pair is in this community, in 0..=1.
    pub fit: f64,
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
