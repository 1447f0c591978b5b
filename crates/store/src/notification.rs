//! Lines in people's bells.

use std::collections::HashSet;

use model::Timestamp;
use model::id::{NotificationId, UserId, VideoCallId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::dialect::{Query, statement};
use crate::{Connection, StoreError, Writer};

/// A line in a person's bell.
#[derive(Clone, Debug)]
pub struct Notification {
    /// Its id; newer lines have greater ids.
    pub id: NotificationId,
    /// What it is about, such as `coffee_chat_requested`.
    pub kind: String,
    /// The ids that the line speaks of.
    pub data: Json,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    data: Json,
    created_at: Timestamp,
    read_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// Adds an unread line.
pub async fn insert(
    writer: &Writer,
    id: NotificationId,
    user: UserId,
    kind: &str,
    data: &Json,
    now: Timestamp,
) -> Result<(), StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO notifications (id, user_id, kind, data, created_at) VALUES ($1, $2, $3, $4, $5)",
        [id.0.into(), user.0.into(), kind.into(), data.clone().into(), now.into()],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

/// Those of the people who have a line of this kind about the call.
pub async fn told_of_call<C: Connection>(
    connection: &C,
    people: &[UserId],
    kind: &str,
    call: VideoCallId,
) -> Result<HashSet<UserId>, StoreError> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let mut query = Query::new("");
    let (kind, call) = (query.bind(kind), query.bind(call.to_string()));
    let people = query.bind_all(people.iter().map(|person| person.0));
    query.push(&format!(
        "SELECT DISTINCT user_id FROM notifications \
         WHERE user_id IN ({people}) AND kind = {kind} AND data ->> 'video_call_id' = {call}"
    ));
    let rows = ToldRow::find_by_statement(query.statement(connection)).all(connection).await?;
    Ok(rows.into_iter().map(|row| UserId(row.user_id)).collect())
}

#[derive(FromQueryResult)]
struct ToldRow {
    user_id: Uuid,
}

/// A person's lines, newest first, those before a line when one is given.
pub async fn list<C: Connection>(
    connection: &C,
    user: UserId,
    before: Option<NotificationId>,
    limit: u64,
) -> Result<Vec<Notification>, StoreError> {
    let end = before.map_or(Uuid::max(), Uuid::from);
    let sql = format!(
        "SELECT id, kind, data, created_at, read_at FROM notifications \
         WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT {limit}"
    );
    let rows = Row::find_by_statement(statement(connection, &sql, [user.0.into(), end.into()]))
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Notification {
            id: NotificationId(row.id),
            kind: row.kind,
            data: row.data,
            created_at: row.created_at,
            read_at: row.read_at,
        })
        .collect())
}

/// How many lines a person has not read.
pub async fn count_unread<C: Connection>(connection: &C, user: UserId) -> Result<i64, StoreError> {
    let query = statement(
        connection,
        "SELECT count(*) AS count FROM notifications WHERE user_id = $1 AND read_at IS NULL",
        [user.0.into()],
    );
    Ok(Count::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count))
}

/// Marks a person's lines read: those named, or all.
pub async fn mark_read(
    writer: &Writer,
    user: UserId,
    ids: Option<&[NotificationId]>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let base = "UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL";
    let Some(ids) = ids else {
        writer.execute_raw(statement(writer, base, [user.0.into(), now.into()])).await?;
        return Ok(());
    };
    for id in ids {
        let update =
            statement(writer, &format!("{base} AND id = $3"), [user.0.into(), now.into(), id.0.into()]);
        writer.execute_raw(update).await?;
    }
    Ok(())
}
