//! Who wants nothing to do with whom. A block works both ways and is told to nobody.

use std::collections::HashSet;

use model::Timestamp;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::dialect::{Query, statement};
use crate::{Connection, StoreError, Writer};

/// Blocks the person; `false` when it stood already.
pub async fn insert(
    writer: &Writer,
    blocker: UserId,
    blocked: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [blocker.0.into(), blocked.0.into(), now.into()],
    );
    Ok(writer.execute_raw(insert).await?.rows_affected() > 0)
}

/// Takes a block back; `false` when there was none.
pub async fn delete(writer: &Writer, blocker: UserId, blocked: UserId) -> Result<bool, StoreError> {
    let delete = statement(
        writer,
        "DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2",
        [blocker.0.into(), blocked.0.into()],
    );
    Ok(writer.execute_raw(delete).await?.rows_affected() > 0)
}

/// A person somebody has blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Who.
    pub person_id: UserId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
}

#[derive(FromQueryResult)]
struct BlockedRow {
    blocked_id: Uuid,
    name: String,
    created_at: Timestamp,
}

/// Whom the person has blocked, by id, those after `after`.
pub async fn list<C: Connection>(
    connection: &C,
    blocker: UserId,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<Blocked>, StoreError> {
    let sql = format!(
        "SELECT b.blocked_id, p.name, b.created_at FROM blocks b JOIN profiles p ON p.user_id = b.blocked_id \
         WHERE b.blocker_id = $1 AND b.blocked_id > $2 ORDER BY b.blocked_id LIMIT {limit}"
    );
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let query = statement(connection, &sql, [blocker.0.into(), after.into()]);
    let rows = BlockedRow::find_by_statement(query).all(connection).await?;
    let read = |row: BlockedRow| Blocked {
        person_id: UserId(row.blocked_id),
        name: row.name,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(FromQueryResult)]
struct OtherRow {
    other_id: Uuid,
}

/// Those of the people who have a block with the viewer, whichever side set it.
pub async fn among<C: Connection>(
    connection: &C,
    viewer: UserId,
    people: &[UserId],
) -> Result<HashSet<UserId>, StoreError> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let mut query = Query::new("");
    let me = query.bind(viewer.0);
    let others = query.bind_all(people.iter().map(|person| person.0));
    query.push(&format!(
        "SELECT blocked_id AS other_id FROM blocks WHERE blocker_id = {me} AND blocked_id IN ({others}) \
         UNION SELECT blocker_id AS other_id FROM blocks WHERE blocked_id = {me} AND blocker_id IN ({others})"
    ));
    let rows = OtherRow::find_by_statement(query.statement(connection)).all(connection).await?;
    Ok(rows.into_iter().map(|row| UserId(row.other_id)).collect())
}

/// Whether there is a block between the two, whichever side set it.
pub async fn is_between<C: Connection>(connection: &C, a: UserId, b: UserId) -> Result<bool, StoreError> {
    Ok(!among(connection, a, &[b]).await?.is_empty())
}
