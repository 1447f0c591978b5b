//! How people are reached and called, and by which clock they live.

use model::id::UserId;
use model::language::Language;
use model::user::PlacePrecision;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::column::{language, word};
use crate::dialect::{placeholders, statement};
use crate::{Connection, StoreError};

/// One person's name, address and clock.
#[derive(Clone, Debug)]
pub struct PersonContact {
    /// The person.
    pub id: UserId,
    /// The mail address.
    pub email: String,
    /// The whole name.
    pub name: String,
    /// Whether the account is in use.
    pub is_active: bool,
    /// The IANA name of the zone they live by.
    pub time_zone: Option<String>,
    /// How exactly their place may be known.
    pub place_precision: PlacePrecision,
    /// The language they are written to in; nothing until they signed in or chose one.
    pub language: Option<Language>,
}

impl PersonContact {
    /// The first word of the name.
    pub fn given_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    status: String,
    name: String,
    time_zone: Option<String>,
    place_precision: String,
    language: Option<String>,
}

/// The contacts of the people, in any order; unknown ids are left out.
pub async fn find<C: Connection>(
    connection: &C,
    people: &[UserId],
) -> Result<Vec<PersonContact>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT u.id, u.email, u.status, u.language, p.name, p.time_zone, p.place_precision \
         FROM users u JOIN profiles p ON p.user_id = u.id WHERE u.id IN ({})",
        placeholders(1, people.len())
    );
    let query = statement(connection, &sql, people.iter().map(|user| user.0.into()));
    Row::find_by_statement(query).all(connection).await?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<PersonContact, StoreError> {
    Ok(PersonContact {
        id: UserId(row.id),
        email: row.email,
        name: row.name,
        is_active: row.status == "active",
        time_zone: row.time_zone,
        place_precision: word("profiles.place_precision", &row.place_precision)?,
        language: language(row.language.as_deref())?,
    })
}
