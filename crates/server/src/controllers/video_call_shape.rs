//! What the call services give, as the call views show it, and their refusals as problems.

use std::collections::HashMap;

use axum::http::StatusCode;
use model::id::UserId;
use model::person::Person as Card;
use model::video_call::{VideoCallStatus, covered_seconds};
use serde_json::json;

use crate::access::Caller;
use crate::problem::Problem;
use crate::providers::{Connection, ProviderError};
use crate::services::video_call::{Actor, Attendance, CallDetails, CallError, CallPage};
use crate::views::call_participant::{AttendanceView, StayView};
use crate::views::page::Page;
use crate::views::person::{Person, told};
use crate::views::video_call::{CallParticipantView, ConnectionView, VideoCallView};

/// The caller, as far as calls are concerned.
pub fn actor(caller: &Caller) -> Actor {
    Actor { user_id: caller.user_id, is_admin: caller.is_admin() }
}

/// A call.
pub fn view(details: CallDetails) -> Result<VideoCallView, Problem> {
    let CallDetails { call, my_role, participants, cards } = details;
    let mut list = Vec::with_capacity(participants.len());
    for one in participants {
        list.push(CallParticipantView {
            person: card(&cards, one.participant.user_id),
            role: one.participant.role,
            response: one.participant.response,
            is_present: one.is_present,
        });
    }
    Ok(VideoCallView {
        id: call.id,
        title: call.title,
        description: told(call.description),
        r#type: call.kind,
        status: call.status,
        provider: call.provider,
        scheduled_at: call.scheduled_at,
        duration_minutes: call.duration_minutes,
        time_zone: call.time_zone,
        started_at: call.started_at,
        ended_at: call.ended_at,
        end_reason: call.end_reason,
        host: card(&cards, call.host_id),
        my_role,
        participants: list,
        max_participants: call.max_participants,
        settings: call.settings,
        audience: call.audience.map(Into::into),
        coffee_chat_request_id: call.coffee_chat_request_id,
        version: call.version,
        created_at: call.created_at,
        updated_at: call.updated_at,
    })
}

/// Somebody's attendance.
pub fn attendance_view(one: Attendance, cards: &HashMap<UserId, Card>) -> AttendanceView {
    let Attendance { listed, stretches } = one;
    let last = stretches.len().saturating_sub(1);
    let stays: Vec<StayView> = stretches
        .iter()
        .enumerate()
        .map(|(place, stretch)| StayView {
            joined_at: stretch.from,
            left_at: Some(stretch.to).filter(|_| place != last || !listed.is_present),
        })
        .collect();
    AttendanceView {
        id: listed.participant.id,
        person: card(cards, listed.participant.user_id),
        role: listed.participant.role,
        response: listed.participant.response,
        is_present: listed.is_present,
        joined_at: listed.participant.first_joined_at,
        left_at: listed.participant.last_left_at.filter(|_| !listed.is_present),
        minutes_present: covered_seconds(&stretches) / 60,
        stays,
    }
}

/// The card of somebody; of one whose account is gone, what is left of it.
pub fn card(cards: &HashMap<UserId, Card>, id: UserId) -> Person {
    cards.get(&id).cloned().unwrap_or_else(|| Card::name_only(id, String::new())).into()
}

/// A page of calls.
pub fn page_view(page: CallPage) -> Result<Page<VideoCallView>, Problem> {
    let items = page.items.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next.map(|position| position.to_string()) })
}

/// How to reach a room.
pub fn connection_view(connection: Connection) -> ConnectionView {
    match connection {
        Connection::Livekit { url, token, expires_at } => ConnectionView::Livekit { url, token, expires_at },
        Connection::Jitsi { domain, room, jwt, script_url } => {
            ConnectionView::Jitsi { domain, room, jwt, script_url }
        }
    }
}

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        let conflict = |slug, title, reason: &'static str| {
            Self::new(StatusCode::CONFLICT, slug, title).with("reason", reason)
        };
        match error {
            CallError::NotFound => Self::not_found(),
            CallError::Forbidden("removed") => {
                Self::new(StatusCode::FORBIDDEN, "removed-from-call", "You were removed from this call")
                    .with("reason", "removed")
            }
            CallError::Forbidden(reason) => {
                Self::forbidden(reason, "Your part in this call does not allow it.")
            }
            CallError::WrongState { status, version } => wrong_state(status, version),
            CallError::TooEarly { opens_at } => {
                conflict("too-early", "The call is not open yet", "too_early")
                    .with("opens_at", json!(opens_at))
            }
            CallError::Full => conflict("call-full", "The call is full", "full"),
            CallError::Locked => conflict("call-locked", "The call is locked", "locked"),
            CallError::Conflict(reason) => Self::conflict(reason, ""),
            CallError::VersionMismatch(current) => Self::version_mismatch(current),
            CallError::TooManyInvitations => Self::too_many_requests(24 * 3600)
                .detail("You have invited many people you do not know today."),
            CallError::Invalid(violations) => violations.into(),
            CallError::Provider(ProviderError::Unsupported(_)) => {
                Self::conflict("not_supported_here", "The place of this call cannot do that.")
            }
            CallError::Provider(ProviderError::Absent(_)) => {
                Self::conflict("not_present", "They are not connected.")
            }
            CallError::Provider(ProviderError::Unavailable(cause)) => {
                tracing::warn!(error = cause, "the place of a call does not answer");
                Self::unavailable(5)
            }
            CallError::CoffeeChat(error) => error.into(),
            CallError::Store(error) => error.into(),
        }
    }
}

fn wrong_state(status: VideoCallStatus, version: i32) -> Problem {
    let (slug, title, reason) = match status {
        VideoCallStatus::Scheduled => ("call-not-active", "The call has not begun", "not_active"),
        VideoCallStatus::Active => ("call-active", "The call is going on", "active"),
        VideoCallStatus::Ended => ("call-ended", "The call has ended", "ended"),
        VideoCallStatus::Cancelled => ("call-cancelled", "The call was called off", "cancelled"),
    };
    Problem::new(StatusCode::CONFLICT, slug, title)
        .with("reason", reason)
        .with("current", json!({ "status": status, "version": version }))
}
