//! The list and the lobby of a call in JSON.

use chrono::{DateTime, Utc};
use model::id::UserId;
use model::video_call::{InvitationResponse, ParticipantRole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person::Person;

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
