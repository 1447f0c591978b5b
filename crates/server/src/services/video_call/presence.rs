//! Coming in, staying and leaving.

use crate::services::activity;
use model::event::Event;
use model::id::{CallSessionId, VideoCallId};
use model::video_call::{
    Admission, InvitationResponse, LeaveReason, ParticipantRole, VideoCallStatus, WaitingFor, opens_at,
};
use model::{Timestamp, Violations};
use store::call_session::{self, CallSession};
use store::consent::{self, Consent};
use store::participant::{self, Participant};
use store::video_call::{self, VideoCall};
use store::{Writer, person};

use super::rights::visit_of;
use super::{Actor, CallError, Standpoint, VideoCallService, changed, presence, write_back};
use crate::providers::{Connection, identity_of};

/// What a page says when it wants to come in.
#[derive(Clone, Debug, Default)]
pub struct JoinCall {
    /// What the page calls itself, such as a tab or a phone.
    pub device: Option<String>,
    /// Whether the person agrees to be recorded, where they were asked.
    pub recording_consent: Option<bool>,
}

/// The answer at the door.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Come in this way.
    Admitted {
        /// This connection.
        session_id: CallSessionId,
        /// The person's part.
        role: ParticipantRole,
        /// How to reach the place of the call.
        connection: Connection,
    },
    /// Wait.
    Waiting(WaitingFor),
}

/// What was decided while the call was held.
#[expect(clippy::large_enum_variant, reason = "made once a join and moved once")]
enum Decision {
    Enter { call: VideoCall, participant: Participant, session: CallSession, replaced: Vec<CallSession> },
    Wait(WaitingFor),
}

impl VideoCallService {
    /// Lets the actor into a call, or says why not. A person is in a call once: coming in from elsewhere ends the
    /// earlier connection.
    pub async fn join(&self, actor: Actor, id: VideoCallId, wanted: JoinCall) -> Result<Entry, CallError> {
        let device = wanted.device.unwrap_or_else(|| "browser".to_owned());
        let mut violations = Violations::default();
        model::text::check_line(&device, 1..=100, "/device", &mut violations);
        violations.into_result()?;
        let before = self.look(actor, id, "join_video_call").await?.call;
        let place = self.providers.ready(before.provider).await;
        let writer = self.context.write().await?;
        let stand = self.hold(&writer, actor, id, "join_video_call").await?;
        let decision = self.decide(&writer, actor, stand, device.trim(), place).await?;
        if let Some(is_given) = wanted.recording_consent {
            self.note_consent(&writer, actor, id, is_given).await?;
        }
        self.context.commit(writer).await?;
        match decision {
            Decision::Wait(reason) => Ok(Entry::Waiting(reason)),
            Decision::Enter { call, participant, session, replaced } => {
                self.put_out(&call, &replaced).await;
                activity::note(&self.context, actor.user_id).await;
                self.connect(&call, &participant, &session).await
            }
        }
    }

    async fn decide(
        &self,
        writer: &Writer,
        actor: Actor,
        stand: Standpoint,
        device: &str,
        place: (model::video_call::Provider, Option<String>),
    ) -> Result<Decision, CallError> {
        let mut participant = self.place_on_list(writer, &stand, actor.user_id).await?;
        let mut call = stand.call;
        let now = self.context.now();
        if let Some(reason) = self.check_door(writer, &call, &mut participant, now).await? {
            return Ok(Decision::Wait(reason));
        }
        let others = call_session::count_others(writer, call.id, participant.id).await?;
        if others >= i64::from(call.max_participants) {
            return Err(CallError::Full);
        }
        let replaced = call_session::live_of_participant(writer, participant.id).await?;
        for session in &replaced {
            call_session::close(writer, session.id, now, LeaveReason::Replaced).await?;
        }
        let session = self.new_session(&call, &participant, device);
        call_session::insert(writer, &session).await?;
        seat(writer, &mut participant, now).await?;
        self.open_if_first(writer, &mut call, place).await?;
        if replaced.is_empty() {
            let event = Event::ParticipantJoined(presence(&call, participant.user_id));
            self.tell(writer, &call, event).await?;
        }
        Ok(Decision::Enter { call, participant, session, replaced })
    }

    /// Whether the door lets this person pass: `None` when it does, what to wait for when not yet.
    async fn check_door(
        &self,
        writer: &Writer,
        call: &VideoCall,
        participant: &mut Participant,
        now: Timestamp,
    ) -> Result<Option<WaitingFor>, CallError> {
        let is_scheduled = call.status == VideoCallStatus::Scheduled;
        if let Some(opens_at) = call.scheduled_at.map(opens_at).filter(|at| is_scheduled && now < *at) {
            return Err(CallError::TooEarly { opens_at });
        }
        if is_scheduled && !call.settings.lets_open(participant.role) {
            return Ok(Some(WaitingFor::Host));
        }
        if participant.role.is_crew() || participant.admission == Admission::Admitted {
            return Ok(None);
        }
        if call.settings.locked {
            return Err(CallError::Locked);
        }
        if call.settings.lobby {
            self.knock(writer, call, participant, now).await?;
            return Ok(Some(WaitingFor::Admission));
        }
        Ok(None)
    }

    /// The ledger of consents only grows: the last answer counts.
    async fn note_consent(
        &self,
        writer: &Writer,
        actor: Actor,
        call_id: VideoCallId,
        is_given: bool,
    ) -> Result<(), CallError> {
        let now = self.context.now();
        let id = model::id::new_uuid(now, self.context.chance());
        let consent =
            Consent { id, call_id, user_id: actor.user_id, is_given, channel: "join", answered_at: now };
        Ok(consent::insert(writer, &consent).await?)
    }

    fn new_session(&self, call: &VideoCall, participant: &Participant, device: &str) -> CallSession {
        let now = self.context.now();
        CallSession {
            id: CallSessionId::new(now, self.context.chance()),
            call_id: call.id,
            participant_id: participant.id,
            user_id: participant.user_id,
            device: device.to_owned(),
            provider_session: None,
            created_at: now,
            joined_at: Some(now),
            last_seen_at: Some(now),
            left_at: None,
        }
    }

    /// The first to come makes the call active; it takes place where a place was ready.
    async fn open_if_first(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        (provider, fallback): (model::video_call::Provider, Option<String>),
    ) -> Result<(), CallError> {
        let now = self.context.now();
        if call.status == VideoCallStatus::Active {
            if call.empty_since.take().is_some() {
                video_call::set_empty_since(writer, call.id, None).await?;
            }
            return Ok(());
        }
        call.status = VideoCallStatus::Active;
        call.started_at = Some(now);
        call.empty_since = None;
        if provider != call.provider {
            call.provider = provider;
            call.provider_fallback_reason = fallback;
        }
        write_back(writer, call, now).await?;
        Ok(self.tell(writer, call, Event::VideoCallStarted(changed(call))).await?)
    }

    /// Prepares the place and signs the way in. When the place fails, the person is not in the call.
    async fn connect(
        &self,
        call: &VideoCall,
        participant: &Participant,
        session: &CallSession,
    ) -> Result<Entry, CallError> {
        let read = self.context.read();
        let user = participant.user_id;
        let name = person::cards(read, user, &[user]).await?.remove(&user).map(|card| card.name);
        let visit = visit_of(call, participant.role, session, name.unwrap_or_default());
        match self.providers.connect(call.provider, &visit, self.context.now()).await {
            Ok(connection) => {
                Ok(Entry::Admitted { session_id: session.id, role: participant.role, connection })
            }
            Err(error) => {
                let actor = Actor { user_id: user, is_admin: false };
                self.leave(actor, call.id, Some(session.id)).await?;
                Err(error.into())
            }
        }
    }

    /// Ends the actor's connections, or one of them. Doing it twice changes nothing more.
    pub async fn leave(
        &self,
        actor: Actor,
        id: VideoCallId,
        session_id: Option<CallSessionId>,
    ) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let stand = self.hold(&writer, actor, id, "leave_video_call").await?;
        if stand.is_in_audience {
            return Ok(());
        }
        let mut participant = stand.participant()?.participant.clone();
        let mut call = stand.call;
        // Who leaves with a connection may have been sent back to the lobby meanwhile, and goes on waiting there.
        if participant.admission == Admission::Waiting && session_id.is_none() {
            participant.admission = Admission::Outside;
            participant::update(&writer, &participant).await?;
        }
        let mut leaving = call_session::live_of_participant(&writer, participant.id).await?;
        leaving.retain(|session| session_id.is_none_or(|id| id == session.id));
        self.depart(&writer, &mut call, &mut participant, &leaving, LeaveReason::Left).await?;
        self.context.commit(writer).await?;
        self.put_out(&call, &leaving).await;
        self.close_when_over(&call).await;
        Ok(())
    }

    /// Notes that a page is still there.
    pub async fn heartbeat(
        &self,
        actor: Actor,
        id: VideoCallId,
        session_id: CallSessionId,
    ) -> Result<(), CallError> {
        self.look(actor, id, "heartbeat_video_call").await?;
        let session = call_session::find(self.context.read(), session_id).await?;
        if session.is_none_or(|session| session.call_id != id || session.user_id != actor.user_id) {
            return Err(CallError::Conflict("not_present"));
        }
        let writer = self.context.write().await?;
        if !call_session::touch(&writer, session_id, self.context.now()).await? {
            return Err(CallError::Conflict("session_ended"));
        }
        writer.commit().await.map_err(store::StoreError::from)?;
        self.leases.renew(session_id);
        Ok(())
    }

    /// Ends connections of one person in a held call; when the last one of the person goes, tells it, and when the
    /// last person goes, notes that the call is empty or ends it.
    pub(super) async fn depart(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        participant: &mut Participant,
        sessions: &[CallSession],
        reason: LeaveReason,
    ) -> Result<(), CallError> {
        let now = self.context.now();
        let mut has_closed = false;
        for session in sessions {
            let left_at = match reason {
                LeaveReason::ConnectionLost => session.last_seen_at.unwrap_or(now),
                _ => now,
            };
            has_closed |= call_session::close(writer, session.id, left_at, reason).await?;
            self.end_shares_of(writer, call, session.id).await?;
        }
        let is_gone = call_session::live_of_participant(writer, participant.id).await?.is_empty();
        if !has_closed || !is_gone {
            return Ok(());
        }
        participant.last_left_at = Some(now);
        participant.updated_at = now;
        participant::update(writer, participant).await?;
        self.tell(writer, call, Event::ParticipantLeft(presence(call, participant.user_id))).await?;
        if call_session::live_of_call(writer, call.id).await?.is_empty() {
            self.became_empty(writer, call, reason).await?;
        }
        Ok(())
    }

    /// Disconnects at the place of the call. What fails here is repaired by the upkeep.
    pub(super) async fn put_out(&self, call: &VideoCall, sessions: &[CallSession]) {
        for session in sessions {
            let identity = identity_of(session.user_id, session.id);
            if let Err(error) = self.providers.remove(call.provider, &call.provider_room, &identity).await {
                tracing::info!(video_call.id = %call.id, %error, "nobody to disconnect");
            }
        }
    }

    /// Closes the room of a call that has ended.
    pub(super) async fn close_when_over(&self, call: &VideoCall) {
        if !call.status.is_over() {
            return;
        }
        if let Err(error) = self.providers.close(call.provider, &call.provider_room).await {
            tracing::info!(video_call.id = %call.id, %error, "no room to close");
        }
    }
}

async fn seat(writer: &Writer, participant: &mut Participant, now: Timestamp) -> Result<(), CallError> {
    participant.admission = Admission::Admitted;
    participant.first_joined_at.get_or_insert(now);
    if participant.response == InvitationResponse::Invited {
        participant.response = InvitationResponse::Accepted;
    }
    participant.updated_at = now;
    Ok(participant::update(writer, participant).await?)
}

/// Notes that nobody is in the call, without telling anybody.
pub(super) async fn note_empty(
    writer: &Writer,
    call: &mut VideoCall,
    now: Timestamp,
) -> Result<(), CallError> {
    call.empty_since = Some(now);
    Ok(video_call::set_empty_since(writer, call.id, call.empty_since).await?)
}
