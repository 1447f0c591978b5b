//! What a member says when they put a suggested person aside.

use crate::text_enum::text_enum;

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
