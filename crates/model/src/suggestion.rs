//! What a member says when they put a suggested person aside.

use crate::text_enum::text_enum;

/// How many days a person who was put aside stays away.
const RESTS_DAYS: u32 = 180;
/// How many when it was only not the moment: as long as one who was seen often.
const NOT_NOW_RESTS_DAYS: u32 = 28;

text_enum! {
    /// Why a person was put aside.
    DismissalReason {
        /// Not said.
        Unstated = "unstated",
        /// Works in something else than was looked for.
        WrongField = "wrong_field",
        /// Lives too far away.
        TooFar = "too_far",
        /// The two know each other.
        AlreadyKnown = "already_known",
        /// Perhaps another time.
        NotNow = "not_now",
    }
}

impl DismissalReason {
    /// How many days the person stays away.
    pub const fn rests_days(self) -> u32 {
        match self {
            Self::NotNow => NOT_NOW_RESTS_DAYS,
            Self::Unstated | Self::WrongField | Self::TooFar | Self::AlreadyKnown => RESTS_DAYS,
        }
    }
}
