//! What is read of profiles to compare them by meaning, and nothing else of a person.

use model::id::UserId;
use model::user::Visibility;
use sea_orm::FromQueryResult;
use serde_json::Value as Json;
use uuid::Uuid;

use super::active_members;
use crate::column::{list, word};
use crate::{Connection, StoreError};

/// The words of an active member.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileText {
    /// Whose.
    pub user_id: UserId,
    /// The version of the profile.
    pub version: i32,
    /// How they are called: left out of everything that is embedded.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// About them.
    pub bio: String,
    /// Their interests.
    pub interests: Vec<String>,
    /// What they look for.
    pub seeks: Vec<String>,
    /// What they can help with.
    pub offers: Vec<String>,
    /// Who may find them.
    pub visibility: Visibility,
}

#[derive(FromQueryResult)]
struct Row {
    user_id: Uuid,
    version: i32,
    name: String,
    headline: String,
    bio: String,
    interests: Json,
    seeks: Json,
    offers: Json,
    visibility: String,
}

impl Row {
    fn read(self) -> Result<ProfileText, StoreError> {
        Ok(ProfileText {
            user_id: UserId(self.user_id),
            version: self.version,
            name: self.name,
            headline: self.headline,
            bio: self.bio,
            interests: list("profiles.interests", self.interests)?,
            seeks: list("profiles.seeks", self.seeks)?,
            offers: list("profiles.offers", self.offers)?,
            visibility: word("profiles.visibility", &self.visibility)?,
        })
    }
}

const COLUMNS: &str =
    "p.user_id, p.version, p.name, p.headline, p.bio, p.interests, p.seeks, p.offers, p.visibility";

/// The words of those of the people who are active members, in no order.
pub async fn texts<C: Connection>(connection: &C, people: &[UserId]) -> Result<Vec<ProfileText>, StoreError> {
    let rows: Vec<Row> = active_members::named(connection, COLUMNS, people).await?;
    rows.into_iter().map(Row::read).collect()
}

/// The words of the next active members, by id from after `after` on.
pub async fn texts_after<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<ProfileText>, StoreError> {
    let rows: Vec<Row> = active_members::next(connection, COLUMNS, after, limit).await?;
    rows.into_iter().map(Row::read).collect()
}
