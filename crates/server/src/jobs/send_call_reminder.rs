//! Reminds the people of one call.

use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;
use crate::services::reminder::Reminder;

pub use crate::services::reminder::SEND_CALL_REMINDER as KIND;

/// Reminds the people of the payload's call.
pub async fn run(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let reminder: Reminder = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(app.reminder.remind(job, &reminder).await?)
}
