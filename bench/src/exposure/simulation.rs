//! The weeks: people look at their lists, ask, answer, and grow quiet or come back.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use matching::eligibility::{MONTH_DAYS, Views};
use matching::{Contact, Day, Filter, PairHistory, Population, Query, Ranked, Weights};
use model::industry::tree;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::behaviour::{
    CHATS_A_MONTH, Dice, REQUESTS_A_LIST, answers_in_a_week, idle_after_a_week, looks_in_a_week, says_yes,
};
use super::community::{self, Member, id, number};
use super::outcome::Tally;
use super::{Outcome, Policy};

const WEEK_DAYS: usize = 7;

/// A request that waits for an answer.
struct Waiting {
    from: usize,
    asked_at: DateTime<Utc>,
}

struct Simulation {
    policy: Policy,
    dice: Dice,
    now: DateTime<Utc>,
    population: Population,
    members: Vec<Member>,
    /// By person, what waits for them.
    inboxes: Vec<Vec<Waiting>>,
    /// By looker and person.
    histories: HashMap<(usize, usize), PairHistory>,
    tally: Tally,
}

/// Lets a community of so many people, made from the seed, live some weeks under a policy.
pub fn simulate(policy: Policy, people: usize, weeks: usize, seed: u64) -> Outcome {
    let mut simulation = Simulation::new(policy, people, seed);
    (0..weeks).for_each(|_| simulation.live_a_week());
    simulation.tally.into()
}

impl Simulation {
    fn new(policy: Policy, people: usize, seed: u64) -> Self {
        let now: DateTime<Utc> = "2026-01-05T12:00:00Z".parse().expect("an instant");
        let mut making = Dice(StdRng::seed_from_u64(seed));
        let members = community::members(people, Day::of(now), &mut making);
        let mut population = Population::new(tree(), Weights::default(), "exposure", Day::of(now));
        members.iter().for_each(|member| population.put(member.facts.clone()));
        for contact in community::contacts(&members, &mut making) {
            population.join(contact);
        }
        Self {
            policy,
            dice: Dice(StdRng::seed_from_u64(seed ^ 99)),
            now,
            population,
            members,
            inboxes: (0..people).map(|_| Vec::new()).collect(),
            histories: HashMap::new(),
            tally: Tally::new(people),
        }
    }

    fn live_a_week(&mut self) {
        for lookers in self.lookers_by_day() {
            lookers.into_iter().for_each(|looker| self.look(looker));
            self.now += TimeDelta::days(1);
            self.population.renew(Day::of(self.now));
        }
        (0..self.members.len()).for_each(|person| self.answer(person));
        (0..self.members.len()).for_each(|person| self.pass_a_week(person));
    }

    fn lookers_by_day(&mut self) -> Vec<Vec<usize>> {
        let mut days = vec![Vec::new(); WEEK_DAYS];
        for (person, member) in self.members.iter().enumerate() {
            if self.dice.happens(looks_in_a_week(member.idle_days)) {
                days[self.dice.below(WEEK_DAYS)].push(person);
            }
        }
        days
    }

    fn look(&mut self, looker: usize) {
        let filter = Filter::default();
        let query = Query { looker: id(looker), filter: &filter, now: self.now };
        let ranking = self.population.rank(&query).expect("everybody is known");
        let list = self.policy.list(ranking);
        list.iter().for_each(|ranked| self.show(looker, ranked));
        let mut shown: Vec<usize> = list.iter().map(|ranked| number(ranked.id)).collect();
        for _ in 0..REQUESTS_A_LIST.min(shown.len()) {
            let asked = shown.remove(self.dice.zipf(shown.len(), 1.0));
            self.ask(looker, asked);
        }
    }

    fn show(&mut self, looker: usize, ranked: &Ranked) {
        self.population.add_view(id(looker), ranked.id, Day::of(self.now));
        if !self.policy.has_caps() {
            self.population.set_appearances(ranked.id, []);
        }
        self.tally.shown[number(ranked.id)] += 1;
        self.tally.scores += f64::from(ranked.score.millionths()) / 1e6;
    }

    fn ask(&mut self, asker: usize, asked: usize) {
        self.population.set_views(id(asker), id(asked), Views::default());
        self.change_both(asker, asked, |history| history.is_pending = true);
        self.inboxes[asked].push(Waiting { from: asker, asked_at: self.now });
        self.tally.asked[asked] += 1;
        self.tally.fullest_inbox = self.tally.fullest_inbox.max(self.inboxes[asked].len());
        self.tell(asked);
    }

    fn answer(&mut self, person: usize) {
        let inbox = std::mem::take(&mut self.inboxes[person]);
        let likely = answers_in_a_week(self.members[person].idle_days, inbox.len());
        for waiting in inbox {
            if self.dice.happens(likely) {
                self.say(person, waiting.from);
            } else if self.now - waiting.asked_at > TimeDelta::days(WEEK_DAYS as i64) {
                self.let_run_out(person, waiting.from);
            } else {
                self.inboxes[person].push(waiting);
            }
        }
        self.tell(person);
    }

    /// Says yes or no to a request. A chat that was agreed on is held at once.
    fn say(&mut self, person: usize, asker: usize) {
        let activity = &mut self.members[person].facts.activity;
        activity.requests_received += 1;
        activity.requests_answered += 1;
        let now = self.now;
        let score = self.score(asker, person);
        if self.accepted_lately(person) < CHATS_A_MONTH && self.dice.happens(says_yes(score)) {
            self.meet(person, asker);
        } else {
            self.change_both(person, asker, |history| history.is_pending = false);
            self.change(asker, person, |history| history.declined_at = Some(now));
        }
    }

    fn let_run_out(&mut self, person: usize, asker: usize) {
        self.members[person].facts.activity.requests_received += 1;
        let now = self.now;
        self.change_both(person, asker, |history| history.is_pending = false);
        self.change(asker, person, |history| history.expired_at = Some(now));
    }

    fn meet(&mut self, person: usize, asker: usize) {
        let now = self.now;
        self.tally.accepted += 1;
        self.change_both(person, asker, |history| {
            history.is_pending = false;
            history.met_at = Some(now);
        });
        self.population.join(Contact { a: id(person), b: id(asker), is_connection: false });
        push(&mut self.members[person].facts.standing.accepted_at, now);
        for who in [person, asker] {
            let Member { facts, idle_days, .. } = &mut self.members[who];
            *idle_days = 0.0;
            push(&mut facts.activity.chats_on, Day::of(now));
            self.tell(who);
        }
    }

    fn pass_a_week(&mut self, person: usize) {
        let member = &mut self.members[person];
        member.idle_days = idle_after_a_week(member.idle_days, &mut self.dice);
        self.tell(person);
    }

    /// Lets the population know how a person stands.
    fn tell(&mut self, person: usize) {
        let Member { facts, idle_days, .. } = &mut self.members[person];
        facts.standing.waiting_requests = self.inboxes[person].len() as u32;
        facts.activity.last_active_on = Day(Day::of(self.now).0 - *idle_days as i32);
        let mut facts = facts.clone();
        if !self.policy.has_caps() {
            facts.standing.waiting_requests = 0;
            facts.standing.accepted_at = Box::default();
        }
        self.population.put(facts);
    }

    fn score(&self, looker: usize, person: usize) -> f64 {
        let query = Query { looker: id(looker), filter: &Filter::default(), now: self.now };
        let ranked = self.population.score_of(&query, id(person)).expect("everybody is known");
        f64::from(ranked.score.millionths()) / 1e6
    }

    fn accepted_lately(&self, person: usize) -> usize {
        let month = TimeDelta::days(i64::from(MONTH_DAYS));
        let accepted_at = &self.members[person].facts.standing.accepted_at;
        accepted_at.iter().filter(|at| self.now - **at < month).count()
    }

    fn change_both(&mut self, a: usize, b: usize, change: impl Fn(&mut PairHistory)) {
        self.change(a, b, &change);
        self.change(b, a, &change);
    }

    fn change(&mut self, looker: usize, person: usize, change: impl FnOnce(&mut PairHistory)) {
        let history = self.histories.entry((looker, person)).or_default();
        change(history);
        self.population.set_history(id(looker), id(person), history.clone());
    }
}

fn push<T: Clone>(list: &mut Box<[T]>, value: T) {
    let mut longer = std::mem::take(list).into_vec();
    longer.push(value);
    *list = longer.into();
}
