//! Connections of people to calls. Durations and attendance are sums over these rows.

use model::Timestamp;
use model::id::{CallSessionId, UserId, VideoCallId, VideoCallParticipantId};
use model::video_call::{LeaveReason, Stretch};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// A connection of a person to a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallSession {
    /// Its id.
    pub id: CallSessionId,
    /// The call.
    pub call_id: VideoCallId,
    /// The standing it belongs to.
    pub participant_id: VideoCallParticipantId,
    /// The person.
    pub user_id: UserId,
    /// What the page calls itself: tab, phone, room.
    pub device: String,
    /// The provider's name for the connection, once the provider has told of it.
    pub provider_session: Option<String>,
    /// When the person was let in.
    pub created_at: Timestamp,
    /// Since when the person counts as present.
    pub joined_at: Option<Timestamp>,
    /// When the page or the provider last told of it.
    pub last_seen_at: Option<Timestamp>,
    /// When it ended.
    pub left_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    video_call_id: Uuid,
    participant_id: Uuid,
    user_id: Uuid,
    device: String,
    provider_session: Option<String>,
    created_at: Timestamp,
    joined_at: Option<Timestamp>,
    last_seen_at: Option<Timestamp>,
    left_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, video_call_id, participant_id, user_id, device, provider_session, created_at, joined_at, \
    last_seen_at, left_at";

impl From<Row> for CallSession {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            call_id: row.video_call_id.into(),
            participant_id: row.participant_id.into(),
            user_id: row.user_id.into(),
            device: row.device,
            provider_session: row.provider_session,
            created_at: row.created_at,
            joined_at: row.joined_at,
            last_seen_at: row.last_seen_at,
            left_at: row.left_at,
        }
    }
}

/// Opens a connection. A second live one of the same participant and device is a conflict.
pub async fn insert(writer: &Writer, session: &CallSession) -> Result<(), StoreError> {
    let sql =
        format!("INSERT INTO call_sessions ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let values: [Value; 10] = [
        session.id.0.into(),
        session.call_id.0.into(),
        session.participant_id.0.into(),
        session.user_id.0.into(),
        session.device.clone().into(),
        session.provider_session.clone().into(),
        session.created_at.into(),
        session.joined_at.into(),
        session.last_seen_at.into(),
        session.left_at.into(),
    ];
    writer.execute_raw(statement(writer, &sql, values)).await?;
    Ok(())
}

/// The connection.
pub async fn find<C: Connection>(
    connection: &C,
    id: CallSessionId,
) -> Result<Option<CallSession>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM call_sessions WHERE id = $1");
    let row = Row::find_by_statement(statement(connection, &sql, [id.0.into()])).one(connection).await?;
    Ok(row.map(Into::into))
}

/// The connections of a call that have not ended.
pub async fn live_of_call<C: Connection>(
    connection: &C,
    call: VideoCallId,
) -> Result<Vec<CallSession>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM call_sessions WHERE video_call_id = $1 AND left_at IS NULL ORDER BY id"
    );
    many(connection, &sql, [call.0.into()]).await
}

/// The connections of a participant that have not ended.
pub async fn live_of_participant<C: Connection>(
    connection: &C,
    participant: VideoCallParticipantId,
) -> Result<Vec<CallSession>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM call_sessions WHERE participant_id = $1 AND left_at IS NULL ORDER BY id"
    );
    many(connection, &sql, [participant.0.into()]).await
}

/// The connections of all calls that have not ended.
pub async fn live<C: Connection>(connection: &C) -> Result<Vec<CallSession>, StoreError> {
    many(connection, &format!("SELECT {COLUMNS} FROM call_sessions WHERE left_at IS NULL ORDER BY id"), [])
        .await
}

/// Ends a connection; false when it had ended before. It never ends before it began.
pub async fn close(
    writer: &Writer,
    id: CallSessionId,
    left_at: Timestamp,
    reason: LeaveReason,
) -> Result<bool, StoreError> {
    let sql = "UPDATE call_sessions SET leave_reason = $3, \
               left_at = CASE WHEN joined_at > $2 THEN joined_at ELSE $2 END WHERE id = $1 AND left_at IS NULL";
    let update = statement(writer, sql, [id.0.into(), left_at.into(), reason.as_str().into()]);
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

/// Notes that the page or the provider told of a live connection; false when there is none.
pub async fn touch(writer: &Writer, id: CallSessionId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE call_sessions SET last_seen_at = $2 WHERE id = $1 AND left_at IS NULL";
    Ok(writer.execute_raw(statement(writer, sql, [id.0.into(), now.into()])).await?.rows_affected() > 0)
}

/// Notes the provider's name for a live connection; false when there is none.
pub async fn set_provider_session(
    writer: &Writer,
    id: CallSessionId,
    provider_session: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql =
        "UPDATE call_sessions SET provider_session = $2, last_seen_at = $3 WHERE id = $1 AND left_at IS NULL";
    let update = statement(writer, sql, [id.0.into(), provider_session.into(), now.into()]);
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// How many people other than this participant are in the call.
pub async fn count_others<C: Connection>(
    connection: &C,
    call: VideoCallId,
    participant: VideoCallParticipantId,
) -> Result<i64, StoreError> {
    let sql = "SELECT count(DISTINCT participant_id) AS count FROM call_sessions \
               WHERE video_call_id = $1 AND left_at IS NULL AND participant_id <> $2";
    let query = statement(connection, sql, [call.0.into(), participant.0.into()]);
    Ok(Count::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count))
}

#[derive(FromQueryResult)]
struct IntervalRow {
    user_id: Uuid,
    joined_at: Timestamp,
    left_at: Option<Timestamp>,
}

/// When each person was in the call; stretches that go on are cut at `now`.
pub async fn intervals<C: Connection>(
    connection: &C,
    call: VideoCallId,
    now: Timestamp,
) -> Result<Vec<(UserId, Stretch)>, StoreError> {
    let sql = "SELECT user_id, joined_at, left_at FROM call_sessions \
               WHERE video_call_id = $1 AND joined_at IS NOT NULL ORDER BY joined_at";
    let rows =
        IntervalRow::find_by_statement(statement(connection, sql, [call.0.into()])).all(connection).await?;
    let stretch = |row: &IntervalRow| Stretch {
        from: row.joined_at,
        to: row.left_at.unwrap_or(now).max(row.joined_at),
    };
    Ok(rows.iter().map(|row| (row.user_id.into(), stretch(row))).collect())
}

async fn many<C: Connection>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<CallSession>, StoreError> {
    let rows = Row::find_by_statement(statement(connection, sql, values)).all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
