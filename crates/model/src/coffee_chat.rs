//! A request for a coffee chat: its states and whose turn it is.

use crate::text_enum::text_enum;

text_enum! {
    /// What is asked for.
    CoffeeChatType {
        /// Half an hour to get to know each other.
        CoffeeChat = "coffee_chat",
        /// Advice from one to the other.
        Mentorship = "mentorship",
        /// To be introduced to somebody.
        Introduction = "introduction",
    }
}

text_enum! {
    /// Where a request stands (SCHEDULING.md 5.1).
    CoffeeChatStatus {
        /// Waits for an answer; a counter-proposal keeps it here.
        Pending = "pending",
        /// A time is agreed and a call is made.
        Accepted = "accepted",
        /// Refused.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
        /// Taken back by the one who asked.
        Withdrawn = "withdrawn",
        /// Called off after it was agreed.
        Cancelled = "cancelled",
        /// The two met.
        Completed = "completed",
        /// One came, the other did not.
        NoShow = "no_show",
        /// Neither came.
        NotHeld = "not_held",
    }
}

text_enum! {
    /// One of the two people of a request.
    Side {
        /// The one who asked.
        Requester = "requester",
        /// The one who was asked.
        Recipient = "recipient",
    }
}

impl Side {
    /// The other of the two.
    pub const fn other(self) -> Self {
        match self {
            Self::Requester => Self::Recipient,
            Self::Recipient => Self::Requester,
        }
    }
}
