//! Who may be put on the list of a call.

use std::collections::HashSet;

use chrono::TimeDelta;
use model::Violations;
use model::id::{UserId, VideoCallId, VideoCallParticipantId};
use model::video_call::{Admission, InvitationResponse, ParticipantRole};
use store::participant::{self, Participant};
use store::{Writer, person, video_call};

use super::{CallError, VideoCallService};

/// How many different people who are not their connections a host may invite in a day.
const STRANGERS_A_DAY: usize = 100;

impl VideoCallService {
    /// Notes those whom the host may not invite. One who has a block with the host, one who does not want to be
    /// found and one who does not exist look the same.
    pub(super) async fn check_invited(
        &self,
        writer: &Writer,
        host: UserId,
        invited: &[UserId],
        pointer: impl Fn(usize) -> String,
        violations: &mut Violations,
    ) -> Result<(), CallError> {
        let visible = person::visible(writer, host, invited).await?;
        let mut seen = HashSet::new();
        for (at, user) in invited.iter().enumerate() {
            if *user == host {
                violations.add(pointer(at), "is_host", "the host is in the call already");
            } else if !seen.insert(*user) {
                violations.add(pointer(at), "twice", "is on the list twice");
            } else if !visible.contains_key(user) {
                violations.add(pointer(at), "not_invitable", "this person cannot be invited");
            }
        }
        Ok(())
    }

    /// Refuses when the host would reach too many strangers today.
    pub(super) async fn check_invitation_limit(
        &self,
        writer: &Writer,
        host: UserId,
        invited: &[UserId],
    ) -> Result<(), CallError> {
        let ties = store::connection::connected_among(writer, host, invited).await?;
        let strangers = invited.iter().copied().filter(|user| !ties.contains(user));
        let since = self.context.now() - TimeDelta::days(1);
        let mut reached: HashSet<UserId> =
            video_call::strangers_invited_since(writer, host, since).await?.into_iter().collect();
        let before = reached.len();
        reached.extend(strangers);
        if reached.len() > STRANGERS_A_DAY && reached.len() > before {
            return Err(CallError::TooManyInvitations);
        }
        Ok(())
    }

    /// Puts a person on the list.
    pub(super) async fn put_on_list(
        &self,
        writer: &Writer,
        call: VideoCallId,
        user_id: UserId,
        role: ParticipantRole,
        invited_by: Option<UserId>,
    ) -> Result<Participant, CallError> {
        let now = self.context.now();
        let is_host = role == ParticipantRole::Host;
        let participant = Participant {
            id: VideoCallParticipantId::new(now, self.context.chance()),
            call_id: call,
            user_id,
            role,
            response: if is_host { InvitationResponse::Accepted } else { InvitationResponse::Invited },
            admission: if role.is_crew() { Admission::Admitted } else { Admission::Outside },
            asked_to_enter_at: None,
            first_joined_at: None,
            last_left_at: None,
            invited_by,
            created_at: now,
            updated_at: now,
        };
        participant::insert(writer, &participant).await?;
        Ok(participant)
    }
}
