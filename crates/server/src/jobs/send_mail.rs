//! Sends one mail. A mail sent twice carries the same Message-ID.

use store::job::ClaimedJob;

use super::JobError;
use crate::app::AppState;
use crate::mail::{MailError, OutgoingMail};

pub use crate::services::mail::SEND_MAIL as KIND;

/// Sends the mail of the payload.
pub async fn run(app: &AppState, job: &ClaimedJob) -> Result<(), JobError> {
    let mail: OutgoingMail = serde_json::from_value(job.payload.clone())
        .map_err(|error| JobError::GiveUp(format!("the mail cannot be read: {error}")))?;
    app.mail.mailer().send(&mail).await.map_err(|error| match error {
        MailError::Later(_) => JobError::TryAgain(error.to_string()),
        MailError::Never(_) => JobError::GiveUp(error.to_string()),
    })
}
