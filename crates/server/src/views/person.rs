//! People in JSON.

use model::connection::ConnectionState;
use model::id::{ConnectionId, UserId};
use model::industry::tree;
use model::person::PersonPage;
use serde::Serialize;
use utoipa::ToSchema;

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
            place_label: person.place_label,
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
        tree().by_code(code).map(|node| Self { code: node.code.clone(), label: node.name.clone() })
    }
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
}

impl From<PersonPage> for PersonView {
    fn from(page: PersonPage) -> Self {
        Self {
            person: page.person.into(),
            bio: told(page.bio),
            seeks: page.seeks,
            offers: page.offers,
            time_zone: page.time_zone,
            connection: ConnectionSummary { id: page.connection_id, state: page.connection },
            can_request: page.takes_chats,
        }
    }
}
