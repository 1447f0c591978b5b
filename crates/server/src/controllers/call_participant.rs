//! The list and the lobby of a call over HTTP, and what hosts and moderators may do to those in it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::id::{UserId, VideoCallId};
use model::video_call::ParticipantRole;

use super::video_call_shape::{actor, attendance_view, view};
use crate::access::Caller;
use crate::input::{Body, OptionalBody, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::video_call::VideoCallService;
use crate::views::call_participant::{
    AddCallParticipant, AdmitFromLobby, AttendanceView, ChangeCallParticipant, KnockView, LobbyView,
    RefuseFromLobby, RespondToVideoCall,
};
use crate::views::page::{Page, PageQuery};
use crate::views::video_call::VideoCallView;

/// Answer an invitation.
#[utoipa::path(post, path = "/api/video-calls/{id}/rsvp", tag = "video calls", params(("id" = VideoCallId, Path)),
    request_body = RespondToVideoCall,
    responses((status = 200, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn respond_to_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<RespondToVideoCall>,
) -> Result<Json<VideoCallView>, Problem> {
    Ok(Json(view(calls.respond(actor(&caller), id, body.response).await?)?))
}

/// Who is on the list, and who was there from when to when, in the order people were put on it.
#[utoipa::path(get, path = "/api/video-calls/{id}/participants", tag = "video calls",
    params(("id" = VideoCallId, Path), PageQuery),
    responses((status = 200, body = Page<AttendanceView>), (status = "default", body = ProblemDocument)))]
pub async fn list_call_participants(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<AttendanceView>>, Problem> {
    let found = calls.attendance(actor(&caller), id, page.cursor()?, page.limit()?).await?;
    let last = found.items.last().filter(|_| found.has_more);
    let next_cursor = last.map(|one| one.listed.participant.id.to_string());
    let items = found.items.into_iter().map(|one| attendance_view(one, &found.cards)).collect();
    Ok(Json(Page { items, next_cursor }))
}

/// Invite a person.
#[utoipa::path(post, path = "/api/video-calls/{id}/participants", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = AddCallParticipant,
    responses((status = 201, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn add_call_participant(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<AddCallParticipant>,
) -> Result<(StatusCode, Json<VideoCallView>), Problem> {
    let role = body.role.unwrap_or(ParticipantRole::Participant);
    let call = calls.add_participant(actor(&caller), id, body.person_id, role).await?;
    Ok((StatusCode::CREATED, Json(view(call)?)))
}

/// Make somebody a moderator, or no longer.
#[utoipa::path(put, path = "/api/video-calls/{id}/participants/{person_id}", tag = "video calls",
    params(("id" = VideoCallId, Path), ("person_id" = UserId, Path)), request_body = ChangeCallParticipant,
    responses((status = 200, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn change_call_participant(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path((id, person)): Path<(VideoCallId, UserId)>,
    Body(body): Body<ChangeCallParticipant>,
) -> Result<Json<VideoCallView>, Problem> {
    Ok(Json(view(calls.change_role(actor(&caller), id, person, body.role).await?)?))
}

/// Remove somebody and keep them out.
#[utoipa::path(delete, path = "/api/video-calls/{id}/participants/{person_id}", tag = "video calls",
    params(("id" = VideoCallId, Path), ("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn remove_call_participant(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path((id, person)): Path<(VideoCallId, UserId)>,
) -> Result<StatusCode, Problem> {
    calls.remove_participant(actor(&caller), id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mute somebody's microphone.
#[utoipa::path(post, path = "/api/video-calls/{id}/participants/{person_id}/mute", tag = "video calls",
    params(("id" = VideoCallId, Path), ("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn mute_call_participant(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path((id, person)): Path<(VideoCallId, UserId)>,
) -> Result<StatusCode, Problem> {
    calls.mute(actor(&caller), id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask somebody to turn their microphone on. They decide.
#[utoipa::path(post, path = "/api/video-calls/{id}/participants/{person_id}/ask-to-unmute", tag = "video calls",
    params(("id" = VideoCallId, Path), ("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn ask_to_unmute(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path((id, person)): Path<(VideoCallId, UserId)>,
) -> Result<StatusCode, Problem> {
    calls.ask_to_unmute(actor(&caller), id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a participant back to the lobby, where they wait to be let in again.
#[utoipa::path(post, path = "/api/video-calls/{id}/participants/{person_id}/lobby", tag = "video calls",
    params(("id" = VideoCallId, Path), ("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn return_to_lobby(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path((id, person)): Path<(VideoCallId, UserId)>,
) -> Result<StatusCode, Problem> {
    calls.return_to_lobby(actor(&caller), id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stop somebody's screen share.
#[utoipa::path(post, path = "/api/video-calls/{id}/participants/{person_id}/stop-share", tag = "video calls",
    params(("id" = VideoCallId, Path), ("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn stop_screen_share(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path((id, person)): Path<(VideoCallId, UserId)>,
) -> Result<StatusCode, Problem> {
    calls.stop_share(actor(&caller), id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Those who wait to be let in.
#[utoipa::path(get, path = "/api/video-calls/{id}/lobby", tag = "video calls", params(("id" = VideoCallId, Path)),
    responses((status = 200, body = LobbyView), (status = "default", body = ProblemDocument)))]
pub async fn list_lobby(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
) -> Result<Json<LobbyView>, Problem> {
    let waiting = calls.lobby(actor(&caller), id).await?.into_iter();
    let items =
        waiting.map(|knock| KnockView { person: knock.person.into(), asked_at: knock.asked_at }).collect();
    Ok(Json(LobbyView { items, next_cursor: None }))
}

/// Let somebody in, or everyone who waits.
#[utoipa::path(post, path = "/api/video-calls/{id}/lobby/admit", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = Option<AdmitFromLobby>,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn admit_from_lobby(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    OptionalBody(body): OptionalBody<AdmitFromLobby>,
) -> Result<StatusCode, Problem> {
    calls.admit(actor(&caller), id, body.person_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turn somebody away.
#[utoipa::path(post, path = "/api/video-calls/{id}/lobby/refuse", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = RefuseFromLobby,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn refuse_from_lobby(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<RefuseFromLobby>,
) -> Result<StatusCode, Problem> {
    calls.refuse(actor(&caller), id, body.person_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
