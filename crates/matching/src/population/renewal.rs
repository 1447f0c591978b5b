//! What changes with the days: activity, stale places, waking hours, appearances. It is worked out beside the
//! population, so that whoever searches meanwhile waits only for the exchange.

use super::{Entry, Flags, Key, Orders, Population, Rarity, STALE_AFTER_DAYS, Spot, Traits, UNKNOWN, level};
use crate::day::Day;
use crate::waking::Waking;

/// A population's orders on another day, worked out and not yet in use.
#[derive(Debug)]
pub struct Renewal {
    today: Day,
    activity: Vec<f64>,
    orders: Orders,
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
        let is_stale = |traits: &Traits| {
            traits.flags != Flags::default() && today.since(traits.located_on) > STALE_AFTER_DAYS
        };
        let stale = people.clone().filter(|person| {
            let traits = &self.traits[*person as usize];
            is_stale(traits) && self.spots.get(traits.spot).place != UNKNOWN
        });
        let industries = self.tree.all().len();
        let listable = people.clone().filter(|person| self.is_listable(*person));
        let everyone: Vec<(&[Key], Entry)> = listable
            .map(|person| {
                let spot = self.traits[person as usize].spot;
                (self.keys_of(person), Entry::new(spot, activity[person as usize], person))
            })
            .collect();
        let mut rarity = Rarity::new(industries);
        rarity.resize(self.traits.len());
        for (keys, entry) in &everyone {
            rarity.enter(level(self.appearances.of(entry.person, today).month), keys, *entry);
        }
        let orders = Orders::of_everyone(industries, everyone.iter().copied());
        rarity.arrange(everyone.into_iter());
        let waking =
            self.zones.values().iter().map(|zone| Waking::in_zone(zone.as_deref()?, today)).collect();
        Renewal { today, stale: stale.collect(), activity, orders, waking, rarity }
    }

    /// Takes another day into use. Nobody may have been changed since it was worked out.
    pub fn install(&mut self, renewal: Renewal) {
        self.today = renewal.today;
        self.appearances.renew(renewal.today);
        for (traits, activity) in self.traits.iter_mut().zip(renewal.activity) {
            traits.activity = activity;
        }
        self.orders = renewal.orders;
        self.waking = renewal.waking;
        self.rarity = renewal.rarity;
        // What was added to them since they were walked may be more than there is.
        self.reaches.clear();
        renewal.stale.into_iter().for_each(|person| self.forget_place(person));
    }

    fn activity_on(&self, person: u32, today: Day) -> f64 {
        self.traits[person as usize].activity_on(today, self.more.chats_on(person))
    }

    fn is_listable(&self, person: u32) -> bool {
        self.traits[person as usize].flags.is_listable()
    }

    fn forget_place(&mut self, person: u32) {
        self.unlist(person);
        let spot = self.spots.get(self.traits[person as usize].spot);
        self.traits[person as usize].spot = self.spots.number(Spot { place: UNKNOWN, ..spot });
        self.list(person);
    }
}
