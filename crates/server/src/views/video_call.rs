//! Calls in JSON.

use chrono::{DateTime, Utc};
use model::audience::Audience;
use model::id::{CallSessionId, CoffeeChatRequestId, UserId, VideoCallId};
use model::video_call::{
    CallSettings, CallSettingsChange, EndReason, InvitationResponse, ParticipantRole, Provider,
    VideoCallStatus, VideoCallType, WaitingFor,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call_audience::AudienceView;
use super::given;
use super::person::Person;

/// A call as the caller may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoCallView {
    /// Its id.
    pub id: VideoCallId,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// What it is for.
    pub r#type: VideoCallType,
    /// Where it stands.
    pub status: VideoCallStatus,
    /// Where it takes place.
    pub provider: Provider,
    /// When it is to begin; null: opened at once.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// How long it is planned to be.
    pub duration_minutes: i32,
    /// The IANA zone it was planned in.
    pub time_zone: String,
    /// When it became active.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended or was cancelled.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Who runs it.
    pub host: Person,
    /// The caller's part, for somebody of its audience the one they would have; null for the platform's team.
    pub my_role: Option<ParticipantRole>,
    /// Who is on its list, as far as the caller may see it.
    pub participants: Vec<CallParticipantView>,
    /// How many people may be in it at the same time.
    pub max_participants: i32,
    /// What the host has set.
    pub settings: CallSettings,
    /// Whom a gathering is open to beside those on its list.
    pub audience: Option<AudienceView>,
    /// The request it was made for.
    pub coffee_chat_request_id: Option<CoffeeChatRequestId>,
    /// Rises with every change; send it back as `If-Match`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A person on the list of a call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallParticipantView {
    /// Who.
    pub person: Person,
    /// Their part.
    pub role: ParticipantRole,
    /// Their answer to the invitation.
    pub response: InvitationResponse,
    /// Whether they are in the call now.
    pub is_present: bool,
}

/// The active call, if there is one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActiveCallView {
    /// The call that the caller is in or invited to.
    pub call: Option<VideoCallView>,
}

/// A call to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateVideoCall {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What it is for.
    pub r#type: VideoCallType,
    /// When it is to begin; left out: at once.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// How long it is planned to be.
    #[schema(minimum = 5, maximum = 480)]
    pub duration_minutes: Option<i32>,
    /// The IANA zone it is planned in.
    pub time_zone: Option<String>,
    /// Whom to invite.
    #[serde(default)]
    pub participant_ids: Vec<UserId>,
    /// What it is about.
    #[schema(max_length = 4000)]
    pub description: Option<String>,
    /// How many people may be in it at the same time.
    #[schema(minimum = 2, maximum = 250)]
    pub max_participants: Option<i32>,
    /// Whom an `alumni_gathering` is open to beside those invited.
    pub audience: Option<Audience>,
    /// What to set otherwise than usual.
    #[serde(default)]
    pub settings: CallSettingsChange,
    /// Where it is to take place.
    pub provider: Option<Provider>,
}

/// What to change about a call; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UpdateVideoCall {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// What it is about.
    #[schema(max_length = 4000)]
    pub description: Option<String>,
    /// When it is to begin.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// How long it is planned to be.
    #[schema(minimum = 5, maximum = 480)]
    pub duration_minutes: Option<i32>,
    /// The IANA zone it is planned in.
    pub time_zone: Option<String>,
    /// How many people may be in it at the same time.
    #[schema(minimum = 2, maximum = 250)]
    pub max_participants: Option<i32>,
    /// Whom an `alumni_gathering` is open to beside those invited; null: to nobody else.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<Audience>)]
    pub audience: Option<Option<Audience>>,
    /// What to set otherwise.
    pub settings: CallSettingsChange,
}

/// Which calls to list. Filters combine with AND; several values with commas are OR.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct VideoCallQuery {
    /// Any of these states, such as `scheduled,active`.
    pub status: Option<String>,
    /// Any of these kinds, such as `coffee_chat`.
    pub r#type: Option<String>,
    /// My part is any of these, such as `host`.
    pub role: Option<String>,
    /// Takes place at or after this instant.
    pub from: Option<DateTime<Utc>>,
    /// Takes place before this instant.
    pub to: Option<DateTime<Utc>>,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Who wants to come in.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JoinVideoCall {
    /// What the page calls itself, such as a tab or a phone.
    #[schema(min_length = 1, max_length = 100)]
    pub device: Option<String>,
    /// Whether the person agrees to be recorded, where the call asks for it.
    pub recording_consent: Option<bool>,
}

/// The way into a call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JoinView {
    /// This connection; send it with heartbeats.
    pub session_id: CallSessionId,
    /// The caller's part.
    pub role: ParticipantRole,
    /// How to reach the room.
    pub connection: ConnectionView,
}

/// How to reach a room.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConnectionView {
    /// By the LiveKit protocol.
    Livekit {
        /// `ws://` or `wss://`.
        url: String,
        /// Opens the room for this connection.
        token: String,
        /// When the token runs out; once inside, the server renews it.
        expires_at: DateTime<Utc>,
    },
    /// By Jitsi's IFrame API.
    Jitsi {
        /// The deployment.
        domain: String,
        /// The room's name.
        room: String,
        /// Opens the room; null where the deployment asks for none.
        jwt: Option<String>,
        /// Where its script is.
        script_url: String,
    },
}

/// The door does not open yet: wait, and join again when told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitingView {
    /// Always true.
    pub waiting: bool,
    /// What for.
    pub reason: WaitingFor,
}

/// Which connection leaves; all of mine when left out.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveVideoCall {
    /// The connection.
    pub session_id: Option<CallSessionId>,
}

/// A page that is still there.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// Its connection.
    pub session_id: CallSessionId,
}

/// Whether a call is to be locked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockVideoCall {
    /// True: nobody new comes in; those who were in may come back.
    pub locked: bool,
}
