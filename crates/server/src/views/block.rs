//! Blocks and reports in JSON.

use chrono::{DateTime, Utc};
use model::id::{ReportId, UserId, VideoCallId};
use model::report::ReportReason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody I have blocked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BlockView {
    /// Who.
    pub person_id: UserId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// A report about a person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportPerson {
    /// What is complained about.
    pub reason: ReportReason,
    /// What happened, up to 4000 characters.
    #[serde(default)]
    pub note: String,
    /// The call it happened in.
    pub video_call_id: Option<VideoCallId>,
}

/// A report that has reached the team.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportReceipt {
    /// Its id.
    pub id: ReportId,
}
