//! A community as the databases get it, and questions with what an application would work out for them.

use std::collections::HashMap;

use matching::industry::{Tie, similarity};
use matching::waking::Waking;
use matching::{Day, PersonFacts, Population, Whereabouts, proximity};
use model::industry::tree;
use model::place::{centre, haversine_km};
use model::user::Visibility;

use crate::community::{Community, id};
use crate::sql::{PersonRow, Question};

type Spot = (Option<Whereabouts>, Option<String>, bool);

/// A community in rows.
pub struct Rows {
    /// Everyone.
    pub people: Vec<PersonRow>,
    spots: Vec<Spot>,
}

impl Rows {
    /// The rows of a community as it was made.
    pub fn new(community: &Community) -> Self {
        let today = Day::of(community.now);
        let mut numbers: HashMap<Spot, u32> = HashMap::new();
        let mut spots = Vec::new();
        let mut contacts = vec![Vec::new(); community.people.len()];
        for (a, b) in &community.contacts {
            contacts[*a as usize].push(*b);
            contacts[*b as usize].push(*a);
        }
        let people =
            community.people.iter().zip(contacts).enumerate().map(|(number, (person, mut contacts))| {
                contacts.sort_unstable();
                contacts.dedup();
                let spot = spot_of(person, today);
                let spot = *numbers.entry(spot.clone()).or_insert_with(|| {
                    spots.push(spot);
                    spots.len() as u32 - 1
                });
                PersonRow {
                    id: number as u32,
                    spot,
                    activity: person.activity.on(today),
                    is_available: is_available(person, community, number),
                    is_countable: person.standing.is_active && person.shows_connections,
                    shelves: shelves_of(person),
                    contacts,
                }
            });
        Self { people: people.collect(), spots }
    }

    /// The question of a looker.
    pub fn question(&self, community: &Community, population: &Population, looker: usize) -> Question {
        let today = Day::of(community.now);
        let facts = &community.people[looker];
        let home = spot_of(facts, today);
        let left_out = self.people.iter().filter(|person| {
            let exclusion = || population.exclusion(id(looker), id(person.id as usize), community.now);
            person.is_available && exclusion().is_some()
        });
        Question {
            looker: looker as u32,
            industry_parts: industry_parts(facts),
            proximities: self.spots.iter().map(|spot| part_of_spot(&home, spot, today)).collect(),
            left_out: left_out.map(|person| person.id).collect(),
        }
    }
}

fn spot_of(person: &PersonFacts, today: Day) -> Spot {
    let is_stale = today.since(person.located_on) > proximity::STALE_AFTER_DAYS;
    (person.whereabouts.filter(|_| !is_stale), person.time_zone.clone(), person.distance_matters)
}

fn is_available(person: &PersonFacts, community: &Community, number: usize) -> bool {
    let standing = &person.standing;
    standing.is_active
        && standing.is_open
        && standing.visibility == Visibility::Members
        && standing.paused_until.is_none_or(|until| until <= community.now)
        && standing.waiting_requests < 3
        && community.appearances[number] < 40
}

/// Shelf 0 is that of people without an industry; then each industry has one for now and one for before.
fn shelves_of(person: &PersonFacts) -> Vec<u16> {
    let shelf = |(industry, tie): (model::industry::IndustryId, Tie)| {
        1 + 2 * industry.index() as u16 + u16::from(tie != Tie::Current)
    };
    let mut shelves: Vec<u16> = person.industries.of_candidate().map(shelf).collect();
    shelves.sort_unstable();
    shelves.dedup();
    if shelves.is_empty() { vec![0] } else { shelves }
}

fn industry_parts(looker: &PersonFacts) -> Vec<f64> {
    let is_known = looker.industries.of_looker().next().is_some();
    let part = |shelf: usize| {
        if shelf == 0 || !is_known {
            return 0.20;
        }
        let tie = if shelf % 2 == 1 { Tie::Current } else { Tie::Past };
        let industry = tree().all()[(shelf - 1) / 2].id;
        let pairs = looker.industries.of_looker();
        pairs
            .map(|(own, how)| how.factor() * similarity(tree(), own, industry) * tie.factor())
            .fold(0.0, f64::max)
    };
    (0..=2 * tree().all().len()).map(part).collect()
}

fn part_of_spot(home: &Spot, spot: &Spot, today: Day) -> f64 {
    let Some((here, there)) = home.0.zip(spot.0) else { return proximity::UNKNOWN };
    let km = haversine_km(centre(here.cell), centre(there.cell));
    if home.2 && spot.2 {
        return proximity::by_distance(km);
    }
    let waking = |spot: &Spot| Waking::in_zone(spot.1.as_deref()?, today);
    let common = waking(home).zip(waking(spot)).map(|(one, other)| one.common_hours(other));
    proximity::by_distance_or_clock(km, common)
}
