//! Holds the population against the database (MATCHING.md 7): for some people, what it says of others must be what
//! their rows say.
//!
//! The rows are put into a small population of their own, which is scored by the same contract. Nothing of what is
//! remembered enters it but the names of those who would be listed. A difference counts once it stands while no event
//! is left to be followed.

mod comparison;
mod small;

use std::time::Duration;

use model::Timestamp;
use model::id::UserId;
use store::{StoreError, matching as rows, outbox};
use tokio_util::sync::CancellationToken;

use super::SuggestionService;
use comparison::compare;
pub use comparison::{Difference, DifferenceKind};

/// How many people are looked at in a round.
pub const ROUND: u32 = 100;
/// A round takes an hour; the people of a round are spread over it.
const PAUSE: Duration = Duration::from_secs(36);
/// How many others a person is held against, beside those who would be in the list.
const OTHERS: u64 = 32;
/// How often an answer is asked for again when events come in between.
const ATTEMPTS: u32 = 5;
/// What lies between two attempts, once, twice and so on.
const ATTEMPT_PAUSE: Duration = Duration::from_millis(50);

/// What a round has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditRound {
    /// When it began.
    pub begun_at: Option<Timestamp>,
    /// When the last person was looked at.
    pub checked_at: Option<Timestamp>,
    /// How many people were looked at.
    pub people: u32,
    /// What was otherwise than in the database.
    pub differences: u32,
    /// People of whom nothing can be said: events came in again and again.
    pub undecided: u32,
}

impl AuditRound {
    fn count(&mut self, found: Option<&[Difference]>, now: Timestamp) {
        self.begun_at.get_or_insert(now);
        self.checked_at = Some(now);
        self.people += 1;
        self.differences += found.map_or(0, |found| u32::try_from(found.len()).unwrap_or(u32::MAX));
        self.undecided += u32::from(found.is_none());
    }
}

/// The round that goes on and the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AuditLog {
    current: AuditRound,
    last: AuditRound,
    /// One reading a round is enough: what it does not mend, another does not mend either.
    has_reloaded: bool,
}

impl SuggestionService {
    /// Looks at one person after the other until told to stop.
    pub async fn keep_auditing(self, stop: CancellationToken) {
        stop.run_until_cancelled_owned(self.look_at_one_after_the_other()).await;
    }

    async fn look_at_one_after_the_other(self) {
        let mut caught_up = self.caught_up.subscribe();
        metrics::gauge!("homecoming_index_audit_differences").set(0.0);
        loop {
            tokio::time::sleep(PAUSE).await;
            caught_up.wait_for(Option::is_some).await.expect("the sender is this service's own");
            if let Err(error) = self.audit_somebody().await {
                tracing::warn!(%error, "the population cannot be held against the database");
            }
        }
    }

    /// Looks at so many people at once, at most a round, as a round of their own.
    pub async fn audit(&self, people: u32) -> Result<AuditRound, StoreError> {
        self.begin_round();
        let mut round = AuditRound::default();
        for _ in 0..people.min(ROUND) {
            let found = self.audit_somebody().await?;
            round.count(found.as_deref(), self.context.now());
        }
        Ok(round)
    }

    /// What the last round found, and the one that goes on: of both, the one that has something to say.
    pub fn last_audit(&self) -> AuditRound {
        let log = self.audit_log();
        let is_telling = log.current.people >= ROUND || log.current.differences > 0 || log.last.people == 0;
        if is_telling { log.current } else { log.last }
    }

    /// What was found of somebody; none when nothing can be said.
    async fn audit_somebody(&self) -> Result<Option<Vec<Difference>>, StoreError> {
        if self.audit_log().current.people >= ROUND {
            self.begin_round();
        }
        let Some(looker) = self.random_people(1).await?.first().copied() else {
            return Ok(Some(Vec::new()));
        };
        let found = self.differences_for(looker).await?;
        self.note(found.as_deref());
        if found.as_ref().is_some_and(|found| !found.is_empty()) && self.may_reload() {
            self.reload().await?;
        }
        Ok(found)
    }

    /// What the population says otherwise than the database; none when that cannot be told.
    async fn differences_for(&self, looker: UserId) -> Result<Option<Vec<Difference>>, StoreError> {
        let others = self.random_people(OTHERS).await?;
        // Nearly always all is well, and the follower need not be held up to see it.
        if self.look_at(looker, &others).await?.is_empty() {
            return Ok(Some(Vec::new()));
        }
        for attempt in 0..ATTEMPTS {
            // On PostgreSQL an event waits for older transactions, whoever's they are.
            tokio::time::sleep(ATTEMPT_PAUSE * attempt).await;
            let mut position = self.position.lock().await;
            self.bring_up(&mut position).await?;
            let found = self.look_at(looker, &others).await?;
            let last = outbox::last_seq(self.context.read()).await?;
            let is_settled = position.is_some_and(|position| position.seq >= last);
            if is_settled || found.is_empty() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn look_at(&self, looker: UserId, others: &[UserId]) -> Result<Vec<Difference>, StoreError> {
        let now = self.context.now();
        let mut people = self.who_would_be_listed(looker, now).await;
        people.extend(others.iter().copied().filter(|other| *other != looker));
        people.sort_unstable();
        people.dedup();
        let small = self.small_population(looker, &people).await?;
        let service = self.clone();
        let compared = tokio::task::spawn_blocking(move || {
            compare(&service.read_population(), &small, looker, &people, now)
        });
        Ok(compared.await.expect("comparing does not panic"))
    }

    async fn random_people(&self, count: u64) -> Result<Vec<UserId>, StoreError> {
        let mut chance = [0; 8];
        self.context.chance().fill(&mut chance);
        rows::random_people(self.context.read(), u64::from_le_bytes(chance), count).await
    }

    fn begin_round(&self) {
        let mut log = self.audit_log();
        *log = AuditLog { last: log.current, ..AuditLog::default() };
    }

    fn may_reload(&self) -> bool {
        !std::mem::replace(&mut self.audit_log().has_reloaded, true)
    }

    fn note(&self, found: Option<&[Difference]>) {
        let now = self.context.now();
        for difference in found.into_iter().flatten() {
            tracing::error!(
                looker.id = %difference.looker,
                person.id = %difference.person,
                difference.kind = difference.kind.as_str(),
                "the population says otherwise than the database"
            );
        }
        let mut log = self.audit_log();
        log.current.count(found, now);
        metrics::counter!("homecoming_index_audited_total").increment(1);
        metrics::gauge!("homecoming_index_audit_differences")
            .set(f64::from(log.current.differences + log.last.differences));
    }

    fn audit_log(&self) -> std::sync::MutexGuard<'_, AuditLog> {
        self.audits.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
