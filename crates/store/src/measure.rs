//! Figures about the whole installation, for its team: counts and sums, never a person.

use sea_orm::FromQueryResult;

use crate::dialect::{seconds_between, statement};
use crate::{Connection, StoreError};

/// A count under a label.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LabelledCount {
    /// What is counted.
    pub label: String,
    /// How many.
    pub count: i64,
}

/// A sum and the number of things summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, FromQueryResult)]
pub struct Average {
    /// How many.
    pub count: i64,
    /// Their sum.
    pub total: f64,
}

async fn labelled<C: Connection>(connection: &C, sql: &str) -> Result<Vec<LabelledCount>, StoreError> {
    Ok(LabelledCount::find_by_statement(statement(connection, sql, [])).all(connection).await?)
}

/// Calls by status.
pub async fn calls_by_status<C: Connection>(connection: &C) -> Result<Vec<LabelledCount>, StoreError> {
    labelled(connection, "SELECT status AS label, count(*) AS count FROM video_calls GROUP BY status").await
}

/// Coffee-chat requests by status: the funnel from asked to met.
pub async fn coffee_chats_by_status<C: Connection>(connection: &C) -> Result<Vec<LabelledCount>, StoreError> {
    labelled(
        connection,
        "SELECT status AS label, count(*) AS count FROM coffee_chat_requests GROUP BY status",
    )
    .await
}

/// People by account status.
pub async fn people_by_status<C: Connection>(connection: &C) -> Result<Vec<LabelledCount>, StoreError> {
    labelled(connection, "SELECT status AS label, count(*) AS count FROM users GROUP BY status").await
}

/// Ratings of calls: their number and their sum.
pub async fn call_ratings<C: Connection>(connection: &C) -> Result<Average, StoreError> {
    let sql = "SELECT count(*) AS count, CAST(coalesce(sum(rating), 0) AS double precision) AS total FROM call_feedback";
    Ok(Average::find_by_statement(statement(connection, sql, [])).one(connection).await?.unwrap_or_default())
}

/// Stretches that people have spent in calls, those that go on left out: their number and their seconds.
pub async fn call_seconds<C: Connection>(connection: &C) -> Result<Average, StoreError> {
    let sql = format!(
        "SELECT count(*) AS count, CAST(coalesce(sum({}), 0) AS double precision) AS total FROM call_sessions \
         WHERE left_at IS NOT NULL AND joined_at IS NOT NULL",
        seconds_between(connection, "joined_at", "left_at")
    );
    Ok(Average::find_by_statement(statement(connection, &sql, [])).one(connection).await?.unwrap_or_default())
}
