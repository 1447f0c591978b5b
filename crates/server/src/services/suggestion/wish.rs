//! What a member narrows their list by, from words to rules.

use matching::{Filter, InterestsMatch, PlaceFilter, Radius, Whereabouts};
use model::fold::tag;
use model::gazetteer::{country_by_code, gazetteer, region_by_code};
use model::industry::{IndustryId, tree};
use model::place::{Place, PlaceId};
use model::violation::Violations;

/// A place without a radius means its surroundings.
const AROUND: Radius = Radius::Km50;

/// The filters as they were asked for.
#[derive(Clone, Debug, Default)]
pub struct SuggestionWish {
    /// Codes or names of the tree.
    pub industries: Vec<String>,
    /// Numbers of places, or the name or code of a place, a region or a country.
    pub location: Option<String>,
    /// Kilometres around the location, or around the looker's own place.
    pub radius_km: Option<u32>,
    /// Interests as people write them.
    pub interests: Vec<String>,
    /// Whether all interests are wanted.
    pub wants_all_interests: bool,
}

impl SuggestionWish {
    /// The filter for a looker who is at `home`.
    ///
    /// # Errors
    /// Every word that names nothing.
    pub fn filter(&self, home: Option<Whereabouts>) -> Result<Filter, Violations> {
        let mut violations = Violations::default();
        let industries = self.industries(&mut violations);
        let places = self.places(home, &mut violations);
        violations.into_result()?;
        let interests =
            self.interests.iter().map(|interest| tag(interest)).filter(|tag| !tag.is_empty()).collect();
        let interests_match =
            if self.wants_all_interests { InterestsMatch::All } else { InterestsMatch::Any };
        Ok(Filter { industries, places, interests, interests_match })
    }

    fn industries(&self, violations: &mut Violations) -> Vec<IndustryId> {
        let mut found = Vec::new();
        for word in &self.industries {
            match tree().find(word) {
                Some(node) => found.push(node.id),
                None => violations.add("/industry", "unknown_industry", format!("`{word}` is no industry")),
            }
        }
        found
    }

    fn places(&self, home: Option<Whereabouts>, violations: &mut Violations) -> Vec<PlaceFilter> {
        let radius = match self.radius_km {
            None => None,
            Some(km) => match Radius::from_km(km) {
                Some(radius) => Some(radius),
                None => {
                    violations.add("/radius_km", "unknown_radius", "is 50, 100, 250, 500 or 1000");
                    return Vec::new();
                }
            },
        };
        match (&self.location, radius, home) {
            (None, None, _) => Vec::new(),
            (None, Some(radius), Some(home)) => vec![PlaceFilter::Around(home.cell, radius)],
            (None, Some(_), None) => {
                violations.add("/location", "place_needed", "say around which place, or set yours");
                Vec::new()
            }
            (Some(location), radius, _) => {
                let places = location_filters(location, radius);
                violations.require(
                    !places.is_empty(),
                    "/location",
                    "unknown_place",
                    "is no place, region or country",
                );
                places
            }
        }
    }
}

fn location_filters(location: &str, radius: Option<Radius>) -> Vec<PlaceFilter> {
    let numbered: Option<Vec<PlaceFilter>> = location
        .split(',')
        .map(|number| {
            let place = gazetteer().get(PlaceId(number.trim().parse().ok()?))?;
            Some(around(place, radius))
        })
        .collect();
    numbered.unwrap_or_else(|| named_location(location.trim(), radius).into_iter().collect())
}

/// With a radius a city is meant before a region, without one a country or a region before a city.
fn named_location(name: &str, radius: Option<Radius>) -> Option<PlaceFilter> {
    let city = || gazetteer().find(name, None).or_else(|| gazetteer().search(name, 1).into_iter().next());
    let country = || country_by_code(name).or_else(|| gazetteer().find_country(name));
    let region = || region_by_code(name).or_else(|| gazetteer().find_region(name));
    match radius {
        Some(radius) => city()
            .map(|city| city.cell)
            .or_else(|| region().map(|region| region.centre))
            .or_else(|| country().map(|country| country.centre))
            .map(|cell| PlaceFilter::Around(cell, radius)),
        None => country()
            .map(|country| PlaceFilter::Country(country.code.to_owned()))
            .or_else(|| region().map(|region| PlaceFilter::Region(region.code.to_owned())))
            .or_else(|| city().map(|city| around(city, None))),
    }
}

fn around(place: &Place, radius: Option<Radius>) -> PlaceFilter {
    PlaceFilter::Around(place.cell, radius.unwrap_or(AROUND))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(location: &str, radius_km: Option<u32>) -> Result<Vec<PlaceFilter>, Violations> {
        let wish = SuggestionWish { location: Some(location.to_owned()), radius_km, ..Default::default() };
        wish.filter(None).map(|filter| filter.places)
    }

    fn cell(name: &str) -> h3o::CellIndex {
        gazetteer().find(name, None).unwrap().cell
    }

    #[test]
    fn a_location_is_a_country_a_region_or_the_surroundings_of_a_city() {
        assert_eq!(places("germany", None), Ok(vec![PlaceFilter::Country("DE".to_owned())]));
        assert_eq!(places("DE", None), Ok(vec![PlaceFilter::Country("DE".to_owned())]));
        assert_eq!(places("Bavaria", None), Ok(vec![PlaceFilter::Region("DE.02".to_owned())]));
        assert_eq!(places("Munich", None), Ok(vec![PlaceFilter::Around(cell("Munich"), Radius::Km50)]));
        assert_eq!(places("munich", Some(250)), Ok(vec![PlaceFilter::Around(cell("Munich"), Radius::Km250)]));
    }

    #[test]
    fn several_places_are_given_by_number() {
        let number = |name: &str| gazetteer().find(name, None).unwrap().id.0;
        let both = format!("{},{}", number("Munich"), number("Paris"));
        let around = |name| PlaceFilter::Around(cell(name), Radius::Km100);
        assert_eq!(places(&both, Some(100)), Ok(vec![around("Munich"), around("Paris")]));
    }

    #[test]
    fn every_word_that_names_nothing_is_told() {
        let wish = SuggestionWish {
            industries: vec!["wind power".to_owned(), "alchemy".to_owned()],
            location: Some("Nowhereville".to_owned()),
            ..Default::default()
        };
        let violations = wish.filter(None).unwrap_err();
        let codes: Vec<&str> = violations.as_slice().iter().map(|violation| violation.code).collect();
        assert_eq!(codes, ["unknown_industry", "unknown_place"]);
        assert!(places("Munich", Some(60)).is_err());
        let homeless = SuggestionWish { radius_km: Some(50), ..Default::default() };
        assert_eq!(homeless.filter(None).unwrap_err().as_slice()[0].code, "place_needed");
    }
}
