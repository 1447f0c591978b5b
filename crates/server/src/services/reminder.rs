//! Reminders: ten minutes before a call, to those who said that they come.

use chrono::TimeDelta;
use model::Timestamp;
use model::id::{UserId, VideoCallId};
use model::video_call::VideoCallStatus;
use model::wall_clock::{Zone, both_clocks};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::job::{self, ClaimedJob};
use store::video_call::{self, VideoCall};
use store::{StoreError, Writer};

use crate::context::Context;
use crate::mail::{Address, Letter};
use crate::services::mail::MailService;
use crate::services::notification::NotificationService;

/// The job that reminds one person of one call at one time; its payload is a [`Reminder`].
pub const SEND_CALL_REMINDER: &str = "send_call_reminder";

/// How long before the start.
pub const REMIND_BEFORE: TimeDelta = TimeDelta::minutes(10);

/// Whom to remind of what. It is void once the call is at another time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reminder {
    /// The call.
    pub video_call_id: VideoCallId,
    /// The person.
    pub user_id: UserId,
    /// When the call was to begin when the reminder was made.
    pub scheduled_at: Timestamp,
}

/// Reminders.
#[derive(Clone)]
pub struct ReminderService {
    context: Context,
    mail: MailService,
    notifications: NotificationService,
}

impl ReminderService {
    /// With the shared parts.
    pub fn new(context: Context, mail: MailService, notifications: NotificationService) -> Self {
        Self { context, mail, notifications }
    }

    /// Reminds, and marks the job done in the same transaction: a crash cannot remind twice.
    pub async fn remind(&self, job: &ClaimedJob, reminder: &Reminder) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        let call = video_call::find_and_hold(&writer, reminder.video_call_id).await?;
        if let Some(call) = call.filter(|call| self.is_wanted(call, reminder)) {
            self.write_letter(&writer, &call, reminder).await?;
            let data =
                json!({ "video_call_id": call.id, "title": call.title, "scheduled_at": call.scheduled_at });
            self.notifications.notify(&writer, reminder.user_id, "video_call_reminder", data).await?;
        }
        job::finish(&writer, job.id, self.context.now()).await?;
        self.context.commit(writer).await
    }

    /// Not for a call that was moved or called off, nor once its start is past.
    fn is_wanted(&self, call: &VideoCall, reminder: &Reminder) -> bool {
        let is_open = matches!(call.status, VideoCallStatus::Scheduled | VideoCallStatus::Active);
        is_open
            && call.scheduled_at == Some(reminder.scheduled_at)
            && self.context.now() < reminder.scheduled_at
    }

    async fn write_letter(
        &self,
        writer: &Writer,
        call: &VideoCall,
        reminder: &Reminder,
    ) -> Result<(), StoreError> {
        let contacts = self.mail.contacts(writer, &[reminder.user_id]).await?;
        let Some(person) = contacts.first() else { return Ok(()) };
        let zone = Zone::named_or_utc(person.time_zone.as_deref());
        let letter = Letter::to(person.given_name(), format!("Soon: {}", call.title))
            .say("Your call begins in a few minutes.")
            .list([both_clocks(reminder.scheduled_at, &zone, None)])
            .with_button("Open the call", self.mail.link(&format!("/calls/{}", call.id)))
            .because("You get this letter because you said that you come.");
        self.mail.write(writer, Address::new(&person.name, &person.email), &letter).await
    }
}
