//! The models that read profiles, in JSON.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person::Person;

/// The models that read profiles, and how far they have come.
#[derive(Serialize, ToSchema)]
pub struct InsightView {
    /// `built_in`, `local` (a model in a folder of the server) or `endpoint`.
    pub tier: &'static str,
    /// The model that reads profiles, with its version.
    pub reading_model: String,
    /// The model that answers; the former one while everybody is read anew.
    pub answering_model: String,
    /// Profiles of active members that it has read as they are.
    #[schema(minimum = 0)]
    pub embedded: i64,
    /// Those that wait.
    #[schema(minimum = 0)]
    pub waiting: i64,
    /// The outside service that could read them, when one is configured.
    pub endpoint: Option<EndpointView>,
}

/// An outside service.
#[derive(Serialize, ToSchema)]
pub struct EndpointView {
    /// Where words would be sent.
    pub host: String,
    /// The model it is asked for.
    pub model: String,
    /// The community's agreement; nothing is sent without it.
    pub consent: Option<ConsentView>,
}

/// An agreement to send words elsewhere.
#[derive(Serialize, ToSchema)]
pub struct ConsentView {
    /// Who agreed, for the community.
    pub given_by: Person,
    /// When.
    pub given_at: DateTime<Utc>,
}

/// A change to how profiles are read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateInsight {
    /// Whether words of profiles may be sent to the configured endpoint.
    pub is_endpoint_allowed: bool,
}
