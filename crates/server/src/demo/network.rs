//! Who knows whom, and the chats they had.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use model::Timestamp;
use model::coffee_chat::{CoffeeChatStatus, CoffeeChatType, Position};
use model::id::CoffeeChatRequestId;
use store::coffee_chat::CoffeeChat;

use super::Dice;
use super::people::Invented;

/// Ties that a person begins; as many begin at somebody else, so people have about twice as many.
const BEGUN: i64 = 9;
/// Contacts that Lena and Diego share.
const SHARED: usize = 5;
/// One chat that was held for so many people.
const PEOPLE_A_CHAT: usize = 12;

type Tie = (usize, usize);

/// Pairs of people who know each other: from the same or a neighbouring class, from the same sector, from the same
/// city, or friends of friends.
pub fn ties(cast: &[Invented], dice: &mut Dice) -> Vec<Tie> {
    let circles = Circles::of(cast);
    let mut network = Network::new(cast.len());
    for (person, invented) in cast.iter().enumerate() {
        let wanted = if person < 2 { 2 * BEGUN } else { dice.between(BEGUN / 2, 2 * BEGUN - 1) };
        for _ in 0..wanted {
            let other = match dice.between(0, 100) {
                0..40 => circles.classmate(invented, dice),
                40..65 => circles.colleague(invented, dice),
                65..80 => circles.neighbour(invented, dice),
                _ => network.friend_of_friend(person, dice),
            };
            if let Some(other) = other {
                network.join(person, other);
            }
        }
    }
    introduce_friends(&mut network, dice);
    network.part(0, 1);
    network.ties()
}

/// Lena and Diego do not know each other, and know some of the same people.
fn introduce_friends(network: &mut Network, dice: &mut Dice) {
    let of_lena: Vec<usize> = network.of[0].iter().copied().filter(|friend| *friend > 1).collect();
    if of_lena.is_empty() {
        return;
    }
    for friend in dice.several(&of_lena, SHARED) {
        network.join(1, *friend);
    }
}

/// People by what they share.
struct Circles<'a> {
    classes: HashMap<i32, Vec<usize>>,
    sectors: HashMap<&'a str, Vec<usize>>,
    zones: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Circles<'a> {
    fn of(cast: &'a [Invented]) -> Self {
        let mut circles = Self { classes: HashMap::new(), sectors: HashMap::new(), zones: HashMap::new() };
        for (at, person) in cast.iter().enumerate() {
            circles.classes.entry(person.class()).or_default().push(at);
            circles.sectors.entry(person.sector()).or_default().push(at);
            circles.zones.entry(zone(person)).or_default().push(at);
        }
        circles
    }

    fn classmate(&self, person: &Invented, dice: &mut Dice) -> Option<usize> {
        let class = person.class() + *dice.one(&[0, 0, 0, 0, -1, 1]);
        Some(*dice.one(self.classes.get(&class)?))
    }

    fn colleague(&self, person: &Invented, dice: &mut Dice) -> Option<usize> {
        Some(*dice.one(self.sectors.get(person.sector())?))
    }

    fn neighbour(&self, person: &Invented, dice: &mut Dice) -> Option<usize> {
        Some(*dice.one(self.zones.get(zone(person))?))
    }
}

fn zone(person: &Invented) -> &str {
    person.profile.time_zone.as_deref().unwrap_or_default()
}

struct Network {
    /// By person, in the order in which they met: what happens by chance must happen again the same way.
    of: Vec<Vec<usize>>,
    known: HashSet<Tie>,
}

impl Network {
    fn new(people: usize) -> Self {
        Self { of: vec![Vec::new(); people], known: HashSet::new() }
    }

    fn join(&mut self, a: usize, b: usize) {
        if a != b && self.known.insert((a.min(b), a.max(b))) {
            self.of[a].push(b);
            self.of[b].push(a);
        }
    }

    fn part(&mut self, a: usize, b: usize) {
        if self.known.remove(&(a.min(b), a.max(b))) {
            self.of[a].retain(|other| *other != b);
            self.of[b].retain(|other| *other != a);
        }
    }

    fn friend_of_friend(&self, person: usize, dice: &mut Dice) -> Option<usize> {
        let friends = &self.of[person];
        if friends.is_empty() {
            return None;
        }
        let friend = *dice.one(friends);
        Some(*dice.one(&self.of[friend]))
    }

    fn ties(&self) -> Vec<Tie> {
        let mut ties: Vec<Tie> = self.known.iter().copied().collect();
        ties.sort_unstable();
        ties
    }
}

/// Chats that were held in the last year, most between people who did not know each other.
pub fn chats(cast: &[Invented], ties: &[Tie], now: Timestamp, dice: &mut Dice) -> Vec<CoffeeChat> {
    let known: HashSet<Tie> = ties.iter().copied().collect();
    let mut met = HashSet::new();
    let mut chats = Vec::new();
    let wanted = cast.len() / PEOPLE_A_CHAT;
    for number in 0..4 * wanted {
        if chats.len() == wanted {
            break;
        }
        // The first few are Lena's and Diego's.
        let a = if number < 6 { number % 2 } else { dice.position(cast.len()) };
        let b = dice.position(cast.len());
        let pair = (a.min(b), a.max(b));
        if a == b || b < 2 || (known.contains(&pair) && dice.percent(70)) || !met.insert(pair) {
            continue;
        }
        chats.push(held(&cast[a], &cast[b], now, dice));
    }
    chats
}

fn held(requester: &Invented, recipient: &Invented, now: Timestamp, dice: &mut Dice) -> CoffeeChat {
    let completed_at = now - TimeDelta::days(dice.between(2, 320)) - TimeDelta::minutes(dice.between(0, 600));
    let started_at = completed_at - TimeDelta::minutes(30);
    let created_at = started_at - TimeDelta::days(dice.between(3, 9));
    CoffeeChat {
        id: CoffeeChatRequestId(dice.id(created_at)),
        requester_id: requester.id(),
        recipient_id: recipient.id(),
        kind: CoffeeChatType::CoffeeChat,
        position: Position { status: CoffeeChatStatus::Completed, awaiting: None, counter_count: 0 },
        message: "I would love half an hour of your time.".to_owned(),
        answer_message: None,
        proposed_times: vec![started_at],
        selected_time: Some(started_at),
        duration_minutes: 30,
        time_zone: requester.profile.time_zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        expires_at: started_at,
        video_call_id: None,
        responded_at: Some(created_at + TimeDelta::hours(dice.between(2, 48))),
        completed_at: Some(completed_at),
        closed_at: Some(completed_at),
        cancelled_by: None,
        cancel_reason: None,
        no_show_by: None,
        is_declined_for_ever: false,
        met_seconds: Some(dice.between(1_200, 2_000)),
        version: 3,
        created_at,
        updated_at: completed_at,
    }
}
