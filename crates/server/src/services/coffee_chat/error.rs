//! Why something cannot be done with a request.

use chrono::NaiveDate;
use model::Violations;
use model::coffee_chat::{Actor, Refusal, Side};
use store::StoreError;
use store::coffee_chat::CoffeeChat;
use thiserror::Error;

/// Why something cannot be done with a request.
#[derive(Debug, Error)]
pub enum CoffeeChatError {
    /// Does not exist for the one who asks.
    #[error("unknown")]
    NotFound,
    /// Fields need other values.
    #[error("invalid")]
    Invalid(Violations),
    /// The person asked cannot be asked now; the slug says why (MATCHING.md 3.7).
    #[error("not possible: {0}")]
    NotEligible(&'static str),
    /// The person asked has no room at present.
    #[error("full: {reason}")]
    Full {
        /// What is full (MATCHING.md 3.7).
        reason: &'static str,
        /// The day (UTC) on which there is about to be room.
        next_opening: Option<NaiveDate>,
    },
    /// The request has moved on; this is how it stands.
    #[error("settled otherwise")]
    Settled(Box<CoffeeChat>),
    /// One cannot answer one's own request.
    #[error("not your turn")]
    NotYourTurn,
    /// Three counter-proposals were made.
    #[error("no more counter-proposals")]
    CountersUsedUp,
    /// Somebody has promised that time.
    #[error("somebody is busy then")]
    TimeTaken {
        /// The one who asks is.
        is_mine: bool,
    },
    /// The meeting has begun.
    #[error("it has begun")]
    HasBegun,
    /// The meeting has not begun.
    #[error("it has not begun")]
    NotBegun,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CoffeeChatError {
    pub(super) fn refused(refusal: Refusal, chat: &CoffeeChat, by: Actor) -> Self {
        // Whoever asked and was never answered with other times was never to answer at all.
        let was_never_asked = by == Actor::Side(Side::Requester) && chat.position.counter_count == 0;
        match refusal {
            Refusal::NotYourTurn if was_never_asked => Self::NotYourTurn,
            Refusal::CountersUsedUp => Self::CountersUsedUp,
            Refusal::NotYourTurn | Refusal::WrongState(_) | Refusal::NotByHand => {
                Self::Settled(Box::new(chat.clone()))
            }
        }
    }

    /// Whether the same work may be tried again at once: another transaction won, and the next look sees its outcome.
    pub(super) fn may_be_tried_again(&self) -> bool {
        match self {
            Self::Store(StoreError::Busy(_)) => true,
            Self::Store(error) => error.is_conflict_on("coffee_chat_request"),
            _ => false,
        }
    }
}

impl From<Violations> for CoffeeChatError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}
