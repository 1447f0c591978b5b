//! How often something may be tried, by account and household. Limits are generous to people and narrow for programs.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use model::id::UserId;

use super::client_address::household;
use crate::context::Context;
use crate::problem::Problem;
use crate::services::{auth::normal_email, secret};

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Signing in, from one household.
    Login,
    /// Signing in to one account, from one household.
    LoginToAccount,
    /// Asking for a link to one address, from anywhere.
    LinkToAddress,
    /// Asking for links, from one household.
    Links,
    /// Using mailed links: nobody guesses 256 bits, but everybody's hash costs the same.
    LinkUse,
    /// Trying one's own present password.
    PasswordChange,
    /// Asking people for chats and connections.
    Requests,
    /// Joining calls.
    Joins,
    /// Paging through suggestions and people.
    Browsing,
}

impl Limit {
    const ALL: [Self; 9] = [
        Self::Login,
        Self::LoginToAccount,
        Self::LinkToAddress,
        Self::Links,
        Self::LinkUse,
        Self::PasswordChange,
        Self::Requests,
        Self::Joins,
        Self::Browsing,
    ];

    /// So many at once, and one more after each of these whiles.
    const fn allowance(self) -> (u32, Duration) {
        match self {
            Self::Login => (60, Duration::from_secs(2)),
            Self::LoginToAccount => (20, Duration::from_secs(30)),
            Self::LinkToAddress => (5, Duration::from_secs(600)),
            Self::Links | Self::LinkUse => (20, Duration::from_secs(30)),
            Self::PasswordChange => (10, Duration::from_secs(60)),
            Self::Requests | Self::Joins => (60, Duration::from_secs(5)),
            Self::Browsing => (240, Duration::from_millis(250)),
        }
    }

    /// The operations that the guard counts.
    const OPERATIONS: &[(&str, Self)] = &[
        ("login", Self::Login),
        ("request_password_reset", Self::Links),
        ("set_password", Self::LinkUse),
        ("change_password", Self::PasswordChange),
        ("request_coffee_chat", Self::Requests),
        ("create_connection", Self::Requests),
        ("report_person", Self::Requests),
        ("join_video_call", Self::Joins),
        ("list_suggestions", Self::Browsing),
        ("list_ai_matches", Self::Browsing),
        ("list_people", Self::Browsing),
    ];

    /// The limit of an operation that the guard counts.
    pub fn of_operation(operation: &str) -> Option<Self> {
        Self::OPERATIONS.iter().find(|(name, _)| *name == operation).map(|(_, limit)| *limit)
    }
}

/// Whom a count belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    account: Option<Account>,
    household: Option<IpAddr>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Account {
    Person(UserId),
    /// The hash of an address that somebody typed.
    Address(Vec<u8>),
}

type Counter = RateLimiter<Key, DefaultKeyedStateStore<Key>, ServerClock, NoOpMiddleware<Nanos>>;

/// The counts of this process.
#[derive(Clone)]
pub struct RateLimits {
    counters: Arc<HashMap<Limit, Counter>>,
    clock: ServerClock,
    checks: Arc<AtomicU32>,
}

/// Counts that are full again are forgotten after so many checks.
const SWEEP: u32 = 4096;

impl RateLimits {
    /// On the server's clock. The factor widens every limit (`limits.factor`).
    pub fn new(context: Context) -> Self {
        let factor = context.config().limits.factor;
        let clock = ServerClock(context);
        let counter = |limit: Limit| Counter::new(quota(limit, factor), Default::default(), clock.clone());
        let counters = Limit::ALL.into_iter().map(|limit| (limit, counter(limit))).collect();
        Self { counters: Arc::new(counters), clock, checks: Arc::default() }
    }

    /// Counts a try of somebody, signed in or not, at an address.
    pub fn check(&self, limit: Limit, person: Option<UserId>, address: IpAddr) -> Result<(), Problem> {
        let key = Key { account: person.map(Account::Person), household: Some(household(address)) };
        self.count(limit, &key)
    }

    /// Counts a try to sign in to the account with this address.
    pub fn check_login(&self, email: &str, address: IpAddr) -> Result<(), Problem> {
        let key = Key { account: Some(account(email)), household: Some(household(address)) };
        self.count(Limit::LoginToAccount, &key)
    }

    /// Counts a link asked for by whomever for this address, whether it belongs to anybody or not.
    pub fn check_link(&self, email: &str) -> Result<(), Problem> {
        self.count(Limit::LinkToAddress, &Key { account: Some(account(email)), household: None })
    }

    fn count(&self, limit: Limit, key: &Key) -> Result<(), Problem> {
        let Some(counter) = self.counters.get(&limit) else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.counters.values().for_each(RateLimiter::retain_recent);
        }
        counter.check_key(key).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            metrics::counter!("homecoming_rate_limited_total").increment(1);
            Problem::too_many_requests(wait.as_secs() + 1)
        })
    }
}

fn account(email: &str) -> Account {
    Account::Address(secret::hash(&normal_email(email)))
}

fn quota(limit: Limit, factor: u32) -> Quota {
    let (burst, period) = limit.allowance();
    let burst = NonZeroU32::new(burst.saturating_mul(factor)).unwrap_or(NonZeroU32::MIN);
    let period = period.checked_div(factor).unwrap_or(period);
    Quota::with_period(period.max(Duration::from_nanos(1)))
        .map_or_else(|| Quota::per_second(burst), |quota| quota.allow_burst(burst))
}

/// The server's clock as the counters read it.
#[derive(Clone)]
struct ServerClock(Context);

impl governor::clock::Clock for ServerClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let micros = u64::try_from(self.0.now().timestamp_micros()).unwrap_or_default();
        Nanos::new(micros.saturating_mul(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limited_operation_exists() {
        for operation in Limit::OPERATIONS.iter().map(|(operation, _)| operation) {
            assert!(model::access::rule(operation).is_some(), "{operation}");
        }
    }
}
