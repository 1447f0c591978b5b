//! Making calls: by a host, and for an agreed coffee chat.

use model::audience::Audience;
use model::event::Event;
use model::id::{UserId, VideoCallId};
use model::profile::is_time_zone;
use model::text::{check_line, check_text};
use model::video_call::{
    CallSettings, CallSettingsChange, DESCRIPTION_LENGTH, DURATION_MINUTES, PLANNED_AHEAD, ParticipantRole,
    Provider, TITLE_LENGTH, VideoCallStatus, VideoCallType,
};
use model::{Timestamp, Violations};
use serde_json::json;
use store::video_call::VideoCall;
use store::{Writer, profile, time_cell, video_call};

use super::audience::check_audience;
use super::detail::CallDetails;
use super::letters::Occasion;
use super::{Actor, CallError, VideoCallService, changed};
use crate::services::reminder;

/// A call to be made.
#[derive(Clone, Debug)]
pub struct CreateCall {
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// What it is for.
    pub kind: VideoCallType,
    /// When it is to begin; none: at once.
    pub scheduled_at: Option<Timestamp>,
    /// How long it is planned to be; none: as usual for its kind.
    pub duration_minutes: Option<i32>,
    /// The IANA zone it is planned in; none: the host's own.
    pub time_zone: Option<String>,
    /// Whom to invite.
    pub participant_ids: Vec<UserId>,
    /// How many it holds; none: as many as its kind can.
    pub max_participants: Option<i32>,
    /// Whom a gathering is open to beside those invited.
    pub audience: Option<Audience>,
    /// What the host sets otherwise than usual.
    pub settings: CallSettingsChange,
    /// Where it is to take place; none: where calls usually do.
    pub provider: Option<Provider>,
}

impl VideoCallService {
    /// Makes a call, invites its people and tells them. Without a start it is open at once.
    pub async fn create(&self, actor: Actor, wanted: CreateCall) -> Result<CallDetails, CallError> {
        let (provider, fallback) = self.providers.choose(wanted.provider).await;
        let writer = self.context.write().await?;
        let mut violations = wanted.faults(self.context.now());
        if let Some(asked) = wanted.provider.filter(|asked| !self.providers.has(*asked)) {
            violations.add("/provider", "not_configured", format!("{asked} is not set up here"));
        }
        let pointer = |at| format!("/participant_ids/{at}");
        self.check_invited(&writer, actor.user_id, &wanted.participant_ids, pointer, &mut violations).await?;
        violations.into_result()?;
        self.check_invitation_limit(&writer, actor.user_id, &wanted.participant_ids).await?;
        if wanted.audience.is_some() {
            self.check_gathering_limit(&writer, actor.user_id).await?;
        }
        let call = self.open_record(&writer, actor.user_id, &wanted, provider, fallback).await?;
        if call.audience.is_some() {
            self.open_to_audience(&writer, &call).await?;
        }
        self.invite(&writer, &call, &wanted.participant_ids).await?;
        self.context.commit(writer).await?;
        self.get(actor, call.id).await
    }

    async fn open_record(
        &self,
        writer: &Writer,
        host_id: UserId,
        wanted: &CreateCall,
        provider: Provider,
        fallback: Option<String>,
    ) -> Result<VideoCall, CallError> {
        let now = self.context.now();
        let time_zone = match &wanted.time_zone {
            Some(zone) => zone.clone(),
            None => profile::find(writer, host_id)
                .await?
                .and_then(|profile| profile.time_zone)
                .unwrap_or_else(utc),
        };
        let is_open = wanted.scheduled_at.is_none();
        let call = VideoCall {
            title: wanted.title.trim().to_owned(),
            description: wanted.description.trim().to_owned(),
            status: if is_open { VideoCallStatus::Active } else { VideoCallStatus::Scheduled },
            provider_fallback_reason: fallback,
            scheduled_at: wanted.scheduled_at,
            duration_minutes: wanted.minutes(),
            time_zone,
            started_at: is_open.then_some(now),
            empty_since: is_open.then_some(now),
            max_participants: wanted.capacity(),
            settings: wanted.settings(),
            audience: wanted.audience(),
            ..self.blank(wanted.kind, host_id, provider)
        };
        video_call::insert(writer, &call).await?;
        self.put_on_list(writer, call.id, host_id, ParticipantRole::Host, None).await?;
        if let Some(start) = call.scheduled_at {
            let cells = time_cell::cells(start, call.duration_minutes);
            time_cell::take_free(writer, host_id, call.id, &cells).await?;
        }
        Ok(call)
    }

    async fn invite(&self, writer: &Writer, call: &VideoCall, people: &[UserId]) -> Result<(), CallError> {
        for user in people {
            let (role, by) = (ParticipantRole::Participant, Some(call.host_id));
            self.put_on_list(writer, call.id, *user, role, by).await?;
        }
        self.tell(writer, call, Event::VideoCallCreated(changed(call))).await?;
        for user in people {
            let data = json!({ "video_call_id": call.id, "person_id": call.host_id, "title": call.title });
            self.notifications.notify(writer, *user, "video_call_invited", data).await?;
        }
        let told = self.have_it_in_mind(writer, call).await?;
        self.have_written(writer, call, Occasion::Invited, call.host_id, told).await?;
        Ok(reminder::plan(&self.context, writer, call).await?)
    }

    fn blank(&self, kind: VideoCallType, host_id: UserId, provider: Provider) -> VideoCall {
        let now = self.context.now();
        let id = VideoCallId::new(now, self.context.chance());
        VideoCall {
            id,
            title: String::new(),
            description: String::new(),
            kind,
            status: VideoCallStatus::Scheduled,
            provider,
            provider_room: self.room_name(),
            provider_fallback_reason: None,
            scheduled_at: None,
            duration_minutes: kind.usual_minutes(),
            time_zone: utc(),
            started_at: None,
            ended_at: None,
            end_reason: None,
            empty_since: None,
            max_participants: kind.capacity(),
            settings: kind.usual_settings(),
            audience: None,
            coffee_chat_request_id: None,
            host_id,
            ics_uid: format!("{id}@{}", self.host()),
            ics_sequence: 0,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// The site's host: what makes ids in calendars unique in the world.
    fn host(&self) -> String {
        let url = self.context.config().site.url().ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
    }

    /// A name that cannot be guessed, in lower case: Jitsi compares names so.
    fn room_name(&self) -> String {
        let mut bytes = [0_u8; 20];
        self.context.chance().fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn utc() -> String {
    "UTC".to_owned()
}

impl CreateCall {
    fn minutes(&self) -> i32 {
        self.duration_minutes.unwrap_or_else(|| self.kind.usual_minutes())
    }

    fn capacity(&self) -> i32 {
        self.max_participants.unwrap_or_else(|| self.kind.capacity())
    }

    fn settings(&self) -> CallSettings {
        self.settings.applied_to(self.kind.usual_settings())
    }

    /// The audience as it is kept.
    fn audience(&self) -> Option<Audience> {
        self.audience.as_ref().map(|wanted| wanted.checked(&mut Violations::default()))
    }

    fn faults(&self, now: Timestamp) -> Violations {
        let mut violations = Violations::default();
        check_plan(
            &self.title,
            &self.description,
            self.minutes(),
            self.time_zone.as_deref(),
            &mut violations,
        );
        if let Some(start) = self.scheduled_at {
            check_start(start, now, &mut violations);
        }
        self.kind.check(&self.settings(), self.capacity(), &mut violations);
        if let Some(audience) = &self.audience {
            check_audience(self.kind, audience, &mut violations);
        }
        let seats = usize::try_from(self.capacity()).unwrap_or(0);
        violations.require(
            self.participant_ids.len() < seats.max(2),
            "/participant_ids",
            "too_many",
            "more people than the call holds",
        );
        violations
    }
}

/// Notes when a call cannot begin at this instant.
pub(super) fn check_start(start: Timestamp, now: Timestamp, violations: &mut Violations) {
    violations.require(start > now, "/scheduled_at", "in_the_past", "lies in the past");
    let is_near = start <= now + PLANNED_AHEAD;
    violations.require(is_near, "/scheduled_at", "too_far", "is more than two years ahead");
}

/// Notes what is wrong with the plan of a call.
pub(super) fn check_plan(
    title: &str,
    description: &str,
    minutes: i32,
    time_zone: Option<&str>,
    violations: &mut Violations,
) {
    check_line(title, TITLE_LENGTH, "/title", violations);
    check_text(description, *DESCRIPTION_LENGTH.end(), "/description", violations);
    if !DURATION_MINUTES.contains(&minutes) {
        let detail = format!("is {} to {}", DURATION_MINUTES.start(), DURATION_MINUTES.end());
        violations.add("/duration_minutes", "out_of_range", detail);
    }
    let is_zone = time_zone.is_none_or(is_time_zone);
    violations.require(is_zone, "/time_zone", "unknown_time_zone", "is not the name of a time zone");
}
