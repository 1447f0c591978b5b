//! Taking back, calling off, moving.

use chrono::TimeDelta;
use model::coffee_chat::{Act, Actor, Side, check_proposed_times};
use model::id::{CoffeeChatRequestId, UserId};
use model::video_call::VideoCallStatus;
use model::{Timestamp, Violations};
use store::coffee_chat::{self, CoffeeChat};
use store::video_call::VideoCall;
use store::{Writer, time_cell};

use super::tell::Happening;
use super::{CoffeeChatError, CoffeeChatService, SETTLE, SeenChat, words};
use crate::services::reminder;

impl CoffeeChatService {
    /// Takes an open proposal back.
    pub async fn withdraw(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
    ) -> Result<SeenChat, CoffeeChatError> {
        self.again(|| self.try_withdraw(caller, id)).await
    }

    async fn try_withdraw(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
    ) -> Result<SeenChat, CoffeeChatError> {
        let writer = self.context.write().await?;
        let (before, side) = self.hold(&writer, caller, id).await?;
        let chat = self.take_back(&writer, &before, side).await?;
        self.context.commit(writer).await?;
        Ok(SeenChat { chat, side, feedback: None })
    }

    pub(super) async fn take_back(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        side: Side,
    ) -> Result<CoffeeChat, CoffeeChatError> {
        let after = self.moved(before, Act::Withdraw, Actor::Side(side))?;
        self.save(writer, before, &after).await?;
        self.tell(writer, &after, Happening::Withdrawn { by: side }).await?;
        Ok(after)
    }

    /// Calls an agreed chat off, with its call. Shortly before the start a reason is asked for.
    pub async fn cancel(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        reason: Option<String>,
    ) -> Result<SeenChat, CoffeeChatError> {
        self.again(|| self.try_cancel(caller, id, reason.clone())).await
    }

    async fn try_cancel(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        reason: Option<String>,
    ) -> Result<SeenChat, CoffeeChatError> {
        let writer = self.context.write().await?;
        let (before, side) = self.hold(&writer, caller, id).await?;
        // What stands against it is told before what the reason lacks.
        self.moved(&before, Act::Cancel, Actor::Side(side))?;
        self.hold_call(&writer, &before).await?;
        let reason = self.reason(&before, reason)?;
        let chat = self.call_off(&writer, &before, side, reason).await?;
        self.context.commit(writer).await?;
        Ok(SeenChat { chat, side, feedback: None })
    }

    pub(super) async fn call_off(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        side: Side,
        reason: Option<String>,
    ) -> Result<CoffeeChat, CoffeeChatError> {
        let mut after = self.moved(before, Act::Cancel, Actor::Side(side))?;
        let mut call = self.hold_call(writer, before).await?;
        after.cancel_reason = reason;
        after.cancelled_by = Some(side);
        call.status = VideoCallStatus::Cancelled;
        call.ended_at = Some(self.context.now());
        self.save_call(writer, &mut call).await?;
        self.save(writer, before, &after).await?;
        time_cell::release(writer, call.id).await?;
        self.write_cancellations(writer, &after, &call, side).await?;
        self.tell(writer, &after, Happening::Cancelled { by: side, call: Some(&call) }).await?;
        Ok(after)
    }

    /// Calls off the chat of a call that has just been called off, in the same transaction. `call` is as it was
    /// written, its sequence number raised; its own event has been told.
    pub async fn cancel_with_call(
        &self,
        writer: &Writer,
        call: &VideoCall,
        by: UserId,
    ) -> Result<(), CoffeeChatError> {
        let Some(id) = call.coffee_chat_request_id else { return Ok(()) };
        let Some(before) = coffee_chat::find_locked(writer, id).await? else { return Ok(()) };
        // Somebody of the platform's team calls off in the name of the host.
        let side = before.side_of(by).unwrap_or(Side::Requester);
        let mut after = self.moved(&before, Act::Cancel, Actor::Side(side))?;
        after.cancelled_by = Some(side);
        self.save(writer, &before, &after).await?;
        self.write_cancellations(writer, &after, call, side).await?;
        Ok(self.tell(writer, &after, Happening::Cancelled { by: side, call: None }).await?)
    }

    /// Moves an agreed chat to another time, with its call. Shortly before the start a reason is asked for.
    pub async fn reschedule(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        selected_time: Timestamp,
        reason: Option<String>,
    ) -> Result<SeenChat, CoffeeChatError> {
        self.again(|| self.try_reschedule(caller, id, selected_time, reason.clone())).await
    }

    async fn try_reschedule(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        selected_time: Timestamp,
        reason: Option<String>,
    ) -> Result<SeenChat, CoffeeChatError> {
        let writer = self.context.write().await?;
        let (before, side) = self.hold(&writer, caller, id).await?;
        self.refuse_blocked(&writer, &before).await?;
        let mut after = self.moved(&before, Act::Reschedule, Actor::Side(side))?;
        let mut call = self.hold_call(&writer, &before).await?;
        self.check_new_time(selected_time)?;
        let reason = self.reason(&before, reason)?;
        after.selected_time = Some(selected_time);
        call.scheduled_at = Some(selected_time);
        self.save_call(&writer, &mut call).await?;
        time_cell::release(&writer, call.id).await?;
        self.hold_time(&writer, &after, &call, side).await?;
        self.save(&writer, &before, &after).await?;
        if let Some(meeting) = after.meeting() {
            self.enqueue(&writer, SETTLE, after.id, meeting.settled_by()).await?;
        }
        reminder::plan(&self.context, &writer, &call).await?;
        self.write_moves(&writer, &after, &call, side, reason.as_deref()).await?;
        self.tell(&writer, &after, Happening::Rescheduled { by: side, call: &call }).await?;
        self.context.commit(writer).await?;
        Ok(SeenChat { chat: after, side, feedback: None })
    }

    fn check_new_time(&self, selected_time: Timestamp) -> Result<(), CoffeeChatError> {
        let mut found = Violations::default();
        let (now, rules) = (self.context.now(), self.proposal_rules());
        check_proposed_times(&[selected_time], now, &rules, "", &mut found);
        let mut violations = Violations::default();
        for fault in found {
            violations.add("/selected_time", fault.code, fault.detail);
        }
        Ok(violations.into_result()?)
    }

    fn reason(&self, chat: &CoffeeChat, reason: Option<String>) -> Result<Option<String>, CoffeeChatError> {
        let mut violations = Violations::default();
        let reason = words(reason, "/reason", &mut violations);
        let notice = TimeDelta::minutes(i64::from(self.context.config().scheduling.cancel_notice_minutes));
        let is_near = chat.selected_time.is_some_and(|start| start - self.context.now() < notice);
        violations.require(!is_near || reason.is_some(), "/reason", "required", "so near the start, say why");
        violations.into_result()?;
        Ok(reason)
    }
}
