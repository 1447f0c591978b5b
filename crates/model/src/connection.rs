//! Two people who know each other, or one who asked to.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::id::{ConnectionId, UserId};
use crate::text_enum::text_enum;
use crate::user::ConnectionStatus;

/// For this long after being declined, asking again reaches nobody.
pub const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::days(90);
/// Requests that one person may send in 24 hours.
pub const REQUESTS_A_DAY: u64 = 40;

text_enum! {
    /// A connection as one of the two sees it.
    ConnectionState {
        /// Nothing, or nothing any more.
        None = "none",
        /// The viewer asked; also what the viewer keeps seeing when the other declined.
        RequestedByMe = "requested_by_me",
        /// The other asked, and the viewer has not answered.
        RequestedByThem = "requested_by_them",
        /// Both want it.
        Connected = "connected",
    }
}

impl ConnectionState {
    /// The state for somebody who asked, or was asked. A refusal shows to the one who refused alone.
    pub fn of(status: ConnectionStatus, has_asked: bool, is_withdrawn: bool) -> Self {
        match status {
            ConnectionStatus::Accepted => Self::Connected,
            ConnectionStatus::Pending if has_asked => Self::RequestedByMe,
            ConnectionStatus::Pending => Self::RequestedByThem,
            ConnectionStatus::Declined if has_asked && !is_withdrawn => Self::RequestedByMe,
            ConnectionStatus::Declined => Self::None,
        }
    }
}

/// A connection between two people, whoever looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Who asked.
    pub requester_id: UserId,
    /// Who was asked.
    pub addressee_id: UserId,
    /// Where it stands.
    pub status: ConnectionStatus,
    /// What the requester wrote.
    pub message: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was answered.
    pub responded_at: Option<Timestamp>,
    /// When the requester took a declined request back.
    pub withdrawn_at: Option<Timestamp>,
}

impl Connection {
    /// The pair in the order that it is stored in: the smaller id first.
    pub fn ordered(a: UserId, b: UserId) -> (UserId, UserId) {
        if a < b { (a, b) } else { (b, a) }
    }

    /// Whether the person is one of the two.
    pub fn is_of(&self, person: UserId) -> bool {
        self.requester_id == person || self.addressee_id == person
    }

    /// The other of the two.
    pub fn other_than(&self, person: UserId) -> UserId {
        if self.requester_id == person { self.addressee_id } else { self.requester_id }
    }

    /// The connection as the person sees it.
    pub fn state_for(&self, person: UserId) -> ConnectionState {
        ConnectionState::of(self.status, self.requester_id == person, self.withdrawn_at.is_some())
    }

    /// Whether a declined request may be asked anew, so that it reaches the other again.
    pub fn may_be_asked_again(&self, now: Timestamp) -> bool {
        self.status == ConnectionStatus::Declined
            && self.responded_at.is_none_or(|at| at + ASK_AGAIN_AFTER <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ASKER: UserId = UserId(Uuid::from_u128(1));
    const ASKED: UserId = UserId(Uuid::from_u128(2));

    fn connection(status: ConnectionStatus) -> Connection {
        Connection {
            id: ConnectionId(Uuid::from_u128(3)),
            requester_id: ASKER,
            addressee_id: ASKED,
            status,
            message: None,
            created_at: Timestamp::UNIX_EPOCH,
            responded_at: Some(Timestamp::UNIX_EPOCH),
            withdrawn_at: None,
        }
    }

    #[test]
    fn a_refusal_looks_to_the_asker_like_no_answer() {
        let pending = connection(ConnectionStatus::Pending);
        let declined = connection(ConnectionStatus::Declined);
        assert_eq!(declined.state_for(ASKER), pending.state_for(ASKER));
        assert_eq!(declined.state_for(ASKED), ConnectionState::None);
        assert_eq!(pending.state_for(ASKED), ConnectionState::RequestedByThem);
    }

    #[test]
    fn a_declined_request_may_be_asked_again_after_ninety_days() {
        let declined = connection(ConnectionStatus::Declined);
        assert!(!declined.may_be_asked_again(Timestamp::UNIX_EPOCH + TimeDelta::days(89)));
        assert!(declined.may_be_asked_again(Timestamp::UNIX_EPOCH + TimeDelta::days(90)));
        assert!(
            !connection(ConnectionStatus::Pending)
                .may_be_asked_again(Timestamp::UNIX_EPOCH + TimeDelta::days(90))
        );
    }
}
