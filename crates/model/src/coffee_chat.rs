//! A request for a coffee chat: its states, who may move it where, and whose turn it is.

use thiserror::Error;

use crate::text_enum::text_enum;

mod outcome;
mod proposal;

pub use outcome::{Attendance, CallProgress, Judgement, Meeting, Outcome, Presence, SETTLE_AFTER, judge};
pub use proposal::{
    DURATION_MINUTES, PROPOSED_TIMES, ProposalRules, check_duration, check_proposed_times, expiry,
};

/// How often one proposal may be answered with another.
pub const MAX_COUNTERS: i32 = 3;

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

/// Everything that can move a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Take one of the proposed times.
    Accept,
    /// Refuse.
    Decline,
    /// Propose other times.
    Counter,
    /// Take an open proposal back.
    Withdraw,
    /// The answer did not come in time.
    Expire,
    /// Call off what was agreed.
    Cancel,
    /// Move what was agreed to another time.
    Reschedule,
    /// Note that the two met.
    Complete,
    /// Note that one of the two did not come.
    MarkNoShow,
    /// Note that neither came.
    MarkNotHeld,
}

impl Act {
    /// Every act, in order.
    pub const ALL: &'static [Self] = &[
        Self::Accept,
        Self::Decline,
        Self::Counter,
        Self::Withdraw,
        Self::Expire,
        Self::Cancel,
        Self::Reschedule,
        Self::Complete,
        Self::MarkNoShow,
        Self::MarkNotHeld,
    ];

    /// Whether time and attendance do this, and not a person.
    pub const fn is_of_the_clock(self) -> bool {
        matches!(self, Self::Expire | Self::Complete | Self::MarkNoShow | Self::MarkNotHeld)
    }
}

/// Who moves a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// One of the two.
    Side(Side),
    /// Time, or what the call's attendance says.
    Clock,
}

/// Why an act is refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// Not from the state that the request is in.
    #[error("the request is {0}")]
    WrongState(CoffeeChatStatus),
    /// Possible now, for the other side.
    #[error("it is the other side's turn")]
    NotYourTurn,
    /// Only time does that.
    #[error("nobody does that by hand")]
    NotByHand,
    /// Three counter-proposals were made.
    #[error("no more counter-proposals")]
    CountersUsedUp,
}

/// Where a request stands, as far as its next move depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The status.
    pub status: CoffeeChatStatus,
    /// Whose answer is awaited; nobody's unless pending.
    pub awaiting: Option<Side>,
    /// Counter-proposals so far.
    pub counter_count: i32,
}

impl CoffeeChatStatus {
    /// The state after an act, `None` when it cannot happen from here. The whole table of SCHEDULING.md 5.1;
    /// both sides saying that they met corrects what attendance said.
    pub const fn after(self, act: Act) -> Option<Self> {
        match (self, act) {
            (Self::Pending, Act::Accept) => Some(Self::Accepted),
            (Self::Pending, Act::Decline) => Some(Self::Declined),
            (Self::Pending, Act::Counter) => Some(Self::Pending),
            (Self::Pending, Act::Withdraw) => Some(Self::Withdrawn),
            (Self::Pending, Act::Expire) => Some(Self::Expired),
            (Self::Accepted, Act::Cancel) => Some(Self::Cancelled),
            (Self::Accepted, Act::Reschedule) => Some(Self::Accepted),
            (Self::Accepted | Self::NoShow | Self::NotHeld, Act::Complete) => Some(Self::Completed),
            (Self::Accepted, Act::MarkNoShow) => Some(Self::NoShow),
            (Self::Accepted, Act::MarkNotHeld) => Some(Self::NotHeld),
            _ => None,
        }
    }

    /// Whether the planned time has had its outcome.
    pub const fn has_outcome(self) -> bool {
        matches!(self, Self::Completed | Self::NoShow | Self::NotHeld)
    }
}

impl Position {
    /// Where a new request stands: the one asked is to answer.
    pub const NEW: Self =
        Self { status: CoffeeChatStatus::Pending, awaiting: Some(Side::Recipient), counter_count: 0 };

    /// Where the request stands after an act.
    pub fn after(self, act: Act, by: Actor) -> Result<Self, Refusal> {
        let status = self.status.after(act).ok_or(Refusal::WrongState(self.status))?;
        match by {
            Actor::Side(side) => self.check_side(act, side)?,
            Actor::Clock if act.is_of_the_clock() => {}
            Actor::Clock => return Err(Refusal::NotYourTurn),
        }
        let (awaiting, counter_count) = match act {
            Act::Counter => (self.awaiting.map(Side::other), self.counter_count + 1),
            _ => (None, self.counter_count),
        };
        Ok(Self { status, awaiting, counter_count })
    }

    fn check_side(self, act: Act, side: Side) -> Result<(), Refusal> {
        let is_awaited = self.awaiting == Some(side);
        match act {
            Act::Accept | Act::Decline if !is_awaited => Err(Refusal::NotYourTurn),
            Act::Counter if !is_awaited => Err(Refusal::NotYourTurn),
            Act::Counter if self.counter_count >= MAX_COUNTERS => Err(Refusal::CountersUsedUp),
            // The one who asked may always stop asking; the other takes back a counter-proposal only.
            Act::Withdraw if side == Side::Recipient && is_awaited => Err(Refusal::NotYourTurn),
            act if act.is_of_the_clock() => Err(Refusal::NotByHand),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CoffeeChatStatus as S;

    fn pending(awaiting: Side, counter_count: i32) -> Position {
        Position { status: S::Pending, awaiting: Some(awaiting), counter_count }
    }

    fn at(status: S) -> Position {
        let awaiting = (status == S::Pending).then_some(Side::Recipient);
        Position { status, awaiting, counter_count: 0 }
    }

    #[test]
    fn every_pair_of_state_and_act_is_decided_as_the_table_says() {
        let allowed = [
            (S::Pending, Act::Accept, S::Accepted),
            (S::Pending, Act::Decline, S::Declined),
            (S::Pending, Act::Counter, S::Pending),
            (S::Pending, Act::Withdraw, S::Withdrawn),
            (S::Pending, Act::Expire, S::Expired),
            (S::Accepted, Act::Cancel, S::Cancelled),
            (S::Accepted, Act::Reschedule, S::Accepted),
            (S::Accepted, Act::Complete, S::Completed),
            (S::Accepted, Act::MarkNoShow, S::NoShow),
            (S::Accepted, Act::MarkNotHeld, S::NotHeld),
            (S::NoShow, Act::Complete, S::Completed),
            (S::NotHeld, Act::Complete, S::Completed),
        ];
        for status in S::ALL {
            for act in Act::ALL {
                let expected = allowed.iter().find(|row| row.0 == *status && row.1 == *act).map(|row| row.2);
                assert_eq!(status.after(*act), expected, "{status} + {act:?}");
            }
        }
    }

    #[test]
    fn what_is_refused_declined_or_over_never_comes_back() {
        for status in [S::Declined, S::Expired, S::Withdrawn, S::Cancelled, S::Completed] {
            for act in Act::ALL {
                for by in [Actor::Side(Side::Requester), Actor::Side(Side::Recipient), Actor::Clock] {
                    assert_eq!(at(status).after(*act, by), Err(Refusal::WrongState(status)));
                }
            }
        }
    }

    #[test]
    fn only_the_side_that_is_awaited_answers() {
        for awaited in [Side::Requester, Side::Recipient] {
            for act in [Act::Accept, Act::Decline, Act::Counter] {
                assert!(pending(awaited, 0).after(act, Actor::Side(awaited)).is_ok());
                let other = Actor::Side(awaited.other());
                assert_eq!(pending(awaited, 0).after(act, other), Err(Refusal::NotYourTurn));
            }
        }
    }

    #[test]
    fn a_counter_proposal_turns_to_the_other_side_three_times_and_no_more() {
        let mut position = Position::NEW;
        for count in 1..=MAX_COUNTERS {
            let side = position.awaiting.expect("pending");
            position = position.after(Act::Counter, Actor::Side(side)).expect("counters left");
            assert_eq!(position, pending(side.other(), count));
        }
        let side = position.awaiting.expect("pending");
        assert_eq!(position.after(Act::Counter, Actor::Side(side)), Err(Refusal::CountersUsedUp));
        assert!(position.after(Act::Accept, Actor::Side(side)).is_ok());
    }

    #[test]
    fn the_one_who_asked_may_always_withdraw_and_the_other_only_a_counter_proposal() {
        let withdraw = |awaiting, side| pending(awaiting, 1).after(Act::Withdraw, Actor::Side(side));
        assert!(withdraw(Side::Recipient, Side::Requester).is_ok());
        assert!(withdraw(Side::Requester, Side::Requester).is_ok());
        assert!(withdraw(Side::Requester, Side::Recipient).is_ok());
        assert_eq!(withdraw(Side::Recipient, Side::Recipient), Err(Refusal::NotYourTurn));
    }

    #[test]
    fn nobody_is_awaited_once_it_is_not_pending() {
        for act in Act::ALL.iter().filter(|act| **act != Act::Counter) {
            for status in S::ALL {
                for by in [Actor::Side(Side::Requester), Actor::Side(Side::Recipient), Actor::Clock] {
                    if let Ok(after) = at(*status).after(*act, by) {
                        assert_eq!(after.awaiting, None, "{status} + {act:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn time_expires_and_settles_and_people_do_the_rest() {
        for act in Act::ALL {
            let from = at(if S::Pending.after(*act).is_some() { S::Pending } else { S::Accepted });
            let by_clock = from.after(*act, Actor::Clock);
            let by_hand = from.after(*act, Actor::Side(Side::Recipient));
            assert_eq!(by_clock.is_ok(), act.is_of_the_clock(), "{act:?}");
            assert_eq!(by_hand == Err(Refusal::NotByHand), act.is_of_the_clock(), "{act:?}");
        }
    }
}
