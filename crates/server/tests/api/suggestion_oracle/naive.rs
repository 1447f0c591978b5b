//! The score contract once more, written down as plainly as it reads and sharing no code with the product: every
//! person is looked at, every rule is asked, nothing is kept between questions but what rows say.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use h3o::{CellIndex, LatLng};

use super::rows::{Chat, Person, Rows};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    pub industry: Option<String>,
    /// A cell and kilometres around it.
    pub around: Option<(u64, f64)>,
    pub country: Option<String>,
    pub interests: Vec<String>,
    pub wants_all: bool,
}

/// One line of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub person: uuid::Uuid,
    pub percent: u32,
    pub coverage: u32,
    pub mutual: usize,
}

/// A candidate on the way to a line.
#[derive(Clone)]
struct Candidate {
    person: usize,
    millionths: u32,
    coverage: u32,
    mutual: usize,
    fortnight: usize,
    month: usize,
    last_shown: Option<NaiveDate>,
}

type Seen = (usize, NaiveDate, DateTime<Utc>);
type Order = (std::cmp::Reverse<u32>, usize, Option<NaiveDate>, u64, uuid::Uuid);

/// What is the same for every question: kept per person, so that a thousand questions end today.
#[derive(Clone, Default)]
struct Known {
    own: Vec<(usize, f64)>,
    theirs: Vec<(usize, f64)>,
    cell: Option<u64>,
    activity: f64,
    is_full: bool,
    seen: [usize; 3],
}

pub struct Naive {
    pub rows: Rows,
    now: DateTime<Utc>,
    community: String,
    alike: Vec<Vec<f64>>,
    contacts: Vec<HashSet<usize>>,
    chats_of: HashMap<usize, Vec<usize>>,
    views_of: HashMap<usize, Vec<Seen>>,
    known: Vec<Known>,
}

/// What is the same for every candidate of one looker.
struct Looker<'a> {
    at: usize,
    person: &'a Person,
    known: &'a Known,
    /// Weights and number of common contacts.
    common: HashMap<usize, (f64, usize)>,
    chats: HashMap<usize, Vec<&'a Chat>>,
    views: HashMap<usize, Vec<(NaiveDate, DateTime<Utc>)>>,
    km: HashMap<u64, f64>,
    hours: HashMap<&'a str, f64>,
}

impl Naive {
    pub fn new(rows: Rows, now: DateTime<Utc>, community: &str) -> Self {
        let mut chats_of: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, chat) in rows.chats.iter().enumerate() {
            chats_of.entry(chat.requester).or_default().push(at);
            chats_of.entry(chat.recipient).or_default().push(at);
        }
        let mut views_of: HashMap<usize, Vec<Seen>> = HashMap::new();
        for (viewer, shown, day, at) in &rows.views {
            views_of.entry(*viewer).or_default().push((*shown, *day, *at));
        }
        let tree = Tree::read();
        let community = community.to_owned();
        let contacts = contacts(&rows);
        let mut naive = Self {
            rows,
            now,
            community,
            alike: tree.alike(),
            contacts,
            chats_of,
            views_of,
            known: Vec::new(),
        };
        naive.known = (0..naive.rows.people.len()).map(|person| naive.know(person, &tree)).collect();
        for (_, shown, day, _) in &naive.rows.views {
            for (at, days) in [7, 14, 28].into_iter().enumerate() {
                let is_counted = (now.date_naive() - *day).num_days() < days;
                naive.known[*shown].seen[at] += usize::from(is_counted);
            }
        }
        naive
    }

    fn know(&self, at: usize, tree: &Tree) -> Known {
        let person = &self.rows.people[at];
        let code = |factor: f64| move |code: &String| Some((*tree.numbers.get(code)?, factor));
        let theirs = person.industry_code.iter().filter_map(code(1.0));
        let theirs: Vec<(usize, f64)> = theirs.chain(person.past.iter().filter_map(code(0.8))).collect();
        let own = theirs.iter().copied().chain(person.wanted.iter().filter_map(code(0.9))).collect();
        let is_fresh = person.place_set_at.is_some_and(|at| self.days_since(at) <= 730);
        let cell = person.cell.filter(|_| is_fresh && person.precision != "hidden");
        Known { own, theirs, cell, activity: self.activity(at), is_full: self.is_full(at), seen: [0; 3] }
    }

    /// The list of a person.
    pub fn list(&self, looker: usize, question: &Question) -> Vec<Line> {
        let mut looker = self.looker(looker);
        let mut all: Vec<Candidate> = Vec::new();
        for person in 0..self.rows.people.len() {
            if self.may_be_shown(&looker, person) && self.matches(person, question) {
                all.push(self.candidate(&mut looker, person));
            }
        }
        let best = |from: u32, by_month: bool| {
            let key =
                |one: &Candidate| (if by_month { one.month } else { 0 }, std::cmp::Reverse(one.millionths));
            let mut keys: Vec<_> = all.iter().filter(|one| one.millionths >= from).map(key).collect();
            keys.sort_unstable();
            let last = keys.get(39).or(keys.last()).copied();
            let mut found: Vec<&Candidate> =
                all.iter().filter(|one| one.millionths >= from && Some(key(one)) <= last).collect();
            found.sort_by_cached_key(|one| (key(one).0, self.order(&looker, one)));
            found
        };
        let good = best(250_000, false);
        let mut list: Vec<&Candidate> = good.iter().take(16).copied().collect();
        let floor = list.get(15).map_or(0, |last| last.millionths * 4 / 5);
        for more in [best(floor.max(300_000), true), good] {
            for one in more {
                if list.len() < 20 && list.iter().all(|other| other.person != one.person) {
                    list.push(one);
                }
            }
        }
        if list.len() < 10 {
            let stretches = best(0, false).into_iter().filter(|one| one.millionths < 250_000);
            list.extend(stretches.take(10 - list.len()));
        }
        list.sort_by_cached_key(|one| self.order(&looker, one));
        list.into_iter().map(|one| self.line(one)).collect()
    }

    fn line(&self, one: &Candidate) -> Line {
        Line {
            person: self.rows.people[one.person].id,
            percent: (f64::from(one.millionths) / 1e4 + 0.5).floor() as u32,
            coverage: one.coverage,
            mutual: one.mutual.min(3),
        }
    }

    fn looker(&self, at: usize) -> Looker<'_> {
        let mut common: HashMap<usize, (f64, usize)> = HashMap::new();
        for w in &self.contacts[at] {
            let (contacts, person) = (&self.contacts[*w], &self.rows.people[*w]);
            if person.status == "active" && person.shows_connections {
                for v in contacts {
                    let (sum, count) = common.entry(*v).or_default();
                    *sum += 1.0 / (contacts.len().max(10) as f64).ln();
                    *count += 1;
                }
            }
        }
        let mut chats: HashMap<usize, Vec<&Chat>> = HashMap::new();
        for chat in self.chats_of.get(&at).into_iter().flatten().map(|at| &self.rows.chats[*at]) {
            chats
                .entry(if chat.requester == at { chat.recipient } else { chat.requester })
                .or_default()
                .push(chat);
        }
        let mut views: HashMap<usize, Vec<(NaiveDate, DateTime<Utc>)>> = HashMap::new();
        for (shown, day, instant) in self.views_of.get(&at).into_iter().flatten() {
            views.entry(*shown).or_default().push((*day, *instant));
        }
        let (person, known) = (&self.rows.people[at], &self.known[at]);
        Looker { at, person, known, common, chats, views, km: HashMap::new(), hours: HashMap::new() }
    }

    fn candidate<'a>(&'a self, looker: &mut Looker<'a>, person: usize) -> Candidate {
        let known = &self.known[person];
        let pairs = looker.known.own.iter().flat_map(|a| known.theirs.iter().map(move |b| (a, b)));
        let industry = pairs.map(|((a, qa), (b, qb))| qa * qb * self.alike[*a][*b]).reduce(f64::max);
        let place = self.place(looker, person);
        let (weights, mutual) = looker.common.get(&person).copied().unwrap_or_default();
        let score = 0.4 * industry.unwrap_or(0.2)
            + 0.3 * place.unwrap_or(0.15)
            + 0.2 * (weights / (weights + 1.0))
            + 0.1 * known.activity;
        Candidate {
            person,
            millionths: (score * 1e6).round() as u32,
            coverage: 30 + 40 * u32::from(industry.is_some()) + 30 * u32::from(place.is_some()),
            mutual,
            fortnight: known.seen[1],
            month: known.seen[2],
            last_shown: self.idle_days(looker, person).last().copied(),
        }
    }

    // ---- place

    fn place<'a>(&'a self, looker: &mut Looker<'a>, person: usize) -> Option<f64> {
        let (here, there) = (looker.known.cell?, self.known[person].cell?);
        let km = *looker.km.entry(there).or_insert_with(|| km_between(here, there));
        let by_distance = 150.0 / (150.0 + (km - 25.0).max(0.0));
        let v = &self.rows.people[person];
        if looker.person.distance_matters && v.distance_matters {
            return Some(by_distance);
        }
        let zones = told_zone(looker.person).zip(told_zone(v));
        let shared =
            zones.map_or(0.0, |(a, b)| *looker.hours.entry(b).or_insert_with(|| self.common_hours(a, b)));
        Some(by_distance.max(0.6 * (shared / 4.0).min(1.0)))
    }

    fn common_hours(&self, a: &str, b: &str) -> f64 {
        let offset = |zone: &str| {
            let noon = self.now.date_naive().and_hms_opt(12, 0, 0).expect("noon").and_utc();
            let instant = jiff::Timestamp::from_second(noon.timestamp()).expect("in range");
            jiff::tz::TimeZone::get(zone).expect("a zone").to_offset(instant).seconds() / 60
        };
        let (a, b) = (offset(a), offset(b));
        let is_awake = |minute: i32, offset: i32| (480..1260).contains(&(minute + offset).rem_euclid(1440));
        let minutes = (0..1440).filter(|minute| is_awake(*minute, a) && is_awake(*minute, b)).count();
        minutes as f64 / 60.0
    }

    // ---- activity

    fn activity(&self, person: usize) -> f64 {
        let halved = |days: i64, after: f64| 2.0_f64.powf(-(days as f64) / after);
        let recency = halved(self.days_since(self.rows.people[person].last_active_at), 14.0);
        let (mut held, mut received, mut answered) = (0.0, 0.0, 0.0);
        let answers = ["accepted", "declined", "completed", "cancelled", "no_show", "not_held"];
        for chat in self.chats_of.get(&person).into_iter().flatten().map(|at| &self.rows.chats[*at]) {
            if let (true, Some(at)) = (chat.status == "completed", chat.completed_at) {
                let age = self.days_since(at);
                held += if age <= 365 { halved(age, 90.0) } else { 0.0 };
            }
            if chat.recipient == person {
                let has_answer = chat.counters > 0 || answers.contains(&chat.status.as_str());
                answered += f64::from(u8::from(has_answer));
                received += f64::from(u8::from(has_answer || chat.status == "expired"));
            }
        }
        0.5 * recency + 0.3 * (held / (held + 2.0)) + 0.2 * ((answered + 2.0) / (received + 3.0))
    }

    fn days_since(&self, at: DateTime<Utc>) -> i64 {
        (self.now.date_naive() - at.date_naive()).num_days().max(0)
    }

    // ---- who may be shown

    fn may_be_shown(&self, looker: &Looker<'_>, person: usize) -> bool {
        let (v, known) = (&self.rows.people[person], &self.known[person]);
        if looker.at == person || v.status != "active" || v.open == Some(false) || known.is_full {
            return false;
        }
        if v.paused_until.is_some_and(|until| self.now < until) || known.seen[0] >= 40 {
            return false;
        }
        let pair = (looker.at, person);
        let is_connected = self.rows.connections.contains(&pair);
        let is_visible = v.visibility == "members" || (v.visibility == "connections" && is_connected);
        let hides_connections = is_connected && !looker.person.suggests_connections;
        let chats = looker.chats.get(&person);
        is_visible
            && !hides_connections
            && !self.rows.blocks.contains(&pair)
            && !self.rows.dismissals.get(&pair).is_some_and(|(at, days)| self.is_within(Some(*at), *days))
            && !chats.into_iter().flatten().any(|chat| self.forbids(chat, looker.at))
            && !self.is_resting(looker, person)
    }

    fn is_within(&self, at: Option<DateTime<Utc>>, days: i64) -> bool {
        at.is_some_and(|at| self.now < at + TimeDelta::days(days))
    }

    fn forbids(&self, chat: &Chat, looker: usize) -> bool {
        let has_asked = chat.requester == looker;
        match chat.status.as_str() {
            "pending" | "accepted" => true,
            "completed" => self.is_within(chat.completed_at, 180),
            "expired" => has_asked && self.is_within(Some(chat.expires_at), 30),
            "declined" => {
                let was_declined = has_asked == (chat.counters % 2 == 0);
                was_declined && (chat.for_ever || self.is_within(chat.responded_at, 90))
            }
            _ => false,
        }
    }

    fn is_full(&self, person: usize) -> bool {
        let chats = || self.chats_of.get(&person).into_iter().flatten().map(|at| &self.rows.chats[*at]);
        let waits = |chat: &&Chat| {
            chat.status == "pending"
                && chat.recipient == person
                && chat.awaiting.as_deref() == Some("recipient")
        };
        let kept = ["accepted", "completed", "no_show", "not_held"];
        let accepted = |chat: &&Chat| {
            let is_kept = chat.recipient == person && kept.contains(&chat.status.as_str());
            is_kept && self.is_within(chat.responded_at, 28)
        };
        let limit = usize::try_from(self.rows.people[person].limit).unwrap_or(0);
        chats().filter(waits).count() >= 3 || chats().filter(accepted).count() >= limit
    }

    /// The days on which the person was seen since the looker last asked them.
    fn idle_days(&self, looker: &Looker<'_>, person: usize) -> Vec<NaiveDate> {
        let Some(views) = looker.views.get(&person) else { return Vec::new() };
        let asked =
            looker.chats.get(&person).into_iter().flatten().filter(|chat| chat.requester == looker.at);
        let asked = asked.map(|chat| chat.created_at).max();
        let is_idle = |(day, at): &&(NaiveDate, DateTime<Utc>)| {
            asked.is_none_or(|asked| *at > asked) && (self.now.date_naive() - *day).num_days() < 56
        };
        let mut days: Vec<NaiveDate> = views.iter().filter(is_idle).map(|(day, _)| *day).collect();
        days.sort_unstable();
        days
    }

    /// Three days without action, then 28 days of rest, then from the beginning.
    fn is_resting(&self, looker: &Looker<'_>, person: usize) -> bool {
        let (mut count, mut last) = (0, None);
        for day in self.idle_days(looker, person) {
            let has_rested = last.is_some_and(|last: NaiveDate| (day - last).num_days() >= 28);
            count = if count >= 3 && has_rested { 1 } else { count + 1 };
            last = Some(day);
        }
        count >= 3 && last.is_some_and(|last| (self.now.date_naive() - last).num_days() < 28)
    }

    // ---- filters

    fn matches(&self, at: usize, question: &Question) -> bool {
        let (person, cell) = (&self.rows.people[at], self.known[at].cell);
        let works = question.industry.as_ref().is_none_or(|wanted| {
            let below = format!("{wanted}.");
            person.industry_code.as_ref().is_some_and(|code| code == wanted || code.starts_with(&below))
        });
        let lives_near = question.around.is_none_or(|(centre, km)| {
            let fineness = match person.precision.as_str() {
                "city" | "area" => 50.0,
                "region" => 250.0,
                _ => 1000.0,
            };
            cell.is_some_and(|cell| fineness <= km && km_between(centre, cell) <= km)
        });
        let lives_there = question
            .country
            .as_ref()
            .is_none_or(|country| cell.is_some() && person.country.as_ref() == Some(country));
        let has = |tag: &String| person.interests.iter().any(|own| own.to_lowercase() == tag.to_lowercase());
        let likes = match question.wants_all {
            _ if question.interests.is_empty() => true,
            true => question.interests.iter().all(has),
            false => question.interests.iter().any(has),
        };
        works && lives_near && lives_there && likes
    }

    // ---- ties

    fn lot(&self, u: &Person, v: &Person) -> u64 {
        let week = self.now.iso_week();
        let text = format!("{}{}-W{:02}", self.community, week.year(), week.week());
        let bytes = text.bytes().chain(*u.id.as_bytes()).chain(*v.id.as_bytes());
        let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        for factor in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
            hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
        }
        hash ^ (hash >> 33)
    }

    fn order(&self, looker: &Looker<'_>, one: &Candidate) -> Order {
        let v = &self.rows.people[one.person];
        (std::cmp::Reverse(one.millionths), one.fortnight, one.last_shown, self.lot(looker.person, v), v.id)
    }
}

fn contacts(rows: &Rows) -> Vec<HashSet<usize>> {
    let mut contacts = vec![HashSet::new(); rows.people.len()];
    let met = rows
        .chats
        .iter()
        .filter(|chat| chat.status == "completed")
        .map(|chat| (chat.requester, chat.recipient));
    for (a, b) in met.chain(rows.connections.iter().copied()) {
        if !rows.blocks.contains(&(a, b)) {
            contacts[a].insert(b);
            contacts[b].insert(a);
        }
    }
    contacts
}

/// The industry tree, from its table.
struct Tree {
    codes: Vec<String>,
    numbers: HashMap<String, usize>,
    related: HashMap<(String, String), f64>,
}

impl Tree {
    fn read() -> Self {
        let mut path: Vec<&str> = Vec::new();
        let mut codes: Vec<String> = Vec::new();
        for line in include_str!("../../../../model/data/industries.txt").lines() {
            let depth = (line.len() - line.trim_start().len()) / 2;
            if let (false, Some((slug, _))) = (line.starts_with('#'), line.trim_start().split_once("  ")) {
                path.truncate(depth);
                path.push(slug);
                codes.push(path.join("."));
            }
        }
        let numbers = codes.iter().cloned().zip(0..).collect();
        Self { codes, numbers, related: related() }
    }

    /// How alike every two codes are.
    fn alike(&self) -> Vec<Vec<f64>> {
        let row = |a: &String| self.codes.iter().map(|b| self.two_alike(a, b)).collect();
        self.codes.iter().map(row).collect()
    }

    fn two_alike(&self, a: &str, b: &str) -> f64 {
        let is_leaf = |code: &str| code.matches('.').count() == 2;
        let sector = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
        match a.split('.').zip(b.split('.')).take_while(|(x, y)| x == y).count() {
            0 => self.related.get(&(sector(a), sector(b))).copied().unwrap_or(0.0),
            1 => 0.40,
            3 if is_leaf(a) => 1.0,
            _ => 0.75,
        }
    }
}

fn related() -> HashMap<(String, String), f64> {
    let lines = include_str!("../../../../model/data/sector_relatedness.txt").lines();
    let mut related = HashMap::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let r: f64 = words[2].parse().expect("a number");
        related.insert((words[0].to_owned(), words[1].to_owned()), r);
        related.insert((words[1].to_owned(), words[0].to_owned()), r);
    }
    related
}

/// Great-circle distance between the centres of two cells, by the spherical law of cosines over unit vectors.
fn km_between(a: u64, b: u64) -> f64 {
    let vector = |cell: u64| {
        let point = LatLng::from(CellIndex::try_from(cell).expect("a cell"));
        let (latitude, longitude) = (point.lat_radians(), point.lng_radians());
        [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
    };
    let (a, b) = (vector(a), vector(b));
    let cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    let sine = cross.iter().map(|x| x * x).sum::<f64>().sqrt();
    let cosine: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
    6371.0088 * sine.atan2(cosine)
}

/// The zone of somebody whose clock tells no more than their place. Of the invented people's countries, these have
/// several zones.
fn told_zone(person: &Person) -> Option<&str> {
    let wide = ["AR", "AU", "BR", "CA", "CL", "CN", "DE", "ES", "ID", "MX", "NZ", "PT", "US"];
    let is_wide = person.country.as_deref().is_some_and(|country| wide.contains(&country));
    person.zone.as_deref().filter(|_| !(person.precision == "country" && is_wide))
}
