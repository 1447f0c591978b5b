//! The chat of a call, kept for those who took part.

use std::collections::HashMap;

use model::Violations;
use model::event::{CallMessagePosted, Event};
use model::id::{CallMessageId, UserId, VideoCallId};
use model::person::Person;
use model::text::check_text;
use model::video_call::MESSAGE_LENGTH;
use store::call_message::{self, CallMessage};
use store::person;

use super::{Actor, CallError, VideoCallService};

/// Lines of the chat with those who wrote them, oldest first.
pub struct MessagePage {
    /// The lines.
    pub lines: Vec<CallMessage>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// Those who wrote them.
    pub cards: HashMap<UserId, Person>,
}

impl VideoCallService {
    /// The newest lines, or those before a given one.
    pub async fn messages(
        &self,
        actor: Actor,
        id: VideoCallId,
        before: Option<CallMessageId>,
        limit: u64,
    ) -> Result<MessagePage, CallError> {
        self.look(actor, id, "list_call_messages").await?;
        let read = self.context.read();
        let mut lines = call_message::list_before(read, id, before, limit + 1).await?;
        let has_more = lines.len() as u64 > limit;
        if has_more {
            lines.remove(0);
        }
        let mut senders: Vec<UserId> = lines.iter().map(|line| line.sender_id).collect();
        senders.sort_unstable();
        senders.dedup();
        let cards = person::cards(read, actor.user_id, &senders).await?;
        Ok(MessagePage { lines, has_more, cards })
    }

    /// Writes a line.
    pub async fn post_message(
        &self,
        actor: Actor,
        id: VideoCallId,
        body: &str,
    ) -> Result<(CallMessage, Person), CallError> {
        let writer = self.context.write().await?;
        let call = self.hold(&writer, actor, id, "post_call_message").await?.call;
        if !call.settings.chat {
            return Err(CallError::Forbidden("chat_is_off"));
        }
        let mut violations = Violations::default();
        violations.length(body, MESSAGE_LENGTH, "/body");
        check_text(body, *MESSAGE_LENGTH.end(), "/body", &mut violations);
        violations.into_result()?;
        let now = self.context.now();
        let line = CallMessage {
            id: CallMessageId::new(now, self.context.chance()),
            call_id: id,
            sender_id: actor.user_id,
            body: body.trim().to_owned(),
            created_at: now,
        };
        call_message::insert(&writer, &line).await?;
        let posted = CallMessagePosted { id, message_id: line.id, sender_id: actor.user_id };
        self.tell(&writer, &call, Event::CallMessagePosted(posted)).await?;
        let card = person::cards(&writer, actor.user_id, &[actor.user_id]).await?.remove(&actor.user_id);
        self.context.commit(writer).await?;
        Ok((line, card.unwrap_or_else(|| Person::name_only(actor.user_id, String::new()))))
    }
}
