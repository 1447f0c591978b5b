//! What changes with the days: activity, stale places, waking hours, appearances. It is worked out beside the
//! population, so that whoever searches meanwhile waits only for the exchange.

use super::{Entry, Flags, Population, Rarity, STALE_AFTER_DAYS, Shelves, Spot, Traits, UNKNOWN, level};
use crate::day::Day;
use crate::waking::Waking;

/// A population's orders on another day, worked out and not yet in use.
#[derive(Debug)]
pub struct Renewal {
    today: Day,
    activity: Vec<f64>,
    shelves: Shelves,
    waking: Vec<Option<Waking>>,
    rarity: Rarity,
    stale: Vec<u32>,
}

impl Population {
    /// Works out everything that changes with the days. Call it when a new day has begun.
    pub fn renew(&mut self, today: Day) {
        let renewal = self.renewal(today);
        self.install(renewal);
    }

    /// Works out another day beside the present one; nothing may be changed until it is installed.
    pub fn renewal(&self, today: Day) -> Renewal {
        let people = 0..self.traits.len() as u32;
        let activity: Vec<f64> = people.clone().map(|person| self.activity_on(person, today)).collect();
        let is_stale =
            |traits: &Traits| traits.flags != Flags::default() && today.since(traits.located_on) > STALE_AFTER_DAYS;
        let stale = people.clone().filter(|person| {
            let traits = &self.traits[*person as usize];
            is_stale(traits) && self.spots.get(traits.spot).place != UNKNOWN
        });
        let mut shelves = Shelves::new(self.tree.all().len());
        let mut rarity = Rarity::new();
        rarity.resize(self.traits.len());
        for person in people.clone().filter(|person| self.is_listable(*person)) {
            let entry = Entry::new(self.traits[person as usize].spot, activity[person as usize], person);
            shelves.push(self.keys_of(person), entry);
            rarity.enter(person, level(self.appearances.of(person, today).month));
        }
        shelves.sort();
        rarity.list_few(|person| self.is_listable(person));
        let waking =
            self.zones.values().iter().map(|zone| Waking::in_zone(zone.as_deref()?, today)).collect();
        Renewal { today, stale: stale.collect(), activity, shelves, waking, rarity }
    }

    /// Takes another day into use. Nobody may have been changed since it was worked out.
    pub fn install(&mut self, renewal: Renewal) {
        self.today = renewal.today;
        self.appearances.renew(renewal.today);
        for (traits, activity) in self.traits.iter_mut().zip(renewal.activity) {
            traits.activity = activity;
        }
        self.shelves = renewal.shelves;
        self.waking = renewal.waking;
        self.rarity = renewal.rarity;
        self.gather_spots();
        renewal.stale.into_iter().for_each(|person| self.forget_place(person));
    }

    fn activity_on(&self, person: u32, today: Day) -> f64 {
        let chats_on = self.more_of(person).map(|more| &*more.chats_on).unwrap_or_default();
        self.traits[person as usize].activity_on(today, chats_on)
    }

    fn is_listable(&self, person: u32) -> bool {
        self.traits[person as usize].flags.is_listable()
    }

    /// Lists at their spots those who were written down without.
    fn gather_spots(&mut self) {
        for (person, traits) in self.traits.iter().enumerate() {
            if traits.flags.is_listable() {
                self.spots.enter(traits.spot, person as u32);
            }
        }
        self.spots.shrink();
    }

    fn forget_place(&mut self, person: u32) {
        self.unlist(person);
        let spot = self.spots.get(self.traits[person as usize].spot);
        self.traits[person as usize].spot = self.spots.number(Spot { place: UNKNOWN, ..spot });
        self.list(person);
    }
}
