//! A person with an account, and what they let others see.

use crate::text_enum::text_enum;

text_enum! {
    /// What a person is to the installation.
    UserRole {
        /// An alum.
        Member = "member",
        /// One of the team that runs the platform.
        Admin = "admin",
    }
}

text_enum! {
    /// Where an account stands.
    UserStatus {
        /// Imported, has not signed in yet: invisible to everyone.
        Invited = "invited",
        /// Signed in at least once, or imported with a password.
        Active = "active",
        /// Shut out by an admin.
        Suspended = "suspended",
        /// Closed by the person.
        Deactivated = "deactivated",
    }
}

text_enum! {
    /// Who may find a person.
    Visibility {
        /// Every signed-in member.
        Members = "members",
        /// Accepted connections only.
        Connections = "connections",
        /// Nobody.
        Nobody = "nobody",
    }
}

text_enum! {
    /// How exactly a member's place may be known, the finest first (MATCHING.md 3.3).
    PlacePrecision {
        /// H3 resolution 5.
        City = "city",
        /// H3 resolution 4, the default.
        Area = "area",
        /// The centre of the region.
        Region = "region",
        /// The centre of the country.
        Country = "country",
        /// Not at all; answers are those of an unknown place.
        Hidden = "hidden",
    }
}

text_enum! {
    /// Where a connection between two people stands.
    ConnectionStatus {
        /// Asked, not answered.
        Pending = "pending",
        /// Both want it.
        Accepted = "accepted",
        /// Refused; told to nobody but the one who refused.
        Declined = "declined",
    }
}
