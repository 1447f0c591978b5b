//! How close two people live: `150 / (150 + max(0, d - 25))`, or how their clocks overlap when distance is no matter.

use model::place::cell_distance_km;
use model::user::PlacePrecision;

use crate::population::Whereabouts;

/// The value used when either place is unknown or hidden.
pub const UNKNOWN: f64 = 0.15;
/// A place that was set more than this many days (24 months) ago no longer counts as known.
pub const STALE_AFTER_DAYS: u32 = 730;

const FULL_MARKS_KM: f64 = 25.0;
const HALVED_AFTER_KM: f64 = 150.0;
const SAME_CLOCK: f64 = 0.6;
const ENOUGH_COMMON_HOURS: f64 = 4.0;

/// The part for a distance between cell centres in kilometres.
///
/// Full marks within 25 km, then a heavy tail: friendship falls off like one over the distance, so an exponential
/// would make two capitals of one continent as far apart as two poles.
pub fn by_distance(km: f64) -> f64 {
    HALVED_AFTER_KM / (HALVED_AFTER_KM + (km - FULL_MARKS_KM).max(0.0))
}

/// The part when distance does not matter to one of the two: the better of distance and common waking hours.
pub fn by_distance_or_clock(km: f64, common_hours: Option<f64>) -> f64 {
    by_distance(km).max(by_clock(common_hours))
}

/// The part that common waking hours alone give to two of whom one does not mind the distance.
pub fn by_clock(common_hours: Option<f64>) -> f64 {
    SAME_CLOCK * (common_hours.unwrap_or(0.0) / ENOUGH_COMMON_HOURS).min(1.0)
}

/// How close two people live, as far as they may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Within 50 km.
    SameArea,
    /// Within 250 km.
    Region,
    /// In the same country.
    Country,
    /// Further.
    Far,
    /// One of the two places is unknown or hidden, which look the same.
    Unknown,
}

impl Band {
    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameArea => "same_area",
            Self::Region => "region",
            Self::Country => "country",
            Self::Far => "far",
            Self::Unknown => "unknown",
        }
    }

    /// The band of two known places; never finer than the coarser of the two allows.
    pub fn between(a: &Whereabouts, b: &Whereabouts) -> Self {
        let km = cell_distance_km(a.cell, b.cell);
        match a.precision.max(b.precision) {
            PlacePrecision::Hidden => Self::Unknown,
            PlacePrecision::City | PlacePrecision::Area if km <= 50.0 => Self::SameArea,
            PlacePrecision::City | PlacePrecision::Area | PlacePrecision::Region if km <= 250.0 => {
                Self::Region
            }
            _ if a.country == b.country => Self::Country,
            _ => Self::Far,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use h3o::{LatLng, Resolution};

    #[test]
    fn the_curve_passes_through_the_points_of_the_contract() {
        for (km, expected) in [
            (0.0, 1.0),
            (25.0, 1.0),
            (50.0, 0.857),
            (100.0, 0.667),
            (175.0, 0.5),
            (500.0, 0.24),
            (10_000.0, 0.015),
        ] {
            assert!((by_distance(km) - expected).abs() < 0.0006, "{km} km");
        }
        assert!((by_distance(40.916) - 0.904_073).abs() < 5e-6);
        assert!((by_distance(896.271) - 0.146_876).abs() < 5e-6);
    }

    #[test]
    fn a_near_person_still_wins_over_one_on_the_same_clock() {
        assert!((by_distance_or_clock(30.0, Some(13.0)) - by_distance(30.0)).abs() < f64::EPSILON);
        assert!((by_distance_or_clock(9_000.0, Some(6.0)) - 0.6).abs() < f64::EPSILON);
        assert!((by_distance_or_clock(15_333.0, Some(2.0)) - 0.3).abs() < f64::EPSILON);
        assert!((by_distance_or_clock(500.0, None) - by_distance(500.0)).abs() < f64::EPSILON);
    }

    fn at(latitude: f64, longitude: f64, country: &'static str, precision: PlacePrecision) -> Whereabouts {
        let cell = LatLng::new(latitude, longitude).unwrap().to_cell(Resolution::Four);
        Whereabouts { cell, precision, country, region: None }
    }

    #[test]
    fn a_band_tells_no_more_than_the_coarser_of_two_places() {
        use PlacePrecision::{Area, City, Country, Region};
        let vienna = |precision| at(48.21, 16.37, "AT", precision);
        let bratislava = at(48.14, 17.11, "SK", City);
        let graz = at(47.07, 15.44, "AT", Area);
        let lisbon = at(38.72, -9.14, "PT", City);
        assert_eq!(Band::between(&vienna(City), &vienna(Area)), Band::SameArea);
        assert_eq!(Band::between(&vienna(City), &vienna(Region)), Band::Region);
        assert_eq!(Band::between(&vienna(City), &vienna(Country)), Band::Country);
        assert_eq!(Band::between(&vienna(City), &bratislava), Band::Region);
        assert_eq!(Band::between(&vienna(Country), &bratislava), Band::Far);
        assert_eq!(Band::between(&vienna(City), &graz), Band::Region);
        assert_eq!(Band::between(&vienna(City), &lisbon), Band::Far);
    }
}
