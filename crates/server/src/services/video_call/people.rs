//! The list of a call: adding, roles, removing, answers to the invitation.

use model::Violations;
use model::event::Event;
use model::id::{UserId, VideoCallId};
use model::video_call::{Admission, InvitationResponse, LeaveReason, ParticipantRole, VideoCallStatus};
use serde_json::json;
use store::participant::{self, ListedParticipant, Participant};
use store::video_call::{self, VideoCall};
use store::{Writer, call_session, time_cell};

use super::detail::CallDetails;
use super::letters::Occasion;
use super::{Actor, CallError, VideoCallService, changed, write_back};

impl VideoCallService {
    /// Invites a person, also one who was removed before.
    pub async fn add_participant(
        &self,
        actor: Actor,
        id: VideoCallId,
        person: UserId,
        role: ParticipantRole,
    ) -> Result<CallDetails, CallError> {
        let writer = self.context.write().await?;
        let mut call = self.hold(&writer, actor, id, "add_call_participant").await?.call;
        self.check_addition(&writer, &call, person, role).await?;
        match participant::find(&writer, id, person).await? {
            Some(one) if one.admission != Admission::Refused => {
                return Err(CallError::Conflict("already_invited"));
            }
            Some(removed) => {
                // Their calendar took the call out under the present number.
                call.ics_sequence += 1;
                self.invite_again(&writer, removed, role).await?;
            }
            None => {
                self.put_on_list(&writer, id, person, role, Some(actor.user_id)).await?;
            }
        }
        write_back(&writer, &mut call, self.context.now()).await?;
        self.tell(&writer, &call, Event::VideoCallUpdated(changed(&call))).await?;
        let data = json!({ "video_call_id": id, "person_id": actor.user_id, "title": call.title });
        self.notifications.notify(&writer, person, "video_call_invited", data).await?;
        self.have_written(&writer, &call, Occasion::Invited, actor.user_id, vec![person]).await?;
        self.context.commit(writer).await?;
        self.get(actor, id).await
    }

    async fn check_addition(
        &self,
        writer: &Writer,
        call: &VideoCall,
        person: UserId,
        role: ParticipantRole,
    ) -> Result<(), CallError> {
        let mut violations = Violations::default();
        let pointer = |_| "/person_id".to_owned();
        self.check_invited(writer, call.host_id, &[person], pointer, &mut violations).await?;
        violations.require(role != ParticipantRole::Host, "/role", "one_host", "a call has one host");
        violations.into_result()?;
        self.check_invitation_limit(writer, call.host_id, &[person]).await?;
        let listed = participant::list(writer, &[call.id]).await?;
        let welcome = listed.iter().filter(|one| one.participant.admission != Admission::Refused).count();
        if call.kind.is_for_two() && welcome >= 2 {
            return Err(CallError::Full);
        }
        Ok(())
    }

    async fn invite_again(
        &self,
        writer: &Writer,
        removed: Participant,
        role: ParticipantRole,
    ) -> Result<(), CallError> {
        let again = Participant {
            role,
            response: InvitationResponse::Invited,
            admission: if role.is_crew() { Admission::Admitted } else { Admission::Outside },
            updated_at: self.context.now(),
            ..removed
        };
        Ok(participant::update(writer, &again).await?)
    }

    /// Makes somebody a moderator, or no longer.
    pub async fn change_role(
        &self,
        actor: Actor,
        id: VideoCallId,
        person: UserId,
        role: ParticipantRole,
    ) -> Result<CallDetails, CallError> {
        let writer = self.context.write().await?;
        let mut call = self.hold(&writer, actor, id, "change_call_participant").await?.call;
        let mut other = self.listed(&writer, id, person).await?.participant;
        if role == ParticipantRole::Host || other.role == ParticipantRole::Host {
            return Err(Violations::one("/role", "one_host", "a call has one host").into());
        }
        other.role = role;
        if role.is_crew() {
            other.admission = Admission::Admitted;
        }
        other.updated_at = self.context.now();
        participant::update(&writer, &other).await?;
        write_back(&writer, &mut call, self.context.now()).await?;
        self.tell(&writer, &call, Event::VideoCallUpdated(changed(&call))).await?;
        self.context.commit(writer).await?;
        self.renew_rights(&call, Some(person)).await;
        self.get(actor, id).await
    }

    /// Removes somebody and keeps them out. A moderator cannot remove another.
    pub async fn remove_participant(
        &self,
        actor: Actor,
        id: VideoCallId,
        person: UserId,
    ) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let stand = self.hold(&writer, actor, id, "remove_call_participant").await?;
        let my_role = stand.participant()?.participant.role;
        let mut call = stand.call;
        let mut other = self.listed(&writer, id, person).await?.participant;
        if other.role == ParticipantRole::Host || (other.role.is_crew() && my_role != ParticipantRole::Host) {
            return Err(CallError::Forbidden("not_your_role"));
        }
        let sessions = self.take_off(&writer, &mut call, &mut other, actor.user_id).await?;
        self.context.commit(writer).await?;
        self.put_out(&call, &sessions).await;
        Ok(())
    }

    /// Takes two people off the lists of each other's calls to come, in the transaction in which one blocks the other:
    /// their calendars let go of them as after any removal.
    pub async fn part_ahead(&self, writer: &Writer, a: UserId, b: UserId) -> Result<(), CallError> {
        for (host, guest) in [(a, b), (b, a)] {
            for id in video_call::planned_between(writer, host, guest).await? {
                let Some(mut call) = video_call::find_and_hold(writer, id).await? else { continue };
                let Some(mut other) = participant::find(writer, id, guest).await? else { continue };
                self.take_off(writer, &mut call, &mut other, host).await?;
            }
        }
        Ok(())
    }

    /// Two people have a block: whoever is in a call that the other runs is put out of it at once.
    pub async fn part(&self, a: UserId, b: UserId) {
        for (host, guest) in [(a, b), (b, a)] {
            let parted = async {
                for call in video_call::live_between(self.context.read(), host, guest).await? {
                    self.part_in(call, guest).await?;
                }
                Ok::<_, CallError>(())
            };
            if let Err(error) = parted.await {
                tracing::warn!(%error, "two people who have a block are still in one call");
            }
        }
    }

    async fn part_in(&self, id: VideoCallId, guest: UserId) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let Some(mut call) = video_call::find_and_hold(&writer, id).await? else { return Ok(()) };
        let Some(mut other) = participant::find(&writer, id, guest).await? else { return Ok(()) };
        let sessions = call_session::live_of_participant(&writer, other.id).await?;
        self.depart(&writer, &mut call, &mut other, &sessions, LeaveReason::Removed).await?;
        self.context.commit(writer).await?;
        self.put_out(&call, &sessions).await;
        Ok(())
    }

    /// Takes somebody off the list of a held call; a call to come leaves their calendar too.
    async fn take_off(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        other: &mut Participant,
        by: UserId,
    ) -> Result<Vec<call_session::CallSession>, CallError> {
        let is_to_come = call.status == VideoCallStatus::Scheduled;
        if is_to_come {
            call.ics_sequence += 1;
        }
        let sessions = self.expel(writer, call, other).await?;
        if is_to_come && other.response != InvitationResponse::Declined {
            self.have_written(writer, call, Occasion::TakenOff, by, vec![other.user_id]).await?;
        }
        Ok(sessions)
    }

    /// Takes somebody off the list of a held call, out of the call and out of their promised time.
    pub(super) async fn expel(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        other: &mut Participant,
    ) -> Result<Vec<call_session::CallSession>, CallError> {
        let now = self.context.now();
        let sessions = call_session::live_of_participant(writer, other.id).await?;
        // While they are still on the list, so that their own screens hear of it too.
        write_back(writer, call, now).await?;
        self.tell(writer, call, Event::VideoCallUpdated(changed(call))).await?;
        self.depart(writer, call, other, &sessions, LeaveReason::Removed).await?;
        other.admission = Admission::Refused;
        other.updated_at = now;
        participant::update(writer, other).await?;
        time_cell::release_of(writer, other.user_id, call.id).await?;
        Ok(sessions)
    }

    /// The actor's answer to the invitation. Only those who come give their time.
    pub async fn respond(
        &self,
        actor: Actor,
        id: VideoCallId,
        response: InvitationResponse,
    ) -> Result<CallDetails, CallError> {
        if response == InvitationResponse::Invited {
            let detail = "is accepted, declined or tentative";
            return Err(Violations::one("/response", "not_an_answer", detail).into());
        }
        let writer = self.context.write().await?;
        let stand = self.hold(&writer, actor, id, "respond_to_video_call").await?;
        let mut me = self.place_on_list(&writer, &stand, actor.user_id).await?;
        let mut call = stand.call;
        let comes_uninvited = me.invited_by.is_none()
            && response == InvitationResponse::Accepted
            && me.response != InvitationResponse::Accepted;
        me.response = response;
        me.updated_at = self.context.now();
        participant::update(&writer, &me).await?;
        time_cell::release_of(&writer, actor.user_id, id).await?;
        if let Some(start) = call.scheduled_at.filter(|_| response == InvitationResponse::Accepted) {
            let cells = time_cell::cells(start, call.duration_minutes);
            time_cell::take_free(&writer, actor.user_id, id, &cells).await?;
        }
        write_back(&writer, &mut call, self.context.now()).await?;
        self.tell(&writer, &call, Event::VideoCallUpdated(changed(&call))).await?;
        if comes_uninvited {
            self.have_written(&writer, &call, Occasion::Coming, actor.user_id, vec![actor.user_id]).await?;
        }
        self.context.commit(writer).await?;
        self.get(actor, id).await
    }

    /// Somebody on the list who was not removed.
    pub(super) async fn listed(
        &self,
        writer: &Writer,
        id: VideoCallId,
        person: UserId,
    ) -> Result<ListedParticipant, CallError> {
        let listed = participant::find_listed(writer, id, person).await?;
        listed.filter(|one| one.participant.admission != Admission::Refused).ok_or(CallError::NotFound)
    }
}
