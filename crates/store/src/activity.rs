//! When people last did something that others met: a message, an answer, an edit of the profile, a call.

use chrono::TimeDelta;
use model::Timestamp;
use model::event::{Event, PersonChanged};
use model::id::UserId;
use sea_orm::ConnectionTrait;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer, outbox};

/// Actions that follow one another within this time count once: matching reads whole days.
const COALESCED: TimeDelta = TimeDelta::minutes(10);

/// Whether an action now is worth noting.
pub async fn is_news<C: Connection>(
    connection: &C,
    user: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let query = statement(
        connection,
        "SELECT 1 AS one FROM users WHERE id = $1 AND (last_active_at IS NULL OR last_active_at <= $2)",
        [user.0.into(), (now - COALESCED).into()],
    );
    Ok(connection.query_one_raw(query).await?.is_some())
}

/// Notes an action, and tells the matching of it.
pub async fn note(writer: &Writer, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    let update =
        statement(writer, "UPDATE users SET last_active_at = $2 WHERE id = $1", [user.0.into(), now.into()]);
    writer.execute_raw(update).await?;
    outbox::publish(writer, &Event::PersonChanged(PersonChanged { id: user }), [], now).await
}
