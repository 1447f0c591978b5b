//! An invented community: people in cities and industries, and who knows whom.

use std::collections::HashMap;

use matching::activity::ActivityFacts;
use matching::{Contact, Day, PersonFacts, Standing, StatedIndustries};
use model::gazetteer::gazetteer;
use model::id::UserId;
use model::industry::{IndustryId, tree};
use model::known_place::KnownPlace;
use model::place::Place;
use model::user::PlacePrecision;
use uuid::Uuid;

use super::behaviour::Dice;

/// Cities that people live in, and among how many of the largest they are found.
const CITIES: usize = 60;
const LARGEST_CITIES: usize = 3_000;
/// School classes: most friendships begin in one.
const CLASSES: usize = 40;
const MOST_FRIENDS_FOUND: usize = 60;

/// A person of the community.
pub struct Member {
    /// What the score reads about them.
    pub facts: PersonFacts,
    /// Days since they did something.
    pub idle_days: f64,
    class: usize,
}

/// The id of the person with this number.
pub fn id(number: usize) -> UserId {
    UserId(Uuid::from_u128(number as u128 + 1))
}

/// The number of the person with this id.
pub fn number(id: UserId) -> usize {
    usize::try_from(id.0.as_u128() - 1).expect("the id of an invented person")
}

/// The people.
pub fn members(people: usize, today: Day, dice: &mut Dice) -> Vec<Member> {
    let largest = &gazetteer().all()[..LARGEST_CITIES];
    let cities: Vec<&'static Place> = (0..CITIES).map(|_| &largest[dice.below(LARGEST_CITIES)]).collect();
    let fields = leaves_by_sector();
    (0..people).map(|number| member(number, today, &cities, &fields, dice)).collect()
}

fn member(
    number: usize,
    today: Day,
    cities: &[&'static Place],
    fields: &[Vec<IndustryId>],
    dice: &mut Dice,
) -> Member {
    let idle_days = dice.exponential(30.0);
    let leaves = &fields[dice.zipf(fields.len(), 0.8)];
    let field = leaves[dice.below(leaves.len())];
    let city = cities[dice.zipf(cities.len(), 0.9)];
    let place = KnownPlace::of(city, PlacePrecision::Area).map(Into::into);
    let facts = PersonFacts {
        id: id(number),
        standing: Standing::default(),
        industries: StatedIndustries {
            current: Some(field).filter(|_| !dice.happens(0.08)),
            ..Default::default()
        },
        whereabouts: place.filter(|_| !dice.happens(0.10)),
        located_on: today,
        distance_matters: true,
        time_zone: None,
        interests: Vec::new(),
        shows_connections: true,
        suggests_connections: false,
        activity: ActivityFacts {
            last_active_on: Day(today.0 - idle_days as i32),
            chats_on: (0..dice.exponential(2.0) as usize)
                .map(|_| Day(today.0 - dice.below(365) as i32))
                .collect(),
            ..ActivityFacts::default()
        },
    };
    Member { facts, idle_days, class: dice.below(CLASSES) }
}

fn leaves_by_sector() -> Vec<Vec<IndustryId>> {
    let mut by_sector: Vec<(IndustryId, Vec<IndustryId>)> = Vec::new();
    for leaf in tree().all().iter().filter(|node| tree().is_leaf(node.id)) {
        let sector = tree().sector(leaf.id);
        match by_sector.iter_mut().find(|(known, _)| *known == sector) {
            Some((_, leaves)) => leaves.push(leaf.id),
            None => by_sector.push((sector, vec![leaf.id])),
        }
    }
    by_sector.into_iter().map(|(_, leaves)| leaves).collect()
}

/// Who knows whom: half from the same class, many from the same sector, some by chance, and who is known gets known.
pub fn contacts(members: &[Member], dice: &mut Dice) -> Vec<Contact> {
    let mut contacts = Vec::new();
    let mut classes: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut sectors: HashMap<IndustryId, Vec<usize>> = HashMap::new();
    let mut known: Vec<usize> = Vec::new();
    for (number, member) in members.iter().enumerate() {
        let class = classes.entry(member.class).or_default();
        let sector =
            member.facts.industries.current.map(|field| sectors.entry(tree().sector(field)).or_default());
        let tries = (2 + dice.exponential(10.0) as usize).min(MOST_FRIENDS_FOUND);
        for _ in 0..tries {
            let pool: &[usize] = match dice.below(10) {
                0..5 => class,
                5..8 => sector.as_deref().map_or(&[], Vec::as_slice),
                _ => &known,
            };
            if pool.is_empty() {
                continue;
            }
            let other = pool[dice.below(pool.len())];
            if other != number {
                contacts.push(Contact { a: id(number), b: id(other), is_connection: true });
                known.extend([number, other]);
            }
        }
        class.push(number);
        sector.into_iter().for_each(|sector| sector.push(number));
        known.push(number);
    }
    contacts
}
