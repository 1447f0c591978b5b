//! What the score and its rules read, for everyone at once or for a few people, and the last check before a list is
//! shown.

mod facts;
mod shown;

use model::id::UserId;
use sea_orm::{FromQueryResult, Statement, Value};

use crate::{Connection, StoreError};

pub use facts::{
    Chat, Contact, ContactList, MatchProfile, ProfilePage, blocks, chats, connections, contact_lists,
    people_of_chat, profiles, profiles_after, random_people,
};
pub use shown::{Dismissal, View, dismiss, dismissals, note_views, restore, showable, views};

/// Ids that one statement names: SQLite takes 32,766 values, and long lists make slow plans.
const CHUNK: usize = 500;

/// Whose rows are read.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// Everyone's.
    Everyone,
    /// Those that concern one of these people.
    People(&'a [UserId]),
}

/// Reads rows of a select that has a `WHERE`; `about` are the columns of which one must name a person of the scope.
async fn read<C: Connection, R: FromQueryResult + Send + Sync>(
    connection: &C,
    select: &str,
    about: &[&str],
    scope: Scope<'_>,
    value: Option<Value>,
) -> Result<Vec<R>, StoreError> {
    let run = async |sql: String, values: Vec<Value>| {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        Ok::<_, StoreError>(R::find_by_statement(statement).all(connection).await?)
    };
    let first: Vec<Value> = value.into_iter().collect();
    let Scope::People(people) = scope else { return run(select.to_owned(), first).await };
    let mut rows = Vec::new();
    for chunk in people.chunks(CHUNK) {
        let names: Vec<String> = (0..chunk.len()).map(|at| format!("${}", at + first.len() + 1)).collect();
        let list = names.join(", ");
        let concerns: Vec<String> = about.iter().map(|column| format!("{column} IN ({list})")).collect();
        let values = first.iter().cloned().chain(chunk.iter().map(|id| id.0.into())).collect();
        rows.extend(run(format!("{select} AND ({})", concerns.join(" OR ")), values).await?);
    }
    Ok(rows)
}
