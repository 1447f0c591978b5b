//! The call of an agreed chat: made, moved and called off together with it.

use model::coffee_chat::Side;
use model::event::{Event, VideoCallChanged};
use model::id::{UserId, VideoCallId, VideoCallParticipantId};
use model::time_cell::cells;
use model::video_call::{Admission, InvitationResponse, ParticipantRole, VideoCallStatus, VideoCallType};
use store::coffee_chat::CoffeeChat;
use store::participant::{self, Participant};
use store::video_call::{self, VideoCall};
use store::{StoreError, Writer, time_cell};

use super::{CoffeeChatError, CoffeeChatService};

impl CoffeeChatService {
    /// Writes the call down with its two people: the one who asked hosts, the other moderates, both have said yes.
    pub(super) async fn make_call(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
    ) -> Result<VideoCall, StoreError> {
        let call = self.new_call(writer, chat).await?;
        video_call::insert(writer, &call).await?;
        for (user, role) in
            [(chat.requester_id, ParticipantRole::Host), (chat.recipient_id, ParticipantRole::Moderator)]
        {
            participant::insert(writer, &self.new_participant(&call, user, role)).await?;
        }
        Ok(call)
    }

    async fn new_call(&self, writer: &Writer, chat: &CoffeeChat) -> Result<VideoCall, StoreError> {
        let now = self.context.now();
        let kind = match chat.kind {
            model::coffee_chat::CoffeeChatType::Mentorship => VideoCallType::Mentorship,
            _ => VideoCallType::CoffeeChat,
        };
        Ok(VideoCall {
            id: VideoCallId::new(now, self.context.chance()),
            title: self.call_title(writer, chat).await?,
            description: chat.message.clone(),
            kind,
            status: VideoCallStatus::Scheduled,
            provider: self.provider,
            provider_room: self.new_room_name(),
            provider_fallback_reason: None,
            scheduled_at: chat.selected_time,
            duration_minutes: chat.duration_minutes,
            time_zone: chat.time_zone.clone(),
            started_at: None,
            ended_at: None,
            end_reason: None,
            empty_since: None,
            max_participants: kind.capacity(),
            settings: kind.usual_settings(),
            audience: None,
            coffee_chat_request_id: Some(chat.id),
            host_id: chat.requester_id,
            ics_uid: format!("{}@{}", chat.id, self.mail.host()),
            ics_sequence: 0,
            version: 1,
            created_at: now,
            updated_at: now,
        })
    }

    /// The two given names, joined so that it reads alike in every language: a title is kept, not translated.
    async fn call_title(&self, writer: &Writer, chat: &CoffeeChat) -> Result<String, StoreError> {
        let contacts = self.mail.contacts(writer, &chat.people()).await?;
        let name =
            |user: UserId| contacts.iter().find(|contact| contact.id == user).map_or("", |c| c.given_name());
        Ok(format!("{} & {}", name(chat.requester_id), name(chat.recipient_id)))
    }

    /// Unguessable, in lower case, as every provider takes it.
    fn new_room_name(&self) -> String {
        let mut bytes = [0_u8; 16];
        self.context.chance().fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn new_participant(&self, call: &VideoCall, user_id: UserId, role: ParticipantRole) -> Participant {
        let now = self.context.now();
        Participant {
            id: VideoCallParticipantId::new(now, self.context.chance()),
            call_id: call.id,
            user_id,
            role,
            response: InvitationResponse::Accepted,
            admission: Admission::Admitted,
            asked_to_enter_at: None,
            first_joined_at: None,
            last_left_at: None,
            invited_by: (user_id != call.host_id).then_some(call.host_id),
            created_at: now,
            updated_at: now,
        }
    }

    /// Promises the quarter hours of both; refused when one of the two has promised one already.
    pub(super) async fn hold_time(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
        call: &VideoCall,
        side: Side,
    ) -> Result<(), CoffeeChatError> {
        let Some(start) = call.scheduled_at else { return Ok(()) };
        let cells = cells(start, call.duration_minutes);
        let busy = time_cell::hold(writer, &chat.people(), &cells, call.id).await?;
        match busy.is_empty() {
            true => Ok(()),
            false => Err(CoffeeChatError::TimeTaken { is_mine: busy.contains(&chat.person(side)) }),
        }
    }

    /// The call of a chat, held until the transaction ends.
    pub(super) async fn hold_call(
        &self,
        writer: &Writer,
        chat: &CoffeeChat,
    ) -> Result<VideoCall, CoffeeChatError> {
        let id = chat.video_call_id.ok_or(CoffeeChatError::NotFound)?;
        let call = video_call::find_and_hold(writer, id).await?.ok_or(CoffeeChatError::NotFound)?;
        let has_begun = call.status != VideoCallStatus::Scheduled
            || call.scheduled_at.is_some_and(|start| start <= self.context.now());
        if has_begun { Err(CoffeeChatError::HasBegun) } else { Ok(call) }
    }

    /// Writes the changed call; calendars hear of it under the next sequence number.
    pub(super) async fn save_call(
        &self,
        writer: &Writer,
        call: &mut VideoCall,
    ) -> Result<(), CoffeeChatError> {
        call.ics_sequence += 1;
        match video_call::update(writer, call, self.context.now()).await? {
            true => Ok(()),
            false => Err(CoffeeChatError::Store(StoreError::Busy("the call was changed".to_owned()))),
        }
    }
}

/// What is told of a call whose state moved.
pub(super) fn call_changed(call: &VideoCall, event: fn(VideoCallChanged) -> Event) -> Event {
    event(VideoCallChanged { id: call.id, status: call.status, version: call.version })
}
