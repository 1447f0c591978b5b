//! What every service is given: the database, the time, chance, the configuration, and a way to wake followers.

use std::sync::Arc;

use model::{Chance, Clock, Timestamp, clock::to_stored_precision};
use store::{Reader, Store, StoreError, Writer};
use tokio::sync::watch;

use crate::config::Config;

/// Shared by all services; cheap to clone.
#[derive(Clone)]
pub struct Context {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    config: Config,
    commits: watch::Sender<u64>,
}

impl Context {
    /// Puts the parts together.
    pub fn new(store: Store, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, config: Config) -> Self {
        let (commits, _) = watch::channel(0);
        Self { inner: Arc::new(Inner { store, clock, chance, config, commits }) }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// For queries that change nothing.
    pub fn read(&self) -> &Reader {
        self.inner.store.read()
    }

    /// Begins a transaction; end it with [`Context::commit`].
    pub async fn write(&self) -> Result<Writer, StoreError> {
        self.inner.store.write().await
    }

    /// Commits, then wakes whoever follows events and jobs.
    pub async fn commit(&self, writer: Writer) -> Result<(), StoreError> {
        writer.commit().await?;
        self.wake_followers();
        Ok(())
    }

    /// Wakes the followers: after a commit, and when the test clock moves.
    pub fn wake_followers(&self) {
        self.inner.commits.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Changes with every commit.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.inner.commits.subscribe()
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        to_stored_precision(self.inner.clock.now())
    }

    /// The clock itself, for threads of their own.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.clock)
    }

    /// Where unpredictable bytes come from.
    pub fn chance(&self) -> &dyn Chance {
        &*self.inner.chance
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }
}

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        chrono::Utc::now()
    }
}

/// The operating system's random source.
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        rand::RngExt::fill(&mut rand::rng(), bytes);
    }
}

/// A clock set by hand, for `--test-clock` and for tests. It stands still until it is moved.
pub struct TestClock {
    now: std::sync::RwLock<Timestamp>,
}

impl TestClock {
    /// Stands at the given instant.
    pub fn at(now: Timestamp) -> Self {
        Self { now: std::sync::RwLock::new(now) }
    }

    /// Moves to the given instant.
    pub fn set(&self, now: Timestamp) {
        *self.now.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = now;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.now.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
