//! Integrators' tokens in JSON.

use chrono::{DateTime, Utc};
use model::access::Scope;
use model::id::ApiTokenId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApiToken {
    /// What I call it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may be used for.
    #[schema(min_items = 1)]
    pub scopes: Vec<Scope>,
    /// After this instant it is over; without one it holds until revoked.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
pub struct ApiTokenView {
    /// Its id.
    pub id: ApiTokenId,
    /// What I call it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within five minutes.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token just made.
#[derive(Serialize, ToSchema)]
pub struct MadeApiTokenView {
    /// The secret, shown this once: send it as `Authorization: Bearer`.
    pub token: String,
    /// The rest.
    #[serde(flatten)]
    pub view: ApiTokenView,
}

/// My tokens.
#[derive(Serialize, ToSchema)]
pub struct ApiTokenList {
    /// The newest first.
    pub items: Vec<ApiTokenView>,
    /// Always null: all are on one page.
    pub next_cursor: Option<String>,
}
