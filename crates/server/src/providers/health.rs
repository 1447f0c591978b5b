//! Remembers for a moment how a place of calls was doing, so that not every join asks anew.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::VideoProvider;

const REMEMBERED: Duration = Duration::from_secs(10);

/// A place of calls with what was last heard of its health.
pub(super) struct WatchedProvider {
    place: Arc<dyn VideoProvider>,
    last: Mutex<Option<(Instant, Result<(), String>)>>,
}

impl WatchedProvider {
    pub(super) fn new(place: Arc<dyn VideoProvider>) -> Self {
        Self { place, last: Mutex::default() }
    }

    pub(super) fn place(&self) -> &dyn VideoProvider {
        &*self.place
    }

    /// How it is doing, at most ten seconds old.
    pub(super) async fn health(&self) -> Result<(), String> {
        let mut last = self.last.lock().await;
        if let Some((at, health)) = &*last
            && at.elapsed() < REMEMBERED
        {
            return health.clone();
        }
        let health = self.place.health().await;
        *last = Some((Instant::now(), health.clone()));
        health
    }
}
