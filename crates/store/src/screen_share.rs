//! Stretches of screen sharing, opened and closed by what the provider tells.

use model::Timestamp;
use model::id::{CallSessionId, ScreenSharingSessionId, UserId, VideoCallId, VideoCallParticipantId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// One stretch of screen sharing.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenShare {
    /// Its id.
    pub id: ScreenSharingSessionId,
    /// The call.
    pub call_id: VideoCallId,
    /// The standing of who shares.
    pub participant_id: VideoCallParticipantId,
    /// Who shares.
    pub user_id: UserId,
    /// The connection it came over.
    pub session_id: Option<CallSessionId>,
    /// The provider's track.
    pub track: String,
    /// Whether the sound of the screen is shared too.
    pub has_audio: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    video_call_id: Uuid,
    participant_id: Uuid,
    user_id: Uuid,
    session_id: Option<Uuid>,
    track: String,
    has_audio: bool,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
}

impl From<Row> for ScreenShare {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            call_id: row.video_call_id.into(),
            participant_id: row.participant_id.into(),
            user_id: row.user_id.into(),
            session_id: row.session_id.map(Into::into),
            track: row.track,
            has_audio: row.has_audio,
            started_at: row.started_at,
            ended_at: row.ended_at,
        }
    }
}

const SELECT: &str = "SELECT s.id, s.video_call_id, s.participant_id, p.user_id, s.session_id, s.track, s.has_audio, \
    s.started_at, s.ended_at FROM screen_sharing_sessions s JOIN video_call_participants p ON p.id = s.participant_id";

/// Begins a stretch; false when this track's stretch runs already.
pub async fn insert(writer: &Writer, share: &ScreenShare) -> Result<bool, StoreError> {
    let sql = "INSERT INTO screen_sharing_sessions \
               (id, video_call_id, participant_id, session_id, track, has_audio, started_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (video_call_id, track) WHERE ended_at IS NULL DO NOTHING";
    let values: [Value; 7] = [
        share.id.0.into(),
        share.call_id.0.into(),
        share.participant_id.0.into(),
        share.session_id.map(|id| id.0).into(),
        share.track.clone().into(),
        share.has_audio.into(),
        share.started_at.into(),
    ];
    Ok(writer.execute_raw(statement(writer, sql, values)).await?.rows_affected() > 0)
}

/// The stretches of a call that go on.
pub async fn running<C: Connection>(
    connection: &C,
    call: VideoCallId,
) -> Result<Vec<ScreenShare>, StoreError> {
    let sql = format!("{SELECT} WHERE s.video_call_id = $1 AND s.ended_at IS NULL ORDER BY s.id");
    many(connection, &sql, [call.0.into()]).await
}

/// All stretches of a call, the latest first, before the given one, at most `limit`.
pub async fn list_before<C: Connection>(
    connection: &C,
    call: VideoCallId,
    before: Option<ScreenSharingSessionId>,
    limit: u64,
) -> Result<Vec<ScreenShare>, StoreError> {
    let mut values: Vec<Value> = vec![call.0.into()];
    let bound = before.map_or("", |before| {
        values.push(before.0.into());
        "AND s.id < $2"
    });
    many(
        connection,
        &format!("{SELECT} WHERE s.video_call_id = $1 {bound} ORDER BY s.id DESC LIMIT {limit}"),
        values,
    )
    .await
}

/// Notes that the sound of the screen is shared with a running stretch.
pub async fn set_has_audio(writer: &Writer, session: CallSessionId) -> Result<(), StoreError> {
    let sql =
        "UPDATE screen_sharing_sessions SET has_audio = TRUE WHERE session_id = $1 AND ended_at IS NULL";
    writer.execute_raw(statement(writer, sql, [session.0.into()])).await?;
    Ok(())
}

/// Ends a stretch; false when it had ended before.
pub async fn close(
    writer: &Writer,
    id: ScreenSharingSessionId,
    ended_at: Timestamp,
    reason: &'static str,
) -> Result<bool, StoreError> {
    let sql = "UPDATE screen_sharing_sessions SET end_reason = $3, \
               ended_at = CASE WHEN started_at > $2 THEN started_at ELSE $2 END WHERE id = $1 AND ended_at IS NULL";
    let update = statement(writer, sql, [id.0.into(), ended_at.into(), reason.into()]);
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

async fn many<C: Connection>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<ScreenShare>, StoreError> {
    let rows = Row::find_by_statement(statement(connection, sql, values)).all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
