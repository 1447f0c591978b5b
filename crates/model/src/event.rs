//! What happened, as told to the people it concerns and to the followers inside the server.
//!
//! An event carries ids and the new state, never a person's view of it: who receives it asks for what they may see.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::coffee_chat::CoffeeChatStatus;
use crate::id::{
    CallMessageId, CoffeeChatRequestId, ConnectionId, NotificationId, ScreenSharingSessionId, UserId,
    VideoCallId,
};
use crate::video_call::VideoCallStatus;

/// A call whose state moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VideoCallChanged {
    /// The call.
    pub id: VideoCallId,
    /// Its status now.
    pub status: VideoCallStatus,
    /// Its version now.
    pub version: i32,
}

/// Somebody came into a call, left it, or waits at its door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallPresenceChanged {
    /// The call.
    pub id: VideoCallId,
    /// Who.
    pub user_id: UserId,
}

/// A line was written in a call's chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallMessagePosted {
    /// The call.
    pub id: VideoCallId,
    /// The line.
    pub message_id: CallMessageId,
    /// Who wrote it.
    pub sender_id: UserId,
}

/// Somebody began or stopped sharing a screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScreenShareChanged {
    /// The call.
    pub id: VideoCallId,
    /// The share.
    pub screen_sharing_session_id: ScreenSharingSessionId,
    /// Who shares.
    pub user_id: UserId,
    /// Whether it goes on.
    pub is_active: bool,
}

/// A host or moderator asks somebody to turn their microphone on; told to that person alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnmuteRequested {
    /// The call.
    pub id: VideoCallId,
    /// Who is asked.
    pub user_id: UserId,
    /// Who asks.
    pub asked_by: UserId,
}

/// How well somebody's connection to a call carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualityChanged {
    /// The call.
    pub id: VideoCallId,
    /// Whose connection.
    pub user_id: UserId,
    /// 0 (lost) to 100 (perfect).
    pub score: u8,
}

/// A coffee-chat request whose state moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CoffeeChatChanged {
    /// The request.
    pub id: CoffeeChatRequestId,
    /// Its status now.
    pub status: CoffeeChatStatus,
    /// Its version now.
    pub version: i32,
    /// The call made for it, once accepted.
    pub video_call_id: Option<VideoCallId>,
}

/// A connection asked for or accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionChanged {
    /// The connection.
    pub id: ConnectionId,
    /// Who asked.
    pub requester_id: UserId,
    /// Who was asked.
    pub addressee_id: UserId,
}

/// A new line in the bell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotificationCreated {
    /// The line.
    pub id: NotificationId,
    /// What it is about, such as `coffee_chat_requested`.
    pub kind: String,
}

/// Something about a person that matching reads has changed; told to the server's own followers, not to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonChanged {
    /// The person.
    pub id: UserId,
}

/// Something about two people that matching reads has changed: connection, block, request, chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PairChanged {
    /// One of the two.
    pub a: UserId,
    /// The other.
    pub b: UserId,
}

/// Cards of suggested people were on somebody's screen for the first time that day; told to the server's own
/// followers, not to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SuggestionsShown {
    /// Whose screen.
    pub viewer_id: UserId,
    /// Who was on it.
    pub shown_ids: Vec<UserId>,
}

/// What profiles say was read anew by a model; told to the server's own followers, not to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProfilesEmbedded {
    /// The model, as its vectors are kept under.
    pub model: String,
    /// Whose profiles.
    pub person_ids: Vec<UserId>,
}

/// Another model answers from now on; told to the server's own followers, not to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InsightModelChanged {
    /// The model, as its vectors are kept under.
    pub model: String,
}

/// Everything that can happen, by its outside name (`event` in a frame of `/api/realtime`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum Event {
    #[serde(rename = "video_call.created")]
    VideoCallCreated(VideoCallChanged),
    #[serde(rename = "video_call.updated")]
    VideoCallUpdated(VideoCallChanged),
    #[serde(rename = "video_call.started")]
    VideoCallStarted(VideoCallChanged),
    #[serde(rename = "video_call.ended")]
    VideoCallEnded(VideoCallChanged),
    #[serde(rename = "video_call.cancelled")]
    VideoCallCancelled(VideoCallChanged),
    #[serde(rename = "video_call.participant_joined")]
    ParticipantJoined(CallPresenceChanged),
    #[serde(rename = "video_call.participant_left")]
    ParticipantLeft(CallPresenceChanged),
    #[serde(rename = "video_call.message")]
    CallMessagePosted(CallMessagePosted),
    #[serde(rename = "video_call.lobby_waiting")]
    LobbyWaiting(CallPresenceChanged),
    #[serde(rename = "video_call.recording_changed")]
    RecordingChanged(VideoCallChanged),
    #[serde(rename = "video_call.screen_share_changed")]
    ScreenShareChanged(ScreenShareChanged),
    #[serde(rename = "video_call.unmute_requested")]
    UnmuteRequested(UnmuteRequested),
    #[serde(rename = "video_call.quality_changed")]
    QualityChanged(QualityChanged),
    #[serde(rename = "coffee_chat.requested")]
    CoffeeChatRequested(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.accepted")]
    CoffeeChatAccepted(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.declined")]
    CoffeeChatDeclined(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.countered")]
    CoffeeChatCountered(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.expired")]
    CoffeeChatExpired(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.withdrawn")]
    CoffeeChatWithdrawn(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.cancelled")]
    CoffeeChatCancelled(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.rescheduled")]
    CoffeeChatRescheduled(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.completed")]
    CoffeeChatCompleted(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.no_show")]
    CoffeeChatNoShow(CoffeeChatChanged),
    #[serde(rename = "coffee_chat.not_held")]
    CoffeeChatNotHeld(CoffeeChatChanged),
    #[serde(rename = "connection.requested")]
    ConnectionRequested(ConnectionChanged),
    #[serde(rename = "connection.accepted")]
    ConnectionAccepted(ConnectionChanged),
    #[serde(rename = "connection.removed")]
    ConnectionRemoved(ConnectionChanged),
    #[serde(rename = "notification.created")]
    NotificationCreated(NotificationCreated),
    #[serde(rename = "person.changed")]
    PersonChanged(PersonChanged),
    #[serde(rename = "pair.changed")]
    PairChanged(PairChanged),
    #[serde(rename = "suggestions.shown")]
    SuggestionsShown(SuggestionsShown),
    #[serde(rename = "profiles.embedded")]
    ProfilesEmbedded(ProfilesEmbedded),
    #[serde(rename = "insight.model_changed")]
    InsightModelChanged(InsightModelChanged),
}
