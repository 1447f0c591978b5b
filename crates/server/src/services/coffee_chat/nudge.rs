//! Gentle reminders of a request that waits for an answer: on the second day and on the fifth (SCHEDULING.md 5.1).

use chrono::TimeDelta;
use model::coffee_chat::CoffeeChatStatus;
use model::id::{CoffeeChatRequestId, JobId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::coffee_chat::{self, CoffeeChat};
use store::job::{self, ClaimedJob, NewJob};
use store::{StoreError, Writer};

use super::CoffeeChatService;

/// The job that reminds somebody of a request that waits for them; its payload is a [`Nudge`].
pub const NUDGE: &str = "nudge_coffee_chat";

/// How many days after a proposal its reader is reminded.
const DAYS: [i64; 2] = [2, 5];

/// What to remind of. It is void once the request has moved on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Nudge {
    /// The request.
    pub id: CoffeeChatRequestId,
    /// As it stood when it began to wait.
    pub version: i32,
}

impl CoffeeChatService {
    /// Has whoever is to answer reminded, as long as there is time left to answer.
    pub(super) async fn plan_nudges(&self, writer: &Writer, chat: &CoffeeChat) -> Result<(), StoreError> {
        let now = self.context.now();
        let days = DAYS.into_iter().map(TimeDelta::days);
        for run_at in days.map(|days| now + days).filter(|at| *at < chat.expires_at) {
            let job = NewJob {
                id: JobId::new(now, self.context.chance()),
                kind: NUDGE,
                payload: json!(Nudge { id: chat.id, version: chat.version }),
                dedupe_key: Some(format!("{NUDGE}:{}:{}:{}", chat.id, chat.version, run_at.timestamp())),
                run_at,
            };
            job::enqueue(writer, &job, now).await?;
        }
        Ok(())
    }

    /// Reminds, and marks the job done in the same transaction: a crash cannot remind twice.
    pub async fn nudge(&self, job: &ClaimedJob, nudge: &Nudge) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        let chat = coffee_chat::find_locked(&writer, nudge.id).await?;
        let waiting = chat.filter(|chat| {
            let is_pending = chat.position.status == CoffeeChatStatus::Pending;
            is_pending && chat.version == nudge.version && !self.has_lapsed(chat)
        });
        if let Some((chat, side)) = waiting.and_then(|chat| chat.position.awaiting.map(|side| (chat, side))) {
            self.write_nudge_letter(&writer, &chat, side).await?;
            self.ring(&writer, &chat, side, "coffee_chat_waiting").await?;
        }
        job::finish(&writer, job.id, self.context.now()).await?;
        self.context.commit(writer).await
    }
}
