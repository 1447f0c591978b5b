//! From what the service tells to what the caller sees.

use std::collections::HashMap;

use axum::Json;
use axum::http::StatusCode;
use model::Violations;
use model::coffee_chat::{CoffeeChatStatus, MAX_COUNTERS, Side};
use model::id::{CoffeeChatRequestId, UserId};
use model::person::Person as Card;

use crate::access::Caller;
use crate::problem::Problem;
use crate::services::coffee_chat::{ChatList, CoffeeChatError, CoffeeChatService, Feedback, SeenChat};
use crate::services::person::PersonService;
use crate::views::coffee_chat::{
    Awaiting, CoffeeChatFeedbackView, CoffeeChatQuery, CoffeeChatRequestView, GiveCoffeeChatFeedback, MySide,
    Party,
};
use crate::views::page::{Page, PageQuery};
use crate::views::person::Person;

/// A page of the requests of one side.
pub async fn page(
    chats: &CoffeeChatService,
    people: &PersonService,
    caller: &Caller,
    side: Side,
    query: &CoffeeChatQuery,
) -> Result<Json<Page<CoffeeChatRequestView>>, Problem> {
    let paging = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let limit = paging.limit()?;
    let before: Option<CoffeeChatRequestId> = paging.cursor()?;
    let filter =
        ChatList { user: caller.user_id, side, statuses: statuses(query.status.as_deref())?, before };
    let mut found = chats.list(&filter, limit + 1).await?;
    let has_more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let items = views(people, caller, found).await?;
    let next_cursor = items.last().filter(|_| has_more).map(|last| last.id.to_string());
    Ok(Json(Page { items, next_cursor }))
}

fn statuses(list: Option<&str>) -> Result<Vec<CoffeeChatStatus>, Violations> {
    let words =
        list.into_iter().flat_map(|list| list.split(',')).map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            word.parse().map_err(|error: model::violation::UnknownWord| {
                Violations::one("/status", "unknown_word", error.to_string())
            })
        })
        .collect()
}

/// The requests as the caller sees them, in the same order.
pub async fn views(
    people: &PersonService,
    caller: &Caller,
    seen: Vec<SeenChat>,
) -> Result<Vec<CoffeeChatRequestView>, Problem> {
    let mut ids: Vec<UserId> = seen.iter().flat_map(|seen| seen.chat.people()).collect();
    ids.sort_unstable();
    ids.dedup();
    let cards = people.cards(caller.user_id, &ids).await?;
    Ok(seen.into_iter().map(|seen| view(seen, &cards)).collect())
}

fn view(seen: SeenChat, cards: &HashMap<UserId, Card>) -> CoffeeChatRequestView {
    let SeenChat { chat, side, feedback } = seen;
    let person = |id: UserId| -> Person {
        cards.get(&id).cloned().unwrap_or_else(|| Card::name_only(id, String::new())).into()
    };
    let party = |who: Side| if who == side { Party::Me } else { Party::Them };
    CoffeeChatRequestView {
        id: chat.id,
        requester: person(chat.requester_id),
        recipient: person(chat.recipient_id),
        my_side: if side == Side::Requester { MySide::Sent } else { MySide::Received },
        awaiting: match chat.position.awaiting {
            None => Awaiting::Nobody,
            Some(who) if who == side => Awaiting::Me,
            Some(_) => Awaiting::Them,
        },
        status: chat.position.status,
        r#type: chat.kind,
        message: Some(chat.message).filter(|message| !message.is_empty()),
        answer_message: chat.answer_message,
        proposed_times: chat.proposed_times,
        selected_time: chat.selected_time,
        duration_minutes: chat.duration_minutes,
        time_zone: chat.time_zone,
        counters_left: MAX_COUNTERS - chat.position.counter_count,
        expires_at: chat.expires_at,
        video_call_id: chat.video_call_id,
        responded_at: chat.responded_at,
        completed_at: chat.completed_at,
        met_minutes: chat.met_seconds.map(|seconds| seconds / 60),
        cancelled_by: chat.cancelled_by.map(party),
        cancel_reason: chat.cancel_reason,
        no_show_by: chat.no_show_by.map(party),
        feedback: feedback.map(feedback_view),
        version: chat.version,
        created_at: chat.created_at,
    }
}

fn feedback_view(feedback: Feedback) -> CoffeeChatFeedbackView {
    CoffeeChatFeedbackView {
        met: feedback.has_met,
        rating: feedback.rating,
        again: feedback.wants_again,
        note: Some(feedback.note).filter(|note| !note.is_empty()),
    }
}

/// What the caller says, in the service's words.
pub fn said(body: GiveCoffeeChatFeedback) -> Feedback {
    Feedback {
        has_met: body.met,
        rating: body.rating,
        wants_again: body.again,
        note: body.note.unwrap_or_default().trim().to_owned(),
    }
}

impl From<CoffeeChatError> for Problem {
    fn from(error: CoffeeChatError) -> Self {
        match error {
            CoffeeChatError::NotFound => Self::not_found(),
            CoffeeChatError::Invalid(violations) => violations.into(),
            CoffeeChatError::NotEligible(reason) => {
                Self::new(StatusCode::CONFLICT, "not-possible-now", "This person cannot be asked now")
                    .with("reason", reason)
            }
            CoffeeChatError::Full { reason, next_opening } => {
                Self::new(StatusCode::CONFLICT, "not-possible-now", "This person cannot be asked now")
                    .with("reason", reason)
                    .with("next_opening", serde_json::json!(next_opening))
            }
            CoffeeChatError::Settled(chat) => {
                let status = chat.position.status;
                Self::new(StatusCode::CONFLICT, "request-settled", "The request stands otherwise by now")
                    .detail(format!("It is {status}."))
                    .with("reason", "settled")
                    .with(
                        "current",
                        serde_json::json!({
                            "status": status,
                            "version": chat.version,
                            "selected_time": chat.selected_time,
                            "video_call_id": chat.video_call_id,
                        }),
                    )
            }
            CoffeeChatError::NotYourTurn => Self::forbidden("not_your_turn", "The other side is to answer."),
            CoffeeChatError::CountersUsedUp => {
                Self::conflict("counters_used_up", "Three counter-proposals were made; accept or decline.")
            }
            CoffeeChatError::TimeTaken { is_mine: true } => {
                Self::conflict("you_are_busy", "You have something else at this time.")
            }
            CoffeeChatError::TimeTaken { is_mine: false } => {
                Self::conflict("they_are_busy", "The other person has something else at this time.")
            }
            CoffeeChatError::HasBegun => Self::conflict("has_begun", "The chat has begun."),
            CoffeeChatError::NotBegun => Self::conflict("not_begun", "The chat has not begun."),
            CoffeeChatError::Store(error) => error.into(),
        }
    }
}
