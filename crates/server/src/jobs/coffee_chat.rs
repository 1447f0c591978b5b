//! The jobs of coffee chats: each looks at the present state, so that running twice does nothing twice.

use model::id::CoffeeChatRequestId;
use serde::Deserialize;
use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;
use crate::services::coffee_chat::{CoffeeChatError, Nudge};

pub use crate::services::coffee_chat::{EXPIRE, NUDGE, SETTLE};

#[derive(Deserialize)]
struct About {
    id: CoffeeChatRequestId,
}

/// Lets a request lapse whose time is over.
pub async fn expire(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    done(app.coffee_chat.expire(about(job)?).await)
}

/// Finds out what became of a chat.
pub async fn settle(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    done(app.coffee_chat.settle(about(job)?).await)
}

/// Reminds somebody of a request that waits for them.
pub async fn nudge(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let nudge: Nudge = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(app.coffee_chat.nudge(job, &nudge).await?)
}

fn about(job: &ClaimedJob) -> Result<CoffeeChatRequestId, JobError> {
    let about: About = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the payload cannot be read: {error}")))?;
    Ok(about.id)
}

/// A request that has moved on needs nothing of its old jobs.
fn done(outcome: Result<(), CoffeeChatError>) -> Result<(), JobError> {
    match outcome {
        Ok(()) | Err(CoffeeChatError::Settled(_) | CoffeeChatError::NotFound) => Ok(()),
        Err(error) => Err(JobError::TryAgain(error.to_string())),
    }
}
