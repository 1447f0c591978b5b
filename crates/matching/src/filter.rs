//! What a member narrows their list by. A filter chooses candidates; it never changes a score.

use h3o::CellIndex;
use model::industry::{IndustryId, IndustryTree};
use model::place::{centre, haversine_km};
use model::user::PlacePrecision;

use crate::population::Whereabouts;

/// The radii that may be asked for: few, so that answers cannot be used to find a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Radius {
    /// 50 km.
    Km50,
    /// 100 km.
    Km100,
    /// 250 km.
    Km250,
    /// 500 km.
    Km500,
    /// 1000 km.
    Km1000,
}

impl Radius {
    /// Every radius, the smallest first.
    pub const ALL: [Self; 5] = [Self::Km50, Self::Km100, Self::Km250, Self::Km500, Self::Km1000];

    /// The radius in kilometres.
    pub const fn km(self) -> u32 {
        match self {
            Self::Km50 => 50,
            Self::Km100 => 100,
            Self::Km250 => 250,
            Self::Km500 => 500,
            Self::Km1000 => 1000,
        }
    }

    /// The radius of this many kilometres, when it may be asked for.
    pub fn from_km(km: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|radius| radius.km() == km)
    }

    /// The smallest radius that a place of this precision can answer to: that of the band it is known in.
    const fn finest_for(precision: PlacePrecision) -> Option<Self> {
        match precision {
            PlacePrecision::City | PlacePrecision::Area => Some(Self::Km50),
            PlacePrecision::Region => Some(Self::Km250),
            PlacePrecision::Country => Some(Self::Km1000),
            PlacePrecision::Hidden => None,
        }
    }
}

/// Where a candidate must be. Hidden and unknown places match none of these.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceFilter {
    /// Within a radius around the centre of a cell.
    Around(CellIndex, Radius),
    /// In the region with this code.
    Region(String),
    /// In the country with this code.
    Country(String),
}

impl PlaceFilter {
    /// Whether somebody there matches; `point` is the centre of the cell they are in, in degrees.
    pub fn matches(&self, whereabouts: &Whereabouts, point: (f64, f64)) -> bool {
        match self {
            Self::Around(cell, radius) => {
                let (latitude, longitude) = centre(*cell);
                let km = f64::from(radius.km());
                // A degree of latitude is 111 km: most places need no further measuring.
                Radius::finest_for(whereabouts.precision).is_some_and(|finest| finest <= *radius)
                    && (latitude - point.0).abs() * 110.0 <= km
                    && haversine_km((latitude, longitude), point) <= km
            }
            Self::Region(code) => {
                whereabouts.precision <= PlacePrecision::Region && whereabouts.region == Some(code.as_str())
            }
            Self::Country(code) => {
                whereabouts.precision <= PlacePrecision::Country && whereabouts.country == code.as_str()
            }
        }
    }
}

/// Whether one shared interest is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InterestsMatch {
    /// One is enough.
    #[default]
    Any,
    /// All must be shared.
    All,
}

/// A member's filters; all that are set must match.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Works in one of these or below.
    pub industries: Vec<IndustryId>,
    /// Lives in one of these.
    pub places: Vec<PlaceFilter>,
    /// Folded interest tags.
    pub interests: Vec<String>,
    /// Whether all of them are wanted.
    pub interests_match: InterestsMatch,
}

impl Filter {
    /// Whether somebody working there matches.
    pub fn matches_industry(&self, tree: &IndustryTree, current: Option<IndustryId>) -> bool {
        let is_wanted =
            |current: IndustryId| self.industries.iter().any(|wanted| tree.is_within(current, *wanted));
        self.industries.is_empty() || current.is_some_and(is_wanted)
    }

    /// Whether somebody living there matches; `point` is the centre of the place's cell, in degrees.
    pub fn matches_place_at(&self, whereabouts: &Whereabouts, point: (f64, f64)) -> bool {
        self.places.is_empty() || self.places.iter().any(|wanted| wanted.matches(whereabouts, point))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use h3o::{LatLng, Resolution};
    use model::industry::tree;

    fn cell(latitude: f64, longitude: f64) -> CellIndex {
        LatLng::new(latitude, longitude).unwrap().to_cell(Resolution::Four)
    }

    fn munich(precision: PlacePrecision) -> Whereabouts {
        Whereabouts { cell: cell(48.14, 11.58), precision, country: "DE", region: Some("DE.02") }
    }

    #[test]
    fn a_radius_matches_only_places_known_that_finely() {
        use PlacePrecision::{Area, City, Country, Hidden, Region};
        let augsburg = cell(48.37, 10.90);
        let matches = |precision, radius| {
            PlaceFilter::Around(augsburg, radius).matches(&munich(precision), centre(munich(precision).cell))
        };
        assert!(!matches(City, Radius::Km50));
        assert!(matches(City, Radius::Km100) && matches(Area, Radius::Km100));
        assert!(!matches(Region, Radius::Km100) && matches(Region, Radius::Km250));
        assert!(!matches(Country, Radius::Km500) && matches(Country, Radius::Km1000));
        assert!(!matches(Hidden, Radius::Km1000));
    }

    #[test]
    fn regions_and_countries_match_no_finer_than_told() {
        use PlacePrecision::{Area, Country, Hidden, Region};
        let bavaria = PlaceFilter::Region("DE.02".to_owned());
        let germany = PlaceFilter::Country("DE".to_owned());
        assert!(
            bavaria.matches(&munich(Area), centre(munich(Area).cell))
                && bavaria.matches(&munich(Region), centre(munich(Region).cell))
        );
        assert!(
            !bavaria.matches(&munich(Country), centre(munich(Country).cell))
                && germany.matches(&munich(Country), centre(munich(Country).cell))
        );
        assert!(!germany.matches(&munich(Hidden), centre(munich(Hidden).cell)));
        assert!(!PlaceFilter::Country("AT".to_owned()).matches(&munich(Area), centre(munich(Area).cell)));
    }

    #[test]
    fn an_industry_matches_with_everything_below_it() {
        let id = |code| tree().by_code(code).unwrap().id;
        let filter = Filter { industries: vec![id("energy.renewables"), id("law")], ..Default::default() };
        let matches = |code| filter.matches_industry(tree(), Some(id(code)));
        assert!(
            matches("energy.renewables")
                && matches("energy.renewables.wind")
                && matches("law.practice.litigation")
        );
        assert!(!matches("energy") && !matches("energy.grid.storage"));
        assert!(!filter.matches_industry(tree(), None));
        assert!(Filter::default().matches_industry(tree(), None));
    }

    #[test]
    fn only_the_offered_radii_exist() {
        assert_eq!(Radius::from_km(250), Some(Radius::Km250));
        assert_eq!(Radius::from_km(60), None);
    }
}
