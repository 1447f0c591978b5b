//! What a member's place tells others: the cell, the region, the country and the words for it, all at the precision
//! that the member chose and nothing finer.

use std::collections::HashMap;
use std::sync::LazyLock;

use h3o::CellIndex;

use crate::gazetteer::gazetteer;
use crate::language::Language;
use crate::place::{Country, Place, PlaceId, Region};
use crate::user::PlacePrecision;

/// The largest city of each cell of resolution 4, in each of its countries: what an area is called after.
static LARGEST_OF_AREA: LazyLock<HashMap<(CellIndex, &str), PlaceId>> = LazyLock::new(|| {
    let mut largest = HashMap::new();
    for place in gazetteer().all() {
        largest.entry((place.area_cell(), place.country.code)).or_insert(place.id);
    }
    largest
});

/// Countries with more than one zone in the IANA database (`zone.tab`, 2024b): there a clock tells more than the country.
const SEVERAL_CLOCKS: &[&str] = &[
    "AQ", "AR", "AU", "BR", "CA", "CD", "CL", "CN", "CY", "DE", "EC", "ES", "FM", "GL", "ID", "KI", "KZ",
    "MH", "MN", "MX", "MY", "NZ", "PF", "PG", "PS", "PT", "RU", "UA", "UM", "US", "UZ",
];

/// A place as others may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownPlace {
    /// The city's cell, its area's cell, or the centre of the region or country.
    pub cell: CellIndex,
    /// How exactly the place is known.
    pub precision: PlacePrecision,
    /// The region, unless only the country may be known.
    pub region: Option<&'static Region>,
    /// The country.
    pub country: &'static Country,
    /// The city: the member's own, or the largest of the area.
    city: Option<&'static Place>,
}

impl KnownPlace {
    /// What may be known of the place; nothing when it is hidden, as when there is none.
    pub fn of(place: &'static Place, precision: PlacePrecision) -> Option<Self> {
        let country = place.country;
        let (cell, region, city) = match precision {
            PlacePrecision::Hidden => return None,
            PlacePrecision::City => (place.cell, place.region, Some(place)),
            // A border may run through a cell: the region is that of the whole area too.
            PlacePrecision::Area => {
                let largest = largest_nearby(place);
                (place.area_cell(), largest.region, Some(largest))
            }
            PlacePrecision::Region => {
                (place.region.map_or(country.centre, |region| region.centre), place.region, None)
            }
            PlacePrecision::Country => (country.centre, None, None),
        };
        Some(Self { cell, precision, region, country, city })
    }

    /// What may be known of the place with this number.
    pub fn of_id(place: Option<PlaceId>, precision: PlacePrecision) -> Option<Self> {
        Self::of(gazetteer().get(place?)?, precision)
    }

    /// Whether the time of day there may be known: not where a clock would tell more than the country.
    pub fn tells_clock(&self) -> bool {
        self.precision != PlacePrecision::Country || !SEVERAL_CLOCKS.contains(&self.country.code)
    }

    /// The place in words: `Potsdam, Brandenburg, Germany`, `Berlin area, Germany`, `Brandenburg, Germany`, `Germany`.
    pub fn label(&self, language: Language) -> String {
        match (self.precision, self.city, self.region) {
            (PlacePrecision::City, Some(city), _) => city.full_name(language),
            (_, Some(city), _) => area(city, language),
            (_, None, Some(region)) => region.label(self.country, language),
            (_, None, None) => self.country.name_in(language).to_owned(),
        }
    }
}

fn area(city: &Place, language: Language) -> String {
    let (name, country) = (city.name_in(language), city.country.name_in(language));
    match language {
        Language::English => format!("{name} area, {country}"),
        Language::German => format!("Raum {name}, {country}"),
    }
}

fn largest_nearby(place: &'static Place) -> &'static Place {
    let area = (place.area_cell(), place.country.code);
    LARGEST_OF_AREA.get(&area).and_then(|id| gazetteer().get(*id)).unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::cell_distance_km;

    fn place(name: &str, country: &str) -> &'static Place {
        gazetteer().find(name, Some(country)).unwrap()
    }

    fn label(name: &str, country: &str, precision: PlacePrecision) -> Option<String> {
        KnownPlace::of(place(name, country), precision).map(|known| known.label(Language::English))
    }

    #[test]
    fn the_words_are_as_coarse_as_the_member_chose() {
        use PlacePrecision::{Area, City, Country, Hidden, Region};
        assert_eq!(label("Munich", "DE", City).as_deref(), Some("Munich, Bavaria, Germany"));
        assert_eq!(label("Munich", "DE", Area).as_deref(), Some("Munich area, Germany"));
        assert_eq!(label("Munich", "DE", Region).as_deref(), Some("Bavaria, Germany"));
        assert_eq!(label("Munich", "DE", Country).as_deref(), Some("Germany"));
        assert_eq!(label("Munich", "DE", Hidden), None);
    }

    #[test]
    fn a_place_is_told_in_german() {
        use PlacePrecision::{Area, City, Country, Region};
        let label =
            |precision| KnownPlace::of(place("Munich", "DE"), precision).unwrap().label(Language::German);
        assert_eq!(label(City), "München, Bayern, Deutschland");
        assert_eq!(label(Area), "Raum München, Deutschland");
        assert_eq!(label(Region), "Bayern, Deutschland");
        assert_eq!(label(Country), "Deutschland");
    }

    #[test]
    fn a_clock_tells_no_more_than_the_country() {
        use PlacePrecision::{Country, Region};
        let tells_clock =
            |name, country, precision| KnownPlace::of(place(name, country), precision).unwrap().tells_clock();
        assert!(!tells_clock("Los Angeles", "US", Country) && tells_clock("Los Angeles", "US", Region));
        assert!(tells_clock("Paris", "FR", Country));
    }

    #[test]
    fn everyone_in_an_area_is_described_alike() {
        let mut by_area: HashMap<(CellIndex, &str), String> = HashMap::new();
        for place in gazetteer().all() {
            let known = KnownPlace::of(place, PlacePrecision::Area).unwrap();
            let city = known.city.unwrap();
            assert_eq!(city.area_cell(), known.cell, "an area is called after a city in it");
            let described = || {
                format!("{}, {:?}", known.label(Language::English), known.region.map(|region| region.code))
            };
            let first = by_area.entry((known.cell, place.country.code)).or_insert_with(described);
            assert_eq!(*first, described());
        }
    }

    #[test]
    fn a_coarse_place_is_the_centre_of_its_unit() {
        let munich = place("Munich", "DE");
        let nuremberg = place("Nürnberg", "DE");
        let at = |place, precision| KnownPlace::of(place, precision).unwrap().cell;
        assert_eq!(at(munich, PlacePrecision::Region), at(nuremberg, PlacePrecision::Region));
        assert_eq!(at(munich, PlacePrecision::Country), at(place("Hamburg", "DE"), PlacePrecision::Country));
        assert!(cell_distance_km(munich.cell, munich.area_cell()) < 30.0);
    }
}
