//! Tells an audience of its gathering, some members at a time.

use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;
use crate::services::video_call::Announcement;

pub use crate::services::video_call::ANNOUNCE_GATHERING as KIND;

/// Tells the next members of the payload's gathering.
pub async fn run(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let told: Announcement = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(app.video_call.announce(job, &told).await?)
}
