//! From rows to what the score and its rules read: a pure account of who did what with whom.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use matching::activity::ActivityFacts;
use matching::eligibility::{Views, dismissed_until};
use matching::{Contact, Day, PairHistory, PersonFacts, Population, Standing, StatedIndustries};
use model::Timestamp;
use model::coffee_chat::{CoffeeChatStatus, Side};
use model::id::UserId;
use model::industry::{IndustryId, tree};
use model::known_place::KnownPlace;
use model::user::UserStatus;
use store::matching::{Chat, Dismissal, MatchProfile, View};

/// Days of 1970-01-01 as chrono counts them from the common era.
const EPOCH_DAYS: i32 = 719_163;

/// What chats say about one person.
#[derive(Clone, Debug, Default)]
struct Deeds {
    chats_on: Vec<Day>,
    requests_received: u32,
    requests_answered: u32,
    waiting_requests: u32,
    accepted_at: Vec<Timestamp>,
}

/// Who did what with whom, read from rows.
#[derive(Debug, Default)]
pub struct Ledger {
    deeds: HashMap<UserId, Deeds>,
    histories: HashMap<(UserId, UserId), PairHistory>,
    met: HashSet<(UserId, UserId)>,
    connected: HashSet<(UserId, UserId)>,
    blocked: HashSet<(UserId, UserId)>,
}

impl Ledger {
    /// Enters the rows.
    pub fn new(
        chats: &[Chat],
        connections: &[(UserId, UserId)],
        blocks: &[(UserId, UserId)],
        dismissals: &[Dismissal],
    ) -> Self {
        let mut ledger = Self::default();
        chats.iter().for_each(|chat| ledger.enter_chat(chat));
        ledger.connected.extend(connections.iter().map(|(a, b)| ordered(*a, *b)));
        for (a, b) in blocks {
            ledger.blocked.insert(ordered(*a, *b));
            ledger.both(*a, *b, |history| history.is_blocked = true);
        }
        for dismissal in dismissals {
            let until = dismissed_until(dismissal.at, dismissal.reason);
            ledger.history(dismissal.viewer_id, dismissal.dismissed_id).dismissed_until = Some(until);
        }
        ledger
    }

    /// What is known of a person.
    pub fn person(&self, profile: MatchProfile) -> PersonFacts {
        let deeds = self.deeds.get(&profile.user_id).cloned().unwrap_or_default();
        let place = KnownPlace::of_id(profile.place_id, profile.place_precision);
        PersonFacts {
            id: profile.user_id,
            standing: Standing {
                is_active: profile.status == UserStatus::Active,
                visibility: profile.visibility,
                is_open: profile.open_to_chats != Some(false),
                paused_until: profile.paused_until,
                waiting_requests: deeds.waiting_requests,
                accepted_at: deeds.accepted_at.into(),
                monthly_chat_limit: u8::try_from(profile.monthly_chat_limit).unwrap_or(0),
                appearances: 0,
            },
            industries: StatedIndustries {
                current: profile.industry_code.as_deref().and_then(industry),
                past: profile.past_industry_codes.iter().filter_map(|code| industry(code)).collect(),
                wanted: profile.wanted_industry_codes.iter().filter_map(|code| industry(code)).collect(),
            },
            whereabouts: place.map(Into::into),
            located_on: profile.place_set_at.map(Day::of).unwrap_or_default(),
            distance_matters: profile.distance_matters,
            // A clock in common would tell where in a wide country the person lives.
            time_zone: profile.time_zone.filter(|_| place.as_ref().is_none_or(KnownPlace::tells_clock)),
            interests: profile.interests.iter().map(|interest| model::fold::tag(interest)).collect(),
            shows_connections: profile.shows_connections,
            suggests_connections: profile.suggests_connections,
            activity: ActivityFacts {
                last_active_on: Day::of(profile.last_active_at),
                chats_on: deeds.chats_on.into(),
                requests_received: deeds.requests_received,
                requests_answered: deeds.requests_answered,
            },
        }
    }

    /// Tells a population what is between people.
    pub fn tell(&self, population: &mut Population) {
        for ((looker, person), history) in &self.histories {
            population.set_history(*looker, *person, history.clone());
        }
    }

    /// What is between two people, as one of them looks.
    pub fn between(&self, looker: UserId, person: UserId) -> PairHistory {
        self.histories.get(&(looker, person)).cloned().unwrap_or_default()
    }

    /// Pairs between whom a block stands.
    pub fn blocked(&self) -> impl Iterator<Item = (UserId, UserId)> {
        self.blocked.iter().copied()
    }

    /// Everyone who knows each other: connections and people who met, without those who blocked each other.
    pub fn contacts(&self) -> impl Iterator<Item = Contact> {
        let pairs = self.connected.union(&self.met).filter(|pair| !self.blocked.contains(pair));
        pairs.map(|pair| self.contact_of(*pair))
    }

    /// How two people know each other.
    pub fn contact(&self, a: UserId, b: UserId) -> Option<Contact> {
        let pair = ordered(a, b);
        let is_contact = self.connected.contains(&pair) || self.met.contains(&pair);
        (is_contact && !self.blocked.contains(&pair)).then(|| self.contact_of(pair))
    }

    fn contact_of(&self, pair: (UserId, UserId)) -> Contact {
        Contact { a: pair.0, b: pair.1, is_connection: self.connected.contains(&pair) }
    }

    fn enter_chat(&mut self, chat: &Chat) {
        self.enter_answer(chat);
        let (asker, asked) = (chat.requester_id, chat.recipient_id);
        match chat.status {
            CoffeeChatStatus::Pending => {
                self.both(asker, asked, |history| history.is_pending = true);
                if chat.awaiting == Some(Side::Recipient) {
                    self.deeds(asked).waiting_requests += 1;
                }
            }
            CoffeeChatStatus::Accepted => {
                self.both(asker, asked, |history| history.is_scheduled = true);
                self.enter_accepted(chat);
            }
            CoffeeChatStatus::NoShow | CoffeeChatStatus::NotHeld => self.enter_accepted(chat),
            CoffeeChatStatus::Completed => {
                self.enter_accepted(chat);
                self.enter_meeting(chat);
            }
            CoffeeChatStatus::Declined => self.enter_decline(chat),
            CoffeeChatStatus::Expired => {
                later(&mut self.history(asker, asked).expired_at, chat.expires_at);
            }
            CoffeeChatStatus::Withdrawn | CoffeeChatStatus::Cancelled => {}
        }
    }

    /// A request counts as received once it was answered or ran out; a counter-proposal is an answer.
    fn enter_answer(&mut self, chat: &Chat) {
        let is_open = matches!(chat.status, CoffeeChatStatus::Pending | CoffeeChatStatus::Withdrawn);
        let has_run_out = chat.status == CoffeeChatStatus::Expired;
        let is_answered = chat.counter_count > 0 || !(is_open || has_run_out);
        let deeds = self.deeds(chat.recipient_id);
        deeds.requests_received += u32::from(is_answered || has_run_out);
        deeds.requests_answered += u32::from(is_answered);
    }

    /// A month fills with what others asked for: whoever asks a lot themselves is not hidden for it.
    fn enter_accepted(&mut self, chat: &Chat) {
        if let Some(at) = chat.responded_at {
            self.deeds(chat.recipient_id).accepted_at.push(at);
        }
    }

    fn enter_meeting(&mut self, chat: &Chat) {
        let Some(at) = chat.completed_at else { return };
        let (a, b) = (chat.requester_id, chat.recipient_id);
        self.met.insert(ordered(a, b));
        self.both(a, b, |history| later(&mut history.met_at, at));
        self.deeds(a).chats_on.push(Day::of(at));
        self.deeds(b).chats_on.push(Day::of(at));
    }

    /// Who declined is whose turn it was: the recipient's, and the other's after each counter-proposal.
    fn enter_decline(&mut self, chat: &Chat) {
        let (asker, decliner) = match chat.counter_count % 2 {
            0 => (chat.requester_id, chat.recipient_id),
            _ => (chat.recipient_id, chat.requester_id),
        };
        let history = self.history(asker, decliner);
        history.is_declined_for_ever |= chat.is_declined_for_ever;
        if let Some(at) = chat.responded_at {
            later(&mut history.declined_at, at);
        }
    }

    fn deeds(&mut self, person: UserId) -> &mut Deeds {
        self.deeds.entry(person).or_default()
    }

    fn history(&mut self, looker: UserId, person: UserId) -> &mut PairHistory {
        self.histories.entry((looker, person)).or_default()
    }

    fn both(&mut self, a: UserId, b: UserId, enter: impl Fn(&mut PairHistory)) {
        enter(self.history(a, b));
        enter(self.history(b, a));
    }
}

/// On which days people were seen: by looker for the rests, by person for the appearances.
#[derive(Debug, Default)]
pub struct ViewLedger {
    days: HashMap<(UserId, UserId), Vec<Day>>,
    appearances: HashMap<UserId, HashMap<Day, u16>>,
}

impl ViewLedger {
    /// Enters the views.
    pub fn new(views: &[View]) -> Self {
        let mut ledger = Self::default();
        for view in views {
            let day = Day(view.on.num_days_from_ce() - EPOCH_DAYS);
            *ledger.appearances.entry(view.shown_id).or_default().entry(day).or_default() += 1;
            if !view.is_acted_upon {
                ledger.days.entry((view.viewer_id, view.shown_id)).or_default().push(day);
            }
        }
        ledger.days.values_mut().for_each(|days| days.sort_unstable());
        ledger
    }

    /// Tells a population who was seen by whom, and how often.
    pub fn tell(&self, population: &mut Population) {
        for (looker, person) in self.days.keys() {
            population.set_views(*looker, *person, self.between(*looker, *person));
        }
        for person in self.appearances.keys() {
            population.set_appearances(*person, self.appearances_of(*person));
        }
    }

    /// How often one looker saw one person without action.
    pub fn between(&self, looker: UserId, person: UserId) -> Views {
        Views::of(self.days.get(&(looker, person)).into_iter().flatten().copied())
    }

    /// A person's appearances by day, the oldest first.
    pub fn appearances_of(&self, person: UserId) -> Vec<(Day, u16)> {
        let by_day = self.appearances.get(&person).into_iter().flatten();
        let mut days: Vec<(Day, u16)> = by_day.map(|(day, count)| (*day, *count)).collect();
        days.sort_unstable();
        days
    }
}

fn industry(code: &str) -> Option<IndustryId> {
    tree().by_code(code).map(|node| node.id)
}

fn ordered(a: UserId, b: UserId) -> (UserId, UserId) {
    if a < b { (a, b) } else { (b, a) }
}

fn later(kept: &mut Option<Timestamp>, at: Timestamp) {
    *kept = Some(kept.map_or(at, |kept| kept.max(at)));
}
