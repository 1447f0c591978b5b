//! The socket's door.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::access::Caller;
use crate::problem::{Problem, ProblemDocument};
use crate::realtime::{self, Hub};
use crate::services::realtime::RealtimeService;

/// Opens the socket that tells the caller what concerns them (WebSocket; frames are described by `Event`).
#[utoipa::path(get, path = "/api/realtime", tag = "realtime",
    responses((status = 101, description = "Switching to WebSocket"), (status = "default", body = ProblemDocument)))]
pub async fn open_realtime(
    State(hub): State<Hub>,
    State(service): State<RealtimeService>,
    caller: Caller,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return not_a_socket().into_response() };
    upgrade
        .read_buffer_size(4096)
        .max_message_size(64 * 1024)
        .max_frame_size(64 * 1024)
        .on_upgrade(move |socket| realtime::serve(socket, caller.user_id, hub, service))
}

fn not_a_socket() -> Problem {
    Problem::new(StatusCode::UPGRADE_REQUIRED, "websocket-only", "This is a WebSocket, not a page")
}
