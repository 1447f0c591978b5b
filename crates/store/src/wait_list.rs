//! Who waits for a place with whom. It is the wish of the one who waits: nobody else reads it.

use std::collections::HashMap;

use model::Timestamp;
use model::id::UserId;
use model::wait_list::{ENDS_AFTER, Wait};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::dialect::{Query, is_so, statement};
use crate::{Connection, StoreError, Writer};

#[derive(FromQueryResult)]
struct Row {
    person_id: Uuid,
    waiter_id: Uuid,
    joined_at: Timestamp,
    queued_at: Timestamp,
    offered_at: Option<Timestamp>,
}

const ENTRIES: &str = "SELECT person_id, waiter_id, joined_at, queued_at, offered_at FROM wait_list_entries";

impl Row {
    fn read(self) -> (UserId, Wait) {
        let wait = Wait {
            waiter_id: UserId(self.waiter_id),
            joined_at: self.joined_at,
            queued_at: self.queued_at,
            offered_at: self.offered_at,
        };
        (UserId(self.person_id), wait)
    }
}

/// Puts somebody in the line for a person; who stands in it keeps their turn.
pub async fn join(writer: &Writer, waiter: UserId, person: UserId, now: Timestamp) -> Result<(), StoreError> {
    let over = statement(
        writer,
        "DELETE FROM wait_list_entries WHERE person_id = $1 AND waiter_id = $2 AND joined_at <= $3",
        [person.0.into(), waiter.0.into(), (now - ENDS_AFTER).into()],
    );
    writer.execute_raw(over).await?;
    let insert = statement(
        writer,
        "INSERT INTO wait_list_entries (person_id, waiter_id, joined_at, queued_at) VALUES ($1, $2, $3, $3) \
         ON CONFLICT DO NOTHING",
        [person.0.into(), waiter.0.into(), now.into()],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

/// Takes somebody out of the line; `false` when they did not stand in it.
pub async fn leave(writer: &Writer, waiter: UserId, person: UserId) -> Result<bool, StoreError> {
    let delete = statement(
        writer,
        "DELETE FROM wait_list_entries WHERE person_id = $1 AND waiter_id = $2",
        [person.0.into(), waiter.0.into()],
    );
    Ok(writer.execute_raw(delete).await?.rows_affected() > 0)
}

/// Takes two people out of each other's line.
pub async fn part(writer: &Writer, one: UserId, other: UserId) -> Result<(), StoreError> {
    leave(writer, one, other).await?;
    leave(writer, other, one).await?;
    Ok(())
}

/// Notes that somebody is offered a place, or none any more.
pub async fn set_offered(
    writer: &Writer,
    person: UserId,
    waiter: UserId,
    offered_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE wait_list_entries SET offered_at = $3 WHERE person_id = $1 AND waiter_id = $2",
        [person.0.into(), waiter.0.into(), offered_at.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Puts somebody at the end of the line.
pub async fn requeue(
    writer: &Writer,
    person: UserId,
    waiter: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE wait_list_entries SET offered_at = NULL, queued_at = $3 WHERE person_id = $1 AND waiter_id = $2",
        [person.0.into(), waiter.0.into(), now.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Whether anybody waits for the person.
pub async fn is_awaited<C: Connection>(connection: &C, person: UserId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM wait_list_entries WHERE person_id = $1)";
    Ok(is_so(connection, statement(connection, sql, [person.0.into()])).await?)
}

/// The line for a person, in its order.
pub async fn line<C: Connection>(connection: &C, person: UserId) -> Result<Vec<Wait>, StoreError> {
    let sql = format!("{ENTRIES} WHERE person_id = $1 ORDER BY queued_at, waiter_id");
    let rows = Row::find_by_statement(statement(connection, &sql, [person.0.into()])).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.read().1).collect())
}

/// Whom somebody waits for at this time, the longest first.
pub async fn of<C: Connection>(
    connection: &C,
    waiter: UserId,
    now: Timestamp,
) -> Result<Vec<(UserId, Wait)>, StoreError> {
    let sql = format!("{ENTRIES} WHERE waiter_id = $1 AND joined_at > $2 ORDER BY joined_at, person_id");
    let query = statement(connection, &sql, [waiter.0.into(), (now - ENDS_AFTER).into()]);
    let rows = Row::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// What fills people up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomFacts {
    /// Whether they take part; empty until they were asked.
    pub open_to_chats: Option<bool>,
    /// The end of their break.
    pub paused_until: Option<Timestamp>,
    /// Accepted chats in 28 days that are enough.
    pub monthly_chat_limit: i32,
    /// Until when each of the requests waits that wait for their answer.
    pub waiting_until: Vec<Timestamp>,
    /// When chats that others asked for were accepted since the given instant; called-off ones left out.
    pub accepted_at: Vec<Timestamp>,
}

#[derive(FromQueryResult)]
struct ProfileRow {
    user_id: Uuid,
    open_to_chats: Option<bool>,
    paused_until: Option<Timestamp>,
    monthly_chat_limit: i32,
}

#[derive(FromQueryResult)]
struct ChatRow {
    recipient_id: Uuid,
    is_waiting: bool,
    expires_at: Timestamp,
    responded_at: Option<Timestamp>,
}

/// What fills each of the people up, in two queries for all of them; unknown ids are left out.
pub async fn rooms<C: Connection>(
    connection: &C,
    people: &[UserId],
    since: Timestamp,
) -> Result<HashMap<UserId, RoomFacts>, StoreError> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new(
        "SELECT user_id, open_to_chats, paused_until, monthly_chat_limit FROM profiles WHERE user_id IN (",
    );
    let ids = query.bind_all(people.iter().map(|person| person.0));
    query.push(&format!("{ids})"));
    let profiles = ProfileRow::find_by_statement(query.statement(connection)).all(connection).await?;
    let mut rooms: HashMap<UserId, RoomFacts> =
        profiles.into_iter().map(|row| (UserId(row.user_id), row.read())).collect();
    let mut query = Query::new("");
    let since = query.bind(since);
    let ids = query.bind_all(people.iter().map(|person| person.0));
    query.push(&format!(
        "SELECT recipient_id, status = 'pending' AS is_waiting, expires_at, responded_at FROM coffee_chat_requests \
         WHERE recipient_id IN ({ids}) AND ((status = 'pending' AND awaiting = 'recipient') \
           OR (responded_at >= {since} AND status IN ('accepted', 'completed', 'no_show', 'not_held')))"
    ));
    for chat in ChatRow::find_by_statement(query.statement(connection)).all(connection).await? {
        let Some(room) = rooms.get_mut(&UserId(chat.recipient_id)) else { continue };
        match chat.is_waiting {
            true => room.waiting_until.push(chat.expires_at),
            false => room.accepted_at.extend(chat.responded_at),
        }
    }
    Ok(rooms)
}

impl ProfileRow {
    fn read(self) -> RoomFacts {
        RoomFacts {
            open_to_chats: self.open_to_chats,
            paused_until: self.paused_until,
            monthly_chat_limit: self.monthly_chat_limit,
            ..RoomFacts::default()
        }
    }
}

/// Forgets who has waited too long.
pub async fn forget_over(writer: &Writer, now: Timestamp) -> Result<(), StoreError> {
    let delete =
        statement(writer, "DELETE FROM wait_list_entries WHERE joined_at <= $1", [(now - ENDS_AFTER).into()]);
    writer.execute_raw(delete).await?;
    Ok(())
}
