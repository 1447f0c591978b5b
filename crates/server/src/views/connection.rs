//! Connections in JSON.

use chrono::{DateTime, Utc};
use model::connection::{Connection, ConnectionState};
use model::id::{ConnectionId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::views::person::Person;

/// A connection, or an open request for one, as the caller sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConnectionView {
    /// Its id.
    pub id: ConnectionId,
    /// The other.
    pub person: Person,
    /// Where it stands for the caller.
    pub state: ConnectionState,
    /// What came with the request.
    pub message: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When both wanted it.
    pub connected_at: Option<DateTime<Utc>>,
}

impl ConnectionView {
    /// The connection as the person sees it, with the card of the other.
    pub fn new(connection: Connection, seen_by: UserId, other: Person) -> Self {
        let state = connection.state_for(seen_by);
        Self {
            id: connection.id,
            person: other,
            state,
            message: connection.message,
            created_at: connection.created_at,
            connected_at: connection.responded_at.filter(|_| state == ConnectionState::Connected),
        }
    }
}

/// A request for a connection.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateConnection {
    /// Whom I want to be connected to.
    pub person_id: UserId,
    /// A word with it, up to 300 characters.
    pub message: Option<String>,
}

/// An answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionAnswer {
    /// Yes.
    Accept,
    /// No; the other is not told.
    Decline,
}

/// An answer to a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondConnection {
    /// Yes or no.
    pub action: ConnectionAnswer,
}

/// Which connections.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ConnectionQuery {
    /// `connected`, `requested_by_me`, `requested_by_them`; several with commas; all when left out.
    pub state: Option<String>,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
