//! Reports as the platform's team sees them, in JSON.

use chrono::{DateTime, Utc};
use model::id::{ReportId, VideoCallId};
use model::report::{Report, ReportReason, ReportStatus};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::views::person::{Person, told};

/// A report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// Its id.
    pub id: ReportId,
    /// Who complains.
    pub reporter: Person,
    /// About whom.
    pub person: Person,
    /// The call it happened in.
    pub video_call_id: Option<VideoCallId>,
    /// What is complained about.
    pub reason: ReportReason,
    /// In the reporter's words.
    pub note: Option<String>,
    /// Where it stands.
    pub status: ReportStatus,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When the team was done with it.
    pub resolved_at: Option<DateTime<Utc>>,
}

impl ReportView {
    /// The report with the people in it.
    pub fn new(report: Report, reporter: Person, person: Person) -> Self {
        Self {
            id: report.id,
            reporter,
            person,
            video_call_id: report.video_call_id,
            reason: report.reason,
            note: told(report.note),
            status: report.status,
            created_at: report.created_at,
            resolved_at: report.resolved_at,
        }
    }
}

/// Which reports.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// `open` or `resolved`; all when left out.
    pub status: Option<ReportStatus>,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
