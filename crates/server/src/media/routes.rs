//! The HTTP side of the engine: signalling, its check beforehand, and the RoomService verbs.
//!
//! The token may stand in the query here, so these requests are never logged with their query.

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Path as UrlPath, RawQuery, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use sfu::{Admission, Format, Path, Refusal, RoomServiceCall, RpcError};

use super::{MediaError, MediaHandle, signal};

/// Bytes of one message from a client, and of one verb's body.
const MESSAGE_BYTES: usize = 1 << 20;
/// Most messages are small; there may be thousands of connections.
const READ_BUFFER_BYTES: usize = 4_096;

impl MediaHandle {
    /// Everything clients and servers of the protocol ask for.
    pub fn routes(&self) -> Router {
        Router::new()
            .route(
                "/rtc",
                any(|state, query, headers, upgrade| connect(Path::V0, state, query, headers, upgrade)),
            )
            .route(
                "/rtc/v1",
                any(|state, query, headers, upgrade| connect(Path::V1, state, query, headers, upgrade)),
            )
            .route("/rtc/validate", get(|state, query, headers| validate(Path::V0, state, query, headers)))
            .route("/rtc/v1/validate", get(|state, query, headers| validate(Path::V1, state, query, headers)))
            .route("/twirp/livekit.RoomService/{verb}", post(room_service))
            .layer(DefaultBodyLimit::max(MESSAGE_BYTES))
            .with_state(self.clone())
    }

    fn admit(&self, path: Path, query: RawQuery, headers: &HeaderMap) -> Result<Admission, Refusal> {
        self.door.admit(
            path,
            query.0.as_deref().unwrap_or_default(),
            authorization(headers),
            self.unix_seconds(),
        )
    }
}

async fn connect(
    path: Path,
    State(media): State<MediaHandle>,
    query: RawQuery,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    match media.admit(path, query, &headers) {
        Ok(admission) => upgrade
            .read_buffer_size(READ_BUFFER_BYTES)
            .max_message_size(MESSAGE_BYTES)
            .max_frame_size(MESSAGE_BYTES)
            .on_upgrade(move |websocket| signal::serve(websocket, media, admission)),
        Err(refusal) => refused(&refusal),
    }
}

/// Says why a connection would be refused: a browser cannot read that from a failed WebSocket.
async fn validate(
    path: Path,
    State(media): State<MediaHandle>,
    query: RawQuery,
    headers: HeaderMap,
) -> Response {
    let answer = match media.admit(path, query, &headers) {
        Ok(_) => "success".into_response(),
        Err(refusal) => refused(&refusal),
    };
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], answer).into_response()
}

async fn room_service(
    State(media): State<MediaHandle>,
    UrlPath(verb): UrlPath<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let grant = match media.door.grant(authorization(&headers), media.unix_seconds()) {
        Ok(grant) => grant,
        Err(refusal) => return twirp_error(refusal.status, "unauthenticated", &refusal.message),
    };
    let is_json =
        header(&headers, CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("application/json"));
    let format = if is_json { Format::Json } else { Format::Protobuf };
    let done = media
        .ask(move |engine, now| {
            engine.room_service(now, &grant, RoomServiceCall { verb: &verb, format, body: &body })
        })
        .await;
    match done {
        Ok(body) => {
            ([(CONTENT_TYPE, if is_json { "application/json" } else { "application/protobuf" })], body)
                .into_response()
        }
        Err(MediaError::Refused(RpcError { status, code, msg })) => twirp_error(status, code, msg),
        Err(MediaError::Stopped) => twirp_error(503, "unavailable", "the media engine has stopped"),
    }
}

fn refused(refusal: &Refusal) -> Response {
    (status(refusal.status), refusal.message.clone()).into_response()
}

fn twirp_error(code: u16, name: &str, message: &str) -> Response {
    (status(code), axum::Json(serde_json::json!({ "code": name, "msg": message }))).into_response()
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    header(headers, AUTHORIZATION.as_str())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
