//! How calls end: by the host, because everybody left, or because nobody came.

use model::event::Event;
use model::id::VideoCallId;
use model::video_call::{EndReason, LeaveReason, VideoCallStatus};
use serde_json::json;
use store::audit::{self, AuditEntry};
use store::call_session;
use store::participant;
use store::video_call::VideoCall;
use store::{Writer, call_audience, time_cell};

use super::detail::CallDetails;
use super::presence::note_empty;
use super::{Actor, CallError, Standpoint, VideoCallService, changed, write_back};

impl VideoCallService {
    /// Ends the call for everybody in it.
    pub async fn end(&self, actor: Actor, id: VideoCallId) -> Result<CallDetails, CallError> {
        let writer = self.context.write().await?;
        let Standpoint { mut call, me, .. } = self.hold(&writer, actor, id, "end_video_call").await?;
        let reason = if me.is_some() { EndReason::HostEnded } else { EndReason::AdminEnded };
        self.finish(&writer, &mut call, reason).await?;
        if reason == EndReason::AdminEnded {
            self.note_intervention(&writer, actor, "video_call.ended", id).await?;
        }
        self.context.commit(writer).await?;
        self.close_when_over(&call).await;
        self.get(actor, id).await
    }

    /// Writes down that somebody of the platform's team, who is not in the call, did something to it.
    pub(super) async fn note_intervention(
        &self,
        writer: &Writer,
        actor: Actor,
        action: &'static str,
        id: VideoCallId,
    ) -> Result<(), CallError> {
        let subject = format!("video_call:{id}");
        let entry = AuditEntry { actor: Some(actor.user_id), action, subject, data: json!({}) };
        Ok(audit::append(writer, &entry, self.context.now()).await?)
    }

    /// Ends a held call: connections, shares and promised time go, everybody is told.
    pub(super) async fn finish(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        reason: EndReason,
    ) -> Result<(), CallError> {
        let now = self.context.now();
        if !call.status.may_become(VideoCallStatus::Ended) {
            return Ok(());
        }
        // Read before their connections end: afterwards nobody is present.
        let listed = participant::list(writer, &[call.id]).await?;
        for session in call_session::live_of_call(writer, call.id).await? {
            call_session::close(writer, session.id, now, LeaveReason::CallEnded).await?;
        }
        for mut one in listed {
            if one.is_present {
                one.participant.last_left_at = Some(now);
                participant::update(writer, &one.participant).await?;
            }
        }
        self.end_all_shares(writer, call, "call_ended").await?;
        time_cell::release(writer, call.id).await?;
        call_audience::close(writer, call.id).await?;
        call.status = VideoCallStatus::Ended;
        call.ended_at = Some(now);
        call.end_reason = Some(reason);
        call.empty_since = None;
        write_back(writer, call, now).await?;
        if let Some(request) = call.coffee_chat_request_id {
            self.coffee_chats.settle_after_call(writer, request).await?;
        }
        self.tell(writer, call, Event::VideoCallEnded(changed(call))).await?;
        Ok(())
    }

    /// What follows when the last person has gone: a call for two whose people have both been in it and have left
    /// of their own accord is over; any other waits for its grace.
    pub(super) async fn became_empty(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        reason: LeaveReason,
    ) -> Result<(), CallError> {
        let now = self.context.now();
        let has_started = call.scheduled_at.is_none_or(|start| start <= now);
        if reason == LeaveReason::Left && call.kind.is_for_two() && has_started {
            let listed = participant::list(writer, &[call.id]).await?;
            let came = listed.iter().filter(|one| one.participant.first_joined_at.is_some()).count();
            if came >= 2 {
                return self.finish(writer, call, EndReason::EverybodyLeft).await;
            }
        }
        note_empty(writer, call, now).await
    }
}
