//! Connections: one row a pair.

use model::Timestamp;
use model::connection::{Connection as Tie, ConnectionState};
use model::id::{ConnectionId, UserId};
use model::user::ConnectionStatus;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{Query, insert_rows, statement};
use crate::{Connection, StoreError, Writer};

/// Adds a connection or a request for one.
///
/// # Errors
/// A conflict on `connections_low_id_high_id_key` when the two have a row already.
pub async fn insert(writer: &Writer, tie: &Tie) -> Result<(), StoreError> {
    insert_all(writer, std::slice::from_ref(tie)).await
}

/// Adds many; none of the pairs may have a row already.
pub async fn insert_all(writer: &Writer, ties: &[Tie]) -> Result<(), StoreError> {
    let into = "connections (id, low_id, high_id, requester_id, status, message, created_at, responded_at)";
    for chunk in ties.chunks(2_000) {
        let rows = chunk.iter().map(|tie| {
            let (low, high) = Tie::ordered(tie.requester_id, tie.addressee_id);
            [
                tie.id.0.into(),
                low.0.into(),
                high.0.into(),
                tie.requester_id.0.into(),
                tie.status.as_str().into(),
                tie.message.clone().into(),
                tie.created_at.into(),
                tie.responded_at.into(),
            ]
        });
        writer.execute_raw(insert_rows(writer, into, rows, "")).await?;
    }
    Ok(())
}

/// Writes where a connection stands now, unless somebody else moved it in the meantime (`from`).
pub async fn update(writer: &Writer, from: ConnectionStatus, tie: &Tie) -> Result<bool, StoreError> {
    let update = statement(
        writer,
        "UPDATE connections SET status = $3, message = $4, created_at = $5, responded_at = $6, withdrawn_at = $7, \
           requester_id = $8 WHERE id = $1 AND status = $2",
        [
            tie.id.0.into(),
            from.as_str().into(),
            tie.status.as_str().into(),
            tie.message.clone().into(),
            tie.created_at.into(),
            tie.responded_at.into(),
            tie.withdrawn_at.into(),
            tie.requester_id.0.into(),
        ],
    );
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

/// Takes the row away.
pub async fn delete(writer: &Writer, id: ConnectionId) -> Result<(), StoreError> {
    writer.execute_raw(statement(writer, "DELETE FROM connections WHERE id = $1", [id.0.into()])).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    low_id: Uuid,
    high_id: Uuid,
    requester_id: Uuid,
    status: String,
    message: Option<String>,
    created_at: Timestamp,
    responded_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
}

const COLUMNS: &str = "c.id, c.low_id, c.high_id, c.requester_id, c.status, c.message, c.created_at, c.responded_at, \
     c.withdrawn_at";

impl Row {
    fn read(self) -> Result<Tie, StoreError> {
        let addressee = if self.requester_id == self.low_id { self.high_id } else { self.low_id };
        Ok(Tie {
            id: ConnectionId(self.id),
            requester_id: UserId(self.requester_id),
            addressee_id: UserId(addressee),
            status: word("connections.status", &self.status)?,
            message: self.message,
            created_at: self.created_at,
            responded_at: self.responded_at,
            withdrawn_at: self.withdrawn_at,
        })
    }
}

/// The connection with this id.
pub async fn find<C: Connection>(connection: &C, id: ConnectionId) -> Result<Option<Tie>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connections c WHERE c.id = $1");
    let row = Row::find_by_statement(statement(connection, &sql, [id.0.into()])).one(connection).await?;
    row.map(Row::read).transpose()
}

/// The connection of two people, whatever its standing.
pub async fn find_between<C: Connection>(
    connection: &C,
    a: UserId,
    b: UserId,
) -> Result<Option<Tie>, StoreError> {
    let (low, high) = Tie::ordered(a, b);
    let sql = format!("SELECT {COLUMNS} FROM connections c WHERE c.low_id = $1 AND c.high_id = $2");
    let query = statement(connection, &sql, [low.0.into(), high.0.into()]);
    Row::find_by_statement(query).one(connection).await?.map(Row::read).transpose()
}

/// A person's connections in the given states, newest first, those before `before`. People whose account is not
/// active are left out.
pub async fn list<C: Connection>(
    connection: &C,
    person: UserId,
    states: &[ConnectionState],
    before: Option<ConnectionId>,
    limit: u64,
) -> Result<Vec<Tie>, StoreError> {
    let mut query = Query::new("");
    let me = query.bind(person.0);
    let before = query.bind(before.map_or(Uuid::max(), |id| id.0));
    let wanted: Vec<String> = states.iter().map(|state| condition(*state, &me)).collect();
    query.push(&format!(
        "SELECT {COLUMNS} FROM connections c \
         JOIN users u ON u.id = CASE WHEN c.low_id = {me} THEN c.high_id ELSE c.low_id END \
         WHERE (c.low_id = {me} OR c.high_id = {me}) AND c.id < {before} AND u.status = 'active' AND ({}) \
         ORDER BY c.id DESC LIMIT {limit}",
        if wanted.is_empty() { "FALSE".to_owned() } else { wanted.join(" OR ") }
    ));
    let rows = Row::find_by_statement(query.statement(connection)).all(connection).await?;
    rows.into_iter().map(Row::read).collect()
}

fn condition(state: ConnectionState, me: &str) -> String {
    match state {
        ConnectionState::None => "FALSE".to_owned(),
        ConnectionState::Connected => "c.status = 'accepted'".to_owned(),
        ConnectionState::RequestedByMe => format!(
            "(c.requester_id = {me} AND (c.status = 'pending' OR (c.status = 'declined' AND c.withdrawn_at IS NULL)))"
        ),
        ConnectionState::RequestedByThem => format!("(c.requester_id <> {me} AND c.status = 'pending')"),
    }
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// How many connections the person has asked for since an instant.
pub async fn count_asked_since<C: Connection>(
    connection: &C,
    person: UserId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let query = statement(
        connection,
        "SELECT count(*) AS count FROM connections WHERE requester_id = $1 AND created_at > $2",
        [person.0.into(), since.into()],
    );
    Ok(Count::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count))
}

#[derive(FromQueryResult)]
struct OtherRow {
    other_id: Uuid,
}

/// Those of the people who are the person's connections.
pub async fn connected_among<C: Connection>(
    connection: &C,
    person: UserId,
    people: &[UserId],
) -> Result<std::collections::HashSet<UserId>, StoreError> {
    if people.is_empty() {
        return Ok(std::collections::HashSet::new());
    }
    let mut query = Query::new("");
    let me = query.bind(person.0);
    let others = query.bind_all(people.iter().map(|person| person.0));
    query.push(&format!(
        "SELECT high_id AS other_id FROM connections \
         WHERE low_id = {me} AND high_id IN ({others}) AND status = 'accepted' \
         UNION SELECT low_id AS other_id FROM connections \
         WHERE high_id = {me} AND low_id IN ({others}) AND status = 'accepted'"
    ));
    let rows = OtherRow::find_by_statement(query.statement(connection)).all(connection).await?;
    Ok(rows.into_iter().map(|row| UserId(row.other_id)).collect())
}
