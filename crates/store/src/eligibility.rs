//! What the rules on who may ask whom read (MATCHING.md 3.7).

use model::Timestamp;
use model::id::UserId;
use model::user::Visibility;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::coffee_chat::ordered;
use crate::column::word;
use crate::dialect::{lock_rows_but_references, statement};
use crate::{Connection, StoreError, Writer};

/// What the rules read about the person asked.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    /// Whether the account is in use.
    pub is_active: bool,
    /// Who may find the person.
    pub visibility: Visibility,
    /// Whether the person takes part; empty until they were asked.
    pub open_to_chats: Option<bool>,
    /// The end of the person's break.
    pub paused_until: Option<Timestamp>,
    /// Accepted chats in 28 days that are enough.
    pub monthly_chat_limit: i32,
    /// Requests that wait for the person's answer.
    pub waiting_requests: i64,
    /// When chats that others asked for were accepted since the given instant; called-off ones left out.
    pub accepted_at: Vec<Timestamp>,
}

/// What the rules read about the two.
#[derive(Clone, Debug)]
pub struct PairFacts {
    /// One of the two blocked the other.
    pub is_blocked: bool,
    /// The two are connections, or the person asked the other to be one.
    pub is_connected: bool,
    /// A request between the two waits for an answer.
    pub is_pending: bool,
    /// The two have a chat ahead.
    pub is_scheduled: bool,
    /// When the person last declined the one who asks.
    pub declined_at: Option<Timestamp>,
    /// The person asked not to be asked again by this one.
    pub is_declined_for_ever: bool,
}

#[derive(FromQueryResult)]
struct PersonRow {
    status: String,
    visibility: String,
    open_to_chats: Option<bool>,
    paused_until: Option<Timestamp>,
    monthly_chat_limit: i32,
    waiting_requests: i64,
}

#[derive(FromQueryResult)]
struct Accepted {
    at: Timestamp,
}

/// Holds a person's account until the transaction ends, so that two requests to them are decided one after the other.
pub async fn lock_person(writer: &Writer, person: UserId) -> Result<(), StoreError> {
    let sql = format!("SELECT id FROM users WHERE id = $1 {}", lock_rows_but_references(writer));
    writer.query_one_raw(statement(writer, &sql, [person.0.into()])).await?;
    Ok(())
}

/// What is known of the person; `None` for an unknown id.
pub async fn person_facts<C: Connection>(
    connection: &C,
    person: UserId,
    since: Timestamp,
) -> Result<Option<PersonFacts>, StoreError> {
    let query = statement(
        connection,
        "SELECT u.status, p.visibility, p.open_to_chats, p.paused_until, p.monthly_chat_limit, \
           (SELECT count(*) FROM coffee_chat_requests r WHERE r.recipient_id = u.id AND r.status = 'pending' \
              AND r.awaiting = 'recipient') AS waiting_requests \
         FROM users u JOIN profiles p ON p.user_id = u.id WHERE u.id = $1",
        [person.0.into()],
    );
    let Some(row) = PersonRow::find_by_statement(query).one(connection).await? else { return Ok(None) };
    Ok(Some(PersonFacts {
        is_active: row.status == "active",
        visibility: word("profiles.visibility", &row.visibility)?,
        open_to_chats: row.open_to_chats,
        paused_until: row.paused_until,
        monthly_chat_limit: row.monthly_chat_limit,
        waiting_requests: row.waiting_requests,
        accepted_at: accepted_since(connection, person, since).await?,
    }))
}

async fn accepted_since<C: Connection>(
    connection: &C,
    person: UserId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let query = statement(
        connection,
        "SELECT responded_at AS at FROM coffee_chat_requests WHERE recipient_id = $1 AND responded_at >= $2 \
         AND status IN ('accepted', 'completed', 'no_show', 'not_held')",
        [person.0.into(), since.into()],
    );
    let rows = Accepted::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.at).collect())
}

#[derive(FromQueryResult)]
struct PairRow {
    is_blocked: bool,
    is_connected: bool,
    is_pending: bool,
    is_scheduled: bool,
    is_declined_for_ever: bool,
}

#[derive(FromQueryResult)]
struct Declined {
    at: Option<Timestamp>,
}

/// Requests that the person declined to the other: asked and not countered, or answering a counter-proposal. `$1` is
/// the one who asks now, `$2` the person. Whose turn it was follows from the number of counter-proposals.
const DECLINED: &str = "FROM coffee_chat_requests WHERE status = 'declined' \
    AND ((requester_id = $1 AND recipient_id = $2 AND counter_count % 2 = 0) \
      OR (requester_id = $2 AND recipient_id = $1 AND counter_count % 2 = 1))";

/// What is known of the two, for a request of one to the other.
pub async fn pair_facts<C: Connection>(
    connection: &C,
    one: UserId,
    other: UserId,
) -> Result<PairFacts, StoreError> {
    let [low, high] = ordered([one, other]);
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM blocks WHERE (blocker_id = $1 AND blocked_id = $2) \
             OR (blocker_id = $2 AND blocked_id = $1)) AS is_blocked, \
           EXISTS (SELECT 1 FROM connections WHERE low_id = $3 AND high_id = $4 AND (status = 'accepted' \
             OR (status = 'pending' AND requester_id = $2))) AS is_connected, \
           EXISTS (SELECT 1 FROM coffee_chat_requests WHERE low_id = $3 AND high_id = $4 AND status = 'pending') \
             AS is_pending, \
           EXISTS (SELECT 1 FROM coffee_chat_requests WHERE low_id = $3 AND high_id = $4 AND status = 'accepted') \
             AS is_scheduled, \
           EXISTS (SELECT 1 {DECLINED} AND declined_for_ever) AS is_declined_for_ever"
    );
    let ids = [one.0.into(), other.0.into(), low.0.into(), high.0.into()];
    let row = PairRow::find_by_statement(statement(connection, &sql, ids)).one(connection).await?;
    let last = statement(
        connection,
        &format!("SELECT max(responded_at) AS at {DECLINED}"),
        [one.0.into(), other.0.into()],
    );
    let declined = Declined::find_by_statement(last).one(connection).await?;
    Ok(row.map_or(NOTHING, |row| PairFacts {
        is_blocked: row.is_blocked,
        is_connected: row.is_connected,
        is_pending: row.is_pending,
        is_scheduled: row.is_scheduled,
        declined_at: declined.and_then(|row| row.at),
        is_declined_for_ever: row.is_declined_for_ever,
    }))
}

const NOTHING: PairFacts = PairFacts {
    is_blocked: false,
    is_connected: false,
    is_pending: false,
    is_scheduled: false,
    declined_at: None,
    is_declined_for_ever: false,
};
