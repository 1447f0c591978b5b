//! Everyone's data that the score and the rules read, in columns, kept up to date person by person.

mod appearances;
mod contacts;
mod intern;

use std::collections::HashMap;

use h3o::CellIndex;
use model::id::UserId;
use model::industry::IndustryTree;
use model::known_place::KnownPlace;
use model::user::PlacePrecision;

use crate::activity::ActivityFacts;
use crate::day::Day;
use crate::eligibility::{PairHistory, Standing, Views};
use crate::industry::StatedIndustries;
use crate::proximity::STALE_AFTER_DAYS;
use crate::score::Weights;
use crate::waking::Waking;

use appearances::Appearances;
pub(crate) use appearances::Shown;
pub(crate) use contacts::{Contacts, Edge};
use intern::Interned;

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

/// Numbers, texts and flags that are read only for people near the top of a list.
#[derive(Debug)]
pub(crate) struct Details {
    pub standing: Standing,
    pub activity: ActivityFacts,
    pub interests: Box<[u32]>,
    pub located_on: Day,
    pub place: u32,
    pub shows_connections: bool,
    pub suggests_connections: bool,
}

/// What is read for everyone in every search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// Activity on the population's day.
    pub activity: f64,
    /// Number among the stated industries.
    pub industries: u32,
    /// Number among the places, the first of which is "unknown".
    pub place: u32,
    /// Number among the zones, the first of which is "unknown".
    pub zone: u32,
    /// Appearances in other people's lists.
    pub shown: Shown,
    /// Whether the person can be in anybody's list at all.
    pub is_listable: bool,
    /// Whether distance matters to the person.
    pub distance_matters: bool,
}

/// The number of the place and of the zone that are not known.
pub(crate) const UNKNOWN: u32 = 0;

/// A community as the score sees it.
#[derive(Debug)]
pub struct Population {
    pub(crate) tree: &'static IndustryTree,
    pub(crate) weights: Weights,
    pub(crate) community: String,
    pub(crate) today: Day,
    pub(crate) ids: Vec<UserId>,
    pub(crate) traits: Vec<Traits>,
    pub(crate) details: Vec<Details>,
    pub(crate) industries: Interned<StatedIndustries>,
    pub(crate) places: Interned<Option<Whereabouts>>,
    pub(crate) zones: Interned<Option<String>>,
    pub(crate) waking: Vec<Option<Waking>>,
    pub(crate) tags: Interned<String>,
    pub(crate) contacts: Contacts,
    numbers: HashMap<UserId, u32>,
    vacant: Vec<u32>,
    appearances: HashMap<u32, Appearances>,
    pairs: HashMap<u32, HashMap<u32, PairHistory>>,
    views: HashMap<u32, HashMap<u32, Views>>,
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
            ids: Vec::new(),
            traits: Vec::new(),
            details: Vec::new(),
            industries: Interned::default(),
            places: Interned::default(),
            zones: Interned::default(),
            waking: Vec::new(),
            tags: Interned::default(),
            contacts: Contacts::default(),
            numbers: HashMap::new(),
            vacant: Vec::new(),
            appearances: HashMap::new(),
            pairs: HashMap::new(),
            views: HashMap::new(),
        };
        population.places.number(None);
        population.zone_number(None);
        population
    }

    /// How many people there are, listable or not.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether the person is there.
    pub fn knows(&self, id: UserId) -> bool {
        self.numbers.contains_key(&id)
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

    /// Works out everything that changes with the days. Call it when a new day has begun.
    pub fn renew(&mut self, today: Day) {
        self.today = today;
        self.waking =
            self.zones.values().iter().map(|zone| Waking::in_zone(zone.as_deref()?, today)).collect();
        for person in 0..self.traits.len() {
            self.renew_person(person as u32);
        }
    }

    /// Puts a person in, or in place of what was known of them.
    pub fn put(&mut self, facts: PersonFacts) {
        let person = self.number_for(facts.id);
        let is_listable = facts.standing.is_active && facts.standing.is_open;
        let traits = Traits {
            activity: 0.0,
            industries: self.industries.number(facts.industries),
            place: UNKNOWN,
            zone: self.zone_number(facts.time_zone),
            shown: Shown::default(),
            is_listable: is_listable && facts.standing.visibility != model::user::Visibility::Nobody,
            distance_matters: facts.distance_matters,
        };
        let mut interests: Vec<u32> = facts.interests.into_iter().map(|tag| self.tags.number(tag)).collect();
        interests.sort_unstable();
        interests.dedup();
        let details = Details {
            standing: facts.standing,
            activity: facts.activity,
            interests: interests.into(),
            located_on: facts.located_on,
            place: self.places.number(facts.whereabouts),
            shows_connections: facts.shows_connections,
            suggests_connections: facts.suggests_connections,
        };
        self.traits[person as usize] = traits;
        self.details[person as usize] = details;
        self.renew_person(person);
    }

    /// Takes a person out, with everything between them and others.
    pub fn remove(&mut self, id: UserId) {
        let Some(person) = self.numbers.remove(&id) else { return };
        self.contacts.part_all(person);
        self.appearances.remove(&person);
        forget(&mut self.pairs, person);
        forget(&mut self.views, person);
        self.traits[person as usize].is_listable = false;
        self.details[person as usize].standing.is_active = false;
        self.vacant.push(person);
    }

    /// Makes two people contacts, or changes what kind of contacts they are; people not known are passed over.
    pub fn join(&mut self, contact: Contact) {
        if let Some((a, b)) = self.two(contact.a, contact.b) {
            self.contacts.join(a, b, contact.is_connection);
        }
    }

    /// Ends the contact of two people.
    pub fn part(&mut self, a: UserId, b: UserId) {
        if let Some((a, b)) = self.two(a, b) {
            self.contacts.part(a, b);
        }
    }

    /// Sets what happened between a looker and a person. Connection, identity and views are kept apart from it.
    pub fn set_history(&mut self, looker: UserId, person: UserId, history: PairHistory) {
        let Some((looker, person)) = self.two(looker, person) else { return };
        let others = self.pairs.entry(looker).or_default();
        if history == PairHistory::default() {
            others.remove(&person);
        } else {
            others.insert(person, history);
        }
    }

    /// Sets how often a person was on a looker's screen since the looker last did something about it.
    pub fn set_views(&mut self, looker: UserId, person: UserId, views: Views) {
        let Some((looker, person)) = self.two(looker, person) else { return };
        let others = self.views.entry(looker).or_default();
        if views == Views::default() {
            others.remove(&person);
        } else {
            others.insert(person, views);
        }
    }

    /// Sets in how many lists a person appeared, by day.
    pub fn set_appearances(&mut self, person: UserId, by_day: impl IntoIterator<Item = (Day, u16)>) {
        let Some(number) = self.number(person) else { return };
        let mut appearances = Appearances::new(self.today);
        by_day.into_iter().for_each(|(day, count)| appearances.add(day, count));
        self.appearances.insert(number, appearances);
        self.renew_person(number);
    }

    /// Notes that a person was on a looker's screen on a day for the first time.
    pub fn add_view(&mut self, looker: UserId, person: UserId, day: Day) {
        let Some((looker, person)) = self.two(looker, person) else { return };
        self.views.entry(looker).or_default().entry(person).or_default().add(day);
        self.appearances.entry(person).or_insert_with(|| Appearances::new(day)).add(day, 1);
        self.renew_person(person);
    }

    /// Bytes held by the columns and contacts, for the bench; maps between pairs are not counted.
    pub fn heap_bytes(&self) -> usize {
        let columns = self.ids.capacity() * size_of::<UserId>()
            + self.traits.capacity() * size_of::<Traits>()
            + self.details.capacity() * size_of::<Details>()
            + self.numbers.capacity() * (size_of::<(UserId, u32)>() + 1);
        let boxed: usize = self.details.iter().map(Details::heap_bytes).sum();
        columns + boxed + self.contacts.heap_bytes()
    }

    /// Where a person is, as far as it counts today.
    pub fn whereabouts(&self, id: UserId) -> Option<Whereabouts> {
        *self.places.get(self.traits[self.number(id)? as usize].place)
    }

    /// Whether a person's own list may hold their connections.
    pub fn suggests_connections(&self, id: UserId) -> bool {
        self.number(id).is_some_and(|person| self.details[person as usize].suggests_connections)
    }

    pub(crate) fn number(&self, id: UserId) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    pub(crate) fn history(&self, looker: u32, person: u32) -> PairHistory {
        let mut history =
            self.pairs.get(&looker).and_then(|others| others.get(&person)).cloned().unwrap_or_default();
        history.is_self = looker == person;
        history.is_connected = self.contacts.between(looker, person).is_some_and(Edge::is_connection);
        history.views = self.views(looker, person);
        history
    }

    pub(crate) fn views(&self, looker: u32, person: u32) -> Views {
        self.views.get(&looker).and_then(|others| others.get(&person)).copied().unwrap_or_default()
    }

    pub(crate) fn standing(&self, person: u32) -> Standing {
        let appearances = u32::from(self.traits[person as usize].shown.week);
        Standing { appearances, ..self.details[person as usize].standing.clone() }
    }

    fn two(&self, a: UserId, b: UserId) -> Option<(u32, u32)> {
        self.number(a).zip(self.number(b)).filter(|(a, b)| a != b)
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
        if let Some(number) = self.number(id) {
            return number;
        }
        let number = self.vacant.pop().unwrap_or_else(|| self.grow());
        self.ids[number as usize] = id;
        self.numbers.insert(id, number);
        number
    }

    fn grow(&mut self) -> u32 {
        let number = u32::try_from(self.ids.len()).expect("a community has fewer than four billion people");
        self.ids.push(UserId(Default::default()));
        self.traits.push(Traits::nobody());
        self.details.push(Details::nobody());
        self.contacts.resize(self.ids.len());
        number
    }

    fn renew_person(&mut self, person: u32) {
        let details = &self.details[person as usize];
        let traits = &mut self.traits[person as usize];
        let is_stale = self.today.since(details.located_on) > STALE_AFTER_DAYS;
        traits.activity = details.activity.on(self.today);
        traits.place = if is_stale { UNKNOWN } else { details.place };
        traits.shown = self.appearances.get(&person).map(|days| days.until(self.today)).unwrap_or_default();
    }
}

/// Takes a person out of a map from lookers to those looked at, on both sides.
fn forget<T>(between: &mut HashMap<u32, HashMap<u32, T>>, person: u32) {
    between.remove(&person);
    for others in between.values_mut() {
        others.remove(&person);
    }
}

impl Traits {
    fn nobody() -> Self {
        Self {
            activity: 0.0,
            industries: 0,
            place: UNKNOWN,
            zone: UNKNOWN,
            shown: Shown::default(),
            is_listable: false,
            distance_matters: true,
        }
    }
}

impl Details {
    fn nobody() -> Self {
        Self {
            standing: Standing { is_active: false, ..Standing::default() },
            activity: ActivityFacts::default(),
            interests: Box::default(),
            located_on: Day::default(),
            place: UNKNOWN,
            shows_connections: false,
            suggests_connections: false,
        }
    }

    fn heap_bytes(&self) -> usize {
        self.standing.accepted_at.len() * size_of::<model::Timestamp>()
            + self.activity.chats_on.len() * size_of::<Day>()
            + self.interests.len() * size_of::<u32>()
    }
}
