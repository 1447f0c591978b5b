//! What somebody may do in the room of a call: decided here, kept by the place of the call.
//!
//! A change of a role or of the settings while the call goes on reaches those who are connected at once, and those
//! whose token was signed before it when they come in.

use std::collections::HashMap;

use chrono::TimeDelta;
use model::id::UserId;
use model::video_call::{ParticipantRole, VideoCallStatus};
use store::StoreError;
use store::call_session::{self, CallSession};
use store::participant;
use store::video_call::VideoCall;

use super::VideoCallService;
use crate::providers::{ProviderError, Visit, identity_of};

/// A token signed before a change can still be used for so long; until then who comes in is told of the change.
const OLD_TOKENS_LIVE: TimeDelta = TimeDelta::seconds(90);

/// A connection of somebody of this role, with what they may do there.
pub(super) fn visit_of(
    call: &VideoCall,
    role: ParticipantRole,
    session: &CallSession,
    name: String,
) -> Visit {
    Visit {
        room: call.provider_room.clone(),
        identity: identity_of(session.user_id, session.id),
        user_id: session.user_id,
        name,
        role,
        may_share: call.settings.lets_share(role),
        may_chat: call.settings.chat,
    }
}

impl VideoCallService {
    /// Tells the place of a call what everybody connected to it, or one person, may do from now on.
    pub(super) async fn renew_rights(&self, call: &VideoCall, of: Option<UserId>) {
        if call.status != VideoCallStatus::Active {
            return;
        }
        let live = call_session::live_of_call(self.context.read(), call.id).await;
        let renewed = match live {
            Ok(live) => {
                let meant = live.into_iter().filter(|one| of.is_none_or(|user| user == one.user_id));
                self.renew_rights_of(call, meant.collect()).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = renewed {
            tracing::warn!(video_call.id = %call.id, %error, "rights in the room were not renewed");
        }
    }

    /// The same for those a room reports, where the place of the call does not tell who comes in: while tokens
    /// from before the last change may still be used.
    pub(super) async fn renew_rights_after_change(
        &self,
        call: &VideoCall,
        present: Vec<CallSession>,
    ) -> Result<(), StoreError> {
        let is_recent = self.context.now() - call.updated_at < OLD_TOKENS_LIVE;
        if is_recent && call.status == VideoCallStatus::Active {
            self.renew_rights_of(call, present).await?;
        }
        Ok(())
    }

    /// The same for these connections.
    pub(super) async fn renew_rights_of(
        &self,
        call: &VideoCall,
        sessions: Vec<CallSession>,
    ) -> Result<(), StoreError> {
        let listed = participant::list(self.context.read(), &[call.id]).await?;
        let roles: HashMap<UserId, ParticipantRole> =
            listed.iter().map(|one| (one.participant.user_id, one.participant.role)).collect();
        for session in sessions {
            let Some(role) = roles.get(&session.user_id) else { continue };
            let visit = visit_of(call, *role, &session, String::new());
            match self.providers.permit(call.provider, &visit).await {
                // Somebody who is not there gets their rights with the token, or when they come in.
                Ok(()) | Err(ProviderError::Absent(_) | ProviderError::Unsupported(_)) => {}
                Err(error) => {
                    tracing::warn!(video_call.id = %call.id, %error, "a right was not renewed");
                }
            }
        }
        Ok(())
    }
}
