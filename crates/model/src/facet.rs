//! The sides of a profile that are compared with each other.

use crate::text_enum::text_enum;

text_enum! {
    /// What a phrase of a profile is about.
    Facet {
        /// What the person looks for.
        Seeks = "seeks",
        /// What the person can help with.
        Offers = "offers",
        /// Who the person is.
        About = "about",
    }
}
