//! CPU time of one list and memory of one member, scoring everyone: `cargo bench -p matching`.

use std::fs;

use matching::activity::ActivityFacts;
use matching::{Contact, Day, Filter, PersonFacts, Population, Query, Standing, StatedIndustries, Weights};
use model::Timestamp;
use model::gazetteer::gazetteer;
use model::id::UserId;
use model::industry::tree;
use model::known_place::KnownPlace;
use model::user::PlacePrecision;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

const QUERIES: usize = 300;
const CONTACTS: usize = 17;
/// Cities that people are spread over, the largest first.
const CITIES: usize = 1_000;

fn main() {
    println!("{:>9}  {:>13}  {:>14}", "members", "CPU ms a list", "bytes a member");
    for people in [10_000, 100_000] {
        measure(people);
    }
}

fn measure(people: usize) {
    let now: Timestamp = "2026-11-22T12:00:00Z".parse().expect("an instant");
    let population = community(people, now);
    let mut dice = StdRng::seed_from_u64(1);
    let filter = Filter::default();
    let begun = cpu_ms();
    for _ in 0..QUERIES {
        let looker = id(dice.random_range(0..people));
        let list = population.rank(&Query { looker, filter: &filter, now }).expect("a member").into_list(20);
        assert_eq!(list.len(), 20);
    }
    let a_list = (cpu_ms() - begun) / QUERIES as f64;
    println!("{people:>9}  {a_list:>13.3}  {:>14}", population.heap_bytes() / people);
}

/// Time that this thread has spent on a processor. Linux counts it in ticks of a few milliseconds, so it tells sums
/// and not single questions.
fn cpu_ms() -> f64 {
    let text =
        fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells the time on the processor");
    let nanoseconds: f64 =
        text.split_whitespace().next().and_then(|text| text.parse().ok()).expect("a number");
    nanoseconds / 1e6
}

fn id(number: usize) -> UserId {
    UserId(Uuid::from_u128(number as u128 + 1))
}

fn community(people: usize, now: Timestamp) -> Population {
    let mut dice = StdRng::seed_from_u64(0);
    let mut population = Population::new(tree(), Weights::default(), "bench", Day::of(now));
    (0..people).for_each(|number| population.put(member(number, Day::of(now), &mut dice)));
    for number in 0..people {
        for _ in 0..CONTACTS / 2 {
            let other = dice.random_range(0..people);
            population.join(Contact { a: id(number), b: id(other), is_connection: true });
        }
    }
    population
}

fn member(number: usize, today: Day, dice: &mut StdRng) -> PersonFacts {
    let cities = gazetteer().all();
    // Squaring makes large cities more likely.
    let at = dice.random_range(0.0..1.0_f64).powi(2) * CITIES as f64;
    let precision = if dice.random_range(0..3) == 0 { PlacePrecision::City } else { PlacePrecision::Area };
    let industry = tree().all()[dice.random_range(0..tree().all().len())].id;
    PersonFacts {
        id: id(number),
        standing: Standing::default(),
        industries: StatedIndustries::current(industry),
        whereabouts: KnownPlace::of(&cities[at as usize], precision).map(Into::into),
        located_on: today,
        distance_matters: dice.random_range(0..7) > 0,
        time_zone: Some("Europe/Berlin".to_owned()),
        interests: Vec::new(),
        shows_connections: true,
        suggests_connections: false,
        activity: ActivityFacts {
            last_active_on: Day(today.0 - dice.random_range(0..120)),
            requests_received: dice.random_range(0..5),
            ..ActivityFacts::default()
        },
    }
}
