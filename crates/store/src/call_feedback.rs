//! What each person said of a call afterwards.

use model::Timestamp;
use model::id::{UserId, VideoCallId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value as Json;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// One person's word on a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallFeedback {
    /// 1 (bad) to 5 (good).
    pub rating: i32,
    /// What was wrong, as slugs.
    pub problems: Vec<String>,
    /// In their own words; may be empty.
    pub note: String,
    /// When it was first given.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    rating: i32,
    problems: Json,
    note: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Keeps a person's word, in place of an earlier one.
pub async fn upsert(
    writer: &Writer,
    call: VideoCallId,
    user: UserId,
    feedback: &CallFeedback,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO call_feedback (video_call_id, user_id, rating, problems, note, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (video_call_id, user_id) DO UPDATE SET rating = excluded.rating, \
                   problems = excluded.problems, note = excluded.note, updated_at = excluded.updated_at";
    let values = [
        call.0.into(),
        user.0.into(),
        feedback.rating.into(),
        Json::from(feedback.problems.clone()).into(),
        feedback.note.clone().into(),
        feedback.created_at.into(),
        feedback.updated_at.into(),
    ];
    writer.execute_raw(statement(writer, sql, values)).await?;
    Ok(())
}

/// A person's word on a call.
pub async fn find<C: Connection>(
    connection: &C,
    call: VideoCallId,
    user: UserId,
) -> Result<Option<CallFeedback>, StoreError> {
    let sql = "SELECT rating, problems, note, created_at, updated_at FROM call_feedback \
               WHERE video_call_id = $1 AND user_id = $2";
    let query = statement(connection, sql, [call.0.into(), user.0.into()]);
    let row = Row::find_by_statement(query).one(connection).await?;
    row.map(|row| {
        let problems = serde_json::from_value(row.problems).map_err(|error| StoreError::Unreadable {
            column: "call_feedback.problems",
            reason: error.to_string(),
        })?;
        let (created_at, updated_at) = (row.created_at, row.updated_at);
        Ok(CallFeedback { rating: row.rating, problems, note: row.note, created_at, updated_at })
    })
    .transpose()
}
