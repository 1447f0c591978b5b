//! Where and by which clock people live: all who share a spot are equally near to anybody.

use model::place::{EARTH_RADIUS_KM, centre, haversine_km};

use super::Whereabouts;
use super::intern::Interned;
use crate::filter::Filter;
use crate::proximity;

/// The number of the place and of the zone that are not known.
pub const UNKNOWN: u32 = 0;

/// A place, a clock, and whether distance matters there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Number among the places.
    pub place: u32,
    /// Number among the zones.
    pub zone: u32,
    /// Whether distance matters to the people there.
    pub distance_matters: bool,
}

/// All places and spots.
#[derive(Debug)]
pub struct Spots {
    places: Interned<Option<Whereabouts>>,
    /// By place: latitude and longitude of its cell's centre, in degrees.
    centres: Vec<(f64, f64)>,
    spots: Interned<Spot>,
    /// By spot, on the unit sphere; so that a pass over all of them can be vectorised, each axis by itself.
    x: Vec<f32>,
    y: Vec<f32>,
    z: Vec<f32>,
}

/// Where a looker stands, for measuring from there.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    place: u32,
    distance_matters: bool,
}

impl Spots {
    /// Only the place that is not known.
    pub fn new() -> Self {
        let mut spots = Self {
            places: Interned::default(),
            centres: Vec::new(),
            spots: Interned::default(),
            x: Vec::new(),
            y: Vec::new(),
            z: Vec::new(),
        };
        spots.place_number(None);
        spots.number(Spot { place: UNKNOWN, zone: UNKNOWN, distance_matters: true });
        spots
    }

    /// How many spots there are.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// The number of a place.
    pub fn place_number(&mut self, whereabouts: Option<Whereabouts>) -> u32 {
        let number = self.places.number(whereabouts);
        if number as usize == self.centres.len() {
            self.centres.push(whereabouts.map_or((0.0, 0.0), |known| centre(known.cell)));
        }
        number
    }

    /// The number of a spot.
    pub fn number(&mut self, spot: Spot) -> u32 {
        let number = self.spots.number(spot);
        if number as usize == self.x.len() {
            let (latitude, longitude) = self.centres[spot.place as usize];
            let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
            self.x.push((latitude.cos() * longitude.cos()) as f32);
            self.y.push((latitude.cos() * longitude.sin()) as f32);
            self.z.push(latitude.sin() as f32);
        }
        number
    }

    /// A spot by number.
    pub fn get(&self, number: u32) -> Spot {
        *self.spots.get(number)
    }

    /// All spots by number.
    pub fn all(&self) -> &[Spot] {
        self.spots.values()
    }

    /// The place of a spot.
    pub fn whereabouts(&self, number: u32) -> Option<&Whereabouts> {
        self.place(self.get(number).place)
    }

    /// A place by number.
    pub fn place(&self, number: u32) -> Option<&Whereabouts> {
        self.places.get(number).as_ref()
    }

    /// All places by number.
    pub fn places(&self) -> &[Option<Whereabouts>] {
        self.places.values()
    }

    /// Where to measure from.
    pub fn home(&self, number: u32) -> Home {
        let Spot { place, distance_matters, .. } = self.get(number);
        Home { place, distance_matters }
    }

    /// The proximity of a spot, as it counts in the score. `common_hours` are those of the two clocks.
    pub fn proximity(&self, home: Home, number: u32, common_hours: &[Option<f64>]) -> f64 {
        let spot = self.get(number);
        if home.place == UNKNOWN || spot.place == UNKNOWN {
            return proximity::UNKNOWN;
        }
        let km = haversine_km(self.centres[home.place as usize], self.centres[spot.place as usize]);
        if home.distance_matters && spot.distance_matters {
            proximity::by_distance(km)
        } else {
            proximity::by_distance_or_clock(km, common_hours[spot.zone as usize])
        }
    }

    /// Writes for every spot a proximity that is never less than the true one, and hardly more.
    ///
    /// The straight line through the Earth is never longer than the way over it, and takes no arc sine. Its length
    /// comes from differences of coordinates, since a dot product in single precision loses everything under 2 km.
    pub fn proximity_bounds(&self, home: Home, common_hours: &[Option<f64>], bounds: &mut Vec<f32>) {
        bounds.clear();
        if home.place == UNKNOWN {
            bounds.resize(self.len(), proximity::UNKNOWN as f32);
            return;
        }
        let at = self.centres[home.place as usize];
        let (latitude, longitude) = (at.0.to_radians(), at.1.to_radians());
        let here = [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()];
        let [x, y, z] = here.map(|axis| axis as f32);
        let coordinates = self.x.iter().zip(&self.y).zip(&self.z);
        bounds.extend(coordinates.map(|((a, b), c)| {
            let (a, b, c) = (a - x, b - y, c - z);
            let km = (a * a + b * b + c * c).sqrt() * (EARTH_RADIUS_KM as f32 * 0.99999) - 0.1;
            (150.0 / (150.0 + (km - 25.0).max(0.0))) * 1.000_001
        }));
        let clocks: Vec<f32> =
            common_hours.iter().map(|hours| proximity::by_clock(*hours) as f32 * 1.000_001).collect();
        for (bound, spot) in bounds.iter_mut().zip(self.all()) {
            if spot.place == UNKNOWN {
                *bound = proximity::UNKNOWN as f32;
            } else if !(home.distance_matters && spot.distance_matters) {
                *bound = bound.max(clocks[spot.zone as usize]);
            }
        }
    }

    /// By spot: whether a filter on places lets those there pass.
    pub fn matching(&self, filter: &Filter) -> Vec<bool> {
        let places = self.places.values().iter().zip(&self.centres);
        let by_place: Vec<bool> = places
            .map(|(place, centre)| place.is_some_and(|place| filter.matches_place_at(&place, *centre)))
            .collect();
        self.all().iter().map(|spot| by_place[spot.place as usize]).collect()
    }

    /// Bytes held, for the bench.
    pub fn heap_bytes(&self) -> usize {
        self.len() * (3 * size_of::<f32>() + 2 * size_of::<Spot>() + 8)
    }
}
