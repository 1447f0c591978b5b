//! Everybody with an account, as the platform's team sees them.

use model::Timestamp;
use model::id::UserId;
use model::person::Member;
use model::user::UserStatus;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{Query, after_prefix, not_first, statement};
use crate::directory::{Position, by_name, by_word, has_words, longest};
use crate::{Connection, StoreError};

const COLUMNS: &str = "u.id, p.name, u.email, u.role, u.status, u.last_active_at";

#[derive(FromQueryResult)]
struct MemberRow {
    id: Uuid,
    name: String,
    email: String,
    role: String,
    status: String,
    last_active_at: Option<Timestamp>,
}

impl MemberRow {
    fn read(self) -> Result<Member, StoreError> {
        Ok(Member {
            id: UserId(self.id),
            name: self.name,
            email: self.email,
            role: word("users.role", &self.role)?,
            status: word("users.status", &self.status)?,
            last_active_at: self.last_active_at,
        })
    }
}

#[derive(FromQueryResult)]
struct PlacedRow {
    #[sea_orm(nested)]
    member: MemberRow,
    position: String,
}

/// What the list of everybody is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberSearch {
    /// Nothing.
    Everybody,
    /// Folded words, each of which begins a word of the name.
    Name(Vec<String>),
    /// The beginning of an address, in lower case.
    Email(String),
}

/// A page of everybody, in the order of names, of the word looked for, or of addresses.
pub async fn list<C: Connection>(
    connection: &C,
    search: &MemberSearch,
    statuses: &[UserStatus],
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<(Member, Position)>, StoreError> {
    let mut query = Query::new("");
    let order = match search {
        MemberSearch::Email(beginning) => by_email(&mut query, beginning, after),
        MemberSearch::Name(words) if !words.is_empty() => {
            let order = by_word(&mut query, COLUMNS, longest(words).unwrap_or_default(), after);
            has_words(&mut query, words);
            order
        }
        MemberSearch::Name(_) | MemberSearch::Everybody => by_name(&mut query, COLUMNS, after),
    };
    if !statuses.is_empty() {
        let names = query.bind_all(statuses.iter().map(|status| status.as_str()));
        if statuses.contains(&UserStatus::Active) {
            query.push(&format!(" AND {} IN ({names})", not_first(connection, "u.status")));
        } else {
            // Few have such a status: they are looked up rather than met by walking past everybody else.
            query.push(&format!(" AND u.id IN (SELECT few.id FROM users few WHERE few.status IN ({names}))"));
        }
    }
    query.push(&format!(" ORDER BY {order} LIMIT {limit}"));
    let rows = PlacedRow::find_by_statement(query.statement(connection)).all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let member = row.member.read()?;
            let position = Position { key: row.position, person: member.id };
            Ok((member, position))
        })
        .collect()
}

fn by_email(query: &mut Query, beginning: &str, after: Option<&Position>) -> &'static str {
    let key = query.bind(after.map_or(beginning, |position| position.key.as_str()));
    let id = query.bind(after.map_or(Uuid::nil(), |position| position.person.0));
    let end = query.bind(after_prefix(beginning).unwrap_or_default());
    query.push(&format!(
        "SELECT {COLUMNS}, u.email AS position FROM users u JOIN profiles p ON p.user_id = u.id \
         WHERE (u.email, u.id) > ({key}, {id}) AND u.email < {end}"
    ));
    "u.email, u.id"
}

/// The person with this id.
pub async fn find<C: Connection>(connection: &C, id: UserId) -> Result<Option<Member>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM users u JOIN profiles p ON p.user_id = u.id WHERE u.id = $1");
    let row =
        MemberRow::find_by_statement(statement(connection, &sql, [id.0.into()])).one(connection).await?;
    row.map(MemberRow::read).transpose()
}
