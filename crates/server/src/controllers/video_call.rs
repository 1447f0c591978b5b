//! Calls over HTTP: making, finding, changing, coming in, leaving, ending.

use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::Violations;
use model::id::VideoCallId;
use model::violation::UnknownWord;

use super::video_call_shape::{actor, connection_view, page_view, view};
use crate::access::Caller;
use crate::input::{Body, IfMatch, OptionalBody, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::video_call::{
    CallFilter, CallOrder, ChangeCall, CreateCall, Entry, JoinCall, ListCalls, VideoCallService,
};
use crate::views::page::{Page, PageQuery};
use crate::views::video_call::{
    ActiveCallView, CreateVideoCall, Heartbeat, JoinVideoCall, JoinView, LeaveVideoCall, LockVideoCall,
    UpdateVideoCall, VideoCallQuery, VideoCallView, WaitingView,
};

/// Calls I host, am invited to or took part in, the latest first.
#[utoipa::path(get, path = "/api/video-calls", tag = "video calls", params(VideoCallQuery),
    responses((status = 200, body = Page<VideoCallView>), (status = "default", body = ProblemDocument)))]
pub async fn list_video_calls(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Query(query): Query<VideoCallQuery>,
) -> Result<Json<Page<VideoCallView>>, Problem> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let (limit, after) = (page.limit()?, page.cursor()?);
    let wanted = ListCalls { filter: filter(&query)?, order: CallOrder::LatestFirst, after, limit };
    Ok(Json(page_view(calls.list(actor(&caller), wanted).await?)?))
}

/// Make a call. Without `scheduled_at` it is open now.
#[utoipa::path(post, path = "/api/video-calls", tag = "video calls", request_body = CreateVideoCall,
    responses((status = 201, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn create_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Body(body): Body<CreateVideoCall>,
) -> Result<(StatusCode, Json<VideoCallView>), Problem> {
    let wanted = CreateCall {
        title: body.title,
        description: body.description.unwrap_or_default(),
        kind: body.r#type,
        scheduled_at: body.scheduled_at,
        duration_minutes: body.duration_minutes,
        time_zone: body.time_zone,
        participant_ids: body.participant_ids,
        max_participants: body.max_participants,
        audience: body.audience,
        settings: body.settings,
        provider: body.provider,
    };
    let made = calls.create(actor(&caller), wanted).await?;
    Ok((StatusCode::CREATED, Json(view(made)?)))
}

/// My calls to come, the next one first.
#[utoipa::path(get, path = "/api/video-calls/upcoming", tag = "video calls", params(PageQuery),
    responses((status = 200, body = Page<VideoCallView>), (status = "default", body = ProblemDocument)))]
pub async fn list_upcoming_video_calls(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<VideoCallView>>, Problem> {
    let found = calls.upcoming(actor(&caller), page.cursor()?, page.limit()?).await?;
    Ok(Json(page_view(found)?))
}

/// The active call that I am in or invited to.
#[utoipa::path(get, path = "/api/video-calls/active", tag = "video calls",
    responses((status = 200, body = ActiveCallView), (status = "default", body = ProblemDocument)))]
pub async fn get_active_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
) -> Result<Json<ActiveCallView>, Problem> {
    let call = calls.active(actor(&caller)).await?.map(view).transpose()?;
    Ok(Json(ActiveCallView { call }))
}

/// A call.
#[utoipa::path(get, path = "/api/video-calls/{id}", tag = "video calls", params(("id" = VideoCallId, Path)),
    responses((status = 200, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn get_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
) -> Result<Json<VideoCallView>, Problem> {
    Ok(Json(view(calls.get(actor(&caller), id).await?)?))
}

/// Change a call: anything while it is to come; title, settings and capacity while it goes on.
#[utoipa::path(put, path = "/api/video-calls/{id}", tag = "video calls", request_body = UpdateVideoCall,
    params(("id" = VideoCallId, Path), ("If-Match" = Option<String>, Header, description = "The version seen.")),
    responses((status = 200, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn update_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    IfMatch(version): IfMatch,
    Body(body): Body<UpdateVideoCall>,
) -> Result<Json<VideoCallView>, Problem> {
    let change = ChangeCall {
        title: body.title,
        description: body.description,
        scheduled_at: body.scheduled_at,
        duration_minutes: body.duration_minutes,
        time_zone: body.time_zone,
        max_participants: body.max_participants,
        audience: body.audience,
        settings: body.settings,
    };
    Ok(Json(view(calls.change(actor(&caller), id, version, change).await?)?))
}

/// Call off a call that has not begun.
#[utoipa::path(delete, path = "/api/video-calls/{id}", tag = "video calls", params(("id" = VideoCallId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn cancel_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
) -> Result<StatusCode, Problem> {
    calls.cancel(actor(&caller), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lock a call, so that nobody new comes in, or open it again.
#[utoipa::path(post, path = "/api/video-calls/{id}/lock", tag = "video calls", params(("id" = VideoCallId, Path)),
    request_body = LockVideoCall,
    responses((status = 200, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn lock_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<LockVideoCall>,
) -> Result<Json<VideoCallView>, Problem> {
    Ok(Json(view(calls.lock(actor(&caller), id, body.locked).await?)?))
}

/// Come in. 202: wait until somebody opens, then join again.
#[utoipa::path(post, path = "/api/video-calls/{id}/join", tag = "video calls", params(("id" = VideoCallId, Path)),
    request_body = Option<JoinVideoCall>,
    responses((status = 200, body = JoinView), (status = 202, body = WaitingView),
        (status = "default", body = ProblemDocument)))]
pub async fn join_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    OptionalBody(body): OptionalBody<JoinVideoCall>,
) -> Result<Response, Problem> {
    let wanted = JoinCall { device: body.device, recording_consent: body.recording_consent };
    Ok(match calls.join(actor(&caller), id, wanted).await? {
        Entry::Admitted { session_id, role, connection } => {
            Json(JoinView { session_id, role, connection: connection_view(connection) }).into_response()
        }
        Entry::Waiting(reason) => {
            (StatusCode::ACCEPTED, Json(WaitingView { waiting: true, reason })).into_response()
        }
    })
}

/// Leave, with all my connections or with one.
#[utoipa::path(post, path = "/api/video-calls/{id}/leave", tag = "video calls", params(("id" = VideoCallId, Path)),
    request_body = Option<LeaveVideoCall>,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn leave_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    OptionalBody(body): OptionalBody<LeaveVideoCall>,
) -> Result<StatusCode, Problem> {
    calls.leave(actor(&caller), id, body.session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End the call for everybody.
#[utoipa::path(post, path = "/api/video-calls/{id}/end", tag = "video calls", params(("id" = VideoCallId, Path)),
    responses((status = 200, body = VideoCallView), (status = "default", body = ProblemDocument)))]
pub async fn end_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
) -> Result<Json<VideoCallView>, Problem> {
    Ok(Json(view(calls.end(actor(&caller), id).await?)?))
}

/// Tell that my page is still there; every 20 seconds.
#[utoipa::path(post, path = "/api/video-calls/{id}/heartbeat", tag = "video calls",
    params(("id" = VideoCallId, Path)), request_body = Heartbeat,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn heartbeat_video_call(
    State(calls): State<VideoCallService>,
    caller: Caller,
    Path(id): Path<VideoCallId>,
    Body(body): Body<Heartbeat>,
) -> Result<StatusCode, Problem> {
    calls.heartbeat(actor(&caller), id, body.session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn filter(query: &VideoCallQuery) -> Result<CallFilter, Violations> {
    let mut violations = Violations::default();
    let filter = CallFilter {
        statuses: words(query.status.as_deref(), "/status", &mut violations),
        kinds: words(query.r#type.as_deref(), "/type", &mut violations),
        roles: words(query.role.as_deref(), "/role", &mut violations),
        from: bound(query.from, "/from", &mut violations),
        to: bound(query.to, "/to", &mut violations),
    };
    violations.into_result()?;
    Ok(filter)
}

fn words<T: FromStr<Err = UnknownWord>>(
    list: Option<&str>,
    pointer: &str,
    violations: &mut Violations,
) -> Vec<T> {
    let words = list.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .filter_map(|word| match word.parse() {
            Ok(word) => Some(word),
            Err(error) => {
                violations.add(pointer, "unknown_word", UnknownWord::to_string(&error));
                None
            }
        })
        .collect()
}

/// Instants that both databases can compare.
fn bound(at: Option<DateTime<Utc>>, pointer: &str, violations: &mut Violations) -> Option<DateTime<Utc>> {
    let is_near = at.is_none_or(|at| (0..=253_402_300_799).contains(&at.timestamp()));
    violations.require(is_near, pointer, "out_of_range", "lies between the years 1970 and 9999");
    at.filter(|_| is_near)
}
