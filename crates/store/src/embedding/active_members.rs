//! Rows of active members: those named, or the next by id.

use model::id::UserId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::NAMED;
use crate::dialect::{Query, statement};
use crate::{Connection, StoreError};

/// Those of the people who are active members, in no order. `columns` are of `p` (profiles).
pub async fn named<C: Connection, Row: FromQueryResult>(
    connection: &C,
    columns: &str,
    people: &[UserId],
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::with_capacity(people.len());
    for chunk in people.chunks(NAMED) {
        let mut query = Query::new(format!(
            "SELECT {columns} FROM profiles p JOIN users u ON u.id = p.user_id WHERE u.status = 'active'"
        ));
        let ids = query.bind_all(chunk.iter().map(|id| id.0));
        query.push(&format!(" AND p.user_id IN ({ids})"));
        rows.extend(Row::find_by_statement(query.statement(connection)).all(connection).await?);
    }
    Ok(rows)
}

/// The next active members, by id from after `after` on. `columns` are of `p` (profiles).
pub async fn next<C: Connection, Row: FromQueryResult>(
    connection: &C,
    columns: &str,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    let sql = format!(
        "SELECT {columns} FROM profiles p WHERE p.user_id IN \
           (SELECT id FROM users WHERE status = 'active' AND id > $1 ORDER BY id LIMIT {limit}) ORDER BY p.user_id"
    );
    let query = statement(connection, &sql, [after.map_or(Uuid::nil(), |id| id.0).into()]);
    Ok(Row::find_by_statement(query).all(connection).await?)
}
