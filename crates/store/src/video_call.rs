//! Calls: one row an occurrence.

use model::audience::Audience;
use model::id::{CoffeeChatRequestId, UserId, VideoCallId};
use model::video_call::{CallSettings, EndReason, Provider, VideoCallStatus, VideoCallType};
use model::{Timestamp, clock::to_stored_precision};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{Query, lock_rows, placeholders, statement};
use crate::{Connection, StoreError, Writer};

/// A call as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoCall {
    /// Its id.
    pub id: VideoCallId,
    /// What people call it.
    pub title: String,
    /// What it is about; may be empty.
    pub description: String,
    /// What it is for.
    pub kind: VideoCallType,
    /// Where it stands.
    pub status: VideoCallStatus,
    /// Where its media is hosted.
    pub provider: Provider,
    /// The room's name at the provider.
    pub provider_room: String,
    /// Why it is not hosted where it was meant to be.
    pub provider_fallback_reason: Option<String>,
    /// When it is to begin; empty for a call that was opened at once.
    pub scheduled_at: Option<Timestamp>,
    /// How long it is planned to be.
    pub duration_minutes: i32,
    /// The IANA zone it was planned in.
    pub time_zone: String,
    /// When it became active.
    pub started_at: Option<Timestamp>,
    /// When it ended or was cancelled.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Since when nobody is in it, while active.
    pub empty_since: Option<Timestamp>,
    /// How many people may be in it at the same time.
    pub max_participants: i32,
    /// What the host has set.
    pub settings: CallSettings,
    /// Whom a gathering is open to beside those on its list.
    pub audience: Option<Audience>,
    /// The request it was made for.
    pub coffee_chat_request_id: Option<CoffeeChatRequestId>,
    /// Who runs it.
    pub host_id: UserId,
    /// Its name in calendars, for the life of the meeting.
    pub ics_uid: String,
    /// Rises with every change of time or status that calendars must hear of.
    pub ics_sequence: i32,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    title: String,
    description: String,
    r#type: String,
    status: String,
    provider: String,
    provider_room: String,
    provider_fallback_reason: Option<String>,
    scheduled_at: Option<Timestamp>,
    duration_minutes: i32,
    time_zone: String,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    end_reason: Option<String>,
    empty_since: Option<Timestamp>,
    max_participants: i32,
    has_lobby: bool,
    is_locked: bool,
    recording_policy: String,
    has_chat: bool,
    has_screen_share: bool,
    shows_participants: bool,
    start_policy: String,
    audience: Option<Json>,
    coffee_chat_request_id: Option<Uuid>,
    host_id: Uuid,
    ics_uid: String,
    ics_sequence: i32,
    version: i32,
    created_at: Timestamp,
    updated_at: Timestamp,
}

const COLUMNS: &str = "id, title, description, type, status, provider, provider_room, provider_fallback_reason, \
    scheduled_at, duration_minutes, time_zone, started_at, ended_at, end_reason, empty_since, max_participants, \
    has_lobby, is_locked, recording_policy, has_chat, has_screen_share, shows_participants, start_policy, \
    audience, coffee_chat_request_id, host_id, ics_uid, ics_sequence, version, created_at, updated_at";
const COLUMN_COUNT: usize = 31;

impl TryFrom<Row> for VideoCall {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            title: row.title,
            description: row.description,
            kind: word("video_calls.type", &row.r#type)?,
            status: word("video_calls.status", &row.status)?,
            provider: word("video_calls.provider", &row.provider)?,
            provider_room: row.provider_room,
            provider_fallback_reason: row.provider_fallback_reason,
            scheduled_at: row.scheduled_at,
            duration_minutes: row.duration_minutes,
            time_zone: row.time_zone,
            started_at: row.started_at,
            ended_at: row.ended_at,
            end_reason: row
                .end_reason
                .as_deref()
                .map(|text| word("video_calls.end_reason", text))
                .transpose()?,
            empty_since: row.empty_since,
            max_participants: row.max_participants,
            settings: CallSettings {
                lobby: row.has_lobby,
                locked: row.is_locked,
                recording_policy: word("video_calls.recording_policy", &row.recording_policy)?,
                chat: row.has_chat,
                screen_share: row.has_screen_share,
                start: word("video_calls.start_policy", &row.start_policy)?,
                show_participants: row.shows_participants,
            },
            audience: row.audience.map(audience).transpose()?,
            coffee_chat_request_id: row.coffee_chat_request_id.map(Into::into),
            host_id: row.host_id.into(),
            ics_uid: row.ics_uid,
            ics_sequence: row.ics_sequence,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn audience(json: Json) -> Result<Audience, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable {
        column: "video_calls.audience",
        reason: error.to_string(),
    };
    serde_json::from_value(json).map_err(unreadable)
}

/// In the order of `COLUMNS`.
fn values(call: &VideoCall) -> Vec<Value> {
    let settings = &call.settings;
    vec![
        call.id.0.into(),
        call.title.clone().into(),
        call.description.clone().into(),
        call.kind.as_str().into(),
        call.status.as_str().into(),
        call.provider.as_str().into(),
        call.provider_room.clone().into(),
        call.provider_fallback_reason.clone().into(),
        call.scheduled_at.map(to_stored_precision).into(),
        call.duration_minutes.into(),
        call.time_zone.clone().into(),
        call.started_at.into(),
        call.ended_at.into(),
        call.end_reason.map(EndReason::as_str).into(),
        call.empty_since.into(),
        call.max_participants.into(),
        settings.lobby.into(),
        settings.locked.into(),
        settings.recording_policy.as_str().into(),
        settings.chat.into(),
        settings.screen_share.into(),
        settings.show_participants.into(),
        settings.start.as_str().into(),
        call.audience.as_ref().map(|audience| json!(audience)).into(),
        call.coffee_chat_request_id.map(|id| id.0).into(),
        call.host_id.0.into(),
        call.ics_uid.clone().into(),
        call.ics_sequence.into(),
        call.version.into(),
        call.created_at.into(),
        call.updated_at.into(),
    ]
}

/// Writes a new call. A second one for the same request is a conflict on `coffee_chat_request_id`.
pub async fn insert(writer: &Writer, call: &VideoCall) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO video_calls ({COLUMNS}) VALUES ({})", placeholders(1, COLUMN_COUNT));
    writer.execute_raw(statement(writer, &sql, values(call))).await?;
    Ok(())
}

/// Writes the call back under its next version; false when another change came first.
pub async fn update(writer: &Writer, call: &mut VideoCall, now: Timestamp) -> Result<bool, StoreError> {
    let changed = VideoCall { version: call.version + 1, updated_at: now, ..call.clone() };
    let sql = format!(
        "UPDATE video_calls SET ({COLUMNS}) = ({}) WHERE id = $1 AND version = ${}",
        placeholders(1, COLUMN_COUNT),
        COLUMN_COUNT + 1
    );
    let mut values = values(&changed);
    values.push(call.version.into());
    let is_written = writer.execute_raw(statement(writer, &sql, values)).await?.rows_affected() > 0;
    if is_written {
        *call = changed;
    }
    Ok(is_written)
}

/// Notes since when nobody is in the call, or that somebody is; not a change that people see.
pub async fn set_empty_since(
    writer: &Writer,
    id: VideoCallId,
    since: Option<Timestamp>,
) -> Result<(), StoreError> {
    let sql = "UPDATE video_calls SET empty_since = $2 WHERE id = $1";
    writer.execute_raw(statement(writer, sql, [id.0.into(), since.into()])).await?;
    Ok(())
}

/// The call.
pub async fn find<C: Connection>(connection: &C, id: VideoCallId) -> Result<Option<VideoCall>, StoreError> {
    one(connection, &format!("SELECT {COLUMNS} FROM video_calls WHERE id = $1"), [id.0.into()]).await
}

/// The call, held against other writers until the transaction ends: what is decided about it stays true.
pub async fn find_and_hold(writer: &Writer, id: VideoCallId) -> Result<Option<VideoCall>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM video_calls WHERE id = $1 {}", lock_rows(writer));
    one(writer, &sql, [id.0.into()]).await
}

/// The call that takes place in a provider's room.
pub async fn find_by_room<C: Connection>(
    connection: &C,
    room: &str,
) -> Result<Option<VideoCall>, StoreError> {
    one(connection, &format!("SELECT {COLUMNS} FROM video_calls WHERE provider_room = $1"), [room.into()])
        .await
}

/// Active calls in which nobody has been for a while, the emptiest first.
pub async fn empty_since_before<C: Connection>(
    connection: &C,
    instant: Timestamp,
    limit: u64,
) -> Result<Vec<VideoCall>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM video_calls WHERE status = 'active' AND empty_since <= $1 \
         ORDER BY empty_since LIMIT {limit}"
    );
    many(connection, &sql, [instant.into()]).await
}

/// Calls that were to begin before the instant and were never opened, the oldest first.
pub async fn scheduled_before<C: Connection>(
    connection: &C,
    instant: Timestamp,
    limit: u64,
) -> Result<Vec<VideoCall>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM video_calls WHERE status = 'scheduled' AND scheduled_at <= $1 \
         ORDER BY scheduled_at LIMIT {limit}"
    );
    many(connection, &sql, [instant.into()]).await
}

#[derive(FromQueryResult)]
struct InvitedRow {
    user_id: Uuid,
}

/// People who are not the host's connections and whom the host has invited to calls since the instant.
pub async fn strangers_invited_since<C: Connection>(
    connection: &C,
    host: UserId,
    since: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT p.user_id FROM video_calls c JOIN video_call_participants p ON p.video_call_id = c.id \
               WHERE c.host_id = $1 AND p.created_at >= $2 AND p.invited_by = $1 AND c.coffee_chat_request_id IS NULL \
               AND NOT EXISTS (SELECT 1 FROM connections k WHERE k.status = 'accepted' \
                   AND ((k.low_id = $1 AND k.high_id = p.user_id) OR (k.high_id = $1 AND k.low_id = p.user_id)))";
    let query = statement(connection, sql, [host.0.into(), since.into()]);
    let rows = InvitedRow::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(|row| UserId(row.user_id)).collect())
}

/// Active calls with nobody in them that nobody has noted to be empty.
pub async fn unnoticed_empty<C: Connection>(connection: &C) -> Result<Vec<VideoCall>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM video_calls c WHERE status = 'active' AND empty_since IS NULL AND NOT EXISTS \
         (SELECT 1 FROM call_sessions s WHERE s.video_call_id = c.id AND s.left_at IS NULL)"
    );
    many(connection, &sql, []).await
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// The calls to come of the host, without those of chats, on whose list the guest is.
pub async fn planned_between<C: Connection>(
    connection: &C,
    host: UserId,
    guest: UserId,
) -> Result<Vec<VideoCallId>, StoreError> {
    let sql = "SELECT c.id FROM video_call_participants p JOIN video_calls c ON c.id = p.video_call_id \
               WHERE p.user_id = $1 AND p.admission <> 'refused' AND c.host_id = $2 AND c.status = 'scheduled' \
               AND c.coffee_chat_request_id IS NULL ORDER BY c.id";
    let query = statement(connection, sql, [guest.0.into(), host.0.into()]);
    Ok(IdRow::find_by_statement(query).all(connection).await?.into_iter().map(|row| row.id.into()).collect())
}

/// The calls of the host in which the guest is at this moment.
pub async fn live_between<C: Connection>(
    connection: &C,
    host: UserId,
    guest: UserId,
) -> Result<Vec<VideoCallId>, StoreError> {
    let sql = "SELECT DISTINCT c.id FROM call_sessions s JOIN video_calls c ON c.id = s.video_call_id \
               WHERE s.user_id = $1 AND s.left_at IS NULL AND c.host_id = $2";
    let query = statement(connection, sql, [guest.0.into(), host.0.into()]);
    Ok(IdRow::find_by_statement(query).all(connection).await?.into_iter().map(|row| row.id.into()).collect())
}

/// How many calls with an audience the host has made or changed since the instant.
pub async fn gatherings_since<C: Connection>(
    connection: &C,
    host: UserId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) AS count FROM video_calls \
               WHERE host_id = $1 AND audience IS NOT NULL AND updated_at >= $2";
    let query = statement(connection, sql, [host.0.into(), since.into()]);
    Ok(CountRow::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count))
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

/// The columns of a call under a name for its table, as [`read`] reads them.
pub(crate) fn columns_of(table: &str) -> String {
    COLUMNS.split(", ").map(|column| format!("{table}.{}", column.trim())).collect::<Vec<_>>().join(", ")
}

/// The calls that the query finds.
pub(crate) async fn read<C: Connection>(connection: &C, query: Query) -> Result<Vec<VideoCall>, StoreError> {
    let rows = Row::find_by_statement(query.statement(connection)).all(connection).await?;
    rows.into_iter().map(VideoCall::try_from).collect()
}

async fn one<C: Connection>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<VideoCall>, StoreError> {
    let row = Row::find_by_statement(statement(connection, sql, values)).one(connection).await?;
    row.map(VideoCall::try_from).transpose()
}

async fn many<C: Connection>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<VideoCall>, StoreError> {
    let rows = Row::find_by_statement(statement(connection, sql, values)).all(connection).await?;
    rows.into_iter().map(VideoCall::try_from).collect()
}
