//! Answering.

use model::coffee_chat::{Act, Actor, Side, check_proposed_times, expiry};
use model::id::{CoffeeChatRequestId, UserId};
use model::{Timestamp, Violations};
use store::Writer;
use store::coffee_chat::CoffeeChat;

use super::tell::Happening;
use super::{CoffeeChatError, CoffeeChatService, EXPIRE, Reply, SETTLE, SeenChat, words};
use crate::services::activity;
use crate::services::reminder;

impl CoffeeChatService {
    /// Accepts, declines, or proposes other times.
    pub async fn respond(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        reply: &Reply,
    ) -> Result<SeenChat, CoffeeChatError> {
        self.again(|| self.try_respond(caller, id, reply)).await
    }

    async fn try_respond(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        reply: &Reply,
    ) -> Result<SeenChat, CoffeeChatError> {
        let writer = self.context.write().await?;
        let (before, side) = self.hold(&writer, caller, id).await?;
        self.refuse_blocked(&writer, &before).await?;
        let chat = match reply {
            Reply::Accept { selected_time, .. } => {
                self.accept(&writer, &before, side, *selected_time).await?
            }
            Reply::Decline { message, is_for_ever, .. } => {
                self.decline(&writer, &before, side, message.clone(), *is_for_ever).await?
            }
            Reply::Counter { proposed_times, message } => {
                self.counter(&writer, &before, side, proposed_times, message.clone()).await?
            }
        };
        if reply.pauses() {
            self.pause(&writer, caller).await?;
        }
        self.context.commit(writer).await?;
        activity::note(&self.context, caller).await;
        Ok(SeenChat { chat, side, feedback: None })
    }

    /// Takes one of the times: the call, its two people and their quarter hours come with it, or nothing does.
    async fn accept(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        side: Side,
        selected_time: Timestamp,
    ) -> Result<CoffeeChat, CoffeeChatError> {
        let mut after = self.moved(before, Act::Accept, Actor::Side(side))?;
        self.check_selected(before, selected_time)?;
        self.refuse_absent(writer, before.person(side.other())).await?;
        after.selected_time = Some(selected_time);
        after.responded_at = Some(self.context.now());
        let call = self.make_call(writer, &after).await?;
        after.video_call_id = Some(call.id);
        self.hold_time(writer, &after, &call, side).await?;
        self.save(writer, before, &after).await?;
        if let Some(meeting) = after.meeting() {
            self.enqueue(writer, SETTLE, after.id, meeting.settled_by()).await?;
        }
        reminder::plan(&self.context, writer, &call).await?;
        self.write_invitations(writer, &after, &call, side).await?;
        self.tell(writer, &after, Happening::Accepted { by: side, call: &call }).await?;
        Ok(after)
    }

    fn check_selected(&self, chat: &CoffeeChat, selected_time: Timestamp) -> Result<(), CoffeeChatError> {
        let mut violations = Violations::default();
        if !chat.proposed_times.contains(&selected_time) {
            violations.add("/selected_time", "not_proposed", "choose one of the proposed times");
        } else if selected_time <= self.context.now() {
            violations.add("/selected_time", "in_the_past", "this time has passed");
        }
        Ok(violations.into_result()?)
    }

    /// Nobody agrees with somebody whose account is closed.
    async fn refuse_absent(&self, writer: &Writer, other: UserId) -> Result<(), CoffeeChatError> {
        let contacts = self.mail.contacts(writer, &[other]).await?;
        match contacts.iter().all(|contact| contact.is_active) {
            true => Ok(()),
            false => Err(CoffeeChatError::NotEligible("deactivated")),
        }
    }

    pub(super) async fn decline(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        side: Side,
        message: Option<String>,
        is_for_ever: bool,
    ) -> Result<CoffeeChat, CoffeeChatError> {
        let mut violations = Violations::default();
        let message = words(message, "/message", &mut violations);
        violations.into_result()?;
        let mut after = self.moved(before, Act::Decline, Actor::Side(side))?;
        after.answer_message = message;
        after.is_declined_for_ever = is_for_ever;
        after.responded_at = Some(self.context.now());
        self.save(writer, before, &after).await?;
        self.write_decline_letter(writer, &after, side).await?;
        self.tell(writer, &after, Happening::Declined { by: side }).await?;
        Ok(after)
    }

    /// Turns the request round: the other side is to answer now, with as much time as the first had.
    async fn counter(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        side: Side,
        proposed_times: &[Timestamp],
        message: Option<String>,
    ) -> Result<CoffeeChat, CoffeeChatError> {
        let mut after = self.moved(before, Act::Counter, Actor::Side(side))?;
        let now = self.context.now();
        let mut violations = Violations::default();
        check_proposed_times(proposed_times, now, &self.proposal_rules(), "/proposed_times", &mut violations);
        after.answer_message = words(message, "/message", &mut violations);
        violations.into_result()?;
        after.proposed_times = proposed_times.to_vec();
        after.expires_at = expiry(now, proposed_times, self.answer_within());
        self.save(writer, before, &after).await?;
        self.enqueue(writer, EXPIRE, after.id, after.expires_at).await?;
        self.plan_nudges(writer, &after).await?;
        self.write_counter_letter(writer, &after, side).await?;
        self.tell(writer, &after, Happening::Countered { by: side }).await?;
        Ok(after)
    }
}
