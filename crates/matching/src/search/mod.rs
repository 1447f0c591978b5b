//! The best candidates for a looker, exactly, without looking at everyone.
//!
//! Whoever shares much with the looker's contacts is scored first. Then shelves of people are opened, the most
//! promising first, until no closed one could hold anybody who would be placed. How promising a shelf is never
//! understates its people: industry and proximity are those of everybody there, activity and mutual contacts are
//! bounded. What is found equals [`Population::rank_by_scoring_everyone`] bit for bit, since both read the same parts.

mod brute_force;
mod contacts_walk;
mod field;
mod scorer;
mod shelf_search;
mod top;
mod view;

use model::Timestamp;
use model::id::UserId;

use crate::filter::Filter;
use crate::population::{MOST, Orders, Population, Run, Shelf};
use crate::ranking::{Ranked, Ranking, is_placed, rare_floor};
use crate::score::Score;
use contacts_walk::ContactsWalk;
use field::Field;
pub use scorer::Scorer;
use top::{BEST_KEPT, RAREST_KEPT, Top};
use view::{View, best_order, rare_order};

/// Bounds are kept in single precision: they are taken for this much more than they say.
const SLACK: f32 = 4e-6;
/// The bound of a spot that the filter leaves out.
const NOWHERE: f32 = -1e3;

/// Whose list is wanted, how it is narrowed, and when.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The person who looks.
    pub looker: UserId,
    /// What they narrow by.
    pub filter: &'a Filter,
    /// The present.
    pub now: Timestamp,
}

/// What a search did: the same on every machine, so that a test can bound it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Contacts of contacts looked at.
    pub edges: usize,
    /// Spots of shelves passed along or looked up.
    pub passed: usize,
    /// People met on a shelf or a list.
    pub met: usize,
    /// People scored exactly.
    pub scored: usize,
}

/// Tables of a search, kept for the next one.
#[derive(Debug, Default)]
pub struct Scratch {
    walk: contacts_walk::Scratch,
    bounds: Vec<f32>,
    proximities: Vec<f64>,
}

impl Population {
    /// The best candidates for the looker; none when the looker is not known.
    ///
    /// The population must be on the day of `query.now`: see [`Population::renew`].
    pub fn rank(&self, query: &Query<'_>) -> Option<Ranking> {
        self.rank_counting_work(query).map(|(ranking, _)| ranking)
    }

    /// The best candidates, and what it took to find them.
    pub fn rank_counting_work(&self, query: &Query<'_>) -> Option<(Ranking, Work)> {
        let looker = self.number(query.looker)?;
        let mut scratch = self.scratches().pop().unwrap_or_default();
        let found = Search::new(self, looker, query, &mut scratch).run();
        self.scratches().push(scratch);
        Some(found)
    }

    fn scratches(&self) -> std::sync::MutexGuard<'_, Vec<Scratch>> {
        self.scratches.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Which of those shown rarely a pass looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RareWish {
    /// Anybody.
    Any,
    /// Those at one level of rarity.
    At(u8),
    /// Those above a level.
    Above(u8),
    /// Nobody: they are found.
    Nobody,
}

/// A search under way.
struct Search<'a> {
    view: View<'a>,
    walk: ContactsWalk<'a>,
    bounds: &'a mut Vec<f32>,
    scratch_proximities: &'a mut Vec<f64>,
    weights: [f32; 4],
    best: Top,
    rarest: Top,
    wants_best: bool,
    rare_wish: RareWish,
    best_floor: f32,
    rare_floor: f32,
    /// Nobody below it gets a place that is kept for those shown least.
    least_rare: Score,
    work: Work,
    /// People met before the shelves that are open now.
    met_before: usize,
}

impl<'a> Search<'a> {
    fn new(population: &'a Population, looker: u32, query: &Query<'a>, scratch: &'a mut Scratch) -> Self {
        let view = View::new(population, looker, query, std::mem::take(&mut scratch.proximities));
        population.spots.proximity_bounds(view.home, &view.common_hours, &mut scratch.bounds);
        if let Some(allowed) = view.allowed_spots() {
            let left_out = scratch.bounds.iter_mut().zip(allowed).filter(|(_, is_allowed)| !is_allowed);
            left_out.for_each(|(bound, _)| *bound = NOWHERE);
        }
        Self {
            walk: ContactsWalk::new(population, looker, &mut scratch.walk),
            weights: population.weights.as_f32(),
            view,
            bounds: &mut scratch.bounds,
            scratch_proximities: &mut scratch.proximities,
            best: Top::new(BEST_KEPT, best_order),
            rarest: Top::new(RAREST_KEPT, rare_order),
            wants_best: true,
            rare_wish: RareWish::Any,
            best_floor: -1.0,
            rare_floor: 0.0,
            least_rare: Score::RARELY_SHOWN,
            work: Work::default(),
            met_before: 0,
        }
    }

    /// The best and the rarest.
    fn run(mut self) -> (Ranking, Work) {
        self.look();
        self.work.edges += self.walk.edges();
        self.walk.reset();
        *self.scratch_proximities = self.view.into_proximities();
        let ranking = Ranking { best: self.best.into_sorted(), rarest: self.rarest.into_sorted() };
        (ranking, self.work)
    }

    fn look(&mut self) {
        self.wish(true, RareWish::Nobody);
        if let Some(few) = self.few_who_pass() {
            self.consider_each(&few);
            self.least_rare = rare_floor(self.best.sorted());
            self.wish(false, RareWish::Any);
            return self.consider_each(&few);
        }
        let population = self.view.population;
        let field = Field::new(&self.view, self.bounds);
        self.search(&population.orders, &field);
        self.look_for_rarest(&field);
    }

    fn look_for_rarest(&mut self, field: &Field) {
        let population = self.view.population;
        self.least_rare = rare_floor(self.best.sorted());
        self.wish(false, RareWish::Any);
        let Some(level) = self.take_rarest_from_lists() else { return };
        self.wish(false, RareWish::At(level));
        self.search(population.rarity.orders(level).unwrap_or(&population.orders), field);
        self.wish(false, RareWish::Above(level));
        if self.rarest.last().is_none() {
            self.search(&population.orders, field);
        }
    }

    /// Says what is looked for from now on.
    fn wish(&mut self, wants_best: bool, rare_wish: RareWish) {
        (self.wants_best, self.rare_wish) = (wants_best, rare_wish);
        self.update_floors();
    }

    /// Looks among some people, those with much in common with the looker first.
    fn search(&mut self, orders: &Orders, field: &Field) {
        self.consider_each(&self.walk.close_people());
        self.search_shelves(orders, field);
    }

    /// Everybody whom the filters let pass, and some more, when they are few: it is quicker to look at each.
    fn few_who_pass(&self) -> Option<Vec<u32>> {
        let population = self.view.population;
        let limit = (13.0 * (population.len() as f64).sqrt()) as usize;
        if let Some(people) = self.view.people_by_interests().filter(|people| people.len() <= limit as u64) {
            return Some(people.into_iter().collect());
        }
        if let Some(shelves) = self.view.wanted_shelves() {
            let shelves = shelves.iter().map(|key| population.orders.shelves.of(*key));
            if shelves.clone().map(Shelf::len).sum::<usize>() <= limit {
                return Some(shelves.flat_map(Shelf::people).copied().collect());
            }
        }
        let allowed = self.bounds.iter().enumerate().filter(|(_, bound)| **bound > NOWHERE);
        let spots = allowed.map(|(spot, _)| population.orders.people(spot as u32));
        let mut sums = spots.clone().scan(0, |sum, people| {
            *sum += people.len();
            Some(*sum)
        });
        let is_few = sums.all(|sum| sum <= limit);
        is_few.then(|| spots.flat_map(Run::numbers).copied().collect())
    }

    /// Takes those shown least from the levels of which lists are kept, until enough are found or a level has too many
    /// for a list. Tells that level; none when nobody is left to look for.
    fn take_rarest_from_lists(&mut self) -> Option<u8> {
        let rarity = &self.view.population.rarity;
        for level in 0..=MOST {
            if self.rarest.last().is_some() {
                return None;
            }
            match rarity.few(level) {
                Some(people) => self.consider_each(people),
                None if rarity.count(level) == 0 => {}
                None => return Some(level),
            }
        }
        None
    }

    /// Looks at each of the people, the most promising first.
    fn consider_each(&mut self, people: &[u32]) {
        self.work.met += people.len();
        let wanted = people.iter().filter(|person| self.wants_best || self.wishes_for(**person));
        let mut promising: Vec<(f32, u32)> = wanted.map(|person| (self.glance(*person), *person)).collect();
        let floor = self.floor();
        promising.retain(|(bound, _)| *bound >= floor && *bound >= 0.0);
        promising.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        for (bound, person) in promising {
            if bound < self.floor() {
                break;
            }
            self.consider(person, bound);
        }
    }

    /// At least a person's score; nothing for somebody who is in no list.
    fn glance(&self, person: u32) -> f32 {
        let traits = self.view.traits(person);
        if !traits.flags.is_listable() {
            return NOWHERE;
        }
        let [industry, proximity, mutual, activity] = self.weights;
        industry * self.view.best_shelf(person).0 as f32
            + proximity * self.bounds[traits.spot as usize]
            + mutual * self.walk.mutual_bound(person)
            + activity * traits.activity as f32
    }

    /// Scores a person who may be placed by the bound, and places them if they are.
    fn consider(&mut self, person: u32, bound: f32) {
        let may_be_best = self.wants_best && bound >= self.best_floor;
        let may_be_rare = bound >= self.rare_floor && self.wishes_for(person);
        if !(may_be_best || may_be_rare) || bound < 0.0 || self.walk.is_passed_over(person) {
            return;
        }
        // Takes less than the score, which needs everybody whom the person knows.
        if !self.view.passes(person) {
            return;
        }
        self.work.scored += 1;
        let (parts, score) = self.view.score(person, self.walk.common_weight(person));
        let may_be_best = may_be_best && self.best.last().is_none_or(|last| score >= last.score);
        let may_be_rare = may_be_rare && score >= self.least_rare;
        if !(may_be_best || may_be_rare) {
            return;
        }
        let ranked = self.view.ranked(person, parts, score);
        let is_best = may_be_best && self.best.has_room_for(&ranked);
        let is_rare =
            may_be_rare && self.rarest.has_room_for(&ranked) && !is_placed(&ranked, self.best.sorted());
        if (is_best || is_rare) && self.view.exclusion(person).is_none() {
            self.place(ranked, is_best, is_rare);
        }
    }

    fn place(&mut self, ranked: Ranked, is_best: bool, is_rare: bool) {
        if is_best {
            self.best.insert(ranked);
        }
        if is_rare {
            self.rarest.insert(ranked);
        }
        self.update_floors();
    }

    fn wishes_for(&self, person: u32) -> bool {
        let level = self.view.population.rarity.of(person);
        match self.rare_wish {
            RareWish::Any => true,
            RareWish::At(wished) => level == wished,
            RareWish::Above(known) => {
                level > known
                    && self.rarest.last().is_none_or(|last| u32::from(level) <= last.appearances_28d)
            }
            RareWish::Nobody => false,
        }
    }

    /// What a score must reach to matter.
    fn update_floors(&mut self) {
        let as_f32 = |score: Score| score.millionths() as f32 * 1e-6 - SLACK;
        self.best_floor = self.best.last().map_or(-1.0, |last| as_f32(last.score));
        let rare_floor = as_f32(self.least_rare);
        self.rare_floor = match (self.rare_wish, self.rarest.last()) {
            (RareWish::Nobody, _) => f32::INFINITY,
            // At one level the score alone decides.
            (RareWish::At(level), Some(last)) if level < MOST && last.appearances_28d == u32::from(level) => {
                rare_floor.max(as_f32(last.score))
            }
            _ => rare_floor,
        };
    }

    /// The least that still matters.
    fn floor(&self) -> f32 {
        if self.wants_best { self.best_floor.min(self.rare_floor) } else { self.rare_floor }
    }
}
