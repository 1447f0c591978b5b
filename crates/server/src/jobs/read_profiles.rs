//! Has profiles read by the model: what stands there already is not read again, so that running twice does nothing
//! twice.

use model::id::UserId;
use serde::Deserialize;
use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;
use crate::services::ai_match::AiMatchError;

pub use crate::services::ai_match::{READ_EVERYBODY, READ_PEOPLE};

#[derive(Deserialize)]
struct About {
    person_ids: Vec<UserId>,
}

/// Reads some people.
pub async fn some(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let about: About = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(app.ai_match.read_people(&about.person_ids).await?)
}

/// Reads everybody who is not read yet.
pub async fn everybody(app: &AppState) -> Result<(), JobError> {
    Ok(app.ai_match.read_everybody().await?)
}

impl From<AiMatchError> for JobError {
    fn from(error: AiMatchError) -> Self {
        Self::TryAgain(error.to_string())
    }
}
