//! Changing and calling off calls.

use model::audience::Audience;
use model::event::Event;
use model::id::VideoCallId;
use model::video_call::{CallSettingsChange, VideoCallStatus};
use model::{Timestamp, Violations};
use serde_json::json;
use store::video_call::VideoCall;
use store::{Writer, call_audience, participant, time_cell};

use super::audience::check_audience;
use super::create::{check_plan, check_start};
use super::detail::CallDetails;
use super::letters::Occasion;
use super::{Actor, CallError, Standpoint, VideoCallService, changed, write_back};
use crate::services::reminder;

/// What to change; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct ChangeCall {
    /// What people call it.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// When it is to begin.
    pub scheduled_at: Option<Timestamp>,
    /// How long it is planned to be.
    pub duration_minutes: Option<i32>,
    /// The IANA zone it is planned in.
    pub time_zone: Option<String>,
    /// How many it holds.
    pub max_participants: Option<i32>,
    /// Whom a gathering is to be open to beside those invited; none in it: to nobody else.
    pub audience: Option<Option<Audience>>,
    /// What the host sets.
    pub settings: CallSettingsChange,
}

impl ChangeCall {
    /// Whether it changes what is fixed once the call has begun.
    fn changes_the_plan(&self) -> bool {
        self.description.is_some()
            || self.scheduled_at.is_some()
            || self.duration_minutes.is_some()
            || self.time_zone.is_some()
            || self.audience.is_some()
    }

    fn moves(&self, call: &VideoCall) -> bool {
        self.scheduled_at.is_some_and(|start| Some(start) != call.scheduled_at)
            || self.duration_minutes.is_some_and(|minutes| minutes != call.duration_minutes)
    }
}

impl VideoCallService {
    /// Changes a call: anything while it is to come; title, settings and capacity while it goes on. With a version,
    /// only that version.
    pub async fn change(
        &self,
        actor: Actor,
        id: VideoCallId,
        version: Option<i32>,
        change: ChangeCall,
    ) -> Result<CallDetails, CallError> {
        let writer = self.context.write().await?;
        let Standpoint { call, .. } = self.hold(&writer, actor, id, "update_video_call").await?;
        if version.is_some_and(|version| version != call.version) {
            return Err(CallError::VersionMismatch(call.version));
        }
        if call.status == VideoCallStatus::Active && change.changes_the_plan() {
            return Err(CallError::Conflict("already_begun"));
        }
        let (is_moved, settings) = (change.moves(&call), call.settings);
        if is_moved && call.coffee_chat_request_id.is_some() {
            return Err(CallError::Conflict("reschedule_the_chat"));
        }
        let open_before = call.audience.clone();
        let mut call = apply(call, change, self.context.now())?;
        let is_reopened = call.audience != open_before;
        if is_reopened && call.audience.is_some() {
            self.check_gathering_limit(&writer, actor.user_id).await?;
        }
        if is_moved {
            call.ics_sequence += 1;
        }
        write_back(&writer, &mut call, self.context.now()).await?;
        if is_moved {
            hold_new_time(&writer, &call).await?;
            let told = self.have_it_in_mind(&writer, &call).await?;
            self.have_written(&writer, &call, Occasion::Moved, actor.user_id, told).await?;
            reminder::plan(&self.context, &writer, &call).await?;
        }
        if is_reopened {
            self.open_to_audience(&writer, &call).await?;
        }
        self.tell(&writer, &call, Event::VideoCallUpdated(changed(&call))).await?;
        self.context.commit(writer).await?;
        if call.settings != settings {
            self.renew_rights(&call, None).await;
        }
        self.get(actor, id).await
    }

    /// Calls off a call that has not begun, and tells its people. Doing it twice changes nothing more.
    pub async fn cancel(&self, actor: Actor, id: VideoCallId) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let Standpoint { mut call, me, .. } = self.hold(&writer, actor, id, "cancel_video_call").await?;
        if call.status == VideoCallStatus::Cancelled {
            return Ok(());
        }
        let now = self.context.now();
        call.status = VideoCallStatus::Cancelled;
        call.ended_at = Some(now);
        call.ics_sequence += 1;
        write_back(&writer, &mut call, now).await?;
        time_cell::release(&writer, call.id).await?;
        call_audience::close(&writer, call.id).await?;
        if call.coffee_chat_request_id.is_some() {
            // The chat goes with its call, and tells both of it.
            self.coffee_chats.cancel_with_call(&writer, &call, actor.user_id).await?;
        } else {
            self.tell(&writer, &call, Event::VideoCallCancelled(changed(&call))).await?;
            self.tell_of_cancellation(&writer, &call, actor).await?;
            let told = self.have_it_in_mind(&writer, &call).await?;
            self.have_written(&writer, &call, Occasion::CalledOff, actor.user_id, told).await?;
        }
        if me.is_none() {
            self.note_intervention(&writer, actor, "video_call.cancelled", id).await?;
        }
        Ok(self.context.commit(writer).await?)
    }

    async fn tell_of_cancellation(
        &self,
        writer: &Writer,
        call: &VideoCall,
        by: Actor,
    ) -> Result<(), CallError> {
        for user in super::on_the_list(writer, call.id).await?.into_iter().filter(|user| *user != by.user_id)
        {
            let data = json!({ "video_call_id": call.id, "person_id": by.user_id, "title": call.title });
            self.notifications.notify(writer, user, "video_call_cancelled", data).await?;
        }
        Ok(())
    }
}

fn apply(call: VideoCall, change: ChangeCall, now: Timestamp) -> Result<VideoCall, Violations> {
    let mut violations = Violations::default();
    let is_new_start = change.scheduled_at.is_some() && change.scheduled_at != call.scheduled_at;
    let kind = call.kind;
    let audience = match change.audience {
        None => call.audience.clone(),
        Some(wanted) => wanted.map(|wanted| check_audience(kind, &wanted, &mut violations)),
    };
    let changed = VideoCall {
        audience,
        title: change.title.map_or(call.title, |title| title.trim().to_owned()),
        description: change.description.map_or(call.description, |text| text.trim().to_owned()),
        scheduled_at: change.scheduled_at.or(call.scheduled_at),
        duration_minutes: change.duration_minutes.unwrap_or(call.duration_minutes),
        time_zone: change.time_zone.clone().unwrap_or(call.time_zone),
        max_participants: change.max_participants.unwrap_or(call.max_participants),
        settings: change.settings.applied_to(call.settings),
        ..call
    };
    let zone = change.time_zone.as_deref();
    check_plan(&changed.title, &changed.description, changed.duration_minutes, zone, &mut violations);
    if let Some(start) = changed.scheduled_at.filter(|_| is_new_start) {
        check_start(start, now, &mut violations);
    }
    changed.kind.check(&changed.settings, changed.max_participants, &mut violations);
    violations.into_result()?;
    Ok(changed)
}

/// Gives the quarter hours of those who come back and takes those of the new time.
async fn hold_new_time(writer: &Writer, call: &VideoCall) -> Result<(), CallError> {
    time_cell::release(writer, call.id).await?;
    let Some(start) = call.scheduled_at else { return Ok(()) };
    let cells = time_cell::cells(start, call.duration_minutes);
    let mut coming: Vec<_> = participant::list(writer, &[call.id])
        .await?
        .into_iter()
        .filter(|one| one.participant.response == model::video_call::InvitationResponse::Accepted)
        .map(|one| one.participant.user_id)
        .collect();
    coming.sort_unstable();
    for user in coming {
        time_cell::take_free(writer, user, call.id, &cells).await?;
    }
    Ok(())
}
