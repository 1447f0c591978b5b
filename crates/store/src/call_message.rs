//! Lines of the chat of a call.

use model::Timestamp;
use model::id::{CallMessageId, UserId, VideoCallId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// A line of the chat.
#[derive(Clone, Debug, PartialEq)]
pub struct CallMessage {
    /// Its id; ids sort by time.
    pub id: CallMessageId,
    /// The call.
    pub call_id: VideoCallId,
    /// Who wrote it.
    pub sender_id: UserId,
    /// What they wrote.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    video_call_id: Uuid,
    sender_id: Uuid,
    body: String,
    created_at: Timestamp,
}

impl From<Row> for CallMessage {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            call_id: row.video_call_id.into(),
            sender_id: row.sender_id.into(),
            body: row.body,
            created_at: row.created_at,
        }
    }
}

/// Keeps a line.
pub async fn insert(writer: &Writer, message: &CallMessage) -> Result<(), StoreError> {
    let sql = "INSERT INTO call_messages (id, video_call_id, sender_id, body, created_at) VALUES ($1, $2, $3, $4, $5)";
    let values: [Value; 5] = [
        message.id.0.into(),
        message.call_id.0.into(),
        message.sender_id.0.into(),
        message.body.clone().into(),
        message.created_at.into(),
    ];
    writer.execute_raw(statement(writer, sql, values)).await?;
    Ok(())
}

/// The newest lines before the given one, oldest first, at most `limit`.
pub async fn list_before<C: Connection>(
    connection: &C,
    call: VideoCallId,
    before: Option<CallMessageId>,
    limit: u64,
) -> Result<Vec<CallMessage>, StoreError> {
    let mut values: Vec<Value> = vec![call.0.into()];
    let bound = before.map_or("", |before| {
        values.push(before.0.into());
        "AND id < $2"
    });
    let sql = format!(
        "SELECT id, video_call_id, sender_id, body, created_at FROM call_messages \
         WHERE video_call_id = $1 AND deleted_at IS NULL {bound} ORDER BY id DESC LIMIT {limit}"
    );
    let rows = Row::find_by_statement(statement(connection, &sql, values)).all(connection).await?;
    Ok(rows.into_iter().rev().map(Into::into).collect())
}
