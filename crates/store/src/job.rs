//! Work to be done later: written in the transaction of its cause, claimed with a lease, may run twice.

use model::Timestamp;
use model::id::JobId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::dialect::{is_so, skip_locked, statement};
use crate::{Connection, StoreError, Writer};

/// Work to be written down.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// Which job, such as `send_mail`.
    pub kind: &'static str,
    /// What it needs to know.
    pub payload: Json,
    /// While a job with this key waits, another is not added.
    pub dedupe_key: Option<String>,
    /// Not before this instant.
    pub run_at: Timestamp,
}

/// Work in hand, until the lease ends.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ClaimedJob {
    /// Its id.
    pub id: Uuid,
    /// Which job.
    pub kind: String,
    /// What it needs to know.
    pub payload: Json,
    /// Runs so far, this one included.
    pub attempts: i32,
    /// When it was due.
    pub run_at: Timestamp,
}

/// Writes the job down; `false` when one with its key waits already.
pub async fn enqueue(writer: &Writer, job: &NewJob, now: Timestamp) -> Result<bool, StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO jobs (id, kind, payload, dedupe_key, run_at, attempts, has_failed, created_at) \
         VALUES ($1, $2, $3, $4, $5, 0, FALSE, $6) \
         ON CONFLICT (dedupe_key) WHERE finished_at IS NULL DO NOTHING",
        [
            job.id.0.into(),
            job.kind.into(),
            job.payload.clone().into(),
            job.dedupe_key.clone().into(),
            job.run_at.into(),
            now.into(),
        ],
    );
    Ok(writer.execute_raw(insert).await?.rows_affected() > 0)
}

/// Takes due jobs, oldest first, and holds them until `leased_until`.
pub async fn claim(
    writer: &Writer,
    now: Timestamp,
    leased_until: Timestamp,
    limit: u64,
) -> Result<Vec<ClaimedJob>, StoreError> {
    let sql = format!(
        "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN ( \
           SELECT id FROM jobs WHERE finished_at IS NULL AND run_at <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1) ORDER BY run_at LIMIT {limit} {}) \
         RETURNING id, kind, payload, attempts, run_at",
        skip_locked(writer)
    );
    let query = statement(writer, &sql, [now.into(), leased_until.into()]);
    Ok(ClaimedJob::find_by_statement(query).all(writer).await?)
}

/// Holds the job for longer.
pub async fn renew(writer: &Writer, id: Uuid, leased_until: Timestamp) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE jobs SET leased_until = $2 WHERE id = $1 AND finished_at IS NULL",
        [id.into(), leased_until.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Marks the job done. What it had to know is forgotten: it may be a letter.
pub async fn finish(writer: &Writer, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE jobs SET finished_at = $2, payload = $3 WHERE id = $1",
        [id.into(), now.into(), serde_json::json!({}).into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Puts the job back for another try.
pub async fn retry_at(writer: &Writer, id: Uuid, run_at: Timestamp, error: &str) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE jobs SET run_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1",
        [id.into(), run_at.into(), error.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Gives the job up; it stays as a row for the team to see.
pub async fn give_up(writer: &Writer, id: Uuid, now: Timestamp, error: &str) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE jobs SET finished_at = $2, has_failed = TRUE, last_error = $3 WHERE id = $1",
        [id.into(), now.into(), error.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Due {
    run_at: Option<Timestamp>,
}

/// When the next waiting job is due.
pub async fn next_due<C: Connection>(connection: &C) -> Result<Option<Timestamp>, StoreError> {
    let query = statement(
        connection,
        "SELECT run_at FROM jobs WHERE finished_at IS NULL ORDER BY run_at LIMIT 1",
        [],
    );
    Ok(Due::find_by_statement(query).one(connection).await?.and_then(|row| row.run_at))
}

/// Whether a job of this kind is in hand or due.
pub async fn is_at_work<C: Connection>(
    connection: &C,
    kind: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let query = statement(
        connection,
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE finished_at IS NULL AND kind = $1 AND run_at <= $2)",
        [kind.into(), now.into()],
    );
    Ok(is_so(connection, query).await?)
}

/// How many jobs wait, and how many were given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct JobCounts {
    /// Not done yet.
    pub waiting: i64,
    /// Given up.
    pub failed: i64,
}

/// Counts jobs by state.
pub async fn counts<C: Connection>(connection: &C) -> Result<JobCounts, StoreError> {
    let query = statement(
        connection,
        "SELECT (SELECT count(*) FROM jobs WHERE finished_at IS NULL) AS waiting, \
                (SELECT count(*) FROM jobs WHERE finished_at IS NOT NULL AND has_failed) AS failed",
        [],
    );
    Ok(JobCounts::find_by_statement(query).one(connection).await?.unwrap_or_default())
}
