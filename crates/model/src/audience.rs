//! Whom a gathering is open to beside those invited to it: some class years, industries and places, or everyone.
//!
//! An audience and a person are compared by keys: an audience has one for each combination that it names, a person
//! has all that would include them. Whoever shares a key with the audience belongs to it, so that a database finds a
//! person's gatherings by equality alone.

use std::collections::BTreeSet;

use h3o::CellIndex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::gazetteer::{country_by_code, gazetteer, region_by_code};
use crate::industry::tree;
use crate::known_place::KnownPlace;
use crate::language::Language;
use crate::place::{Country, Place, PlaceId, Region};
use crate::profile::{FIRST_CLASS, Profile};
use crate::text::distinct;
use crate::user::PlacePrecision;
use crate::violation::Violations;

/// The most combinations of year, industry and place that an audience may name.
pub const MOST_COMBINATIONS: usize = 1000;

const LAST_CLASS: i32 = 2200;
const ANY: &str = "*";

/// Whom a gathering is open to. Several values of one kind widen it, the kinds narrow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audience {
    /// Every member; then nothing else is named.
    pub everyone: bool,
    /// One of these class years.
    pub graduation_years: Vec<i32>,
    /// In one of these industries, or below it in the tree.
    pub industry_codes: Vec<String>,
    /// In one of these places, as far as people show theirs: the id of a city (its area counts), the code of a region
    /// such as `DE.16`, or of a country such as `DE`.
    pub place_codes: Vec<String>,
}

/// A place that an audience may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudiencePlace {
    /// The area of a city.
    Area(&'static Place),
    /// A region.
    Region(&'static Region),
    /// A country.
    Country(&'static Country),
}

impl AudiencePlace {
    /// The place with this id or code.
    pub fn of_code(code: &str) -> Option<Self> {
        let city = code.parse().ok().and_then(|id| gazetteer().get(PlaceId(id)));
        city.map(Self::Area)
            .or_else(|| region_by_code(code).map(Self::Region))
            .or_else(|| country_by_code(code).map(Self::Country))
    }

    /// The place in words: `Berlin area, Germany`, `Bavaria, Germany`, `Germany`.
    pub fn label(self, language: Language) -> String {
        match self {
            Self::Area(city) => KnownPlace::of(city, PlacePrecision::Area)
                .map_or_else(|| city.full_name(language), |known| known.label(language)),
            Self::Region(region) => match region.code.split('.').next().and_then(country_by_code) {
                Some(country) => region.label(country, language),
                None => region.name_in(language).to_owned(),
            },
            Self::Country(country) => country.name_in(language).to_owned(),
        }
    }

    fn key(self) -> String {
        match self {
            Self::Area(city) => area_key(city.area_cell()),
            Self::Region(region) => region.code.to_owned(),
            Self::Country(country) => country.code.to_owned(),
        }
    }
}

fn area_key(cell: CellIndex) -> String {
    format!("@{cell}")
}

impl Audience {
    /// The same without repetitions, when it can be one; otherwise notes every fault, under `/audience`.
    pub fn checked(&self, violations: &mut Violations) -> Self {
        let audience = Self {
            everyone: self.everyone,
            graduation_years: self
                .graduation_years
                .iter()
                .copied()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            industry_codes: distinct(&self.industry_codes),
            place_codes: distinct(&self.place_codes),
        };
        let names_somebody = audience.combinations() > 0;
        violations.require(
            names_somebody || self.everyone,
            "/audience",
            "required",
            "names class years, industries or places, or everyone",
        );
        violations.require(
            !(names_somebody && self.everyone),
            "/audience/everyone",
            "not_everyone",
            "everyone goes without class years, industries and places",
        );
        violations.require(
            audience.combinations() <= MOST_COMBINATIONS,
            "/audience",
            "too_many",
            "names more than 1000 combinations of year, industry and place",
        );
        self.check_values(violations);
        audience
    }

    fn check_values(&self, violations: &mut Violations) {
        for (at, year) in self.graduation_years.iter().enumerate() {
            if !(FIRST_CLASS..=LAST_CLASS).contains(year) {
                let detail = format!("{year} is not a class year");
                violations.add(format!("/audience/graduation_years/{at}"), "out_of_range", detail);
            }
        }
        for (at, code) in self.industry_codes.iter().enumerate() {
            if tree().by_code(code.trim()).is_none() {
                let detail = format!("{code:?} is not in the industry tree");
                violations.add(format!("/audience/industry_codes/{at}"), "unknown_industry", detail);
            }
        }
        for (at, code) in self.place_codes.iter().enumerate() {
            if AudiencePlace::of_code(code.trim()).is_none() {
                let detail = format!("{code:?} is not in the gazetteer");
                violations.add(format!("/audience/place_codes/{at}"), "unknown_place", detail);
            }
        }
    }

    /// How many combinations are named; none when it is for everyone or for nobody.
    fn combinations(&self) -> usize {
        let counts = [self.graduation_years.len(), self.industry_codes.len(), self.place_codes.len()];
        if counts == [0; 3] { 0 } else { counts.iter().map(|count| (*count).max(1)).product() }
    }

    /// The keys of those who belong to it.
    pub fn keys(&self) -> BTreeSet<String> {
        if self.combinations() == 0 && !self.everyone {
            return BTreeSet::new();
        }
        let years: Vec<String> = self.graduation_years.iter().map(i32::to_string).collect();
        let places = self.place_codes.iter().filter_map(|code| AudiencePlace::of_code(code));
        let places: Vec<String> = places.map(AudiencePlace::key).collect();
        combine(&or_any(years), &or_any(self.industry_codes.clone()), &or_any(places))
    }

    /// Whether the person belongs to it.
    pub fn includes(&self, person: &Profile) -> bool {
        !self.keys().is_disjoint(&keys_of(person))
    }
}

/// The keys of every audience that would include the person. A place counts as far as the person shows it.
pub fn keys_of(person: &Profile) -> BTreeSet<String> {
    let mut years = vec![ANY.to_owned()];
    years.extend(person.graduation_year.map(|year| year.to_string()));
    let mut industries = vec![ANY.to_owned()];
    let mut node = person.industry_code.as_deref().and_then(|code| tree().by_code(code));
    while let Some(industry) = node {
        industries.push(industry.code.clone());
        node = industry.parent.map(|parent| tree().get(parent));
    }
    let mut places = vec![ANY.to_owned()];
    places.extend(person.known_place().iter().flat_map(place_keys));
    combine(&years, &industries, &places)
}

fn place_keys(known: &KnownPlace) -> Vec<String> {
    let mut keys = vec![known.country.code.to_owned()];
    keys.extend(known.region.map(|region| region.code.to_owned()));
    let area = match known.precision {
        PlacePrecision::City => known.cell.parent(h3o::Resolution::Four),
        PlacePrecision::Area => Some(known.cell),
        PlacePrecision::Region | PlacePrecision::Country | PlacePrecision::Hidden => None,
    };
    keys.extend(area.map(area_key));
    keys
}

fn or_any(values: Vec<String>) -> Vec<String> {
    if values.is_empty() { vec![ANY.to_owned()] } else { values }
}

fn combine(years: &[String], industries: &[String], places: &[String]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for year in years {
        for industry in industries {
            keys.extend(places.iter().map(|place| format!("{year}/{industry}/{place}")));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;

    fn person(year: i32, industry: &str, city: (&str, &str), precision: PlacePrecision) -> Profile {
        let place = gazetteer().find(city.0, Some(city.1)).unwrap();
        Profile {
            graduation_year: Some(year),
            industry_code: Some(industry.to_owned()),
            place_id: Some(place.id),
            place_precision: precision,
            ..Profile::new(UserId(uuid::Uuid::nil()), "Ana".to_owned())
        }
    }

    fn ana() -> Profile {
        person(1999, "energy.renewables.wind", ("Munich", "DE"), PlacePrecision::Area)
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn city(name: &str, country: &str) -> String {
        gazetteer().find(name, Some(country)).unwrap().id.0.to_string()
    }

    #[test]
    fn everyone_is_everyone_and_nothing_is_nobody() {
        let everyone = Audience { everyone: true, ..Audience::default() };
        let nobody = Profile::new(UserId(uuid::Uuid::nil()), "Ben".to_owned());
        assert!(everyone.includes(&ana()) && everyone.includes(&nobody));
        assert!(!Audience::default().includes(&ana()));
    }

    #[test]
    fn values_of_a_kind_widen_and_kinds_narrow() {
        let audience = Audience {
            graduation_years: vec![1998, 1999],
            industry_codes: words(&["law", "energy"]),
            ..Audience::default()
        };
        assert!(audience.includes(&ana()));
        assert!(!audience.includes(&Profile { graduation_year: Some(2000), ..ana() }));
        assert!(!audience.includes(&Profile { industry_code: None, ..ana() }));
    }

    #[test]
    fn an_industry_includes_what_stands_below_it_and_nothing_above() {
        let of = |code: &str| Audience { industry_codes: words(&[code]), ..Audience::default() };
        for code in ["energy", "energy.renewables", "energy.renewables.wind"] {
            assert!(of(code).includes(&ana()), "{code}");
        }
        let broad = Profile { industry_code: Some("energy.renewables".to_owned()), ..ana() };
        assert!(!of("energy.renewables.wind").includes(&broad));
        assert!(!of("energy.renewables.solar").includes(&ana()));
    }

    #[test]
    fn a_place_counts_as_far_as_it_is_shown() {
        use PlacePrecision::{Area, City, Country, Hidden, Region};
        let munich = gazetteer().find("Munich", Some("DE")).unwrap();
        let region = munich.region.unwrap().code;
        let of = |code: &str| Audience { place_codes: words(&[code]), ..Audience::default() };
        for (precision, in_area, in_region, in_country) in [
            (City, true, true, true),
            (Area, true, true, true),
            (Region, false, true, true),
            (Country, false, false, true),
            (Hidden, false, false, false),
        ] {
            let ana = person(1999, "energy", ("Munich", "DE"), precision);
            let found = [city("Munich", "DE"), region.to_owned(), "DE".to_owned(), "FR".to_owned()]
                .map(|code| of(&code).includes(&ana));
            assert_eq!(found, [in_area, in_region, in_country, false], "{precision}");
        }
    }

    #[test]
    fn faults_are_all_told_where_they_stand() {
        let faults = |audience: &Audience| {
            let mut violations = Violations::default();
            audience.checked(&mut violations);
            violations.into_iter().map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
        };
        assert_eq!(faults(&Audience::default()), [("/audience".to_owned(), "required")]);
        let bad = Audience {
            everyone: true,
            graduation_years: vec![1999, 19],
            industry_codes: words(&["energy", "basket weaving"]),
            place_codes: words(&["DE", "XX.99"]),
        };
        let pointers: Vec<_> = faults(&bad).into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(
            pointers,
            [
                "/audience/everyone",
                "/audience/graduation_years/1",
                "/audience/industry_codes/1",
                "/audience/place_codes/1"
            ]
        );
        let wide = Audience {
            graduation_years: (1900..2000).collect(),
            place_codes: ["DE", "FR", "IT", "ES", "PL", "NL", "BE", "AT", "CH", "SE", "DK"]
                .map(str::to_owned)
                .into(),
            ..Audience::default()
        };
        assert_eq!(faults(&wide), [("/audience".to_owned(), "too_many")]);
    }

    #[test]
    fn places_are_told_in_words() {
        let label = |code: &str| AudiencePlace::of_code(code).map(|place| place.label(Language::English));
        assert_eq!(label("DE").as_deref(), Some("Germany"));
        assert_eq!(label(&city("Munich", "DE")).as_deref(), Some("Munich area, Germany"));
        assert_eq!(label("nowhere"), None);
    }
}
