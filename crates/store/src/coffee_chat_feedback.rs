//! What the two say of a chat afterwards, each for themselves.

use model::Timestamp;
use model::id::{CoffeeChatRequestId, UserId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// One person's word on a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoffeeChatFeedback {
    /// Whether the two met.
    pub has_met: Option<bool>,
    /// 1 to 5.
    pub rating: Option<i32>,
    /// Whether they would meet again.
    pub wants_again: Option<bool>,
    /// In their words.
    pub note: String,
}

#[derive(FromQueryResult)]
struct Row {
    request_id: Uuid,
    has_met: Option<bool>,
    rating: Option<i32>,
    wants_again: Option<bool>,
    note: String,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// Keeps a person's word, in place of what they said before.
pub async fn replace(
    writer: &Writer,
    request: CoffeeChatRequestId,
    user: UserId,
    feedback: &CoffeeChatFeedback,
    now: Timestamp,
) -> Result<(), StoreError> {
    let upsert = statement(
        writer,
        "INSERT INTO coffee_chat_feedback (request_id, user_id, has_met, rating, wants_again, note, created_at, \
           updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) \
         ON CONFLICT (request_id, user_id) DO UPDATE SET has_met = excluded.has_met, rating = excluded.rating, \
           wants_again = excluded.wants_again, note = excluded.note, updated_at = excluded.updated_at",
        [
            request.0.into(),
            user.0.into(),
            feedback.has_met.into(),
            feedback.rating.into(),
            feedback.wants_again.into(),
            feedback.note.clone().into(),
            now.into(),
        ],
    );
    writer.execute_raw(upsert).await?;
    Ok(())
}

/// What a person said of each of the chats, where they did.
pub async fn find_by<C: Connection>(
    connection: &C,
    user: UserId,
    requests: &[CoffeeChatRequestId],
) -> Result<Vec<(CoffeeChatRequestId, CoffeeChatFeedback)>, StoreError> {
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..requests.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT request_id, has_met, rating, wants_again, note FROM coffee_chat_feedback \
         WHERE user_id = $1 AND request_id IN ({})",
        places.join(", ")
    );
    let values = std::iter::once(user.0.into()).chain(requests.iter().map(|id| id.0.into()));
    let rows = Row::find_by_statement(statement(connection, &sql, values)).all(connection).await?;
    Ok(rows.into_iter().map(read).collect())
}

fn read(row: Row) -> (CoffeeChatRequestId, CoffeeChatFeedback) {
    let feedback = CoffeeChatFeedback {
        has_met: row.has_met,
        rating: row.rating,
        wants_again: row.wants_again,
        note: row.note,
    };
    (CoffeeChatRequestId(row.request_id), feedback)
}

/// How many of the two say that they met.
pub async fn count_met<C: Connection>(
    connection: &C,
    request: CoffeeChatRequestId,
) -> Result<i64, StoreError> {
    let query = statement(
        connection,
        "SELECT count(*) AS count FROM coffee_chat_feedback WHERE request_id = $1 AND has_met",
        [request.0.into()],
    );
    Ok(Count::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count))
}
