//! Where a person is, as coarsely as they allow: places, their H3 cells, and distances between cells.
//!
//! No point is kept anywhere: a city is known by its cell of resolution 5, everything coarser by a cell of resolution 4.

use h3o::{CellIndex, LatLng, Resolution};
use serde::{Deserialize, Serialize};

use crate::language::Language;

/// The mean radius of the Earth in kilometres (IUGG).
pub const EARTH_RADIUS_KM: f64 = 6371.0088;

/// The number of a city in the gazetteer (GeoNames).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceId(pub u32);

/// A country of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// The English name.
    pub name: &'static str,
    /// The German name.
    pub german_name: &'static str,
    /// The cell (resolution 4) at the population-weighted centre of its cities.
    pub centre: CellIndex,
}

impl Country {
    /// The name shown to somebody who is spoken to in this language.
    pub fn name_in(&self, language: Language) -> &'static str {
        one_of(language, self.name, self.german_name)
    }
}

fn one_of(language: Language, english: &'static str, german: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::German => german,
    }
}

/// The first division of a country, where the gazetteer names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Country and division, such as `DE.16`.
    pub code: &'static str,
    /// The name.
    pub name: &'static str,
    /// The German name; the same where we know of none.
    pub german_name: &'static str,
    /// The cell (resolution 4) at the population-weighted centre of its cities.
    pub centre: CellIndex,
}

impl Region {
    /// The name shown to somebody who is spoken to in this language.
    pub fn name_in(&self, language: Language) -> &'static str {
        one_of(language, self.name, self.german_name)
    }

    /// The region and its country: `Bavaria, Germany`; the country alone when both are called the same.
    pub fn label(&self, country: &Country, language: Language) -> String {
        let (name, country) = (self.name_in(language), country.name_in(language));
        if name == country { country.to_owned() } else { format!("{name}, {country}") }
    }
}

/// A city of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub id: PlaceId,
    /// Its name.
    pub name: &'static str,
    /// Its German name; the same where we know of none.
    pub german_name: &'static str,
    /// Its country.
    pub country: &'static Country,
    /// Its region, where the gazetteer names one.
    pub region: Option<&'static Region>,
    /// Its inhabitants.
    pub population: u32,
    /// Its cell of resolution 5.
    pub cell: CellIndex,
}

impl Place {
    /// The cell of resolution 4 that the city's cell lies in.
    pub fn area_cell(&self) -> CellIndex {
        self.cell.parent(Resolution::Four).expect("a city's cell has resolution 5")
    }

    /// The name shown to somebody who is spoken to in this language.
    pub fn name_in(&self, language: Language) -> &'static str {
        one_of(language, self.name, self.german_name)
    }

    /// City, region and country, as one line: `Portland, Oregon, United States`.
    pub fn full_name(&self, language: Language) -> String {
        let (name, country) = (self.name_in(language), self.country.name_in(language));
        match self.region.map(|region| region.name_in(language)) {
            Some(region) if region != name => format!("{name}, {region}, {country}"),
            _ => format!("{name}, {country}"),
        }
    }
}

/// The great-circle distance in kilometres between two points given in degrees, by the haversine formula.
pub fn haversine_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (latitude_a, latitude_b) = (a.0.to_radians(), b.0.to_radians());
    let north = ((latitude_b - latitude_a) / 2.0).sin();
    let east = ((b.1 - a.1).to_radians() / 2.0).sin();
    let h = north * north + latitude_a.cos() * latitude_b.cos() * east * east;
    2.0 * EARTH_RADIUS_KM * h.min(1.0).sqrt().asin()
}

/// The distance in kilometres between the centres of two cells.
pub fn cell_distance_km(a: CellIndex, b: CellIndex) -> f64 {
    haversine_km(centre(a), centre(b))
}

/// The centre of a cell as latitude and longitude in degrees.
pub fn centre(cell: CellIndex) -> (f64, f64) {
    let point = LatLng::from(cell);
    (point.lat(), point.lng())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(latitude: f64, longitude: f64, resolution: Resolution) -> CellIndex {
        LatLng::new(latitude, longitude).unwrap().to_cell(resolution)
    }

    fn assert_snaps(
        a: (f64, f64),
        b: (f64, f64),
        resolution: Resolution,
        cells: (&str, &str),
        expected_km: f64,
    ) {
        let (cell_a, cell_b) = (cell(a.0, a.1, resolution), cell(b.0, b.1, resolution));
        assert_eq!((cell_a.to_string().as_str(), cell_b.to_string().as_str()), cells);
        assert!((cell_distance_km(cell_a, cell_b) - expected_km).abs() < 0.0005);
    }

    #[test]
    fn points_are_measured_by_the_haversine_formula() {
        for (a, b, expected_km) in [
            ((51.50, -0.12), (51.55, -0.02), 8.875),
            ((52.52, 13.40), (48.86, 2.35), 877.091),
            ((-1.29, 36.82), (-4.05, 39.67), 440.884),
            ((40.71, -74.01), (1.35, 103.82), 15_333.083),
            ((40.71, -74.01), (43.65, -79.38), 549.958),
            ((0.0, 0.0), (0.0, 180.0), EARTH_RADIUS_KM * std::f64::consts::PI),
        ] {
            assert!((haversine_km(a, b) - expected_km).abs() < 0.0005, "{a:?} {b:?}");
        }
    }

    #[test]
    fn snapping_gives_the_cells_and_distances_of_the_contract() {
        let (a, b) = ((51.50, -0.12), (51.55, -0.02));
        assert_snaps(a, b, Resolution::Four, ("84194adffffffff", "84194e7ffffffff"), 40.916);
        assert_snaps(a, b, Resolution::Five, ("85194ad3fffffff", "85194e6bfffffff"), 15.874);
        let (berlin, paris) = ((52.52, 13.405), (48.8566, 2.3522));
        assert_snaps(berlin, paris, Resolution::Four, ("841f1d5ffffffff", "841fb47ffffffff"), 896.271);
    }
}
