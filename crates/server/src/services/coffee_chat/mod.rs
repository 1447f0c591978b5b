//! Coffee chats: asking, answering, meeting, and what became of it.
//!
//! Every change reads the request under a lock, asks the state machine, and writes by compare-and-swap on status and
//! version. The change, its call, its events, its jobs and its letters commit together.

mod appointment;
mod error;
mod letters;
mod manage;
mod nudge;
mod outcome;
mod parting;
mod pause;
mod request;
mod respond;
mod tell;

use chrono::TimeDelta;
use model::coffee_chat::{Act, Actor, CoffeeChatStatus, CoffeeChatType, Position, ProposalRules, Side};
use model::id::{CoffeeChatRequestId, JobId, UserId};
use model::video_call::Provider;
use model::{Timestamp, Violations};
use serde_json::json;
use store::coffee_chat::{self, CoffeeChat};
use store::coffee_chat_feedback;
use store::job::{self, NewJob};
use store::{StoreError, Writer, eligibility};

use crate::context::Context;
use crate::services::mail::MailService;
use crate::services::notification::NotificationService;

pub use error::CoffeeChatError;
pub use nudge::{NUDGE, Nudge};
pub use store::coffee_chat::ListFilter as ChatList;
pub use store::coffee_chat_feedback::CoffeeChatFeedback as Feedback;

/// The job that lets a request lapse; its payload is `{"id": ...}`.
pub const EXPIRE: &str = "expire_coffee_chat";
/// The job that finds out what became of a chat; its payload is `{"id": ...}`.
pub const SETTLE: &str = "settle_coffee_chat";

/// How often work is tried again that another transaction was in the way of.
const ATTEMPTS: u32 = 4;

/// Coffee chats.
#[derive(Clone)]
pub struct CoffeeChatService {
    context: Context,
    mail: MailService,
    notifications: NotificationService,
    /// Where the calls of chats take place.
    provider: Provider,
}

/// What somebody asks of another.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Who is asked.
    pub recipient_id: UserId,
    /// What for.
    pub kind: CoffeeChatType,
    /// A few words.
    pub message: String,
    /// When.
    pub proposed_times: Vec<Timestamp>,
    /// How long, in minutes.
    pub duration_minutes: i32,
    /// The zone of the one who asks; their profile's when left out.
    pub time_zone: Option<String>,
}

/// What is said to a proposal.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Yes, then.
    Accept {
        /// One of the proposed times.
        selected_time: Timestamp,
        /// Whether to be asked by nobody for a while.
        pauses: bool,
    },
    /// No.
    Decline {
        /// A few words.
        message: Option<String>,
        /// Whether to be spared from further requests of this person.
        is_for_ever: bool,
        /// Whether to be asked by nobody for a while.
        pauses: bool,
    },
    /// Rather at other times.
    Counter {
        /// When.
        proposed_times: Vec<Timestamp>,
        /// A few words.
        message: Option<String>,
    },
}

impl Reply {
    /// Whether the one who answers wants to be asked by nobody for a while.
    const fn pauses(&self) -> bool {
        matches!(self, Self::Accept { pauses: true, .. } | Self::Decline { pauses: true, .. })
    }
}

/// A request as one of its two people sees it.
#[derive(Clone, Debug)]
pub struct SeenChat {
    /// The request.
    pub chat: CoffeeChat,
    /// Which of the two looks.
    pub side: Side,
    /// What they said of it.
    pub feedback: Option<Feedback>,
}

impl CoffeeChatService {
    /// With the shared parts.
    pub fn new(
        context: Context,
        mail: MailService,
        notifications: NotificationService,
        provider: Provider,
    ) -> Self {
        Self { context, mail, notifications, provider }
    }

    /// A request, for one of its two people.
    pub async fn find(&self, caller: UserId, id: CoffeeChatRequestId) -> Result<SeenChat, CoffeeChatError> {
        let chat = coffee_chat::find(self.context.read(), id).await?.ok_or(CoffeeChatError::NotFound)?;
        let side = chat.side_of(caller).ok_or(CoffeeChatError::NotFound)?;
        let feedback = coffee_chat_feedback::find_by(self.context.read(), caller, &[id]).await?;
        Ok(SeenChat { chat, side, feedback: feedback.into_iter().next().map(|(_, feedback)| feedback) })
    }

    /// The requests that somebody sent or received, newest first.
    pub async fn list(&self, filter: &ChatList, limit: u64) -> Result<Vec<SeenChat>, CoffeeChatError> {
        let chats = coffee_chat::list(self.context.read(), filter, limit).await?;
        let ids: Vec<_> = chats.iter().map(|chat| chat.id).collect();
        let feedback = coffee_chat_feedback::find_by(self.context.read(), filter.user, &ids).await?;
        let mut feedback: std::collections::HashMap<_, _> = feedback.into_iter().collect();
        let seen =
            |chat: CoffeeChat| SeenChat { feedback: feedback.remove(&chat.id), side: filter.side, chat };
        Ok(chats.into_iter().map(seen).collect())
    }

    /// Does the work, and again when another transaction was in the way.
    async fn again<T, F: Future<Output = Result<T, CoffeeChatError>>>(
        &self,
        work: impl Fn() -> F,
    ) -> Result<T, CoffeeChatError> {
        for _ in 0..ATTEMPTS {
            match work().await {
                Err(error) if error.may_be_tried_again() => tracing::debug!(%error, "tried again"),
                done => return done,
            }
        }
        work().await
    }

    /// The request, held until the transaction ends, for one of its two people.
    async fn hold(
        &self,
        writer: &Writer,
        caller: UserId,
        id: CoffeeChatRequestId,
    ) -> Result<(CoffeeChat, Side), CoffeeChatError> {
        let chat = coffee_chat::find_locked(writer, id).await?.ok_or(CoffeeChatError::NotFound)?;
        let side = chat.side_of(caller).ok_or(CoffeeChatError::NotFound)?;
        Ok((chat, side))
    }

    async fn refuse_blocked(&self, writer: &Writer, chat: &CoffeeChat) -> Result<(), CoffeeChatError> {
        let [one, other] = chat.people();
        match eligibility::pair_facts(writer, one, other).await?.is_blocked {
            true => Err(CoffeeChatError::NotFound),
            false => Ok(()),
        }
    }

    /// The request after an act: new position, next version. Nothing is written yet.
    fn moved(&self, before: &CoffeeChat, act: Act, by: Actor) -> Result<CoffeeChat, CoffeeChatError> {
        let now = self.context.now();
        if self.has_lapsed(before) && act != Act::Expire {
            let position = Position { status: CoffeeChatStatus::Expired, awaiting: None, ..before.position };
            return Err(CoffeeChatError::Settled(Box::new(CoffeeChat { position, ..before.clone() })));
        }
        let position = before
            .position
            .after(act, by)
            .map_err(|refusal| CoffeeChatError::refused(refusal, before, by))?;
        let is_open = matches!(position.status, CoffeeChatStatus::Pending | CoffeeChatStatus::Accepted);
        Ok(CoffeeChat {
            position,
            version: before.version + 1,
            updated_at: now,
            closed_at: (!is_open).then_some(before.closed_at.unwrap_or(now)),
            ..before.clone()
        })
    }

    /// Whether the answer did not come in time, be the job that notes it late.
    fn has_lapsed(&self, chat: &CoffeeChat) -> bool {
        chat.position.status == CoffeeChatStatus::Pending && self.context.now() >= chat.expires_at
    }

    /// Writes the change, unless somebody else's came first.
    async fn save(
        &self,
        writer: &Writer,
        before: &CoffeeChat,
        after: &CoffeeChat,
    ) -> Result<(), CoffeeChatError> {
        if coffee_chat::replace(writer, before, after).await? {
            return Ok(());
        }
        let winner = coffee_chat::find(writer, before.id).await?.ok_or(CoffeeChatError::NotFound)?;
        Err(CoffeeChatError::Settled(Box::new(winner)))
    }

    /// Has a request looked at by one of its jobs at an instant.
    async fn enqueue(
        &self,
        writer: &Writer,
        kind: &'static str,
        id: CoffeeChatRequestId,
        run_at: Timestamp,
    ) -> Result<(), StoreError> {
        let now = self.context.now();
        let job = NewJob {
            id: JobId::new(now, self.context.chance()),
            kind,
            payload: json!({ "id": id }),
            dedupe_key: Some(format!("{kind}:{id}:{}", run_at.timestamp())),
            run_at,
        };
        job::enqueue(writer, &job, now).await?;
        Ok(())
    }

    /// How long an answer may take.
    fn answer_within(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.context.config().scheduling.expiry_days))
    }

    /// What this installation asks of proposed times.
    fn proposal_rules(&self) -> ProposalRules {
        let minutes = self.context.config().scheduling.minimum_notice_minutes;
        ProposalRules { minimum_notice: TimeDelta::minutes(i64::from(minutes)), ..ProposalRules::default() }
    }
}

/// A page's line, at most so long; nothing for an empty one.
fn words(text: Option<String>, pointer: &str, violations: &mut Violations) -> Option<String> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
    violations.length(&text, 0..=MESSAGE_LENGTH, pointer);
    Some(text)
}

/// Characters in what people write to each other here.
const MESSAGE_LENGTH: usize = 2000;
