//! What a list of helpers asks about people beside their words.

use model::id::UserId;
use model::place::PlaceId;
use model::user::{PlacePrecision, Visibility};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::active_members;
use crate::column::{place, word};
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

const COLUMNS: &str =
    "p.user_id, p.company, p.industry_code, p.place_id, p.place_precision, p.time_zone, p.visibility";

/// Those of the people who are active members, in no order.
pub async fn notes<C: Connection>(connection: &C, people: &[UserId]) -> Result<Vec<ProfileNote>, StoreError> {
    let rows: Vec<Row> = active_members::named(connection, COLUMNS, people).await?;
    rows.into_iter().map(Row::read).collect()
}

/// The next active members, by id from after `after` on.
pub async fn notes_after<C: Connection>(
    connection: &C,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<ProfileNote>, StoreError> {
    let rows: Vec<Row> = active_members::next(connection, COLUMNS, after, limit).await?;
    rows.into_iter().map(Row::read).collect()
}
