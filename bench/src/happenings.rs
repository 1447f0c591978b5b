//! What happens in a community between two questions: profiles, places, activity, breaks, contacts, blocks and views.

use std::time::Duration;

use matching::activity::ActivityFacts;
use matching::{Contact, Day, Population};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::community::{Community, a_history, id};

/// Lets something happen to somebody. The facts of the community change along.
pub fn happen(population: &mut Population, community: &mut Community, dice: &mut StdRng) {
    let size = community.people.len();
    let (one, other) = (dice.random_range(0..size), dice.random_range(0..size));
    let today = Day::of(community.now);
    match dice.random_range(0..12) {
        0..=2 => population.join(Contact { a: id(one), b: id(other), is_connection: dice.random_bool(0.8) }),
        3 => {
            // Contacts are rarely ended between people drawn blindly: end one that was made.
            let (a, b) = community.contacts[dice.random_range(0..community.contacts.len())];
            population.part(id(a as usize), id(b as usize));
        }
        4..=6 => {
            let activity = &mut community.people[one].activity;
            *activity = ActivityFacts { last_active_on: today, ..activity.clone() };
            population.put(community.people[one].clone());
        }
        7 => {
            let whereabouts = community.people[other].whereabouts;
            let person = &mut community.people[one];
            (person.whereabouts, person.located_on) = (whereabouts, today);
            population.put(person.clone());
        }
        8 => {
            let industries = community.people[other].industries.clone();
            let interests = community.people[other].interests.clone();
            let person = &mut community.people[one];
            (person.industries, person.interests) = (industries, interests);
            population.put(person.clone());
        }
        9 => {
            let standing = &mut community.people[one].standing;
            standing.paused_until =
                dice.random_bool(0.5).then(|| community.now + Duration::from_secs(86_400));
            standing.is_open = dice.random_bool(0.9);
            standing.is_active = dice.random_bool(0.97);
            population.put(community.people[one].clone());
        }
        10 => population.set_history(id(one), id(other), a_history(community.now, dice)),
        _ => population.add_view(id(one), id(other), today),
    }
}
