//! What is kept of one person, in as few bytes as it takes: a community may have a million.

use model::user::Visibility;

use crate::activity::{ActivityFacts, activity, company, promptness, recency};
use crate::day::Day;

use super::more::More;

/// Yes-or-no facts of a person, and whom they are visible to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    const ACTIVE: u8 = 1;
    const OPEN: u8 = 2;
    const SHOWS_CONNECTIONS: u8 = 4;
    const SUGGESTS_CONNECTIONS: u8 = 8;
    const MEMBERS: u8 = 16;
    const CONNECTIONS: u8 = 32;
    const MAY_BE_BUSY: u8 = 64;

    pub fn set(mut self, flag: u8, is_set: bool) -> Self {
        self.0 = if is_set { self.0 | flag } else { self.0 & !flag };
        self
    }

    pub fn new(is_active: bool, is_open: bool, visibility: Visibility) -> Self {
        Self(0)
            .set(Self::ACTIVE, is_active)
            .set(Self::OPEN, is_open)
            .set(Self::MEMBERS, visibility == Visibility::Members)
            .set(Self::CONNECTIONS, visibility == Visibility::Connections)
    }

    pub fn with_connections(self, shows: bool, suggests: bool) -> Self {
        self.set(Self::SHOWS_CONNECTIONS, shows).set(Self::SUGGESTS_CONNECTIONS, suggests)
    }

    pub fn with_more(self, more: &More) -> Self {
        self.set(Self::MAY_BE_BUSY, more.paused_until.is_some() || !more.accepted_at.is_empty())
    }

    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    pub fn bits(self) -> u8 {
        self.0
    }

    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    pub fn is_active(self) -> bool {
        self.has(Self::ACTIVE)
    }

    pub fn is_open(self) -> bool {
        self.has(Self::OPEN)
    }

    pub fn shows_connections(self) -> bool {
        self.has(Self::SHOWS_CONNECTIONS)
    }

    pub fn suggests_connections(self) -> bool {
        self.has(Self::SUGGESTS_CONNECTIONS)
    }

    /// Whether there is a break, or a chat the person accepted.
    pub fn may_be_busy(self) -> bool {
        self.has(Self::MAY_BE_BUSY)
    }

    pub fn visibility(self) -> Visibility {
        if self.has(Self::MEMBERS) {
            Visibility::Members
        } else if self.has(Self::CONNECTIONS) {
            Visibility::Connections
        } else {
            Visibility::Nobody
        }
    }

    /// Whether the person can be in anybody's list at all.
    pub fn is_listable(self) -> bool {
        self.is_active() && self.is_open() && self.visibility() != Visibility::Nobody
    }

    /// Whether whom the person knows may tell others something.
    pub fn is_countable_contact(self) -> bool {
        self.is_active() && self.shows_connections()
    }
}

/// What is kept of everyone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// Activity on the population's day.
    pub activity: f64,
    /// Number among the stated industries.
    pub industries: u32,
    /// Number among the spots.
    pub spot: u32,
    /// The day of the last real action.
    pub last_active_on: Day,
    /// The day the place was set.
    pub located_on: Day,
    /// Requests that were answered or ran out.
    pub requests_received: u16,
    /// Those of them answered in time.
    pub requests_answered: u16,
    /// Requests that wait for an answer.
    pub waiting_requests: u8,
    /// Accepted chats in 28 days that are enough.
    pub monthly_chat_limit: u8,
    /// Yes or no.
    pub flags: Flags,
}

impl Traits {
    /// Nobody: a number that is not in use.
    pub fn nobody() -> Self {
        Self {
            activity: 0.0,
            industries: 0,
            spot: 0,
            last_active_on: Day::default(),
            located_on: Day::default(),
            requests_received: 0,
            requests_answered: 0,
            waiting_requests: 0,
            monthly_chat_limit: 0,
            flags: Flags::default(),
        }
    }

    /// The facts on activity, but for the chats, which few have.
    pub fn set_activity(&mut self, facts: &ActivityFacts) {
        self.last_active_on = facts.last_active_on;
        self.requests_received = small(facts.requests_received);
        self.requests_answered = small(facts.requests_answered);
    }

    /// The activity on a day.
    pub fn activity_on(&self, today: Day, chats_on: impl Iterator<Item = Day>) -> f64 {
        let chats = company(chats_on.map(|day| today.since(day)));
        let promptness = promptness(self.requests_received.into(), self.requests_answered.into());
        activity(recency(today.since(self.last_active_on)), chats, promptness)
    }
}

fn small(count: u32) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
