//! Requests that are sent again: the first answer is kept for a day and given again, the change is made once.
//!
//! A row begins without an answer. Every transaction begun inside [`scope`] marks it first, so that the mark is
//! committed with the change: when the server dies between the change and its answer, the row tells that a second
//! run would change something twice.

use model::Timestamp;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::dialect::statement;
use crate::{StoreError, Writer};

/// A key and the person it belongs to.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// Whose request.
    pub user: UserId,
    /// The header's value.
    pub key: String,
}

/// An answer as it was given the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body, if there was one.
    pub content_type: Option<String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// What a request with a key meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nobody was here before: do the work.
    Fresh,
    /// It was answered already.
    Answered(StoredAnswer),
    /// The first one is still being worked on.
    InFlight,
    /// The first one changed something and then was cut off before it answered.
    OutcomeUnknown,
    /// The key was used for something else.
    OtherRequest,
}

/// The status of a row whose change was committed and whose answer was not kept yet.
const CHANGED: i32 = 0;

tokio::task_local! {
    static CURRENT: IdempotencyKey;
}

/// Runs the work of a request so that its transactions mark the key's row.
pub async fn scope<F: Future>(key: IdempotencyKey, work: F) -> F::Output {
    CURRENT.scope(key, work).await
}

pub(crate) async fn mark_current(writer: &Writer) -> Result<(), StoreError> {
    let Ok(current) = CURRENT.try_with(Clone::clone) else { return Ok(()) };
    let update = statement(
        writer,
        "UPDATE idempotency_keys SET status = $3 WHERE user_id = $1 AND key = $2 AND status IS NULL",
        [current.user.0.into(), current.key.into(), CHANGED.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    fingerprint: Vec<u8>,
    status: Option<i32>,
    content_type: Option<String>,
    body: Option<Vec<u8>>,
    created_at: Timestamp,
}

/// Takes the key for a request, or tells what became of the one that took it. A request without an answer that began
/// before `abandoned_before` is no longer being worked on.
pub async fn begin(
    writer: &Writer,
    key: &IdempotencyKey,
    fingerprint: &[u8],
    abandoned_before: Timestamp,
    now: Timestamp,
) -> Result<Begun, StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO idempotency_keys (user_id, key, fingerprint, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id, key) DO NOTHING",
        [key.user.0.into(), key.key.clone().into(), fingerprint.to_vec().into(), now.into()],
    );
    if writer.execute_raw(insert).await?.rows_affected() > 0 {
        return Ok(Begun::Fresh);
    }
    let query = statement(
        writer,
        "SELECT fingerprint, status, content_type, body, created_at FROM idempotency_keys \
         WHERE user_id = $1 AND key = $2",
        [key.user.0.into(), key.key.clone().into()],
    );
    let Some(row) = Row::find_by_statement(query).one(writer).await? else { return Ok(Begun::InFlight) };
    if row.fingerprint != fingerprint {
        return Ok(Begun::OtherRequest);
    }
    match row.status {
        None if row.created_at < abandoned_before => take_over(writer, key, &row, now).await,
        Some(CHANGED) if row.created_at < abandoned_before => Ok(Begun::OutcomeUnknown),
        None | Some(CHANGED) => Ok(Begun::InFlight),
        Some(status) => Ok(Begun::Answered(StoredAnswer {
            status: u16::try_from(status).unwrap_or(500),
            content_type: row.content_type,
            body: row.body.unwrap_or_default(),
        })),
    }
}

/// The first request was cut off before it changed anything: this one may do the work, if no other is quicker.
async fn take_over(
    writer: &Writer,
    key: &IdempotencyKey,
    row: &Row,
    now: Timestamp,
) -> Result<Begun, StoreError> {
    let update = statement(
        writer,
        "UPDATE idempotency_keys SET created_at = $3 \
         WHERE user_id = $1 AND key = $2 AND status IS NULL AND created_at = $4",
        [key.user.0.into(), key.key.clone().into(), now.into(), row.created_at.into()],
    );
    let is_mine = writer.execute_raw(update).await?.rows_affected() > 0;
    Ok(if is_mine { Begun::Fresh } else { Begun::InFlight })
}

/// Keeps the answer.
pub async fn keep_answer(
    writer: &Writer,
    key: &IdempotencyKey,
    answer: &StoredAnswer,
) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE idempotency_keys SET status = $3, content_type = $4, body = $5 WHERE user_id = $1 AND key = $2",
        [
            key.user.0.into(),
            key.key.clone().into(),
            i32::from(answer.status).into(),
            answer.content_type.clone().into(),
            answer.body.clone().into(),
        ],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Gives the key back, so that the same request may be tried again: after a refusal (`has_settled`), or after a
/// failure that changed nothing.
pub async fn release(writer: &Writer, key: &IdempotencyKey, has_settled: bool) -> Result<(), StoreError> {
    let delete = statement(
        writer,
        "DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND (status IS NULL OR $3)",
        [key.user.0.into(), key.key.clone().into(), has_settled.into()],
    );
    writer.execute_raw(delete).await?;
    Ok(())
}

/// Forgets requests older than the instant.
pub async fn forget_before(writer: &Writer, instant: Timestamp) -> Result<u64, StoreError> {
    let delete = statement(writer, "DELETE FROM idempotency_keys WHERE created_at < $1", [instant.into()]);
    Ok(writer.execute_raw(delete).await?.rows_affected())
}
