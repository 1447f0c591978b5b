//! What a list of helpers asks about people beside their words.

use model::id::UserId;
use model::place::PlaceId;
use model::user::{PlacePrecision, Visibility};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::NAMED;
use crate::column::{place, word};
use crate::dialect::{Query, statement};
use crate::{Connection, StoreError};

/// What stands around the words of an active member.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileNote {
    /// Whose.
    pub user_id: UserId,
    /// Where they work.
    pub company: String,
    /// The code of the industry they work in.
    pub industry_code: Option<String>,
    /// Their IANA zone, where others may know at least their country; none otherwise.
    pub known_time_zone: Option<String>,
    /// Who may find them.
    pub visibility: Visibility,
}

#[derive(FromQueryResult)]
struct Row {
    user_id: Uuid,
    company: String,
    industry_code: Option<String>,
    place_id: Option<i64>,
    place_precision: String,
    time_zone: Option<String>,
    visibility: String,
}

impl Row {
    fn read(self) -> Result<ProfileNote, StoreError> {
        let place_id: Option<PlaceId> = place("profiles.place_id", self.place_id)?;
        let precision: PlacePrecision = word("profiles.place_precision", &self.place_precision)?;
        let is_place_known = place_id.is_some() && precision != PlacePrecision::Hidden;
        Ok(ProfileNote {
            user_id: UserId(self.user_id),
            company: self.company,
            industry_code: self.industry_code,
            known_time_zone: self.time_zone.filter(|_| is_place_known),
            visibility: word("profiles.visibility", &self.visibility)?,
        })
    }
}

const READ: &str = "SELECT p.user_id, p.company, p.industry_code, p.place_id, p.place_precision, p.time_zone, \
     p.visibility FROM profiles p";

/// Those of the people who are active members, in no order.
pub async fn notes<C: Connection>(connection: &C, people: &[UserId]) -> Result<Vec<ProfileNote>, StoreError> {
    let mut notes = Vec::with_capacity(people.len());
    for chunk in people.chunks(NAMED) {
        let mut query =
            Query::new(format!("{READ} JOIN users u ON u.id = p.user_id WHERE u.status = 'active'"));
        let ids = query.bind_all(chunk.iter().map(|id| id.0));
        query.push(&format!(" AND p.user_id IN ({ids})"));
        for row in Row::find_by_statement(query.statement(connection)).all(connection).await? {
            notes.push(row.read()?);
        }
    }
    Ok(notes)
}

/// The next active members, by id from after `after` on.
pub async fn notes_after<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<ProfileNote>, StoreError> {
    let sql = format!(
        "{READ} WHERE p.user_id IN \
           (SELECT id FROM users WHERE status = 'active' AND id > $1 ORDER BY id LIMIT {limit}) ORDER BY p.user_id"
    );
    let query = statement(connection, &sql, [after.map_or(Uuid::nil(), |id| id.0).into()]);
    Row::find_by_statement(query).all(connection).await?.into_iter().map(Row::read).collect()
}
