//! What is kept of a call, in JSON: messages, feedback, screen shares, reports.

use chrono::{DateTime, Utc};
use model::id::{CallMessageId, ReportId, ScreenSharingSessionId, UserId};
use model::report::ReportReason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person::Person;

/// A line of the chat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallMessageView {
    /// Its id.
    pub id: CallMessageId,
    /// Who wrote it.
    pub sender: Person,
    /// What they wrote.
    pub body: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A line to be written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostCallMessage {
    /// The text.
    #[schema(min_length = 1, max_length = 4000)]
    pub body: String,
}

/// A person's word on a call.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateVideoCall {
    /// 1 (bad) to 5 (good).
    #[schema(minimum = 1, maximum = 5)]
    pub rating: i32,
    /// What was wrong, such as `audio_poor` or `dropped`.
    #[serde(default)]
    pub problems: Vec<String>,
    /// In one's own words.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// What the caller said of a call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallFeedbackView {
    /// 1 (bad) to 5 (good).
    pub rating: i32,
    /// What was wrong.
    pub problems: Vec<String>,
    /// In one's own words.
    pub note: Option<String>,
    /// When it was first given.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// One stretch of screen sharing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScreenShareView {
    /// Its id.
    pub id: ScreenSharingSessionId,
    /// Who shared.
    pub person: Person,
    /// Whether the sound of the screen was shared too.
    pub has_audio: bool,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; null while it goes on.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A complaint.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportVideoCall {
    /// What is complained about.
    pub reason: ReportReason,
    /// About whom; the host when left out.
    pub person_id: Option<UserId>,
    /// What happened.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// A complaint that was taken down.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallReportReceipt {
    /// Its id.
    pub id: ReportId,
}
