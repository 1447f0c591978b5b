//! What a member narrows the directory by, read from what they typed.

use std::collections::BTreeSet;

use h3o::{CellIndex, Resolution};
use model::Violations;
use model::fold::{fold, tag};
use model::gazetteer::{country_by_code, gazetteer, region_by_code};
use model::industry::tree;
use model::place::{Place, PlaceId, cell_distance_km};
use model::user::PlacePrecision;
use store::directory::{DirectoryFilter, PlaceCondition};

/// Radii that may be asked for: few, so that answers cannot be used to find a person.
const RADII_KM: [u32; 5] = [50, 100, 250, 500, 1000];
/// The least radius that answers to a place known as a region, and as a country.
const REGION_FROM_KM: u32 = 250;
const COUNTRY_FROM_KM: u32 = 1000;
const MOST_WORDS: usize = 6;

/// The filters as typed; lists are separated by commas.
#[derive(Clone, Debug, Default)]
pub struct TypedFilter {
    /// Words of the name.
    pub q: String,
    /// Codes of industries.
    pub industry: String,
    /// Ids of places, codes or names of regions and countries, names of cities.
    pub location: String,
    /// Around the first place of `location`, or around the viewer.
    pub radius_km: Option<u32>,
    /// Interests.
    pub interests: String,
    /// Whether all of them are wanted.
    pub wants_every_interest: bool,
    /// Class years.
    pub graduation_year: String,
    /// The beginning of the company's name.
    pub company: String,
}

impl TypedFilter {
    /// Reads the filters; `home` is the viewer's own cell, for a radius without a location.
    ///
    /// # Errors
    /// Every filter that cannot be read.
    pub fn read(&self, home: Option<CellIndex>) -> Result<DirectoryFilter, Violations> {
        let mut violations = Violations::default();
        let filter = DirectoryFilter {
            words: fold(&self.q).split_whitespace().take(MOST_WORDS).map(str::to_owned).collect(),
            industries: self.industries(&mut violations),
            places: self.places(home, &mut violations),
            interests: parts(&self.interests).map(tag).filter(|tag| !tag.is_empty()).collect(),
            wants_every_interest: self.wants_every_interest,
            graduation_years: self.years(&mut violations),
            company: Some(fold(&self.company)).filter(|company| !company.is_empty()),
        };
        violations.into_result()?;
        Ok(filter)
    }

    /// The codes with everything that stands below them.
    fn industries(&self, violations: &mut Violations) -> Vec<String> {
        let mut codes = BTreeSet::new();
        for typed in parts(&self.industry) {
            match tree().find(typed) {
                Some(node) => {
                    let below = tree().subtree(node.id);
                    codes.extend(below.map(|at| tree().all()[usize::from(at)].code.clone()));
                }
                None => violations.add(
                    "/industry",
                    "unknown_industry",
                    format!("{typed:?} is not in the industry tree"),
                ),
            }
        }
        codes.into_iter().collect()
    }

    fn years(&self, violations: &mut Violations) -> Vec<i32> {
        let mut years = Vec::new();
        for typed in parts(&self.graduation_year) {
            match typed.parse() {
                Ok(year) => years.push(year),
                Err(_) => {
                    violations.add("/graduation_year", "not_a_year", format!("{typed:?} is not a year"))
                }
            }
        }
        years
    }

    fn places(&self, home: Option<CellIndex>, violations: &mut Violations) -> Vec<PlaceCondition> {
        let radius = self.radius_km.filter(|radius| RADII_KM.contains(radius));
        if self.radius_km.is_some() && radius.is_none() {
            violations.add("/radius_km", "unknown_radius", "is 50, 100, 250, 500 or 1000");
        }
        let typed: Vec<&str> = parts(&self.location).collect();
        if typed.is_empty() {
            return match (radius, home) {
                (Some(radius), Some(home)) => vec![around(home, radius)],
                (Some(_), None) => {
                    violations.add("/radius_km", "no_place", "needs a location, or a place in your profile");
                    Vec::new()
                }
                (None, _) => Vec::new(),
            };
        }
        let mut conditions = Vec::new();
        for text in typed {
            match place(text, radius) {
                Some(condition) => conditions.push(condition),
                None => {
                    violations.add("/location", "unknown_place", format!("{text:?} is not in the gazetteer"))
                }
            }
        }
        conditions
    }
}

fn parts(typed: &str) -> impl Iterator<Item = &str> {
    typed.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn place(text: &str, radius: Option<u32>) -> Option<PlaceCondition> {
    if let Some(place) = text.parse().ok().and_then(|id| gazetteer().get(PlaceId(id))) {
        return Some(city(place, radius));
    }
    let code = text.to_ascii_uppercase();
    if let Some(region) = region_by_code(&code) {
        return Some(PlaceCondition::Region(region.code.to_owned()));
    }
    if let Some(country) = country_by_code(&code).or_else(|| gazetteer().find_country(text)) {
        return Some(PlaceCondition::Country(country.code.to_owned()));
    }
    if let Some(place) = gazetteer().find(text, None) {
        return Some(city(place, radius));
    }
    gazetteer().find_region(text).map(|region| PlaceCondition::Region(region.code.to_owned()))
}

/// Without a radius: the city's area, told of members who show their city and of those who show their area alike.
fn city(place: &Place, radius: Option<u32>) -> PlaceCondition {
    if let Some(radius) = radius {
        return around(place.cell, radius);
    }
    let area = place.area_cell();
    let cities = area.children(Resolution::Five).map(number).collect();
    PlaceCondition::Cells(vec![(PlacePrecision::Area, vec![number(area)]), (PlacePrecision::City, cities)])
}

/// All cells that a member may have whose centre lies within the radius, at every precision that answers to it.
fn around(centre: CellIndex, radius_km: u32) -> PlaceCondition {
    let is_near = |cell: CellIndex| cell_distance_km(centre, cell) <= f64::from(radius_km);
    let near = |cell_of: &dyn Fn(&Place) -> Option<CellIndex>| -> Vec<i64> {
        let cells: BTreeSet<CellIndex> = gazetteer().all().iter().filter_map(cell_of).collect();
        cells.into_iter().filter(|cell| is_near(*cell)).map(number).collect()
    };
    let mut by_precision = vec![
        (PlacePrecision::City, near(&|place| Some(place.cell))),
        (PlacePrecision::Area, near(&|place| Some(place.area_cell()))),
    ];
    if radius_km >= REGION_FROM_KM {
        let region = |place: &Place| Some(place.region.map_or(place.country.centre, |region| region.centre));
        by_precision.push((PlacePrecision::Region, near(&region)));
    }
    if radius_km >= COUNTRY_FROM_KM {
        by_precision.push((PlacePrecision::Country, near(&|place| Some(place.country.centre))));
    }
    PlaceCondition::Cells(by_precision)
}

fn number(cell: CellIndex) -> i64 {
    store::profile::cell_number(cell)
}
