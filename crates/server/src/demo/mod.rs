//! An invented community to look around in: people, who they know, and a few chats they had.
//!
//! The same seed and instant make the same community. Names and words are made up; any likeness is chance.

mod names;
mod network;
mod people;
mod wishes;
mod words;

use model::connection::Connection;
use model::id::{ConnectionId, UserId, new_uuid};
use model::user::ConnectionStatus;
use model::{Chance, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::Mutex;
use store::demo::DemoCommunity;

/// The first of the two who sign in.
pub const LENA: &str = "lena@demo.example";
/// The second.
pub const DIEGO: &str = "diego@demo.example";
/// The password of everybody in the community.
pub const PASSWORD: &str = "coffee at nine";

/// Any other number makes another community.
const SEED: u64 = 2_000;

/// A community of so many people as it stands at an instant. Lena and Diego are its first two.
pub fn community(people: usize, now: Timestamp) -> DemoCommunity {
    let mut dice = Dice::new(SEED);
    let cast: Vec<people::Invented> =
        (0..people.max(2)).map(|at| people::invent(at, now, &mut dice)).collect();
    let ties = network::ties(&cast, &mut dice);
    let chats = network::chats(&cast, &ties, now, &mut dice);
    let connections = ties.iter().map(|tie| connection(&cast, *tie, now, &mut dice)).collect();
    let (accounts, profiles) = cast.into_iter().map(|invented| (invented.account, invented.profile)).unzip();
    DemoCommunity { accounts, profiles, connections, chats }
}

fn connection(
    cast: &[people::Invented],
    (a, b): (usize, usize),
    now: Timestamp,
    dice: &mut Dice,
) -> Connection {
    let created_at = now - chrono::TimeDelta::days(dice.between(20, 700));
    Connection {
        id: ConnectionId(dice.id(created_at)),
        requester_id: cast[a].id(),
        addressee_id: cast[b].id(),
        status: ConnectionStatus::Accepted,
        message: None,
        created_at,
        responded_at: Some(created_at + chrono::TimeDelta::hours(dice.between(1, 90))),
        withdrawn_at: None,
    }
}

/// Chance that repeats itself.
struct Dice(Mutex<StdRng>);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    fn rng(&mut self) -> &mut StdRng {
        self.0.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// A number from `low` to below `high`.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        self.rng().random_range(low..high)
    }

    /// A position in a list of this length.
    fn position(&mut self, length: usize) -> usize {
        self.rng().random_range(0..length)
    }

    /// One of the things.
    fn one<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.position(things.len())]
    }

    /// Several different ones of the things, in their order.
    fn several<'a, T>(&mut self, things: &'a [T], count: usize) -> Vec<&'a T> {
        let mut positions: Vec<usize> = (0..count).map(|_| self.position(things.len())).collect();
        positions.sort_unstable();
        positions.dedup();
        positions.into_iter().map(|at| &things[at]).collect()
    }

    /// Yes, in so many of a hundred cases.
    fn percent(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }

    fn id(&mut self, at: Timestamp) -> uuid::Uuid {
        new_uuid(at, self)
    }

    fn user(&mut self, at: Timestamp) -> UserId {
        UserId(self.id(at))
    }
}

impl Chance for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn now() -> Timestamp {
        "2026-11-22T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_same_seed_makes_the_same_community() {
        let (one, other) = (community(300, now()), community(300, now()));
        assert_eq!(one.profiles, other.profiles);
        assert_eq!(one.connections, other.connections);
        assert_eq!(one.chats, other.chats);
    }

    #[test]
    fn everybody_is_somebody_with_a_place_and_contacts() {
        let community = community(2_000, now());
        let emails: HashSet<&str> = community.accounts.iter().map(|account| account.email.as_str()).collect();
        assert_eq!((emails.len(), community.profiles.len()), (2_000, 2_000));
        assert!(
            community.profiles.iter().all(|profile| profile.place_id.is_some()),
            "every city is in the gazetteer"
        );
        let a_person = 2.0 * community.connections.len() as f64 / 2_000.0;
        assert!((15.0..=20.0).contains(&a_person), "{a_person} contacts a person");
        assert!(community.chats.len() > 100);
        let pairs: HashSet<(UserId, UserId)> = community
            .connections
            .iter()
            .map(|tie| Connection::ordered(tie.requester_id, tie.addressee_id))
            .collect();
        assert_eq!(pairs.len(), community.connections.len());
        let (lena, diego) = (community.accounts[0].id, community.accounts[1].id);
        assert!(!pairs.contains(&Connection::ordered(lena, diego)));
    }

    #[test]
    fn nobody_acted_before_they_came_or_after_now() {
        for account in community(2_000, now()).accounts {
            assert!(account.created_at <= account.last_active_at && account.last_active_at <= now());
        }
    }
}
