//! Who is on the list of a call, in which part, and whether they are in it.

use model::id::{UserId, VideoCallId, VideoCallParticipantId};
use model::video_call::{Admission, InvitationResponse, ParticipantRole};
use model::{Timestamp, clock::to_stored_precision};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{placeholders, statement};
use crate::{Connection, StoreError, Writer};

/// A person's standing in a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Its id.
    pub id: VideoCallParticipantId,
    /// The call.
    pub call_id: VideoCallId,
    /// The person.
    pub user_id: UserId,
    /// Their part.
    pub role: ParticipantRole,
    /// Their answer to the invitation.
    pub response: InvitationResponse,
    /// Where they stand at the door.
    pub admission: Admission,
    /// When they knocked.
    pub asked_to_enter_at: Option<Timestamp>,
    /// When they first came in.
    pub first_joined_at: Option<Timestamp>,
    /// When they last left.
    pub last_left_at: Option<Timestamp>,
    /// Who put them on the list.
    pub invited_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A participant as others see them.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedParticipant {
    /// The standing.
    pub participant: Participant,
    /// Whether they are in the call now.
    pub is_present: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    video_call_id: Uuid,
    user_id: Uuid,
    role: String,
    response: String,
    admission: String,
    asked_to_enter_at: Option<Timestamp>,
    first_joined_at: Option<Timestamp>,
    last_left_at: Option<Timestamp>,
    invited_by: Option<Uuid>,
    created_at: Timestamp,
    updated_at: Timestamp,
    is_present: bool,
}

const COLUMNS: &str = "id, video_call_id, user_id, role, response, admission, asked_to_enter_at, first_joined_at, \
    last_left_at, invited_by, created_at, updated_at";
const IS_PRESENT: &str = "EXISTS (SELECT 1 FROM call_sessions s WHERE s.participant_id = p.id \
    AND s.left_at IS NULL AND s.joined_at IS NOT NULL) AS is_present";

impl TryFrom<Row> for ListedParticipant {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let participant = Participant {
            id: row.id.into(),
            call_id: row.video_call_id.into(),
            user_id: row.user_id.into(),
            role: word("video_call_participants.role", &row.role)?,
            response: word("video_call_participants.response", &row.response)?,
            admission: word("video_call_participants.admission", &row.admission)?,
            asked_to_enter_at: row.asked_to_enter_at,
            first_joined_at: row.first_joined_at,
            last_left_at: row.last_left_at,
            invited_by: row.invited_by.map(Into::into),
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Ok(Self { participant, is_present: row.is_present })
    }
}

fn values(participant: &Participant) -> [Value; 12] {
    [
        participant.id.0.into(),
        participant.call_id.0.into(),
        participant.user_id.0.into(),
        participant.role.as_str().into(),
        participant.response.as_str().into(),
        participant.admission.as_str().into(),
        participant.asked_to_enter_at.map(to_stored_precision).into(),
        participant.first_joined_at.into(),
        participant.last_left_at.into(),
        participant.invited_by.map(|user| user.0).into(),
        participant.created_at.into(),
        participant.updated_at.into(),
    ]
}

/// Puts a person on the list. A second time is a conflict on `video_call_id`.
pub async fn insert(writer: &Writer, participant: &Participant) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO video_call_participants ({COLUMNS}) VALUES ({})", placeholders(1, 12));
    writer.execute_raw(statement(writer, &sql, values(participant))).await?;
    Ok(())
}

/// Writes a standing back. Hold the call first.
pub async fn update(writer: &Writer, participant: &Participant) -> Result<(), StoreError> {
    let sql =
        format!("UPDATE video_call_participants SET ({COLUMNS}) = ({}) WHERE id = $1", placeholders(1, 12));
    writer.execute_raw(statement(writer, &sql, values(participant))).await?;
    Ok(())
}

/// A person's standing in a call.
pub async fn find<C: Connection>(
    connection: &C,
    call: VideoCallId,
    user: UserId,
) -> Result<Option<Participant>, StoreError> {
    Ok(find_listed(connection, call, user).await?.map(|listed| listed.participant))
}

/// A person's standing in a call, and whether they are in it.
pub async fn find_listed<C: Connection>(
    connection: &C,
    call: VideoCallId,
    user: UserId,
) -> Result<Option<ListedParticipant>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, {IS_PRESENT} FROM video_call_participants p WHERE p.video_call_id = $1 AND p.user_id = $2"
    );
    let query = statement(connection, &sql, [call.0.into(), user.0.into()]);
    Row::find_by_statement(query).one(connection).await?.map(ListedParticipant::try_from).transpose()
}

/// Everybody on the lists of the calls, those removed included, in the order they were put on.
pub async fn list<C: Connection>(
    connection: &C,
    calls: &[VideoCallId],
) -> Result<Vec<ListedParticipant>, StoreError> {
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {COLUMNS}, {IS_PRESENT} FROM video_call_participants p WHERE p.video_call_id IN ({}) \
         ORDER BY p.video_call_id, p.id",
        placeholders(1, calls.len())
    );
    let query = statement(connection, &sql, calls.iter().map(|call| call.0.into()));
    Row::find_by_statement(query)
        .all(connection)
        .await?
        .into_iter()
        .map(ListedParticipant::try_from)
        .collect()
}
