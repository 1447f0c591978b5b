//! What became of it: time running out, attendance, and what the two say.

use model::coffee_chat::{
    Act, Actor, Attendance, CallProgress, CoffeeChatStatus, Judgement, Outcome, Presence, judge,
};
use model::id::{CoffeeChatRequestId, UserId};
use model::video_call::VideoCallStatus;
use model::{Timestamp, Violations};
use store::coffee_chat::{self, CoffeeChat};
use store::coffee_chat_feedback;
use store::{StoreError, Writer, call_session, time_cell, video_call};

use super::tell::{Happening, last_proposer};
use super::{CoffeeChatError, CoffeeChatService, Feedback, MESSAGE_LENGTH, SETTLE, SeenChat};

impl CoffeeChatService {
    /// Lets a proposal lapse whose time is over. Anything else is left as it is.
    pub async fn expire(&self, id: CoffeeChatRequestId) -> Result<(), CoffeeChatError> {
        let writer = self.context.write().await?;
        let Some(before) = coffee_chat::find_locked(&writer, id).await? else { return Ok(()) };
        if !self.has_lapsed(&before) {
            return Ok(());
        }
        let after = self.moved(&before, Act::Expire, Actor::Clock)?;
        self.save(&writer, &before, &after).await?;
        self.write_expiry_letter(&writer, &after, last_proposer(&after)).await?;
        self.tell(&writer, &after, Happening::Expired).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Has the chat of a call looked at, in the transaction that ends the call.
    pub async fn settle_after_call(
        &self,
        writer: &Writer,
        id: CoffeeChatRequestId,
    ) -> Result<(), StoreError> {
        self.enqueue(writer, SETTLE, id, self.context.now()).await
    }

    /// Finds out what became of an agreed chat, or when that can be said.
    pub async fn settle(&self, id: CoffeeChatRequestId) -> Result<(), CoffeeChatError> {
        let writer = self.context.write().await?;
        let Some(before) = coffee_chat::find_locked(&writer, id).await? else { return Ok(()) };
        if before.position.status != CoffeeChatStatus::Accepted {
            return Ok(());
        }
        match self.judgement(&writer, &before).await? {
            Judgement::Settled(outcome) => self.note(&writer, &before, outcome).await?,
            Judgement::NotBefore(instant) => self.enqueue(&writer, SETTLE, id, instant).await?,
            Judgement::WhenOver => return Ok(()),
        }
        Ok(self.context.commit(writer).await?)
    }

    async fn judgement(&self, writer: &Writer, chat: &CoffeeChat) -> Result<Judgement, CoffeeChatError> {
        let now = self.context.now();
        let (Some(meeting), Some(call_id)) = (chat.meeting(), chat.video_call_id) else {
            return Ok(Judgement::WhenOver);
        };
        let call = video_call::find(writer, call_id).await?.ok_or(CoffeeChatError::NotFound)?;
        let progress = match call.status {
            VideoCallStatus::Active => CallProgress::GoesOn,
            VideoCallStatus::Ended => CallProgress::Over,
            VideoCallStatus::Scheduled | VideoCallStatus::Cancelled => CallProgress::NotBegun,
        };
        let attendance = attendance(writer, chat, now).await?;
        let both_say_so = coffee_chat_feedback::count_met(writer, chat.id).await? == 2;
        if both_say_so && progress != CallProgress::GoesOn {
            let met_seconds = attendance.together().num_seconds();
            return Ok(Judgement::Settled(Outcome::Completed { met_seconds }));
        }
        Ok(judge(&meeting, progress, &attendance, now))
    }

    async fn note(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        outcome: Outcome,
    ) -> Result<(), CoffeeChatError> {
        let act = match outcome {
            Outcome::Completed { .. } => Act::Complete,
            Outcome::NoShow { .. } => Act::MarkNoShow,
            Outcome::NotHeld => Act::MarkNotHeld,
        };
        let mut after = self.moved(before, act, Actor::Clock)?;
        (after.no_show_by, after.met_seconds, after.completed_at) = match outcome {
            Outcome::Completed { met_seconds } => (None, Some(met_seconds), Some(self.context.now())),
            Outcome::NoShow { by } => (Some(by), None, None),
            Outcome::NotHeld => (None, None, None),
        };
        self.save(writer, before, &after).await?;
        if let Some(call) = after.video_call_id {
            time_cell::release(writer, call).await?;
        }
        Ok(self.tell(writer, &after, Happening::Settled).await?)
    }

    /// Keeps what one of the two says of the chat. When both say that they met, they did.
    pub async fn feedback(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        feedback: &Feedback,
    ) -> Result<SeenChat, CoffeeChatError> {
        check(feedback)?;
        self.again(|| self.try_feedback(caller, id, feedback)).await
    }

    async fn try_feedback(
        &self,
        caller: UserId,
        id: CoffeeChatRequestId,
        feedback: &Feedback,
    ) -> Result<SeenChat, CoffeeChatError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        let (before, side) = self.hold(&writer, caller, id).await?;
        self.check_took_place(&before)?;
        coffee_chat_feedback::replace(&writer, id, caller, feedback, now).await?;
        let is_open = before.position.status.after(Act::Complete).is_some();
        if is_open
            && coffee_chat_feedback::count_met(&writer, id).await? == 2
            && let Judgement::Settled(outcome @ Outcome::Completed { .. }) =
                self.judgement(&writer, &before).await?
        {
            self.note(&writer, &before, outcome).await?;
        }
        let chat = coffee_chat::find(&writer, id).await?.ok_or(CoffeeChatError::NotFound)?;
        self.context.commit(writer).await?;
        Ok(SeenChat { chat, side, feedback: Some(feedback.clone()) })
    }

    /// There is something to say once the planned time has begun, or the two met early.
    fn check_took_place(&self, chat: &CoffeeChat) -> Result<(), CoffeeChatError> {
        let has_begun = chat.selected_time.is_some_and(|start| start <= self.context.now());
        match chat.position.status {
            status if status.has_outcome() => Ok(()),
            CoffeeChatStatus::Accepted if has_begun => Ok(()),
            CoffeeChatStatus::Accepted => Err(CoffeeChatError::NotBegun),
            _ => Err(CoffeeChatError::Settled(Box::new(chat.clone()))),
        }
    }
}

fn check(feedback: &Feedback) -> Result<(), CoffeeChatError> {
    let mut violations = Violations::default();
    if feedback.rating.is_some_and(|rating| !(1..=5).contains(&rating)) {
        violations.add("/rating", "out_of_range", "is 1 to 5");
    }
    violations.length(&feedback.note, 0..=MESSAGE_LENGTH, "/note");
    Ok(violations.into_result()?)
}

async fn attendance(writer: &Writer, chat: &CoffeeChat, now: Timestamp) -> Result<Attendance, StoreError> {
    let Some(call) = chat.video_call_id else { return Ok(Attendance::default()) };
    let mut attendance = Attendance::default();
    for (user, stretch) in call_session::intervals(writer, call, now).await? {
        let presence = Presence { from: stretch.from, until: stretch.to };
        match chat.side_of(user) {
            Some(model::coffee_chat::Side::Requester) => attendance.requester.push(presence),
            Some(model::coffee_chat::Side::Recipient) => attendance.recipient.push(presence),
            None => {}
        }
    }
    Ok(attendance)
}
