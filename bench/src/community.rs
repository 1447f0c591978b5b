//! A made-up community of any size, the same for the same seed: cities, fields and circles of friends are as uneven as
//! real ones are.

use std::time::Duration;

use matching::activity::ActivityFacts;
use matching::{Day, Gathering, PairHistory, PersonFacts, Population, Standing, StatedIndustries, Weights};
use model::Timestamp;
use model::gazetteer::gazetteer;
use model::id::UserId;
use model::industry::{IndustryId, tree};
use model::known_place::KnownPlace;
use model::place::{Place, centre};
use model::user::{PlacePrecision, Visibility};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use uuid::Uuid;

/// Contacts made, a person: of about half of them the person is the one who asked.
const CONTACTS_MADE: f64 = 24.0;
const CITIES: usize = 1_000;
const TAGS: usize = 300;

/// Everyone, and who knows whom.
pub struct Community {
    /// By number, which is also the id: see [`id`].
    pub people: Vec<PersonFacts>,
    /// Pairs of numbers; some are named twice.
    pub contacts: Vec<(u32, u32)>,
    /// How often each appeared in others' lists, all on one day of the last week.
    pub appearances: Vec<u16>,
    /// The instant it is made for.
    pub now: Timestamp,
}

/// The id of the person with a number.
pub fn id(number: usize) -> UserId {
    UserId(Uuid::from_u128(number as u128 + 1))
}

/// A draw from so many, the first the most likely, by a power of the rank.
pub struct Ranks(Vec<f64>);

impl Ranks {
    /// So many ranks with weights `1 / rank^power`.
    pub fn new(count: usize, power: f64) -> Self {
        Self::of((1..=count).map(|rank| (rank as f64).powf(-power)))
    }

    /// With the weights given.
    pub fn of(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let sums = weights.map(|weight| {
            sum += weight;
            sum
        });
        Self(std::iter::once(0.0).chain(sums.collect::<Vec<_>>()).collect())
    }

    /// One of all.
    pub fn draw(&self, dice: &mut impl Rng) -> usize {
        self.draw_from(0, self.0.len() - 1, dice)
    }

    /// One of those from `first` up to before `end`.
    pub fn draw_from(&self, first: usize, end: usize, dice: &mut impl Rng) -> usize {
        let at = self.0[first] + dice.random_range(0.0..1.0) * (self.0[end] - self.0[first]);
        (first + self.0[first + 1..=end].partition_point(|sum| *sum <= at)).min(end - 1)
    }
}

/// A person's circles: numbers of those who share them stand together.
struct Circle {
    order: Vec<u32>,
    ranks: Ranks,
    /// By person: the first and the end of their circle in the order.
    bounds: Vec<(u32, u32)>,
}

impl Circle {
    fn new(weights: &[f64], key: impl Fn(usize) -> u64) -> Self {
        let mut order: Vec<u32> = (0..weights.len() as u32).collect();
        order.sort_unstable_by_key(|person| (key(*person as usize), *person));
        let mut bounds = vec![(0, 0); order.len()];
        let mut first = 0;
        for run in order.chunk_by(|a, b| key(*a as usize) == key(*b as usize)) {
            run.iter().for_each(|person| bounds[*person as usize] = (first, first + run.len() as u32));
            first += run.len() as u32;
        }
        let ranks = Ranks::of(order.iter().map(|person| weights[*person as usize]));
        Self { order, ranks, bounds }
    }

    fn one_of(&self, person: usize, dice: &mut impl Rng) -> u32 {
        let (first, end) = self.bounds[person];
        self.order[self.ranks.draw_from(first as usize, end as usize, dice)]
    }
}

impl Community {
    /// So many people.
    pub fn new(size: usize, seed: u64) -> Self {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().expect("an instant");
        let mut dice = StdRng::seed_from_u64(seed);
        let mut people = Cast::new(size, now, &mut dice);
        let facts: Vec<PersonFacts> = (0..size).map(|number| people.person(number, &mut dice)).collect();
        let contacts = people.contacts(&mut dice);
        let appearances = (0..size).map(|_| (-(1.0 - dice.random_range(0.0..1.0_f64)).ln() * 8.0) as u16);
        Self { people: facts, contacts, appearances: appearances.collect(), now }
    }

    /// The population that they are.
    pub fn population(&self) -> Population {
        let today = Day::of(self.now);
        let mut gathering = Gathering::new(Population::new(tree(), Weights::default(), "bench", today));
        self.people.iter().for_each(|person| gathering.person(person.clone()));
        for (a, b) in &self.contacts {
            gathering.contacts(id(*a as usize), [id(*b as usize)], a % 10 != b % 10);
        }
        let mut population = gathering.finish();
        let mut dice = StdRng::seed_from_u64(1);
        for (number, appearances) in self.appearances.iter().enumerate() {
            let day = Day(today.0 - dice.random_range(0..7));
            population.set_appearances(id(number), [(day, *appearances)]);
        }
        for number in 0..self.people.len() {
            for _ in 0..dice.random_range(0..3) {
                let other = id(dice.random_range(0..self.people.len()));
                population.set_history(id(number), other, a_history(self.now, &mut dice));
            }
        }
        population.renew(today);
        population
    }
}

/// Something that happened between two people.
pub fn a_history(now: Timestamp, dice: &mut impl Rng) -> PairHistory {
    let lately = now - Duration::from_secs(86_400) * dice.random_range(0..200);
    match dice.random_range(0..6) {
        0 => PairHistory { is_blocked: true, ..Default::default() },
        1 => PairHistory { is_pending: true, ..Default::default() },
        2 => PairHistory { declined_at: Some(lately), ..Default::default() },
        3 => PairHistory { met_at: Some(lately), ..Default::default() },
        4 => PairHistory { dismissed_until: Some(now + Duration::from_secs(86_400)), ..Default::default() },
        _ => PairHistory { expired_at: Some(lately), ..Default::default() },
    }
}

/// What people are drawn from.
struct Cast {
    now: Timestamp,
    cities: Vec<&'static Place>,
    city_ranks: Ranks,
    fields: Vec<IndustryId>,
    field_ranks: Ranks,
    tag_ranks: Ranks,
    school_ranks: Ranks,
    home_of_school: Vec<usize>,
    schools: Vec<u32>,
    years: Vec<u8>,
    homes: Vec<usize>,
    works: Vec<u16>,
    weights: Vec<f64>,
}

impl Cast {
    fn new(size: usize, now: Timestamp, dice: &mut StdRng) -> Self {
        let mut cities: Vec<&Place> = gazetteer().all().iter().collect();
        cities.sort_unstable_by_key(|city| std::cmp::Reverse(city.population));
        cities.truncate(CITIES);
        let city_ranks = Ranks::of(cities.iter().map(|city| f64::from(city.population).powf(0.8)));
        let schools = (size / 5_000).max(1);
        let home_of_school = (0..schools).map(|_| city_ranks.draw(dice)).collect();
        let mut fields: Vec<IndustryId> = tree().all().iter().map(|node| node.id).collect();
        for at in (1..fields.len()).rev() {
            fields.swap(at, dice.random_range(0..=at));
        }
        Self {
            now,
            cities,
            city_ranks,
            field_ranks: Ranks::new(fields.len(), 0.9),
            fields,
            tag_ranks: Ranks::new(TAGS, 0.8),
            school_ranks: Ranks::new(schools, 0.6),
            home_of_school,
            schools: Vec::new(),
            years: Vec::new(),
            homes: Vec::new(),
            works: Vec::new(),
            weights: Vec::new(),
        }
    }

    fn person(&mut self, number: usize, dice: &mut StdRng) -> PersonFacts {
        let school = self.school_ranks.draw(dice);
        let home =
            if dice.random_bool(0.35) { self.home_of_school[school] } else { self.city_ranks.draw(dice) };
        let current = (!dice.random_bool(0.08)).then(|| self.field(dice));
        self.schools.push(school as u32);
        self.years.push((dice.random_range(0.0..1.0_f64).sqrt() * 55.0) as u8);
        self.homes.push(home);
        self.works.push(current.map_or(u16::MAX, |field| field.index() as u16));
        self.weights.push((14.5 / (1.0 - dice.random_range(0.0..1.0_f64)).powf(1.0 / 1.5)).min(10_000.0));
        let past = (0..[0, 0, 0, 1, 1, 2][dice.random_range(0..6)]).map(|_| self.field(dice)).collect();
        let wanted = (0..[0, 0, 0, 0, 1][dice.random_range(0..5)]).map(|_| self.field(dice)).collect();
        let today = Day::of(self.now);
        let place = self.cities[home];
        PersonFacts {
            id: id(number),
            standing: self.standing(dice),
            industries: StatedIndustries { current, past, wanted },
            whereabouts: KnownPlace::of(place, a_precision(dice)).map(Into::into),
            located_on: Day(today.0 - dice.random_range(0..760)),
            distance_matters: dice.random_range(0..7) > 0,
            time_zone: zone_of(place).map(str::to_owned),
            interests: (0..dice.random_range(3..9)).map(|_| self.tag(dice)).collect(),
            shows_connections: dice.random_range(0..20) > 0,
            suggests_connections: dice.random_range(0..20) == 0,
            activity: an_activity(today, dice),
        }
    }

    fn field(&self, dice: &mut StdRng) -> IndustryId {
        self.fields[self.field_ranks.draw(dice)]
    }

    fn tag(&self, dice: &mut StdRng) -> String {
        // One in fifty is a tag of one's own, as people who write tags do.
        if dice.random_range(0..50) == 0 {
            format!("rare {}", dice.random_range(0..5_000))
        } else {
            format!("tag {}", self.tag_ranks.draw(dice))
        }
    }

    fn standing(&self, dice: &mut StdRng) -> Standing {
        let in_days = Duration::from_secs(86_400) * dice.random_range(1..60);
        Standing {
            is_active: dice.random_range(0..50) > 0,
            visibility: match dice.random_range(0..50) {
                0 => Visibility::Nobody,
                1 => Visibility::Connections,
                _ => Visibility::Members,
            },
            is_open: dice.random_range(0..30) > 0,
            paused_until: (dice.random_range(0..20) == 0).then(|| self.now + in_days),
            waiting_requests: [0, 0, 0, 0, 0, 0, 1, 1, 2, 3][dice.random_range(0..10)],
            ..Standing::default()
        }
    }

    /// Half of the contacts come from one's year, a fifth each from one's school and from one's city and field.
    fn contacts(&self, dice: &mut StdRng) -> Vec<(u32, u32)> {
        let years = Circle::new(&self.weights, |person| {
            u64::from(self.schools[person]) << 8 | u64::from(self.years[person])
        });
        let schools = Circle::new(&self.weights, |person| u64::from(self.schools[person]));
        let work = Circle::new(&self.weights, |person| {
            (self.homes[person] as u64) << 16 | u64::from(self.works[person])
        });
        let everyone = Circle::new(&self.weights, |_| 0);
        let made = (self.weights.len() as f64 * CONTACTS_MADE) as usize;
        let mut contacts = Vec::with_capacity(made);
        for _ in 0..made {
            let one = everyone.one_of(0, dice);
            let is_hub = self.weights[one as usize] > 200.0;
            let (in_year, in_school, at_work) = if is_hub { (0.1, 0.4, 0.6) } else { (0.5, 0.7, 0.85) };
            let circle = match dice.random_range(0.0..1.0) {
                at if at < in_year => &years,
                at if at < in_school => &schools,
                at if at < at_work => &work,
                _ => &everyone,
            };
            let other = circle.one_of(one as usize, dice);
            if one != other {
                contacts.push((one, other));
            }
        }
        contacts
    }
}

fn a_precision(dice: &mut StdRng) -> PlacePrecision {
    match dice.random_range(0..20) {
        0..=12 => PlacePrecision::Area,
        13..=15 => PlacePrecision::City,
        16 => PlacePrecision::Region,
        17 => PlacePrecision::Country,
        _ => PlacePrecision::Hidden,
    }
}

fn an_activity(today: Day, dice: &mut StdRng) -> ActivityFacts {
    let days = -(1.0 - dice.random_range(0.0..1.0_f64)).ln() * 60.0;
    let chats = [0, 0, 0, 0, 0, 0, 0, 1, 2, 4][dice.random_range(0..10)];
    let received = [0, 0, 0, 0, 1, 2, 5][dice.random_range(0..7)];
    ActivityFacts {
        last_active_on: Day(today.0 - days.min(2_000.0) as i32),
        chats_on: (0..chats).map(|_| Day(today.0 - dice.random_range(0..400))).collect(),
        requests_received: received,
        requests_answered: dice.random_range(0..=received),
    }
}

/// A zone with about the sun's time of the place.
fn zone_of(place: &Place) -> Option<&'static str> {
    const ZONES: [&str; 24] = [
        "Pacific/Pago_Pago",
        "Pacific/Honolulu",
        "America/Anchorage",
        "America/Los_Angeles",
        "America/Denver",
        "America/Chicago",
        "America/New_York",
        "America/Halifax",
        "America/Sao_Paulo",
        "Atlantic/South_Georgia",
        "Atlantic/Azores",
        "Europe/London",
        "Europe/Berlin",
        "Europe/Kyiv",
        "Europe/Moscow",
        "Asia/Dubai",
        "Asia/Karachi",
        "Asia/Dhaka",
        "Asia/Bangkok",
        "Asia/Shanghai",
        "Asia/Tokyo",
        "Australia/Sydney",
        "Pacific/Noumea",
        "Pacific/Auckland",
    ];
    let (_, longitude) = centre(place.cell);
    ZONES.get(((longitude + 180.0) / 15.0) as usize).copied()
}
