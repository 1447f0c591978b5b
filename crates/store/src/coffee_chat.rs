//! Requests for coffee chats.

use model::Timestamp;
use model::coffee_chat::{CoffeeChatStatus, CoffeeChatType, Meeting, Position, Side};
use model::id::{CoffeeChatRequestId, UserId, VideoCallId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{lock_rows, statement};
use crate::{Connection, StoreError, Writer};

/// A request as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CoffeeChat {
    /// Its id.
    pub id: CoffeeChatRequestId,
    /// Who asked.
    pub requester_id: UserId,
    /// Who was asked.
    pub recipient_id: UserId,
    /// What was asked for.
    pub kind: CoffeeChatType,
    /// Status, turn and counter-proposals.
    pub position: Position,
    /// What the one who asked wrote.
    pub message: String,
    /// What was written with the answer.
    pub answer_message: Option<String>,
    /// The times of the last proposal, in its order.
    pub proposed_times: Vec<Timestamp>,
    /// The time agreed on.
    pub selected_time: Option<Timestamp>,
    /// How long it is to last.
    pub duration_minutes: i32,
    /// The zone that the one who asked lives by.
    pub time_zone: String,
    /// When the last proposal lapses.
    pub expires_at: Timestamp,
    /// The call made for it.
    pub video_call_id: Option<VideoCallId>,
    /// When it was accepted or declined.
    pub responded_at: Option<Timestamp>,
    /// When it was found that the two met.
    pub completed_at: Option<Timestamp>,
    /// When it came to its end, whichever end.
    pub closed_at: Option<Timestamp>,
    /// Who called it off.
    pub cancelled_by: Option<Side>,
    /// Why.
    pub cancel_reason: Option<String>,
    /// Who did not come.
    pub no_show_by: Option<Side>,
    /// Whether the one asked does not want to be asked again by the same person.
    pub is_declined_for_ever: bool,
    /// How long the two were together.
    pub met_seconds: Option<i64>,
    /// Rises by one with every change.
    pub version: i32,
    /// When it was asked.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl CoffeeChat {
    /// A request that was just asked and waits for its answer: half an hour of coffee, in UTC, without a word.
    pub fn asked(
        id: CoffeeChatRequestId,
        [requester_id, recipient_id]: [UserId; 2],
        proposed_times: Vec<Timestamp>,
        expires_at: Timestamp,
        created_at: Timestamp,
    ) -> Self {
        Self {
            id,
            requester_id,
            recipient_id,
            kind: CoffeeChatType::CoffeeChat,
            position: Position::NEW,
            message: String::new(),
            answer_message: None,
            proposed_times,
            selected_time: None,
            duration_minutes: 30,
            time_zone: "UTC".to_owned(),
            expires_at,
            video_call_id: None,
            responded_at: None,
            completed_at: None,
            closed_at: None,
            cancelled_by: None,
            cancel_reason: None,
            no_show_by: None,
            is_declined_for_ever: false,
            met_seconds: None,
            version: 1,
            created_at,
            updated_at: created_at,
        }
    }

    /// Which of the two somebody is.
    pub fn side_of(&self, user: UserId) -> Option<Side> {
        match user {
            user if user == self.requester_id => Some(Side::Requester),
            user if user == self.recipient_id => Some(Side::Recipient),
            _ => None,
        }
    }

    /// The person on a side.
    pub const fn person(&self, side: Side) -> UserId {
        match side {
            Side::Requester => self.requester_id,
            Side::Recipient => self.recipient_id,
        }
    }

    /// Both people.
    pub const fn people(&self) -> [UserId; 2] {
        [self.requester_id, self.recipient_id]
    }

    /// The agreed time.
    pub fn meeting(&self) -> Option<Meeting> {
        self.selected_time.map(|start| Meeting { start, duration_minutes: self.duration_minutes })
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    requester_id: Uuid,
    recipient_id: Uuid,
    r#type: String,
    status: String,
    awaiting: Option<String>,
    message: String,
    answer_message: Option<String>,
    proposed_times: Json,
    selected_time: Option<Timestamp>,
    duration_minutes: i32,
    time_zone: String,
    counter_count: i32,
    expires_at: Timestamp,
    video_call_id: Option<Uuid>,
    responded_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    cancelled_by: Option<String>,
    cancel_reason: Option<String>,
    no_show_by: Option<String>,
    declined_for_ever: bool,
    met_seconds: Option<i32>,
    version: i32,
    created_at: Timestamp,
    updated_at: Timestamp,
}

const COLUMNS: &str = "id, requester_id, recipient_id, type, status, awaiting, message, answer_message, \
    proposed_times, selected_time, duration_minutes, time_zone, counter_count, expires_at, video_call_id, \
    responded_at, completed_at, closed_at, cancelled_by, cancel_reason, no_show_by, declined_for_ever, \
    met_seconds, version, created_at, updated_at";

impl Row {
    fn read(self) -> Result<CoffeeChat, StoreError> {
        let side = |column, text: Option<String>| text.map(|text| word(column, &text)).transpose();
        let position = Position {
            status: word("coffee_chat_requests.status", &self.status)?,
            awaiting: side("coffee_chat_requests.awaiting", self.awaiting)?,
            counter_count: self.counter_count,
        };
        Ok(CoffeeChat {
            id: CoffeeChatRequestId(self.id),
            requester_id: UserId(self.requester_id),
            recipient_id: UserId(self.recipient_id),
            kind: word("coffee_chat_requests.type", &self.r#type)?,
            position,
            message: self.message,
            answer_message: self.answer_message,
            proposed_times: read_times(self.proposed_times)?,
            selected_time: self.selected_time,
            duration_minutes: self.duration_minutes,
            time_zone: self.time_zone,
            expires_at: self.expires_at,
            video_call_id: self.video_call_id.map(VideoCallId),
            responded_at: self.responded_at,
            completed_at: self.completed_at,
            closed_at: self.closed_at,
            cancelled_by: side("coffee_chat_requests.cancelled_by", self.cancelled_by)?,
            cancel_reason: self.cancel_reason,
            no_show_by: side("coffee_chat_requests.no_show_by", self.no_show_by)?,
            is_declined_for_ever: self.declined_for_ever,
            met_seconds: self.met_seconds.map(i64::from),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

fn read_times(json: Json) -> Result<Vec<Timestamp>, StoreError> {
    serde_json::from_value(json).map_err(|error| StoreError::Unreadable {
        column: "coffee_chat_requests.proposed_times",
        reason: error.to_string(),
    })
}

/// Writes a new request down; a conflict on `coffee_chat_requests_one_pending_key` when one of the two waits for
/// the other already.
pub async fn insert(writer: &Writer, chat: &CoffeeChat) -> Result<(), StoreError> {
    let [low, high] = ordered(chat.people());
    let sql = format!(
        "INSERT INTO coffee_chat_requests ({COLUMNS}, low_id, high_id) VALUES \
         ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
          $23, $24, $25, $26, $27, $28)"
    );
    let mut values: Vec<Value> = vec![
        chat.id.0.into(),
        chat.requester_id.0.into(),
        chat.recipient_id.0.into(),
        chat.kind.as_str().into(),
        chat.position.status.as_str().into(),
        chat.position.awaiting.map(Side::as_str).into(),
        chat.message.clone().into(),
    ];
    values.extend([chat.answer_message.clone().into(), serde_json::json!(chat.proposed_times).into()]);
    values.extend([chat.selected_time.into(), chat.duration_minutes.into(), chat.time_zone.clone().into()]);
    values.extend([chat.position.counter_count.into(), chat.expires_at.into()]);
    values.extend(outcome_values(chat)?);
    values.extend([chat.version.into(), chat.created_at.into(), chat.updated_at.into()]);
    values.extend([low.0.into(), high.0.into()]);
    writer.execute_raw(statement(writer, &sql, values)).await?;
    Ok(())
}

/// The values of `video_call_id` to `met_seconds`, in the order of the columns.
fn outcome_values(chat: &CoffeeChat) -> Result<[Value; 9], StoreError> {
    let met_seconds = chat.met_seconds.map(i32::try_from).transpose().map_err(|error| {
        StoreError::Unreadable { column: "coffee_chat_requests.met_seconds", reason: error.to_string() }
    })?;
    Ok([
        chat.video_call_id.map(|id| id.0).into(),
        chat.responded_at.into(),
        chat.completed_at.into(),
        chat.closed_at.into(),
        chat.cancelled_by.map(Side::as_str).into(),
        chat.cancel_reason.clone().into(),
        chat.no_show_by.map(Side::as_str).into(),
        chat.is_declined_for_ever.into(),
        met_seconds.into(),
    ])
}

/// Writes the changed request over the one read before, if nobody changed that in between; tells whether it did.
/// The version written is the one after `before`'s.
pub async fn replace(writer: &Writer, before: &CoffeeChat, after: &CoffeeChat) -> Result<bool, StoreError> {
    let sql = "UPDATE coffee_chat_requests SET status = $4, awaiting = $5, counter_count = $6, answer_message = $7, \
           proposed_times = $8, selected_time = $9, expires_at = $10, updated_at = $11, version = version + 1, \
           video_call_id = $12, responded_at = $13, completed_at = $14, closed_at = $15, cancelled_by = $16, \
           cancel_reason = $17, no_show_by = $18, declined_for_ever = $19, met_seconds = $20 \
         WHERE id = $1 AND status = $2 AND version = $3";
    let mut values: Vec<Value> = vec![
        before.id.0.into(),
        before.position.status.as_str().into(),
        before.version.into(),
        after.position.status.as_str().into(),
        after.position.awaiting.map(Side::as_str).into(),
        after.position.counter_count.into(),
        after.answer_message.clone().into(),
        serde_json::json!(after.proposed_times).into(),
        after.selected_time.into(),
        after.expires_at.into(),
        after.updated_at.into(),
    ];
    values.extend(outcome_values(after)?);
    Ok(writer.execute_raw(statement(writer, sql, values)).await?.rows_affected() == 1)
}

/// The request with this id.
pub async fn find<C: Connection>(
    connection: &C,
    id: CoffeeChatRequestId,
) -> Result<Option<CoffeeChat>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM coffee_chat_requests WHERE id = $1");
    let query = statement(connection, &sql, [id.0.into()]);
    Row::find_by_statement(query).one(connection).await?.map(Row::read).transpose()
}

/// The request with this id, held until the transaction ends: whoever else wants it waits and then reads the outcome.
pub async fn find_locked(writer: &Writer, id: CoffeeChatRequestId) -> Result<Option<CoffeeChat>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM coffee_chat_requests WHERE id = $1 {}", lock_rows(writer));
    let query = statement(writer, &sql, [id.0.into()]);
    Row::find_by_statement(query).one(writer).await?.map(Row::read).transpose()
}

/// The requests between two people that are pending or accepted, held until the transaction ends.
pub async fn find_open_between(
    writer: &Writer,
    one: UserId,
    other: UserId,
) -> Result<Vec<CoffeeChat>, StoreError> {
    let [low, high] = ordered([one, other]);
    let sql = format!(
        "SELECT {COLUMNS} FROM coffee_chat_requests WHERE low_id = $1 AND high_id = $2 \
         AND status IN ('pending', 'accepted') ORDER BY id {}",
        lock_rows(writer)
    );
    let query = statement(writer, &sql, [low.0.into(), high.0.into()]);
    Row::find_by_statement(query).all(writer).await?.into_iter().map(Row::read).collect()
}

/// Which of a person's requests are wanted.
#[derive(Clone, Debug)]
pub struct ListFilter {
    /// The person.
    pub user: UserId,
    /// The side that the person is on.
    pub side: Side,
    /// These states; any when empty.
    pub statuses: Vec<CoffeeChatStatus>,
    /// Only requests older than this one.
    pub before: Option<CoffeeChatRequestId>,
}

/// A person's requests, newest first.
pub async fn list<C: Connection>(
    connection: &C,
    filter: &ListFilter,
    limit: u64,
) -> Result<Vec<CoffeeChat>, StoreError> {
    let column = match filter.side {
        Side::Requester => "requester_id",
        Side::Recipient => "recipient_id",
    };
    let statuses = match filter.statuses.as_slice() {
        [] => String::new(),
        some => format!("AND status IN ({})", quoted(some)),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM coffee_chat_requests WHERE {column} = $1 {statuses} AND id < $2 \
         ORDER BY id DESC LIMIT {limit}"
    );
    let end = filter.before.map_or(Uuid::max(), Uuid::from);
    let query = statement(connection, &sql, [filter.user.0.into(), end.into()]);
    Row::find_by_statement(query).all(connection).await?.into_iter().map(Row::read).collect()
}

/// The states as a list of SQL; they are words of the model, never input.
fn quoted(statuses: &[CoffeeChatStatus]) -> String {
    let quoted: Vec<String> = statuses.iter().map(|status| format!("'{status}'")).collect();
    quoted.join(", ")
}

/// The two ids, the smaller first.
pub(crate) fn ordered([one, other]: [UserId; 2]) -> [UserId; 2] {
    if one < other { [one, other] } else { [other, one] }
}
