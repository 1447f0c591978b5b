//! The queue loop, and one file a job. A job may run twice: each looks at the present state before it acts.

mod announce_gathering;
mod coffee_chat;
mod mail_link;
mod offer_places;
mod read_profiles;
mod retention;
mod send_call_reminder;
mod send_mail;
mod write_call_letters;

use std::time::Duration;

use store::job::{self, ClaimedJob};
use thiserror::Error;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::AppState;

/// Longest wait before the queue is looked at again: another node may have added work.
const POLL: Duration = Duration::from_secs(1);
const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);
const RENEWAL: Duration = Duration::from_secs(20);
const BATCH: u64 = 16;

/// Why a job did not succeed.
#[derive(Debug, Error)]
pub enum JobError {
    /// May succeed later.
    #[error("{0}")]
    TryAgain(String),
    /// Never will.
    #[error("{0}")]
    GiveUp(String),
}

impl From<store::StoreError> for JobError {
    fn from(error: store::StoreError) -> Self {
        Self::TryAgain(error.to_string())
    }
}

/// Runs the job by its kind.
async fn run(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    match job.kind.as_str() {
        retention::KIND => retention::run(app).await,
        coffee_chat::EXPIRE => coffee_chat::expire(app, job).await,
        coffee_chat::NUDGE => coffee_chat::nudge(app, job).await,
        coffee_chat::SETTLE => coffee_chat::settle(app, job).await,
        announce_gathering::KIND => announce_gathering::run(app, job).await,
        send_call_reminder::KIND => send_call_reminder::run(app, job).await,
        send_mail::KIND => send_mail::run(app, job).await,
        write_call_letters::KIND => write_call_letters::run(app, job).await,
        mail_link::MAIL_RESET_LINK => mail_link::run_reset(app, job).await,
        mail_link::MAIL_ACTIVATION_LINK => mail_link::run_activation(app, job).await,
        offer_places::KIND => offer_places::run(app, job).await,
        read_profiles::READ_PEOPLE => read_profiles::some(app, job).await,
        read_profiles::READ_EVERYBODY => read_profiles::everybody(app).await,
        unknown => Err(JobError::GiveUp(format!("no job is called {unknown}"))),
    }
}

/// Adds the work that comes back every day, and what a new version or model may have left to do, unless it waits already.
pub async fn plan_daily_work(app: &AppState) -> Result<(), store::StoreError> {
    let writer = app.context.write().await?;
    job::enqueue(&writer, &retention::tomorrow(app), app.context.now()).await?;
    app.context.commit(writer).await?;
    app.ai_match.plan_reading_everybody().await
}

/// Takes due jobs and runs them, until told to stop; jobs in hand are finished first.
pub async fn run_loop(app: AppState, stop: CancellationToken) {
    let mut commits = app.context.commits();
    let in_hand = TaskTracker::new();
    loop {
        match claim(&app).await {
            Ok(jobs) if jobs.is_empty() => {}
            Ok(jobs) => {
                for job in jobs {
                    in_hand.spawn(work(app.clone(), job));
                }
                continue;
            }
            Err(error) => tracing::warn!(%error, "the job queue cannot be read"),
        }
        tokio::select! {
            () = stop.cancelled() => break,
            _ = commits.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
    in_hand.close();
    in_hand.wait().await;
}

async fn claim(app: &AppState) -> Result<Vec<ClaimedJob>, store::StoreError> {
    let now = app.context.now();
    if job::next_due(app.context.read()).await?.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let writer = app.context.write().await?;
    let jobs = job::claim(&writer, now, now + LEASE, BATCH).await?;
    writer.commit().await?;
    Ok(jobs)
}

async fn work(app: AppState, job: ClaimedJob) {
    let outcome = tokio::select! {
        outcome = run(&app, &job) => outcome,
        () = keep_lease(&app, &job) => Ok(()),
    };
    metrics::counter!("homecoming_jobs_total", "kind" => job.kind.clone(), "outcome" => outcome_word(&outcome))
        .increment(1);
    if let Err(error) = settle(&app, &job, outcome).await {
        tracing::warn!(%error, job.kind, "a job's outcome cannot be written; it will run again");
    }
}

/// Renews the lease for as long as the job runs.
async fn keep_lease(app: &AppState, job: &ClaimedJob) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let renewed = async {
            let writer = app.context.write().await?;
            job::renew(&writer, job.id, app.context.now() + LEASE).await?;
            writer.commit().await.map_err(store::StoreError::from)
        };
        if let Err(error) = renewed.await {
            tracing::warn!(%error, job.kind, "a lease cannot be renewed");
        }
    }
}

async fn settle(
    app: &AppState,
    job: &ClaimedJob,
    outcome: Result<(), JobError>,
) -> Result<(), store::StoreError> {
    let now = app.context.now();
    let writer = app.context.write().await?;
    match outcome {
        Ok(()) => {
            job::finish(&writer, job.id, now).await?;
            if job.kind == retention::KIND {
                job::enqueue(&writer, &retention::tomorrow(app), now).await?;
            }
        }
        Err(JobError::TryAgain(cause)) if job.attempts < max_attempts() => {
            tracing::info!(job.kind, job.attempts, cause, "a job will be tried again");
            job::retry_at(&writer, job.id, now + backoff(job.attempts), &cause).await?;
        }
        Err(JobError::TryAgain(cause) | JobError::GiveUp(cause)) => {
            tracing::error!(job.kind, job.attempts, cause, "a job was given up");
            job::give_up(&writer, job.id, now, &cause).await?;
        }
    }
    app.context.commit(writer).await
}

const fn max_attempts() -> i32 {
    10
}

/// 10 s, 20 s, 40 s ... up to an hour.
fn backoff(attempts: i32) -> chrono::TimeDelta {
    let doubled = 10_i64 << attempts.clamp(1, 10).saturating_sub(1);
    chrono::TimeDelta::seconds(doubled.min(3600))
}

fn outcome_word(outcome: &Result<(), JobError>) -> &'static str {
    match outcome {
        Ok(()) => "done",
        Err(JobError::TryAgain(_)) => "retried",
        Err(JobError::GiveUp(_)) => "given_up",
    }
}
