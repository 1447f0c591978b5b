//! What hosts and moderators do to keep a call in order: lock it, ask people to speak, send them back to the lobby.

use model::event::{Event, UnmuteRequested};
use model::id::{UserId, VideoCallId};
use model::video_call::{Admission, LeaveReason};
use store::call_session;
use store::participant;

use super::detail::CallDetails;
use super::{Actor, CallError, VideoCallService, changed, presence, write_back};

impl VideoCallService {
    /// Locks a call, or opens it again. Doing it twice changes nothing more.
    pub async fn lock(
        &self,
        actor: Actor,
        id: VideoCallId,
        is_locked: bool,
    ) -> Result<CallDetails, CallError> {
        let writer = self.context.write().await?;
        let mut call = self.hold(&writer, actor, id, "lock_video_call").await?.call;
        if call.settings.locked != is_locked {
            call.settings.locked = is_locked;
            write_back(&writer, &mut call, self.context.now()).await?;
            self.tell(&writer, &call, Event::VideoCallUpdated(changed(&call))).await?;
            self.context.commit(writer).await?;
        }
        self.get(actor, id).await
    }

    /// Asks somebody who is in the call to turn their microphone on. Nobody can turn it on for them.
    pub async fn ask_to_unmute(
        &self,
        actor: Actor,
        id: VideoCallId,
        person: UserId,
    ) -> Result<(), CallError> {
        let call = self.look(actor, id, "ask_to_unmute").await?.call;
        let sessions = call_session::live_of_call(self.context.read(), call.id).await?;
        if sessions.iter().all(|session| session.user_id != person) {
            return Err(CallError::Conflict("not_present"));
        }
        let writer = self.context.write().await?;
        let asked = Event::UnmuteRequested(UnmuteRequested { id, user_id: person, asked_by: actor.user_id });
        store::outbox::publish(&writer, &asked, vec![person], self.context.now()).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Sends a participant back to the lobby, where they wait to be let in again.
    pub async fn return_to_lobby(
        &self,
        actor: Actor,
        id: VideoCallId,
        person: UserId,
    ) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let mut call = self.hold(&writer, actor, id, "return_to_lobby").await?.call;
        if !call.settings.lobby {
            return Err(CallError::Conflict("no_lobby"));
        }
        let mut other = self.listed(&writer, id, person).await?.participant;
        if other.role.is_crew() {
            return Err(CallError::Forbidden("not_your_role"));
        }
        let sessions = call_session::live_of_participant(&writer, other.id).await?;
        if sessions.is_empty() {
            return Err(CallError::Conflict("not_present"));
        }
        let now = self.context.now();
        other.admission = Admission::Waiting;
        other.asked_to_enter_at = Some(now);
        other.updated_at = now;
        participant::update(&writer, &other).await?;
        self.depart(&writer, &mut call, &mut other, &sessions, LeaveReason::Removed).await?;
        self.tell_crew(&writer, &call, Event::LobbyWaiting(presence(&call, person))).await?;
        self.context.commit(writer).await?;
        self.put_out(&call, &sessions).await;
        Ok(())
    }
}
