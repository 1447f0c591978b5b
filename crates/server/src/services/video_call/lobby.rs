//! The lobby: who waits, who is let in, who is turned away. A request survives a reload of the page.

use std::collections::HashMap;

use model::Timestamp;
use model::event::Event;
use model::id::{UserId, VideoCallId};
use model::person::Person;
use model::video_call::Admission;
use store::participant::{self, Participant};
use store::video_call::VideoCall;
use store::{Writer, person};

use super::{Actor, CallError, VideoCallService, changed, presence};

/// Somebody who waits.
#[derive(Clone, Debug)]
pub struct Knock {
    /// Who.
    pub person: Person,
    /// Since when.
    pub asked_at: Timestamp,
}

impl VideoCallService {
    /// Those who wait, the first to come first.
    pub async fn lobby(&self, actor: Actor, id: VideoCallId) -> Result<Vec<Knock>, CallError> {
        self.look(actor, id, "list_lobby").await?;
        let read = self.context.read();
        let mut waiting: Vec<Participant> =
            participant::list(read, &[id]).await?.into_iter().map(|one| one.participant).collect();
        waiting.retain(|one| one.admission == Admission::Waiting);
        waiting.sort_by_key(|one| one.asked_to_enter_at);
        let people: Vec<UserId> = waiting.iter().map(|one| one.user_id).collect();
        let mut cards: HashMap<UserId, Person> = person::cards(read, actor.user_id, &people).await?;
        let knock = |one: Participant| {
            let asked_at = one.asked_to_enter_at.unwrap_or(one.updated_at);
            cards.remove(&one.user_id).map(|person| Knock { person, asked_at })
        };
        Ok(waiting.into_iter().filter_map(knock).collect())
    }

    /// Lets somebody in: their page, which waits, may now join. With nobody named, everyone who waits.
    pub async fn admit(&self, actor: Actor, id: VideoCallId, who: Option<UserId>) -> Result<(), CallError> {
        self.answer_knocks(actor, id, who, "admit_from_lobby", Admission::Admitted).await
    }

    /// Turns somebody away; they cannot come in any more.
    pub async fn refuse(&self, actor: Actor, id: VideoCallId, who: UserId) -> Result<(), CallError> {
        self.answer_knocks(actor, id, Some(who), "refuse_from_lobby", Admission::Refused).await
    }

    async fn answer_knocks(
        &self,
        actor: Actor,
        id: VideoCallId,
        who: Option<UserId>,
        operation: &str,
        answer: Admission,
    ) -> Result<(), CallError> {
        let writer = self.context.write().await?;
        let call = self.hold(&writer, actor, id, operation).await?.call;
        let listed = participant::list(&writer, &[id]).await?;
        let mut waiting: Vec<Participant> = listed.into_iter().map(|one| one.participant).collect();
        waiting.retain(|one| one.admission == Admission::Waiting && who.is_none_or(|who| who == one.user_id));
        if waiting.is_empty() && who.is_some() {
            return Err(CallError::Conflict("not_waiting"));
        }
        // Before the list changes, so that those turned away hear of it too.
        self.tell(&writer, &call, Event::VideoCallUpdated(changed(&call))).await?;
        for one in waiting {
            let answered = Participant { admission: answer, updated_at: self.context.now(), ..one };
            participant::update(&writer, &answered).await?;
        }
        Ok(self.context.commit(writer).await?)
    }

    /// Notes that somebody knocks, and tells those who can open. Knocking twice is told once.
    pub(super) async fn knock(
        &self,
        writer: &Writer,
        call: &VideoCall,
        participant: &mut Participant,
        now: Timestamp,
    ) -> Result<(), CallError> {
        if participant.admission == Admission::Waiting {
            return Ok(());
        }
        participant.admission = Admission::Waiting;
        participant.asked_to_enter_at = Some(now);
        participant.updated_at = now;
        participant::update(writer, participant).await?;
        let event = Event::LobbyWaiting(presence(call, participant.user_id));
        Ok(self.tell_crew(writer, call, event).await?)
    }
}
