//! Connections over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::Violations;
use model::connection::ConnectionState;
use model::id::{ConnectionId, UserId};

use crate::access::Caller;
use crate::input::{Body, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::connection::{ConnectionError, ConnectionService, KnownConnection};
use crate::views::connection::{
    ConnectionAnswer, ConnectionQuery, ConnectionView, CreateConnection, RespondConnection,
};
use crate::views::page::{Page, PageQuery};

/// My connections and open requests, newest first.
#[utoipa::path(get, path = "/api/connections", tag = "connections", params(ConnectionQuery),
    responses((status = 200, body = Page<ConnectionView>), (status = "default", body = ProblemDocument)))]
pub async fn list_connections(
    State(connections): State<ConnectionService>,
    caller: Caller,
    Query(query): Query<ConnectionQuery>,
) -> Result<Json<Page<ConnectionView>>, Problem> {
    let states = states(query.state.as_deref())?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let limit = page.limit()?;
    let found = connections.list(caller.user_id, &states, page.cursor()?, limit).await?;
    let items = found.into_iter().map(|known| view(caller.user_id, known)).collect();
    Ok(Json(Page::cut(items, limit, |last: &ConnectionView| last.id.to_string())))
}

fn states(typed: Option<&str>) -> Result<Vec<ConnectionState>, Violations> {
    let Some(typed) = typed else { return Ok(ConnectionState::ALL.to_vec()) };
    let mut violations = Violations::default();
    let mut states = Vec::new();
    for word in typed.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word.parse() {
            Ok(state) => states.push(state),
            Err(error) => violations.add("/state", "unknown_word", format!("{error}")),
        }
    }
    violations.into_result().map(|()| states)
}

/// Ask a person for a connection. If they have asked already, this accepts.
#[utoipa::path(post, path = "/api/connections", tag = "connections", request_body = CreateConnection,
    responses((status = 201, body = ConnectionView), (status = "default", body = ProblemDocument)))]
pub async fn create_connection(
    State(connections): State<ConnectionService>,
    caller: Caller,
    Body(body): Body<CreateConnection>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let known = connections.request(caller.user_id, body.person_id, body.message).await?;
    Ok((StatusCode::CREATED, Json(view(caller.user_id, known))))
}

/// Answer a request. The other is told of a yes only.
#[utoipa::path(post, path = "/api/connections/{id}/respond", tag = "connections",
    params(("id" = ConnectionId, Path)), request_body = RespondConnection,
    responses((status = 200, body = ConnectionView), (status = "default", body = ProblemDocument)))]
pub async fn respond_connection(
    State(connections): State<ConnectionService>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Body(body): Body<RespondConnection>,
) -> Result<Json<ConnectionView>, Problem> {
    let accepts = body.action == ConnectionAnswer::Accept;
    Ok(Json(view(caller.user_id, connections.respond(caller.user_id, id, accepts).await?)))
}

/// End a connection, or take a request back.
#[utoipa::path(delete, path = "/api/connections/{id}", tag = "connections", params(("id" = ConnectionId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn delete_connection(
    State(connections): State<ConnectionService>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<StatusCode, Problem> {
    connections.remove(caller.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(seen_by: UserId, known: KnownConnection) -> ConnectionView {
    ConnectionView::new(known.connection, seen_by, known.other.into())
}

impl From<ConnectionError> for Problem {
    fn from(error: ConnectionError) -> Self {
        let state = |state: ConnectionState| serde_json::json!({ "state": state });
        match error {
            ConnectionError::NotFound => Self::not_found(),
            ConnectionError::Yourself => Self::conflict("self", "This is you."),
            ConnectionError::AlreadyConnected => {
                Self::conflict("already_connected", "You are connected already.")
                    .with("current", state(ConnectionState::Connected))
            }
            ConnectionError::AlreadyRequested => {
                Self::conflict("already_requested", "You have asked already.")
                    .with("current", state(ConnectionState::RequestedByMe))
            }
            ConnectionError::AlreadyAnswered { state: current } => {
                Self::conflict("already_answered", "The request was answered already.")
                    .with("current", state(current))
            }
            ConnectionError::NotYoursToAnswer => {
                Self::forbidden("not_yours_to_answer", "The other person answers this request.")
            }
            ConnectionError::TooMany => Self::too_many_requests(3600),
            ConnectionError::Invalid(faults) => faults.into(),
            ConnectionError::Store(error) => error.into(),
        }
    }
}
