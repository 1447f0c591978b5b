//! Screen shares, and what hosts and moderators may do to what others send.

use std::collections::HashMap;

use model::event::{Event, ScreenShareChanged};
use model::id::{CallSessionId, ScreenSharingSessionId, UserId, VideoCallId};
use model::person::Person;
use store::call_session;
use store::screen_share::{self, ScreenShare};
use store::video_call::VideoCall;
use store::{Writer, person};

use super::{Actor, CallError, VideoCallService};
use crate::providers::{Source, identity_of};

/// Screen shares with those who shared, the latest first.
pub struct ShareDetails {
    /// The shares.
    pub shares: Vec<ScreenShare>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// Those who shared.
    pub cards: HashMap<UserId, Person>,
}

impl VideoCallService {
    /// The screen shares of a call.
    pub async fn screen_shares(
        &self,
        actor: Actor,
        id: VideoCallId,
        before: Option<ScreenSharingSessionId>,
        limit: u64,
    ) -> Result<ShareDetails, CallError> {
        self.look(actor, id, "list_screen_shares").await?;
        let read = self.context.read();
        let mut shares = screen_share::list_before(read, id, before, limit + 1).await?;
        let has_more = shares.len() as u64 > limit;
        shares.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let mut people: Vec<UserId> = shares.iter().map(|share| share.user_id).collect();
        people.sort_unstable();
        people.dedup();
        let cards = person::cards(read, actor.user_id, &people).await?;
        Ok(ShareDetails { shares, has_more, cards })
    }

    /// Mutes somebody's microphone at the place of the call.
    pub async fn mute(&self, actor: Actor, id: VideoCallId, person: UserId) -> Result<(), CallError> {
        self.silence(actor, id, person, "mute_call_participant", Source::Microphone).await
    }

    /// Stops somebody's screen share.
    pub async fn stop_share(&self, actor: Actor, id: VideoCallId, person: UserId) -> Result<(), CallError> {
        self.silence(actor, id, person, "stop_screen_share", Source::ScreenShare).await
    }

    async fn silence(
        &self,
        actor: Actor,
        id: VideoCallId,
        person: UserId,
        operation: &str,
        source: Source,
    ) -> Result<(), CallError> {
        let call = self.look(actor, id, operation).await?.call;
        let sessions = call_session::live_of_call(self.context.read(), id).await?;
        let theirs: Vec<_> = sessions.iter().filter(|session| session.user_id == person).collect();
        if theirs.is_empty() {
            return Err(CallError::Conflict("not_present"));
        }
        for session in theirs {
            let identity = identity_of(session.user_id, session.id);
            self.providers.silence(call.provider, &call.provider_room, &identity, source).await?;
        }
        Ok(())
    }

    /// Ends the shares that came over a connection.
    pub(super) async fn end_shares_of(
        &self,
        writer: &Writer,
        call: &VideoCall,
        session: CallSessionId,
    ) -> Result<(), CallError> {
        for share in screen_share::running(writer, call.id).await? {
            if share.session_id == Some(session) {
                self.end_share(writer, call, &share, "left").await?;
            }
        }
        Ok(())
    }

    /// Ends all shares of a call.
    pub(super) async fn end_all_shares(
        &self,
        writer: &Writer,
        call: &VideoCall,
        reason: &'static str,
    ) -> Result<(), CallError> {
        for share in screen_share::running(writer, call.id).await? {
            self.end_share(writer, call, &share, reason).await?;
        }
        Ok(())
    }

    pub(super) async fn end_share(
        &self,
        writer: &Writer,
        call: &VideoCall,
        share: &ScreenShare,
        reason: &'static str,
    ) -> Result<(), CallError> {
        if screen_share::close(writer, share.id, self.context.now(), reason).await? {
            self.tell(writer, call, share_event(share, false)).await?;
        }
        Ok(())
    }
}

pub(super) fn share_event(share: &ScreenShare, is_active: bool) -> Event {
    Event::ScreenShareChanged(ScreenShareChanged {
        id: share.call_id,
        screen_sharing_session_id: share.id,
        user_id: share.user_id,
        is_active,
    })
}
