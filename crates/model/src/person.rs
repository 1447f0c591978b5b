//! A person as another member may see them.

use crate::clock::Timestamp;
use crate::connection::ConnectionState;
use crate::id::{ConnectionId, UserId};
use crate::known_place::KnownPlace;
use crate::profile::Profile;

/// The card of a person, already narrowed to what the viewer may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// What they do, in a line; empty when not told.
    pub headline: String,
    /// Where they work; empty when not told.
    pub company: String,
    /// The class year.
    pub graduation_year: Option<i32>,
    /// The code of their industry.
    pub industry_code: Option<String>,
    /// Their place, as exactly as they allow.
    pub place: Option<KnownPlace>,
    /// Their interests as they wrote them.
    pub interests: Vec<String>,
}

impl Person {
    /// The card of somebody the viewer has to do with but may not look up: who they are, and no more.
    pub fn name_only(id: UserId, name: String) -> Self {
        Self {
            id,
            name,
            headline: String::new(),
            company: String::new(),
            graduation_year: None,
            industry_code: None,
            place: None,
            interests: Vec::new(),
        }
    }
}

/// A person's page as another member may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPage {
    /// The card.
    pub person: Person,
    /// About them.
    pub bio: String,
    /// What they look for.
    pub seeks: Vec<String>,
    /// What they can help with.
    pub offers: Vec<String>,
    /// Their zone (IANA), unless their place is hidden from the viewer.
    pub time_zone: Option<String>,
    /// Whether they take coffee chats now.
    pub takes_chats: bool,
    /// How the viewer and they know each other.
    pub connection: ConnectionState,
    /// The connection or the open request for one.
    pub connection_id: Option<ConnectionId>,
}

/// A person as the platform's team sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Member or admin.
    pub role: crate::user::UserRole,
    /// Where the account stands.
    pub status: crate::user::UserStatus,
    /// The last real action.
    pub last_active_at: Option<Timestamp>,
}

impl Person {
    /// The card of a profile, to somebody who may look it up.
    pub fn of(profile: &Profile) -> Self {
        Self {
            id: profile.user_id,
            name: profile.name.clone(),
            headline: profile.headline.clone(),
            company: profile.company.clone(),
            graduation_year: profile.graduation_year,
            industry_code: profile.industry_code.clone(),
            place: profile.known_place(),
            interests: profile.interests.clone(),
        }
    }
}

impl PersonPage {
    /// The page of a profile, to somebody who may look it up and knows the person so.
    pub fn of(profile: Profile, connection: ConnectionState, now: Timestamp) -> Self {
        let shows_clock = shows_clock(profile.known_place().as_ref(), connection);
        Self {
            person: Person::of(&profile),
            takes_chats: profile.takes_chats(now),
            bio: profile.bio,
            seeks: profile.seeks,
            offers: profile.offers,
            time_zone: profile.time_zone.filter(|_| shows_clock),
            connection,
            connection_id: None,
        }
    }
}

/// Whether somebody learns a person's zone. It tells about a place, so it is hidden where the place is hidden or not
/// known, which must look alike, and where it would tell more than the place does; connections learn it.
pub fn shows_clock(known: Option<&KnownPlace>, connection: ConnectionState) -> bool {
    known.is_some_and(KnownPlace::tells_clock) || connection == ConnectionState::Connected
}
