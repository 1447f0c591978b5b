//! Identifiers: one newtype a noun over UUIDv7 (RFC 9562), so that two kinds cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Chance, Timestamp};

/// A new UUIDv7 from the given time and chance.
pub fn new_uuid(now: Timestamp, chance: &dyn Chance) -> Uuid {
    let mut random = [0_u8; 10];
    chance.fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id from the given time and chance.
            pub fn new(now: Timestamp, chance: &dyn Chance) -> Self {
                Self(new_uuid(now, chance))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// A person with an account: member or admin.
    UserId,
    /// A browser's sign-in.
    SessionId,
    /// An integrator's token.
    ApiTokenId,
    /// Two people who know each other, or one who asked to.
    ConnectionId,
    /// A complaint about a person or a call.
    ReportId,
    /// One occurrence of a meeting.
    VideoCallId,
    /// A person's standing in a call.
    VideoCallParticipantId,
    /// One connection of a participant to a call.
    CallSessionId,
    /// A line of a call's chat.
    CallMessageId,
    /// One stretch of screen sharing.
    ScreenSharingSessionId,
    /// A recording of a call.
    CallRecordingId,
    /// One person asking another for a chat.
    CoffeeChatRequestId,
    /// A line in a person's bell.
    NotificationId,
    /// Work to be done later.
    JobId,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Chance for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn ids_sort_by_time_and_are_version_7() {
        let early = UserId::new(Timestamp::from_timestamp(1_800_000_000, 0).unwrap(), &Zeros);
        let late = UserId::new(Timestamp::from_timestamp(1_800_000_001, 0).unwrap(), &Zeros);
        assert!(early < late);
        assert_eq!(early.0.get_version_num(), 7);
    }

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = VideoCallId::new(Timestamp::from_timestamp(1_800_000_000, 0).unwrap(), &Zeros);
        assert_eq!(id.to_string().parse::<VideoCallId>().unwrap(), id);
    }
}
