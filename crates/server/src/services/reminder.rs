//! Reminders: ten minutes before a call, to those who did not say that they stay away.

use chrono::TimeDelta;
use model::Timestamp;
use model::id::{JobId, UserId, VideoCallId, VideoCallParticipantId};
use model::video_call::{Admission, InvitationResponse, VideoCallStatus};
use model::wall_clock::{Zone, both_clocks};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::job::{self, ClaimedJob, NewJob};
use store::participant::{self, ListedParticipant};
use store::person_contact::PersonContact;
use store::video_call::{self, VideoCall};
use store::{StoreError, Writer, block};

use crate::context::Context;
use crate::mail::{Address, Letter, News, Step, Subject, Why};
use crate::services::call_letter;
use crate::services::mail::MailService;
use crate::services::notification::NotificationService;

/// The job that reminds the people of one call at one time; its payload is a [`Reminder`].
pub const SEND_CALL_REMINDER: &str = "send_call_reminder";

/// How long before the start.
pub const REMIND_BEFORE: TimeDelta = TimeDelta::minutes(10);

/// How many people are reminded in one go.
const BATCH: usize = 50;

/// What to remind of. It is void once the call is at another time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reminder {
    /// The call.
    pub video_call_id: VideoCallId,
    /// When the call was to begin when the reminder was made.
    pub scheduled_at: Timestamp,
    /// Those up to this one on the list have been reminded.
    pub after: Option<VideoCallParticipantId>,
}

/// Has the people of a call reminded before its start; a start so near needs no reminder.
pub async fn plan(context: &Context, writer: &Writer, call: &VideoCall) -> Result<(), StoreError> {
    match call.scheduled_at.filter(|start| *start - REMIND_BEFORE > context.now()) {
        Some(start) => {
            let reminder = Reminder { video_call_id: call.id, scheduled_at: start, after: None };
            enqueue(context, writer, &reminder, start - REMIND_BEFORE).await
        }
        None => Ok(()),
    }
}

async fn enqueue(
    context: &Context,
    writer: &Writer,
    reminder: &Reminder,
    run_at: Timestamp,
) -> Result<(), StoreError> {
    let now = context.now();
    let after = reminder.after.map(|after| after.to_string()).unwrap_or_default();
    let time = reminder.scheduled_at.timestamp();
    let job = NewJob {
        id: JobId::new(now, context.chance()),
        kind: SEND_CALL_REMINDER,
        payload: json!(reminder),
        dedupe_key: Some(format!("{SEND_CALL_REMINDER}:{}:{time}:{after}", reminder.video_call_id)),
        run_at,
    };
    job::enqueue(writer, &job, now).await?;
    Ok(())
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

    /// Reminds the next people, and marks the job done in the same transaction: a crash cannot remind twice.
    pub async fn remind(&self, job: &ClaimedJob, reminder: &Reminder) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        let call = video_call::find_and_hold(&writer, reminder.video_call_id).await?;
        if let Some(call) = call.filter(|call| self.is_wanted(call, reminder)) {
            self.remind_next(&writer, &call, reminder).await?;
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

    async fn remind_next(
        &self,
        writer: &Writer,
        call: &VideoCall,
        reminder: &Reminder,
    ) -> Result<(), StoreError> {
        let mut next = participant::list(writer, &[call.id]).await?;
        next.retain(|one| reminder.after.is_none_or(|after| one.participant.id > after));
        next.truncate(BATCH);
        if next.len() == BATCH {
            let after = next.last().map(|one| one.participant.id);
            enqueue(&self.context, writer, &Reminder { after, ..reminder.clone() }, self.context.now())
                .await?;
        }
        next.retain(is_expected);
        let people: Vec<UserId> = next.iter().map(|one| one.participant.user_id).collect();
        let blocked = block::among(writer, call.host_id, &people).await?;
        let contacts = self.mail.contacts(writer, &people).await?;
        let told = contacts.iter().filter(|person| person.is_active && !blocked.contains(&person.id));
        for person in told {
            let has_said_yes = next.iter().any(|one| {
                one.participant.user_id == person.id
                    && one.participant.response == InvitationResponse::Accepted
            });
            self.remind_one(writer, call, person, has_said_yes, reminder.scheduled_at).await?;
        }
        Ok(())
    }

    async fn remind_one(
        &self,
        writer: &Writer,
        call: &VideoCall,
        person: &PersonContact,
        has_said_yes: bool,
        start: Timestamp,
    ) -> Result<(), StoreError> {
        let zone = Zone::named_or_utc(person.time_zone.as_deref());
        let words = self.mail.words(person.language);
        let letter = Letter::to(person.given_name(), words, Subject::Soon(&call.title))
            .tell(News::Soon)
            .list([both_clocks(start, &zone, None, words.language())])
            .with_button(Step::OpenCall, call_letter::link(&self.mail, call))
            .because(if has_said_yes { Why::Coming } else { Why::Invited });
        self.mail.write(writer, Address::new(&person.name, &person.email), &letter).await?;
        let data = json!({ "video_call_id": call.id, "title": call.title, "scheduled_at": start });
        self.notifications.notify(writer, person.id, "video_call_reminder", data).await
    }
}

/// Whoever is there already, stays away or may not come needs no reminder.
fn is_expected(one: &ListedParticipant) -> bool {
    one.participant.admission != Admission::Refused
        && one.participant.response != InvitationResponse::Declined
        && !one.is_present
}
