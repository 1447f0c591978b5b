//! The chat of a call, kept for those who took part.

use std::collections::HashMap;

use crate::services::activity;
use chrono::TimeDelta;
use model::event::{CallMessagePosted, Event};
use model::id::{CallMessageId, UserId, VideoCallId};
use model::person::Person;
use model::text::check_text;
use model::video_call::MESSAGE_LENGTH;
use model::{Timestamp, Violations};
use store::call_message::{self, CallMessage};
use store::{Writer, person};

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
            id: self.next_line(&writer, id).await?,
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
        activity::note(&self.context, actor.user_id).await;
        Ok((line, card.unwrap_or_else(|| Person::name_only(actor.user_id, String::new()))))
    }

    /// An id after all lines of the held call: lines of the same millisecond stay in their order.
    async fn next_line(&self, writer: &Writer, call: VideoCallId) -> Result<CallMessageId, CallError> {
        let last = call_message::list_before(writer, call, None, 1).await?.pop();
        let written = last.and_then(|line| line.id.0.get_timestamp()).map(|stamp| stamp.to_unix());
        let written = written.and_then(|(seconds, nanoseconds)| {
            Timestamp::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
        });
        let now = self.context.now();
        let at = written.map_or(now, |written| now.max(written + TimeDelta::milliseconds(1)));
        Ok(CallMessageId::new(at, self.context.chance()))
    }
}
