//! A complaint about a person, for the platform's team.

use crate::clock::Timestamp;
use crate::id::{ReportId, UserId, VideoCallId};
use crate::text_enum::text_enum;

text_enum! {
    /// What is complained about.
    ReportReason {
        /// Insults, threats, unwanted advances.
        Harassment = "harassment",
        /// Advertising, or the same message to everybody.
        Spam = "spam",
        /// Not who they say they are.
        Impersonation = "impersonation",
        /// Words or pictures that have no place here.
        Inappropriate = "inappropriate",
        /// Something else, told in the note.
        Other = "other",
    }
}

text_enum! {
    /// Where a report stands.
    ReportStatus {
        /// Waits for the team.
        Open = "open",
        /// Looked into.
        Resolved = "resolved",
    }
}

/// A complaint about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Who complains.
    pub reporter_id: UserId,
    /// About whom.
    pub subject_id: UserId,
    /// The call it happened in.
    pub video_call_id: Option<VideoCallId>,
    /// What is complained about.
    pub reason: ReportReason,
    /// In the reporter's words.
    pub note: String,
    /// Where it stands.
    pub status: ReportStatus,
    /// When.
    pub created_at: Timestamp,
    /// When the team was done with it.
    pub resolved_at: Option<Timestamp>,
}
