//! What the place of a call tells of it: who is there, and what they share.

use model::id::{CallSessionId, ScreenSharingSessionId};
use model::video_call::LeaveReason;
use store::call_session::{self, CallSession};
use store::screen_share::{self, ScreenShare};
use store::video_call::{self, VideoCall};
use store::{Writer, participant};

use super::sharing::share_event;
use super::{CallError, VideoCallService};
use crate::providers::session_of;

/// Something that happened in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomReport {
    /// The room's name.
    pub room: String,
    /// Whose connection, by the identity of its token.
    pub identity: String,
    /// What.
    pub what: RoomFact,
}

/// What can happen in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomFact {
    /// A connection came, under the provider's name for it.
    Came(String),
    /// The connection of that name went, of its own accord or not.
    Went {
        /// The provider's name for it.
        provider_session: String,
        /// Whether the person meant it.
        is_meant: bool,
    },
    /// A screen is shared, as this track.
    ShareBegan(String),
    /// The sound of a screen is shared.
    ShareHasSound,
    /// The share of this track ended.
    ShareEnded(String),
}

impl VideoCallService {
    /// Writes down what a room reports. Somebody whose connection has ended, or who has no business there, is put
    /// out again: a token that was signed before counts for nothing.
    pub async fn note(&self, report: RoomReport) -> Result<(), CallError> {
        let Some(call) = video_call::find_by_room(self.context.read(), &report.room).await? else {
            return Ok(());
        };
        let writer = self.context.write().await?;
        let Some(mut call) = video_call::find_and_hold(&writer, call.id).await? else { return Ok(()) };
        let session = match session_of(&report.identity) {
            Some(id) => call_session::find(&writer, id).await?,
            None => None,
        };
        let Some(session) = session.filter(|one| one.left_at.is_none() && one.call_id == call.id) else {
            drop(writer);
            return self.turn_out(&call, &report).await;
        };
        let has_come = matches!(report.what, RoomFact::Came(_));
        self.note_of(&writer, &mut call, &session, report.what).await?;
        self.context.commit(writer).await?;
        if has_come {
            self.renew_rights_of(&call, vec![session]).await?;
        }
        self.close_when_over(&call).await;
        Ok(())
    }

    async fn turn_out(&self, call: &VideoCall, report: &RoomReport) -> Result<(), CallError> {
        if matches!(report.what, RoomFact::Came(_)) {
            tracing::info!(video_call.id = %call.id, "somebody came in with a token of an ended connection");
            self.providers.remove(call.provider, &report.room, &report.identity).await?;
        }
        Ok(())
    }

    async fn note_of(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        session: &CallSession,
        what: RoomFact,
    ) -> Result<(), CallError> {
        match what {
            RoomFact::Came(name) => {
                call_session::set_provider_session(writer, session.id, &name, self.context.now()).await?;
            }
            RoomFact::Went { provider_session, is_meant } => {
                if session.provider_session.as_deref() == Some(provider_session.as_str()) {
                    self.note_departure(writer, call, session, is_meant).await?;
                }
            }
            RoomFact::ShareBegan(track) => self.note_share(writer, call, session, track).await?,
            RoomFact::ShareHasSound => screen_share::set_has_audio(writer, session.id).await?,
            RoomFact::ShareEnded(track) => {
                for share in screen_share::running(writer, call.id).await? {
                    if share.track == track {
                        self.end_share(writer, call, &share, "stopped").await?;
                    }
                }
            }
        }
        self.leases.renew(session.id);
        Ok(())
    }

    async fn note_departure(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
        session: &CallSession,
        is_meant: bool,
    ) -> Result<(), CallError> {
        let Some(mut person) = participant::find(writer, call.id, session.user_id).await? else {
            return Ok(());
        };
        let reason = if is_meant { LeaveReason::Left } else { LeaveReason::ConnectionLost };
        // The place has just told of it: it was there until now.
        let seen = CallSession { last_seen_at: Some(self.context.now()), ..session.clone() };
        self.depart(writer, call, &mut person, &[seen], reason).await
    }

    async fn note_share(
        &self,
        writer: &Writer,
        call: &VideoCall,
        session: &CallSession,
        track: String,
    ) -> Result<(), CallError> {
        let now = self.context.now();
        let share = ScreenShare {
            id: ScreenSharingSessionId::new(now, self.context.chance()),
            call_id: call.id,
            participant_id: session.participant_id,
            user_id: session.user_id,
            session_id: Some(session.id),
            track,
            has_audio: false,
            started_at: now,
            ended_at: None,
        };
        if screen_share::insert(writer, &share).await? {
            self.tell(writer, call, share_event(&share, true)).await?;
        }
        Ok(())
    }

    /// The place of the call still has this connection.
    pub(super) async fn seen(&self, id: CallSessionId) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        call_session::touch(&writer, id, self.context.now()).await?;
        writer.commit().await.map_err(store::StoreError::from)?;
        Ok(())
    }
}
