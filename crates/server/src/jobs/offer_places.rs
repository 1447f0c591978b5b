//! Tells those who wait for a person that there is a place. Whoever was told is not told again, so that running twice
//! does nothing twice.

use model::id::UserId;
use serde::Deserialize;
use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;

pub use crate::services::wait_list::OFFER_PLACES as KIND;

#[derive(Deserialize)]
struct About {
    person_id: UserId,
}

/// Looks at the line for one person.
pub async fn run(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let about: About = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(app.wait_list.offer_places(about.person_id).await?)
}
