//! The cities that ship with the product: found by number, by the beginning of their name, or by name and country.
//!
//! The tables are derived from GeoNames (CC BY 4.0); `data/NOTICE` tells how.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use h3o::CellIndex;

use crate::fold::fold;
use crate::place::{Country, Place, PlaceId, Region};

static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| parse(include_str!("../data/countries.tsv"), country));
static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| parse(include_str!("../data/regions.tsv"), region));
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::read);

static GERMAN_NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../data/place_names.de.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once("  ").expect(SHIPPED)).collect()
});

const SHIPPED: &str = "the tables shipped with the product are read by a test";

/// Common names of countries besides those of the table.
const COUNTRY_ALIASES: [(&str, &str); 12] = [
    ("usa", "US"),
    ("america", "US"),
    ("united states of america", "US"),
    ("uk", "GB"),
    ("great britain", "GB"),
    ("turkey", "TR"),
    ("czech republic", "CZ"),
    ("holland", "NL"),
    ("ivory coast", "CI"),
    ("burma", "MM"),
    ("myanmar", "MM"),
    ("deutschland", "DE"),
];

/// All places of the product.
pub struct Gazetteer {
    /// Largest city first.
    places: Vec<Place>,
    by_id: HashMap<PlaceId, u32>,
    /// Folded names and aliases with the position of their place, sorted by name.
    names: Vec<(Box<str>, u32)>,
    countries_by_name: HashMap<String, &'static Country>,
    regions_by_name: HashMap<String, &'static Region>,
}

/// The gazetteer shipped with the product.
pub fn gazetteer() -> &'static Gazetteer {
    &GAZETTEER
}

impl Gazetteer {
    fn read() -> Self {
        let places = parse(include_str!("../data/places.tsv"), place);
        let by_id = places.iter().zip(0..).map(|(place, at)| (place.id, at)).collect();
        let mut names: Vec<(Box<str>, u32)> =
            places.iter().zip(0..).map(|(place, at)| (fold(place.name).into(), at)).collect();
        names.extend(
            places
                .iter()
                .zip(0..)
                .filter(|(place, _)| place.german_name != place.name)
                .map(|(place, at)| (fold(place.german_name).into(), at)),
        );
        names.extend(aliases(&places));
        names.sort_unstable();
        let (countries_by_name, regions_by_name) = (countries_by_name(), regions_by_name(&places));
        Self { places, by_id, names, countries_by_name, regions_by_name }
    }

    /// Every place, the largest first.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// The place with this number.
    pub fn get(&self, id: PlaceId) -> Option<&Place> {
        self.by_id.get(&id).map(|at| &self.places[*at as usize])
    }

    /// Up to `limit` places whose name begins with the text, the largest first.
    ///
    /// Case and accents do not matter. What follows a comma narrows by the beginning of the region's or country's
    /// name, or by the country's code: `portland, or` finds Oregon's.
    pub fn search(&self, text: &str, limit: usize) -> Vec<&Place> {
        let (name, within) = text.split_once(',').unwrap_or((text, ""));
        let (name, within) = (fold(name), fold(within));
        if name.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<u32> = self
            .beginning_with(&name)
            .filter(|at| within.is_empty() || self.lies_within(&self.places[*at as usize], &within))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().take(limit).map(|at| &self.places[at as usize]).collect()
    }

    /// The largest place of exactly this name, in the country given by name or code when one is given.
    pub fn find(&self, name: &str, country: Option<&str>) -> Option<&Place> {
        let country = match country.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(self.find_country(text)?),
            None => None,
        };
        let name = fold(name);
        self.beginning_with(&name)
            .filter(|at| country.is_none_or(|country| self.places[*at as usize].country.code == country.code))
            .filter(|at| self.is_called(*at, &name))
            .min()
            .map(|at| &self.places[at as usize])
    }

    /// The country with this code or name.
    pub fn find_country(&self, code_or_name: &str) -> Option<&'static Country> {
        let code = code_or_name.trim().to_ascii_uppercase();
        country_by_code(&code).or_else(|| self.countries_by_name.get(&fold(code_or_name)).copied())
    }

    /// The region with exactly this name in any case, the one with the largest city when several share it.
    pub fn find_region(&self, name: &str) -> Option<&'static Region> {
        self.regions_by_name.get(&fold(name)).copied()
    }

    fn beginning_with(&self, folded: &str) -> impl Iterator<Item = u32> {
        let start = self.names.partition_point(|(name, _)| name.as_ref() < folded);
        self.names[start..].iter().take_while(move |(name, _)| name.starts_with(folded)).map(|(_, at)| *at)
    }

    fn is_called(&self, at: u32, folded: &str) -> bool {
        self.names.binary_search_by(|(name, place)| (name.as_ref(), *place).cmp(&(folded, at))).is_ok()
    }

    fn lies_within(&self, place: &Place, folded: &str) -> bool {
        let is_region = place.region.is_some_and(|region| {
            fold(region.name).starts_with(folded)
                || fold(region.german_name).starts_with(folded)
                || fold(&region.code[3..]) == folded
        });
        is_region
            || fold(place.country.name).starts_with(folded)
            || fold(place.country.german_name).starts_with(folded)
            || self.find_country(folded).is_some_and(|country| country.code == place.country.code)
    }
}

/// The country with this ISO 3166-1 alpha-2 code, in capitals.
pub fn country_by_code(code: &str) -> Option<&'static Country> {
    COUNTRIES.binary_search_by(|country| country.code.cmp(code)).ok().map(|at| &COUNTRIES[at])
}

/// The region with this code, such as `DE.16`.
pub fn region_by_code(code: &str) -> Option<&'static Region> {
    REGIONS.binary_search_by(|region| region.code.cmp(code)).ok().map(|at| &REGIONS[at])
}

fn countries_by_name() -> HashMap<String, &'static Country> {
    let names =
        |country: &'static Country| [country.german_name, country.name].map(|name| (fold(name), country));
    let named = COUNTRIES.iter().flat_map(names);
    let aliases = COUNTRY_ALIASES
        .iter()
        .map(|(name, code)| ((*name).to_owned(), country_by_code(code).expect(SHIPPED)));
    named.chain(aliases).collect()
}

/// Of several regions with one name, the one with the largest city: places come largest first.
fn regions_by_name(places: &[Place]) -> HashMap<String, &'static Region> {
    let mut by_name = HashMap::with_capacity(2 * REGIONS.len());
    let mut seen = HashSet::with_capacity(REGIONS.len());
    let with_places = places.iter().filter_map(|place| place.region);
    for region in with_places.chain(REGIONS.iter()).filter(|region| seen.insert(region.code)) {
        for name in [region.name, region.german_name] {
            by_name.entry(fold(name)).or_insert(region);
        }
    }
    by_name
}

fn aliases(places: &[Place]) -> Vec<(Box<str>, u32)> {
    let mut by_name: HashMap<(&str, &str), u32> = HashMap::with_capacity(places.len());
    for (place, at) in places.iter().zip(0..) {
        by_name.entry((place.name, place.country.code)).or_insert(at);
    }
    let lines = include_str!("../data/place_aliases.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [alias, name, country] = columns(line, '|');
            (
                fold(alias).into(),
                *by_name.get(&(name, country)).unwrap_or_else(|| panic!("{name}, {country}")),
            )
        })
        .collect()
}

fn parse<T>(table: &'static str, read: fn(&'static str) -> T) -> Vec<T> {
    table.lines().map(read).collect()
}

fn columns<const N: usize>(line: &str, separator: char) -> [&str; N] {
    line.split(separator).collect::<Vec<_>>().try_into().expect(SHIPPED)
}

fn country(line: &'static str) -> Country {
    let [code, name, german_name, centre] = columns(line, '\t');
    Country { code, name, german_name, centre: cell(centre) }
}

fn region(line: &'static str) -> Region {
    let [code, name, centre] = columns(line, '\t');
    Region { code, name, german_name: german_name(code, name), centre: cell(centre) }
}

fn place(line: &'static str) -> Place {
    let [id, name, country, region, population, short_cell] = columns(line, '\t');
    Place {
        id: PlaceId(id.parse().expect(SHIPPED)),
        name,
        german_name: german_name(id, name),
        country: country_by_code(country).expect(SHIPPED),
        region: region_by_code(&format!("{country}.{region}")),
        population: population.parse().expect(SHIPPED),
        cell: cell(short_cell),
    }
}

/// The German name of a region (by its code) or a city (by its id).
fn german_name(key: &str, name: &'static str) -> &'static str {
    GERMAN_NAMES.get(key).copied().unwrap_or(name)
}

/// A cell written without the run of `f` that fills the digits below its resolution.
fn cell(short: &str) -> CellIndex {
    format!("{short:f<15}").parse().expect(SHIPPED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use h3o::Resolution;

    fn names(text: &str, limit: usize) -> Vec<String> {
        gazetteer().search(text, limit).into_iter().map(|place| place.full_name(Language::English)).collect()
    }

    #[test]
    fn every_place_has_a_country_and_a_cell_of_resolution_five() {
        assert!(gazetteer().all().len() > 20_000);
        for place in gazetteer().all() {
            assert_eq!(place.cell.resolution(), Resolution::Five);
            assert_eq!(place.country.centre.resolution(), Resolution::Four);
            assert_eq!(gazetteer().get(place.id), Some(place));
        }
    }

    #[test]
    fn a_prefix_finds_the_largest_first_whatever_case_and_accents() {
        assert_eq!(names("berl", 1), ["Berlin, State of Berlin, Germany"]);
        assert_eq!(names("paris", 2), ["Paris, Île-de-France, France", "Paris, Texas, United States"]);
        assert_eq!(names("SAO PA", 1), ["São Paulo, Brazil"]);
        assert_eq!(names("münch", 1), names("Munich, Germany", 1));
        assert_eq!(names("", 5), Vec::<String>::new());
        assert_eq!(names("zzzzz", 5), Vec::<String>::new());
    }

    #[test]
    fn places_are_found_and_told_by_their_german_names() {
        let found = |text| gazetteer().search(text, 1)[0].full_name(Language::German);
        assert_eq!(found("münchen, bay"), "München, Bayern, Deutschland");
        assert_eq!(found("lissab"), "Lissabon, Portugal");
        assert_eq!(found("peking, china"), "Peking, China");
        assert_eq!(found("berlin, deutsch"), "Berlin, Deutschland");
        assert_eq!(gazetteer().find_country("österreich").map(|country| country.code), Some("AT"));
        assert_eq!(gazetteer().find_region("Bayern").map(|region| region.code), Some("DE.02"));
    }

    #[test]
    fn every_german_name_belongs_to_a_place_of_the_tables() {
        for key in GERMAN_NAMES.keys() {
            let city = key.parse().ok().and_then(|id| gazetteer().get(PlaceId(id)));
            assert!(city.is_some() || region_by_code(key).is_some(), "{key}");
        }
    }

    #[test]
    fn what_follows_a_comma_narrows_by_region_or_country() {
        assert_eq!(names("portland, maine", 1), ["Portland, Maine, United States"]);
        assert_eq!(names("portland, OR", 1), ["Portland, Oregon, United States"]);
        assert_eq!(names("london, ca", 1), ["London, Ontario, Canada"]);
        assert_eq!(names("london, united k", 1)[0], names("London", 1)[0]);
    }

    #[test]
    fn a_city_is_found_by_its_full_name_and_country() {
        let found =
            |name, country| gazetteer().find(name, country).map(|place| place.full_name(Language::English));
        assert_eq!(found("Köln", Some("Germany")), found("cologne", Some("DE")));
        assert!(found("Köln", None).is_some());
        assert_eq!(found("Köl", Some("DE")), None);
        assert_eq!(found("Berlin", Some("Atlantis")), None);
        assert_eq!(found("New York", Some("USA")), found("New York City", Some("us")));
    }

    #[test]
    fn a_region_is_found_by_name() {
        assert_eq!(gazetteer().find_region("bavaria").map(|region| region.code), Some("DE.02"));
        assert_eq!(gazetteer().find_region("Middle Earth"), None);
        // Uruguay has a Florida too.
        assert_eq!(gazetteer().find_region("florida").map(|region| region.code), Some("US.FL"));
    }
}
