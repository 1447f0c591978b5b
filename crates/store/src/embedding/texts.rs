//! What is read of profiles to compare them by meaning, and nothing else of a person.

use model::id::UserId;
use model::user::Visibility;
use sea_orm::FromQueryResult;
use serde_json::Value as Json;
use uuid::Uuid;

use super::NAMED;
use crate::column::{list, word};
use crate::dialect::{Query, statement};
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

const READ: &str = "SELECT p.user_id, p.version, p.name, p.headline, p.bio, p.interests, p.seeks, p.offers, \
     p.visibility FROM profiles p";

/// The words of those of the people who are active members, in no order.
pub async fn texts<C: Connection>(connection: &C, people: &[UserId]) -> Result<Vec<ProfileText>, StoreError> {
    let mut texts = Vec::with_capacity(people.len());
    for chunk in people.chunks(NAMED) {
        let mut query =
            Query::new(format!("{READ} JOIN users u ON u.id = p.user_id WHERE u.status = 'active'"));
        let ids = query.bind_all(chunk.iter().map(|id| id.0));
        query.push(&format!(" AND p.user_id IN ({ids})"));
        for row in Row::find_by_statement(query.statement(connection)).all(connection).await? {
            texts.push(row.read()?);
        }
    }
    Ok(texts)
}

/// The words of the next active members, by id from after `after` on.
pub async fn texts_after<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<ProfileText>, StoreError> {
    let sql = format!(
        "{READ} WHERE p.user_id IN \
           (SELECT id FROM users WHERE status = 'active' AND id > $1 ORDER BY id LIMIT {limit}) ORDER BY p.user_id"
    );
    let query = statement(connection, &sql, [after.map_or(Uuid::nil(), |id| id.0).into()]);
    Row::find_by_statement(query).all(connection).await?.into_iter().map(Row::read).collect()
}
