//! How the population in memory is doing, for whoever runs the platform.

use std::sync::atomic::Ordering;

use model::Timestamp;
use store::{StoreError, outbox};

use super::SuggestionService;
use super::audit::AuditRound;

/// How the population is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexHealth {
    /// Whether it is read; until then answers wait.
    pub is_ready: bool,
    /// How many people it holds.
    pub people: usize,
    /// Events that are not in it yet.
    pub events_behind: i64,
    /// When it was last written down beside the database; nothing when it never was.
    pub snapshot_at: Option<Timestamp>,
    /// What holding it against the database has found.
    pub audit: AuditRound,
}

impl SuggestionService {
    /// How the population is doing. Does not wait for it.
    pub async fn index_health(&self) -> Result<IndexHealth, StoreError> {
        let last = outbox::last_seq(self.context.read()).await?;
        Ok(IndexHealth {
            is_ready: self.caught_up.borrow().is_some(),
            people: self.read_population().len(),
            events_behind: (last - self.reached.load(Ordering::Relaxed)).max(0),
            snapshot_at: self.snapshot_written_at(),
            audit: self.last_audit(),
        })
    }
}
