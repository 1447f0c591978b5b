//! The list and the lobby of a call in JSON.

use chrono::{DateTime, Utc};
use model::id::{UserId, VideoCallParticipantId};
use model::video_call::{InvitationResponse, ParticipantRole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person::Person;

/// Somebody on the list of a call, and when they were there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttendanceView {
    /// Their standing in the call.
    pub id: VideoCallParticipantId,
    /// Who.
    pub person: Person,
    /// Their part.
    pub role: ParticipantRole,
    /// Their answer to the invitation.
    pub response: InvitationResponse,
    /// Whether they are in the call now.
    pub is_present: bool,
    /// When they first came in; null: they never did.
    pub joined_at: Option<DateTime<Utc>>,
    /// When they last left; null while they are there.
    pub left_at: Option<DateTime<Utc>>,
    /// How long they were there, in whole minutes.
    pub minutes_present: i64,
    /// Each stay, in order.
    pub stays: Vec<StayView>,
}

/// One stay in a call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StayView {
    /// When it began.
    pub joined_at: DateTime<Utc>,
    /// When it ended; null while it goes on.
    pub left_at: Option<DateTime<Utc>>,
}

/// Whom to invite.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCallParticipant {
    /// The person.
    pub person_id: UserId,
    /// Their part: `participant` when left out.
    pub role: Option<ParticipantRole>,
}

/// A new part for somebody.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCallParticipant {
    /// `moderator` or `participant`.
    pub role: ParticipantRole,
}

/// The answer to an invitation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondToVideoCall {
    /// `accepted`, `declined` or `tentative`.
    pub response: InvitationResponse,
}

/// Somebody who waits in the lobby.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KnockView {
    /// Who.
    pub person: Person,
    /// Since when.
    pub asked_at: DateTime<Utc>,
}

/// Those who wait in the lobby.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LobbyView {
    /// The first to come first.
    pub items: Vec<KnockView>,
    /// Always null: a lobby has one page.
    pub next_cursor: Option<String>,
}

/// Whom to let in.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AdmitFromLobby {
    /// The person; everyone who waits when left out.
    pub person_id: Option<UserId>,
}

/// Whom to turn away.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseFromLobby {
    /// The person.
    pub person_id: UserId,
}
