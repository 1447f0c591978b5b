//! Coffee chats in JSON.

use chrono::{DateTime, Utc};
use model::coffee_chat::{CoffeeChatStatus, CoffeeChatType};
use model::id::{CoffeeChatRequestId, UserId, VideoCallId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::person::Person;

/// A request as the caller sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoffeeChatRequestView {
    /// Its id.
    pub id: CoffeeChatRequestId,
    /// Who asked.
    pub requester: Person,
    /// Who was asked.
    pub recipient: Person,
    /// Which of the two the caller is.
    pub my_side: MySide,
    /// Whose answer is awaited.
    pub awaiting: Awaiting,
    /// Where it stands.
    pub status: CoffeeChatStatus,
    /// What was asked for.
    pub r#type: CoffeeChatType,
    /// What the one who asked wrote.
    pub message: Option<String>,
    /// What was written with the last answer.
    pub answer_message: Option<String>,
    /// The times of the last proposal.
    pub proposed_times: Vec<DateTime<Utc>>,
    /// The time agreed on.
    pub selected_time: Option<DateTime<Utc>>,
    /// How long it is to last.
    pub duration_minutes: i32,
    /// The zone (IANA) that the one who asked lives by.
    pub time_zone: String,
    /// How many counter-proposals are left.
    pub counters_left: i32,
    /// When the last proposal lapses.
    pub expires_at: DateTime<Utc>,
    /// The call made for it.
    pub video_call_id: Option<VideoCallId>,
    /// When it was accepted or declined.
    pub responded_at: Option<DateTime<Utc>>,
    /// When it was found that the two met.
    pub completed_at: Option<DateTime<Utc>>,
    /// How long the two were together, in whole minutes.
    pub met_minutes: Option<i64>,
    /// Who called it off.
    pub cancelled_by: Option<Party>,
    /// Why.
    pub cancel_reason: Option<String>,
    /// Who did not come.
    pub no_show_by: Option<Party>,
    /// What the caller said of it.
    pub feedback: Option<CoffeeChatFeedbackView>,
    /// Rises with every change.
    pub version: i32,
    /// When it was asked.
    pub created_at: DateTime<Utc>,
}

/// Which of the two the caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MySide {
    /// The one who asked.
    Sent,
    /// The one who was asked.
    Received,
}

/// Whose answer is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Awaiting {
    /// The caller's.
    Me,
    /// The other's.
    Them,
    /// Nobody's.
    Nobody,
}

/// One of the two, as the caller sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The caller.
    Me,
    /// The other.
    Them,
}

/// What one of the two said of a chat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoffeeChatFeedbackView {
    /// Whether the two met.
    pub met: Option<bool>,
    /// 1 to 5.
    pub rating: Option<i32>,
    /// Whether they would meet again.
    pub again: Option<bool>,
    /// In their words.
    pub note: Option<String>,
}

/// Asks somebody for a chat.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestCoffeeChat {
    /// Who is asked.
    pub recipient_id: UserId,
    /// What for; a coffee chat when left out.
    pub r#type: Option<CoffeeChatType>,
    /// A few words.
    #[schema(max_length = 2000)]
    pub message: Option<String>,
    /// One to five instants ahead, on five-minute marks.
    #[schema(min_items = 1, max_items = 5)]
    pub proposed_times: Vec<DateTime<Utc>>,
    /// How long; 30 when left out.
    #[schema(minimum = 15, maximum = 120)]
    pub duration_minutes: Option<i32>,
    /// The caller's zone (IANA); that of the profile when left out.
    pub time_zone: Option<String>,
}

/// Answers a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum RespondToCoffeeChat {
    /// Yes, then.
    Accept {
        /// One of the proposed times.
        selected_time: DateTime<Utc>,
        /// Be asked by nobody for four weeks, and take back what I asked of others.
        #[serde(default)]
        pause: bool,
    },
    /// No.
    Decline {
        /// A few words.
        #[schema(max_length = 2000)]
        message: Option<String>,
        /// Be spared from further requests of this person.
        #[serde(default)]
        do_not_ask_again: bool,
        /// Be asked by nobody for four weeks, and take back what I asked of others.
        #[serde(default)]
        pause: bool,
    },
    /// Rather at other times.
    Counter {
        /// One to five instants ahead, on five-minute marks.
        #[schema(min_items = 1, max_items = 5)]
        proposed_times: Vec<DateTime<Utc>>,
        /// A few words.
        #[schema(max_length = 2000)]
        message: Option<String>,
    },
}

/// Calls an agreed chat off.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CancelCoffeeChat {
    /// Why; asked for shortly before the start.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

/// Moves an agreed chat.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RescheduleCoffeeChat {
    /// The new time, on a five-minute mark.
    pub selected_time: DateTime<Utc>,
    /// Why; asked for shortly before the start.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

/// Says how it was.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveCoffeeChatFeedback {
    /// Whether the two met.
    pub met: Option<bool>,
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub rating: Option<i32>,
    /// Whether one would meet again.
    pub again: Option<bool>,
    /// A few words.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// Which requests are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CoffeeChatQuery {
    /// One or more states, separated by commas.
    pub status: Option<String>,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
