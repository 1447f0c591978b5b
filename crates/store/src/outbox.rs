//! Events, written in the transaction of their cause: once for the server's followers, once for each person told.

use model::event::Event;
use model::id::UserId;
use model::{Timestamp, clock::to_stored_precision};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde_json::Value as Json;

use crate::dialect::{insert_rows, settled_outbox, statement};
use crate::{Connection, StoreError, Writer};

/// An event as a follower reads it.
#[derive(Clone, Debug)]
pub struct OutboxEntry {
    /// Grows with every event; not gapless.
    pub seq: i64,
    /// What happened.
    pub event: Event,
    /// The people it was told to.
    pub told: Vec<UserId>,
    /// When.
    pub created_at: Timestamp,
}

/// Writes an event and tells it to the people, each under their next offset.
///
/// Call it last in a transaction: it locks the offsets of the people told, always in the order of their ids, so that
/// two transactions cannot wait for each other.
pub async fn publish(
    writer: &Writer,
    event: &Event,
    told: impl IntoIterator<Item = UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (name, data) = parts(event)?;
    let now = to_stored_precision(now);
    let mut told: Vec<UserId> = told.into_iter().collect();
    told.sort_unstable();
    told.dedup();
    let insert = statement(
        writer,
        "INSERT INTO outbox (event, data, told, created_at) VALUES ($1, $2, $3, $4)",
        [name.as_str().into(), data.clone().into(), serde_json::json!(told).into(), now.into()],
    );
    writer.execute_raw(insert).await?;
    for user in told {
        crate::realtime::append(writer, user, &name, &data, now).await?;
    }
    Ok(())
}

/// Writes many events that are told to the server's followers alone.
pub async fn publish_all(writer: &Writer, events: &[Event], now: Timestamp) -> Result<(), StoreError> {
    let now = to_stored_precision(now);
    let rows: Vec<[Value; 4]> = events
        .iter()
        .map(|event| {
            let (name, data) = parts(event)?;
            Ok([name.into(), data.into(), serde_json::json!([]).into(), now.into()])
        })
        .collect::<Result<_, StoreError>>()?;
    for chunk in rows.chunks(5_000) {
        let into = "outbox (event, data, told, created_at)";
        writer.execute_raw(insert_rows(writer, into, chunk.iter().cloned(), "")).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    event: String,
    data: Json,
    told: Json,
    created_at: Timestamp,
}

/// Events after `seq`, oldest first, none of which can be overtaken by one not visible yet.
pub async fn after<C: Connection>(
    connection: &C,
    seq: i64,
    limit: u64,
) -> Result<Vec<OutboxEntry>, StoreError> {
    let sql = format!(
        "SELECT seq, event, data, told, created_at FROM outbox WHERE seq > $1 {} ORDER BY seq LIMIT {limit}",
        settled_outbox(connection)
    );
    let rows = Row::find_by_statement(statement(connection, &sql, [seq.into()])).all(connection).await?;
    rows.into_iter().map(entry).collect()
}

fn entry(row: Row) -> Result<OutboxEntry, StoreError> {
    let whole = serde_json::json!({ "event": row.event, "data": row.data });
    let unreadable =
        |column, error: serde_json::Error| StoreError::Unreadable { column, reason: error.to_string() };
    Ok(OutboxEntry {
        seq: row.seq,
        event: serde_json::from_value(whole).map_err(|error| unreadable("outbox.data", error))?,
        told: serde_json::from_value(row.told).map_err(|error| unreadable("outbox.told", error))?,
        created_at: row.created_at,
    })
}

#[derive(FromQueryResult)]
struct LastSeq {
    seq: Option<i64>,
}

/// The number of the newest event, 0 when there is none.
pub async fn last_seq<C: Connection>(connection: &C) -> Result<i64, StoreError> {
    let query = statement(connection, "SELECT max(seq) AS seq FROM outbox", []);
    Ok(LastSeq::find_by_statement(query).one(connection).await?.and_then(|row| row.seq).unwrap_or(0))
}

#[derive(FromQueryResult)]
struct CreatedAt {
    created_at: Timestamp,
}

/// When an event was written; none when there is no such event.
pub async fn written_at<C: Connection>(connection: &C, seq: i64) -> Result<Option<Timestamp>, StoreError> {
    let query = statement(connection, "SELECT created_at FROM outbox WHERE seq = $1", [seq.into()]);
    Ok(CreatedAt::find_by_statement(query).one(connection).await?.map(|row| row.created_at))
}

fn parts(event: &Event) -> Result<(String, Json), StoreError> {
    let unreadable = |reason: String| StoreError::Unreadable { column: "outbox.data", reason };
    let mut whole = serde_json::to_value(event).map_err(|error| unreadable(error.to_string()))?;
    let name = whole["event"].as_str().ok_or_else(|| unreadable("no name".to_owned()))?.to_owned();
    Ok((name, whole["data"].take()))
}
