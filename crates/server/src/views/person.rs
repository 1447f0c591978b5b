//! People in JSON.

use model::connection::ConnectionState;
use model::id::{ConnectionId, UserId};
use model::industry::{Industry as Node, tree};
use model::person::PersonPage;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::wait_list::RoomView;
use crate::words::spoken_language;

/// A person as the caller may see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// A picture; null: show the initials.
    pub avatar_url: Option<String>,
    /// What they do, in a line.
    pub headline: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// The class year.
    pub graduation_year: Option<i32>,
    /// The industry they work in.
    pub industry: Option<Industry>,
    /// Their place in words, as exactly as they allow.
    pub place_label: Option<String>,
    /// Their interests.
    pub interests: Vec<String>,
}

impl From<model::person::Person> for Person {
    fn from(person: model::person::Person) -> Self {
        Self {
            id: person.id,
            name: person.name,
            avatar_url: None,
            headline: told(person.headline),
            company: told(person.company),
            graduation_year: person.graduation_year,
            industry: person.industry_code.as_deref().and_then(Industry::of_code),
            place_label: person.place.map(|place| place.label(spoken_language())),
            interests: person.interests,
        }
    }
}

/// Nothing for an empty text.
pub fn told(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// A node of the industry tree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Industry {
    /// The code, such as `energy.renewables.wind`.
    pub code: String,
    /// The name, such as `Wind power`.
    pub label: String,
}

impl Industry {
    /// The node with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        let label = |node: &Node| node.name_in(spoken_language()).to_owned();
        tree().by_code(code).map(|node| Self { code: node.code.clone(), label: label(node) })
    }
}

/// A person in the directory.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DirectoryPerson {
    /// The card.
    #[serde(flatten)]
    pub person: Person,
    /// Whether they have room for a request.
    #[serde(flatten)]
    pub room: RoomView,
}

/// How the caller and a person know each other.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConnectionSummary {
    /// The connection or the open request; null when there is none.
    pub id: Option<ConnectionId>,
    /// Where it stands for the caller.
    pub state: ConnectionState,
}

/// A person's page as the caller may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// The card.
    #[serde(flatten)]
    pub person: Person,
    /// About them.
    pub bio: Option<String>,
    /// What they look for.
    pub seeks: Vec<String>,
    /// What they can help with.
    pub offers: Vec<String>,
    /// Their zone (IANA); null when it is not the caller's to know.
    pub time_zone: Option<String>,
    /// How the caller and they know each other.
    pub connection: ConnectionSummary,
    /// Whether they take coffee chats at present.
    pub can_request: bool,
    /// Whether they have room for a request.
    #[serde(flatten)]
    pub room: RoomView,
}

impl PersonView {
    /// The page of a person with this much room.
    pub fn new(page: PersonPage, room: RoomView) -> Self {
        Self {
            person: page.person.into(),
            bio: told(page.bio),
            seeks: page.seeks,
            offers: page.offers,
            time_zone: page.time_zone,
            connection: ConnectionSummary { id: page.connection_id, state: page.connection },
            can_request: page.takes_chats,
            room,
        }
    }
}

/// Whether one shared interest is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InterestsMatch {
    /// One is enough.
    #[default]
    Any,
    /// All are wanted.
    All,
}

impl InterestsMatch {
    /// Whether all are wanted.
    pub fn wants_all(self) -> bool {
        self == Self::All
    }
}

/// What the directory is narrowed to. Filters combine with AND; several values with commas are OR.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DirectoryQuery {
    /// Words, each of which begins a word of the name; case and accents do not matter.
    pub q: String,
    /// Codes or names of industries; what stands below one counts.
    pub industry: String,
    /// Ids of places, or names or codes of regions and countries.
    pub location: String,
    /// 50, 100, 250, 500 or 1000, around the location or around my own place.
    pub radius_km: Option<u32>,
    /// Interests.
    pub interests: String,
    /// `any` (when left out) or `all` of the interests.
    pub interests_match: InterestsMatch,
    /// Class years.
    pub graduation_year: String,
    /// The beginning of the company's name.
    pub company: String,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
