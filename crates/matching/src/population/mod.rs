//! Everyone's data that the score and the rules read, in columns, kept up to date person by person.

mod appearances;
mod bits;
mod blocks;
mod contacts;
mod dealings;
mod gathering;
mod industries;
mod intern;
mod more;
mod orders;
mod people;
mod rarity;
mod reaches;
mod renewal;
mod runs;
mod shelves;
mod snapshot;
mod spots;
mod tags;
mod traits;

use std::sync::Mutex;

use h3o::CellIndex;
use model::id::UserId;
use model::industry::IndustryTree;
use model::known_place::KnownPlace;
use model::user::PlacePrecision;

use crate::activity::ActivityFacts;
use crate::day::Day;
use crate::eligibility::{PairHistory, Standing, Views};
use crate::industry::{Similarities, StatedIndustries};
use crate::mutual;
use crate::proximity::STALE_AFTER_DAYS;
use crate::score::Weights;
use crate::search::Scratch;
use crate::waking::Waking;

use appearances::Appearances;
pub(crate) use appearances::Shown;
pub(crate) use bits::Bits;
pub(crate) use blocks::places_from;
pub(crate) use contacts::{Contacts, Edge};
pub(crate) use dealings::{Dealings, Pairs};
pub use gathering::Gathering;
use industries::Industries;
use intern::Interned;
use more::{More, Mores};
pub(crate) use orders::Orders;
use people::People;
pub(crate) use rarity::{MOST, Rarity};
pub(crate) use reaches::Reach;
use reaches::Reaches;
pub use renewal::Renewal;
pub(crate) use shelves::{Entry, Key, Run, Shelf, Shelves};
pub use snapshot::SnapshotError;
pub(crate) use spots::{Home, Spot, Spots, UNKNOWN};
pub(crate) use tags::Tags;
pub(crate) use traits::{Flags, Traits};

/// A person's place, as coarsely as they chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Whereabouts {
    /// The cell at the chosen precision.
    pub cell: CellIndex,
    /// The chosen precision.
    pub precision: PlacePrecision,
    /// The country's code.
    pub country: &'static str,
    /// The region's code, where there is one.
    pub region: Option<&'static str>,
}

impl From<KnownPlace> for Whereabouts {
    fn from(place: KnownPlace) -> Self {
        Self {
            cell: place.cell,
            precision: place.precision,
            country: place.country.code,
            region: place.region.map(|region| region.code),
        }
    }
}

/// What the score and the rules read about one person.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    /// The person.
    pub id: UserId,
    /// What the rules read; appearances are counted by the population itself.
    pub standing: Standing,
    /// Their industries.
    pub industries: StatedIndustries,
    /// Their place; none when unknown or hidden, which are the same from here on.
    pub whereabouts: Option<Whereabouts>,
    /// When the place was last set.
    pub located_on: Day,
    /// Whether distance matters to them.
    pub distance_matters: bool,
    /// Their IANA zone.
    pub time_zone: Option<String>,
    /// Their folded interest tags.
    pub interests: Vec<String>,
    /// Whether others may see whom they know.
    pub shows_connections: bool,
    /// Whether their own list may hold their connections.
    pub suggests_connections: bool,
    /// What their activity is made of.
    pub activity: ActivityFacts,
}

/// Two people who know each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// One of them.
    pub a: UserId,
    /// The other.
    pub b: UserId,
    /// Whether they are connections, or have only met in a chat.
    pub is_connection: bool,
}

/// A community as the score sees it: an index in memory that finds the best for a looker without looking at everyone.
#[derive(Debug)]
pub struct Population {
    pub(crate) tree: &'static IndustryTree,
    pub(crate) weights: Weights,
    pub(crate) community: String,
    pub(crate) today: Day,
    pub(crate) similarities: Similarities,
    pub(crate) mutual_weights: mutual::Weights,
    pub(crate) people: People,
    pub(crate) traits: Vec<Traits>,
    pub(crate) more: Mores,
    pub(crate) industries: Industries,
    /// Everyone who can be in a list.
    pub(crate) orders: Orders,
    pub(crate) spots: Spots,
    pub(crate) zones: Interned<Option<String>>,
    pub(crate) waking: Vec<Option<Waking>>,
    pub(crate) tags: Tags,
    pub(crate) contacts: Contacts,
    pub(crate) reaches: Reaches,
    pub(crate) appearances: Appearances,
    pub(crate) rarity: Rarity,
    histories: Pairs<PairHistory>,
    views: Pairs<Views>,
    pub(crate) scratches: Mutex<Vec<Scratch>>,
}

impl Population {
    /// An empty community on a day; its name enters the lots that break ties.
    pub fn new(
        tree: &'static IndustryTree,
        weights: Weights,
        community: impl Into<String>,
        today: Day,
    ) -> Self {
        let mut population = Self {
            tree,
            weights,
            community: community.into(),
            today,
            similarities: Similarities::of(tree),
            mutual_weights: mutual::Weights::new(),
            people: People::default(),
            traits: Vec::new(),
            more: Mores::default(),
            industries: Industries::default(),
            orders: Orders::new(tree.all().len()),
            spots: Spots::new(),
            zones: Interned::default(),
            waking: Vec::new(),
            tags: Tags::default(),
            contacts: Contacts::default(),
            reaches: Reaches::default(),
            appearances: Appearances::new(today),
            rarity: Rarity::new(tree.all().len()),
            histories: Pairs::default(),
            views: Pairs::default(),
            scratches: Mutex::default(),
        };
        population.zone_number(None);
        population.resize(0);
        population
    }

    /// How many people there are, listable or not.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the person is there.
    pub fn knows(&self, id: UserId) -> bool {
        self.number(id).is_some()
    }

    /// The day for which activity, places and appearances are worked out.
    pub fn today(&self) -> Day {
        self.today
    }

    /// What each part of a score counts.
    pub fn weights(&self) -> Weights {
        self.weights
    }

    /// The community's name, which enters the lots that break ties.
    pub fn community(&self) -> &str {
        &self.community
    }

    /// Puts a person in, or in place of what was known of them.
    pub fn put(&mut self, facts: PersonFacts) {
        let mut was_countable = false;
        if let Some(person) = self.number(facts.id) {
            was_countable = self.traits[person as usize].flags.is_countable_contact();
            self.unlist(person);
        }
        let person = self.write(facts);
        self.list(person);
        if !was_countable && self.traits[person as usize].flags.is_countable_contact() {
            self.reach_more(person, None);
        }
    }

    /// Writes down what is known of a person, without a place in any order.
    fn write(&mut self, facts: PersonFacts) -> u32 {
        let person = self.number_for(facts.id);
        let standing = facts.standing;
        let more = More {
            paused_until: standing.paused_until,
            accepted_at: standing.accepted_at,
            chats_on: facts.activity.chats_on.clone(),
        };
        let is_stale = self.today.since(facts.located_on) > STALE_AFTER_DAYS;
        let zone = self.zone_number(facts.time_zone);
        let place = self.spots.place_number(facts.whereabouts.filter(|_| !is_stale));
        let mut traits = Traits {
            industries: self.industries.number(&facts.industries),
            spot: self.spots.number(Spot { place, zone, distance_matters: facts.distance_matters }),
            located_on: facts.located_on,
            waiting_requests: u8::try_from(standing.waiting_requests).unwrap_or(u8::MAX),
            monthly_chat_limit: standing.monthly_chat_limit,
            flags: Flags::new(standing.is_active, standing.is_open, standing.visibility)
                .with_connections(facts.shows_connections, facts.suggests_connections)
                .with_more(&more),
            ..Traits::nobody()
        };
        traits.set_activity(&facts.activity);
        traits.activity = traits.activity_on(self.today, facts.activity.chats_on.iter().copied());
        self.traits[person as usize] = traits;
        self.more.set(person, &more);
        let tags = facts.interests.into_iter().map(|tag| self.tags.number(tag)).collect();
        self.tags.set(person, tags);
        person
    }

    /// Takes a person out, with everything between them and others.
    pub fn remove(&mut self, id: UserId) {
        let Some(person) = self.number(id) else { return };
        self.unlist(person);
        self.people.remove(id);
        self.reaches.clear();
        self.contacts.part_all(person);
        self.appearances.clear(person);
        self.tags.set(person, Vec::new());
        self.more.set(person, &More::default());
        self.histories.forget(person);
        self.views.forget(person);
        self.traits[person as usize] = Traits::nobody();
    }

    /// Makes two people contacts, or changes what kind of contacts they are; people not known are passed over.
    pub fn join(&mut self, contact: Contact) {
        if let Some((a, b)) = self.two(contact.a, contact.b) {
            let are_new = self.contacts.between(a, b).is_none();
            self.contacts.join(a, b, contact.is_connection);
            if are_new {
                self.reach_across(a, b);
            }
        }
    }

    /// Ends the contact of two people.
    pub fn part(&mut self, a: UserId, b: UserId) {
        if let Some((a, b)) = self.two(a, b) {
            let degrees = [a, b].map(|one| (one, self.contacts.degree(one)));
            self.contacts.part(a, b);
            degrees.into_iter().for_each(|(one, degree)| self.reach_more(one, Some(degree)));
        }
    }

    /// Sets what happened between a looker and a person. Connection, identity and views are kept apart from it.
    pub fn set_history(&mut self, looker: UserId, person: UserId, history: PairHistory) {
        let Some((looker, person)) = self.two(looker, person) else { return };
        self.histories.set(looker, person, history);
    }

    /// Sets how often a person was on a looker's screen since the looker last did something about it.
    pub fn set_views(&mut self, looker: UserId, person: UserId, views: Views) {
        let Some((looker, person)) = self.two(looker, person) else { return };
        self.views.set(looker, person, views);
    }

    /// Sets in how many lists a person appeared, by day.
    pub fn set_appearances(&mut self, person: UserId, by_day: impl IntoIterator<Item = (Day, u16)>) {
        let Some(number) = self.number(person) else { return };
        self.unrank(number);
        self.appearances.clear(number);
        by_day.into_iter().for_each(|(day, count)| self.appearances.add(number, day, count));
        self.rank_rarity(number);
    }

    /// Notes that a person was on a looker's screen on a day for the first time.
    pub fn add_view(&mut self, looker: UserId, person: UserId, day: Day) {
        let Some((looker, person)) = self.two(looker, person) else { return };
        self.views.between(looker, person).add(day);
        self.unrank(person);
        self.appearances.add(person, day, 1);
        self.rank_rarity(person);
    }

    /// Bytes held by columns, orders and contacts, for the bench; maps between pairs of people are not counted.
    pub fn heap_bytes(&self) -> usize {
        self.contacts.heap_bytes() + self.bytes_without_contacts()
    }

    /// Bytes held by all but the contacts.
    pub fn bytes_without_contacts(&self) -> usize {
        self.people.heap_bytes()
            + self.traits.capacity() * size_of::<Traits>()
            + self.more.0.heap_bytes()
            + self.industries.heap_bytes()
            + self.orders.heap_bytes()
            + self.spots.heap_bytes()
            + self.tags.heap_bytes()
            + self.appearances.heap_bytes()
            + self.rarity.heap_bytes()
            + self.reaches.heap_bytes()
    }

    /// How many contacts there are, each side counted.
    pub fn edges(&self) -> usize {
        self.contacts.edges()
    }

    /// Where a person is, as far as it counts today.
    pub fn whereabouts(&self, id: UserId) -> Option<Whereabouts> {
        self.spots.whereabouts(self.traits[self.number(id)? as usize].spot).copied()
    }

    /// Whether a person's own list may hold their connections.
    pub fn suggests_connections(&self, id: UserId) -> bool {
        self.number(id).is_some_and(|person| self.traits[person as usize].flags.suggests_connections())
    }

    pub(crate) fn number(&self, id: UserId) -> Option<u32> {
        self.people.number(id)
    }

    pub(crate) fn id(&self, person: u32) -> UserId {
        self.people.id(person)
    }

    pub(crate) fn standing(&self, person: u32) -> Standing {
        let traits = &self.traits[person as usize];
        let (paused_until, accepted_at) = if traits.flags.may_be_busy() {
            self.more.break_and_accepted(person)
        } else {
            Default::default()
        };
        Standing {
            is_active: traits.flags.is_active(),
            visibility: traits.flags.visibility(),
            is_open: traits.flags.is_open(),
            paused_until,
            waiting_requests: traits.waiting_requests.into(),
            accepted_at,
            monthly_chat_limit: traits.monthly_chat_limit,
            appearances: self.shown(person).week.into(),
        }
    }

    pub(crate) fn shown(&self, person: u32) -> Shown {
        self.appearances.of(person, self.today)
    }

    pub(crate) fn keys_of(&self, person: u32) -> &[Key] {
        self.industries.keys(self.traits[person as usize].industries)
    }

    fn two(&self, a: UserId, b: UserId) -> Option<(u32, u32)> {
        self.number(a).zip(self.number(b)).filter(|(a, b)| a != b)
    }

    /// Gives a person their places in the orders that are searched.
    fn list(&mut self, person: u32) {
        if let Some(entry) = self.entry(person) {
            self.orders.put(self.industries.keys(self.traits[person as usize].industries), entry);
            self.rank_rarity(person);
        }
    }

    /// Takes a person's places away.
    fn unlist(&mut self, person: u32) {
        if let Some(entry) = self.entry(person) {
            self.unrank(person);
            self.orders.take(self.industries.keys(self.traits[person as usize].industries), entry);
        }
    }

    fn rank_rarity(&mut self, person: u32) {
        if let Some(entry) = self.entry(person) {
            let level = level(self.shown(person).month);
            self.rarity.enter(level, self.industries.keys(self.traits[person as usize].industries), entry);
        }
    }

    fn unrank(&mut self, person: u32) {
        if let Some(entry) = self.entry(person) {
            self.rarity.leave(self.industries.keys(self.traits[person as usize].industries), entry);
        }
    }

    /// How a person stands in the orders; none for somebody who is in no list.
    fn entry(&self, person: u32) -> Option<Entry> {
        let traits = &self.traits[person as usize];
        traits.flags.is_listable().then(|| Entry::new(traits.spot, traits.activity, person))
    }

    fn zone_number(&mut self, zone: Option<String>) -> u32 {
        let number = self.zones.number(zone);
        if number as usize == self.waking.len() {
            let zone = self.zones.get(number).as_deref();
            self.waking.push(zone.and_then(|zone| Waking::in_zone(zone, self.today)));
        }
        number
    }

    fn number_for(&mut self, id: UserId) -> u32 {
        let number = self.people.number_for(id);
        if number as usize == self.traits.len() {
            self.resize(self.traits.len() + 1);
        }
        number
    }

    /// Gives back what was reserved for more than came.
    fn shrink(&mut self) {
        self.people.shrink();
        self.traits.shrink_to_fit();
        self.more.0.shrink();
        self.industries.shrink();
        self.tags.shrink();
        self.appearances.shrink();
    }

    fn resize(&mut self, people: usize) {
        self.traits.resize(people, Traits::nobody());
        self.contacts.resize(people);
        self.reaches.resize(people);
        self.appearances.resize(people);
        self.rarity.resize(people);
        self.tags.resize(people);
        self.more.0.resize(people);
    }
}

/// The level of somebody shown this often in 28 days.
pub(crate) fn level(shown: u16) -> u8 {
    u8::try_from(shown).unwrap_or(MOST)
}
