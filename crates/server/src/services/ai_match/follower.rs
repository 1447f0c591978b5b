//! Follows the events: whoever changed their words is read again, and what is in memory stays equal to the database.

use std::collections::HashSet;
use std::time::Duration;

use model::event::Event;
use model::id::UserId;
use store::StoreError;
use store::outbox::{self, OutboxEntry};
use tokio_util::sync::CancellationToken;

use super::memory::Phase;
use super::{AiMatchError, AiMatchService};

/// How long the outbox may go unread when nothing wakes the follower: another node may have written.
const POLL: Duration = Duration::from_secs(1);
const BATCH: u64 = 1_000;
/// When so many people changed at once (an import), everything is read anew.
const RELOAD_FROM: usize = 5_000;

/// Whom the events concern.
#[derive(Debug, Default)]
struct Touched {
    /// Something about them may have changed.
    people: HashSet<UserId>,
    /// Their words may have changed.
    speakers: HashSet<UserId>,
    is_other_model: bool,
}

impl Touched {
    fn of(entries: &[OutboxEntry]) -> Self {
        let mut touched = Self::default();
        for entry in entries {
            match &entry.event {
                Event::PersonChanged(person) => {
                    touched.people.insert(person.id);
                    touched.speakers.insert(person.id);
                }
                Event::ProfilesEmbedded(embedded) => touched.people.extend(&embedded.person_ids),
                Event::InsightModelChanged(_) => touched.is_other_model = true,
                _ => {}
            }
        }
        touched
    }
}

impl AiMatchService {
    /// Follows the events until told to stop, and has changed profiles read.
    pub async fn follow(self, stop: CancellationToken) {
        let mut commits = self.context.commits();
        loop {
            if let Err(error) = self.keep_up().await {
                tracing::warn!(%error, "what profiles say cannot be brought up to date");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                _ = commits.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    async fn keep_up(&self) -> Result<(), AiMatchError> {
        self.catch_up().await?;
        self.plan_reading().await
    }

    /// Brings the words up to what is committed now, as far as they are in memory.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let mut position = self.position.lock().await;
        let mut at = match *position {
            Some(at) => at,
            None => outbox::last_seq(self.context.read()).await?,
        };
        loop {
            let entries = outbox::after(self.context.read(), at, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { break };
            let touched = Touched::of(&entries);
            self.change_changed().extend(&touched.speakers);
            let is_too_much = touched.is_other_model || touched.people.len() >= RELOAD_FROM;
            if is_too_much && self.phase() == Phase::Ready {
                self.start_loading();
            } else {
                let people: Vec<UserId> = touched.people.into_iter().collect();
                self.refresh(&people).await?;
            }
            at = last;
        }
        *position = Some(at);
        Ok(())
    }
}
