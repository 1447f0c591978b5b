//! People who may not be here any more leave the calls they are in.

use model::id::UserId;
use model::video_call::LeaveReason;
use store::call_session::{self, CallSession};
use store::{participant, video_call};

use super::{CallError, VideoCallService};

impl VideoCallService {
    /// Puts somebody whose account was suspended out of every call they are in. Their place on the lists stays.
    pub async fn put_out_everywhere(&self, person: UserId) -> Result<(), CallError> {
        let mut live = call_session::live(self.context.read()).await?;
        live.retain(|session| session.user_id == person);
        for session in &live {
            self.put_out_of_one(session).await?;
        }
        Ok(())
    }

    async fn put_out_of_one(&self, session: &CallSession) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let Some(mut call) = video_call::find_and_hold(&writer, session.call_id).await? else {
            return Ok(());
        };
        let Some(mut person) = participant::find(&writer, call.id, session.user_id).await? else {
            return Ok(());
        };
        let one = std::slice::from_ref(session);
        self.depart(&writer, &mut call, &mut person, one, LeaveReason::Removed).await?;
        self.context.commit(writer).await?;
        self.put_out(&call, one).await;
        self.close_when_over(&call).await;
        Ok(())
    }
}
