//! Writes the letters of a call, some at a time.

use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;
use crate::services::video_call::CallLetters;

pub use crate::services::video_call::WRITE_CALL_LETTERS as KIND;

/// Writes the next letters of the payload.
pub async fn run(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let letters: CallLetters = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(app.video_call.write_letters(job, &letters).await?)
}
