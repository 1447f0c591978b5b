//! What each person is told, under offsets without gaps, so that a client can resume where it was cut off.

use model::Timestamp;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value as Json;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// An event told to one person.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ToldEvent {
    /// 1, 2, 3, ... for each person.
    pub event_offset: i64,
    /// The event's outside name.
    pub event: String,
    /// Its data.
    pub data: Json,
}

#[derive(FromQueryResult)]
struct Offset {
    at: i64,
}

pub(crate) async fn append(
    writer: &Writer,
    user: UserId,
    event: &str,
    data: &Json,
    now: Timestamp,
) -> Result<(), StoreError> {
    let next = statement(
        writer,
        "INSERT INTO realtime_heads (user_id, head_offset) VALUES ($1, 1) \
         ON CONFLICT (user_id) DO UPDATE SET head_offset = realtime_heads.head_offset + 1 \
         RETURNING head_offset AS at",
        [user.0.into()],
    );
    let offset = Offset::find_by_statement(next).one(writer).await?.map_or(1, |row| row.at);
    let insert = statement(
        writer,
        "INSERT INTO realtime_events (user_id, event_offset, event, data, created_at) VALUES ($1, $2, $3, $4, $5)",
        [user.0.into(), offset.into(), event.into(), data.clone().into(), now.into()],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

/// The offset of the last event told to a person, 0 when there was none.
pub async fn head<C: Connection>(connection: &C, user: UserId) -> Result<i64, StoreError> {
    let query = statement(
        connection,
        "SELECT head_offset AS at FROM realtime_heads WHERE user_id = $1",
        [user.0.into()],
    );
    Ok(Offset::find_by_statement(query).one(connection).await?.map_or(0, |row| row.at))
}

/// Events told to a person after an offset, in order, at most `limit`.
pub async fn after<C: Connection>(
    connection: &C,
    user: UserId,
    offset: i64,
    limit: u64,
) -> Result<Vec<ToldEvent>, StoreError> {
    let sql = format!(
        "SELECT event_offset, event, data FROM realtime_events \
         WHERE user_id = $1 AND event_offset > $2 ORDER BY event_offset LIMIT {limit}"
    );
    let query = statement(connection, &sql, [user.0.into(), offset.into()]);
    Ok(ToldEvent::find_by_statement(query).all(connection).await?)
}

/// Forgets events older than the instant; a client that missed one of them is told to reload.
pub async fn forget_before(writer: &Writer, instant: Timestamp) -> Result<u64, StoreError> {
    let delete = statement(writer, "DELETE FROM realtime_events WHERE created_at < $1", [instant.into()]);
    Ok(writer.execute_raw(delete).await?.rows_affected())
}
