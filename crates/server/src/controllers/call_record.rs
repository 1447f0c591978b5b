//! What is kept of a call, over HTTP: messages, feedback, screen shares, reports.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::id::VideoCallId;

use super::video_call_shape::{actor, card};
use crate::access::Caller;
use crate::input::{Body, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::video_call::{GiveFeedback, VideoCallService};
use crate::views::call_quality::ReportCallQuality;
use crate::views::call_record::{
    CallFeedbackView, CallMessageView, CallReportReceipt, PostCallMessage, RateVideoCall, ReportVideoCall,
    ScreenShareView,
};
use crate::views::page::{Page, PageQuery};
use crate::views::person::told;

/// The chat, oldest first; the cursor leads to older lines.
#[utoipa::path(get, path = "/api/video-calls/{id}/messages", tag = "video calls",
    params(("id" = VideoCallId, Path), PageQuery),
    responses((status = 200, body = Page<CallMessageView>), (status = "default", body = ProblemDocument)))]
pub async fn list_call_messages(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<CallMessageView>>, Problem> {
    let found = calls.messages(actor(&caller), id, page.cursor()?, page.limit()?).await?;
    let oldest = found.lines.first().filter(|_| found.has_more);
    let next_cursor = oldest.map(|line| line.id.to_string());
    let lines = found.lines.into_iter().map(|line| CallMessageView {
        id: line.id,
        sender: card(&found.cards, line.sender_id),
        body: line.body,
        created_at: line.created_at,
    });
    Ok(Json(Page { items: lines.collect(), next_cursor }))
}

/// Write into the chat.
#[utoipa::path(post, path = "/api/video-calls/{id}/messages", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = PostCallMessage,
    responses((status = 201, body = CallMessageView), (status = "default", body = ProblemDocument)))]
pub async fn post_call_message(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<PostCallMessage>,
) -> Result<(StatusCode, Json<CallMessageView>), Problem> {
    let (line, sender) = calls.post_message(actor(&caller), id, &body.body).await?;
    let view =
        CallMessageView { id: line.id, sender: sender.into(), body: line.body, created_at: line.created_at };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Rate a call that I was in and have left. A second rating takes the place of the first.
#[utoipa::path(post, path = "/api/video-calls/{id}/feedback", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = RateVideoCall,
    responses((status = 200, body = CallFeedbackView), (status = "default", body = ProblemDocument)))]
pub async fn rate_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<RateVideoCall>,
) -> Result<Json<CallFeedbackView>, Problem> {
    let given =
        GiveFeedback { rating: body.rating, problems: body.problems, note: body.note.unwrap_or_default() };
    let kept = calls.rate(actor(&caller), id, given).await?;
    Ok(Json(CallFeedbackView {
        rating: kept.rating,
        problems: kept.problems,
        note: told(kept.note),
        created_at: kept.created_at,
        updated_at: kept.updated_at,
    }))
}

/// The screen shares of a call, the latest first.
#[utoipa::path(get, path = "/api/video-calls/{id}/screen-shares", tag = "video calls",
    params(("id" = VideoCallId, Path), PageQuery),
    responses((status = 200, body = Page<ScreenShareView>), (status = "default", body = ProblemDocument)))]
pub async fn list_screen_shares(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ScreenShareView>>, Problem> {
    let found = calls.screen_shares(actor(&caller), id, page.cursor()?, page.limit()?).await?;
    let last = found.shares.last().filter(|_| found.has_more);
    let next_cursor = last.map(|share| share.id.to_string());
    let shares = found.shares.into_iter().map(|share| ScreenShareView {
        id: share.id,
        person: card(&found.cards, share.user_id),
        has_audio: share.has_audio,
        started_at: share.started_at,
        ended_at: share.ended_at,
    });
    Ok(Json(Page { items: shares.collect(), next_cursor }))
}

/// Tell how the call carries for me: how long joining took, and a sample every twenty seconds.
#[utoipa::path(post, path = "/api/video-calls/{id}/quality", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = ReportCallQuality,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn report_call_quality(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<ReportCallQuality>,
) -> Result<StatusCode, Problem> {
    calls.report_quality(actor(&caller), id, body.session_id, body.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Complain about a call or somebody in it.
#[utoipa::path(post, path = "/api/video-calls/{id}/report", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = ReportVideoCall,
    responses((status = 201, body = CallReportReceipt), (status = "default", body = ProblemDocument)))]
pub async fn report_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<ReportVideoCall>,
) -> Result<(StatusCode, Json<CallReportReceipt>), Problem> {
    let report = calls.report(actor(&caller), id, body.person_id, body.reason, &body.note).await?;
    Ok((StatusCode::CREATED, Json(CallReportReceipt { id: report })))
}
