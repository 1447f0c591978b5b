//! Mails a link for a password. The link is made here, so that its secret waits in no queue longer than the mail.

use model::id::UserId;
use serde::Deserialize;
use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;

pub use crate::services::account::{MAIL_ACTIVATION_LINK, MAIL_RESET_LINK};

#[derive(Deserialize)]
struct Reset {
    email: String,
}

#[derive(Deserialize)]
struct Activation {
    user_id: UserId,
}

/// Mails a link for a new password to the address, if it belongs to somebody.
pub async fn run_reset(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let Reset { email } = serde_json::from_value(job.payload.clone()).map_err(unreadable)?;
    Ok(app.account.mail_reset_link(&email).await?)
}

/// Mails a link for the first password.
pub async fn run_activation(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let Activation { user_id } = serde_json::from_value(job.payload.clone()).map_err(unreadable)?;
    Ok(app.account.mail_activation_link(user_id).await?)
}

fn unreadable(error: serde_json::Error) -> JobError {
    JobError::GiveUp(format!("the payload cannot be read: {error}"))
}
