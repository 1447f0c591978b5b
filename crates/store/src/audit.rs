//! The audit log: rows are only ever added, and each carries the hash of the one before it, so that a row changed or
//! taken out later shows.

use model::Timestamp;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::dialect::{lock_audit_log, statement};
use crate::{Connection, StoreError, Writer};

/// Something worth a line.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// Who did it; nobody when the server or a stranger did.
    pub actor: Option<UserId>,
    /// What was done, such as `user.suspended`.
    pub action: &'static str,
    /// To what, such as `user:<id>`. Never a name, an address or a token.
    pub subject: String,
    /// What else there is to know; never message texts or secrets.
    pub data: Json,
}

/// Writes a line.
///
/// Call it last in a transaction: on PostgreSQL it holds the end of the chain until the commit.
pub async fn append(writer: &Writer, entry: &AuditEntry, now: Timestamp) -> Result<(), StoreError> {
    if let Some(lock) = lock_audit_log(writer) {
        writer.execute_unprepared(lock).await?;
    }
    let query = statement(writer, "SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1", []);
    let previous = HashRow::find_by_statement(query).one(writer).await?.map_or_else(Vec::new, |row| row.hash);
    let actor = entry.actor.map(|actor| actor.0);
    let hash = link(&previous, actor, entry.action, &entry.subject, &entry.data, now);
    let insert = statement(
        writer,
        "INSERT INTO audit_log (actor_id, action, subject, data, created_at, previous_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            actor.into(),
            entry.action.into(),
            entry.subject.clone().into(),
            entry.data.clone().into(),
            now.into(),
            previous.into(),
            hash.into(),
        ],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct HashRow {
    hash: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    actor_id: Option<Uuid>,
    action: String,
    subject: String,
    data: Json,
    created_at: Timestamp,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

/// Follows the chain from its beginning and tells the first line that does not fit, if any.
pub async fn first_broken<C: Connection>(connection: &C) -> Result<Option<i64>, StoreError> {
    const PAGE: usize = 1000;
    let mut expected = Vec::new();
    let mut after = 0;
    loop {
        let sql = format!("SELECT * FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT {PAGE}");
        let rows =
            Row::find_by_statement(statement(connection, &sql, [after.into()])).all(connection).await?;
        for row in &rows {
            let hash = link(&expected, row.actor_id, &row.action, &row.subject, &row.data, row.created_at);
            if row.previous_hash != expected || row.hash != hash {
                return Ok(Some(row.seq));
            }
            expected = hash;
            after = row.seq;
        }
        if rows.len() < PAGE {
            return Ok(None);
        }
    }
}

/// What happened to a subject, the newest first: the action and who did it.
pub async fn actions_on<C: Connection>(
    connection: &C,
    subject: &str,
    limit: u64,
) -> Result<Vec<(String, Option<UserId>)>, StoreError> {
    let sql = format!("SELECT * FROM audit_log WHERE subject = $1 ORDER BY seq DESC LIMIT {limit}");
    let rows = Row::find_by_statement(statement(connection, &sql, [subject.into()])).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.action, row.actor_id.map(UserId))).collect())
}

fn link(
    previous: &[u8],
    actor: Option<Uuid>,
    action: &str,
    subject: &str,
    data: &Json,
    at: Timestamp,
) -> Vec<u8> {
    let line = json!([actor, action, subject, in_order(data), at.timestamp_micros()]).to_string();
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(line.as_bytes());
    hasher.finalize().to_vec()
}

/// The value with the keys of its objects as one ordered list: the databases hand them back in orders of their own.
fn in_order(value: &Json) -> Json {
    match value {
        Json::Object(fields) => {
            let mut sorted: Vec<_> =
                fields.iter().map(|(key, value)| json!([key, in_order(value)])).collect();
            sorted.sort_by(|a, b| a[0].as_str().cmp(&b[0].as_str()));
            Json::Array(sorted)
        }
        Json::Array(items) => items.iter().map(in_order).collect(),
        other => other.clone(),
    }
}
