//! Everything that differs between SQLite and PostgreSQL, in one place.

use model::id::UserId;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

/// Lists of people in statements are as long as a multiple of this.
const LISTED_AT_ONCE: usize = 16;

/// A statement written once with `$1`, `$2`, ... which both databases read.
pub fn statement<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// The answer to a question of yes or no, which one column holds; no, where no row is found.
pub async fn is_so<C: ConnectionTrait>(connection: &C, question: Statement) -> Result<bool, DbErr> {
    let row = connection.query_one_raw(question).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// A statement that is put together: text, and the values that it names.
pub struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    /// Begins with this text.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new() }
    }

    /// Goes on with this text.
    pub fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Hands over a value and gives the name that stands for it in the text.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Hands over values and gives their names, separated by commas.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let names: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        names.join(", ")
    }

    /// Goes on with a row of values in brackets.
    pub fn push_row(&mut self, values: impl IntoIterator<Item = Value>) {
        let names = self.bind_all(values);
        self.sql.push('(');
        self.sql.push_str(&names);
        self.sql.push(')');
    }

    /// The statement for this database.
    pub fn statement<C: ConnectionTrait>(self, connection: &C) -> Statement {
        Statement::from_sql_and_values(connection.get_database_backend(), self.sql, self.values)
    }
}

/// Inserts many rows with one statement; `into` names the table and its columns, `ending` what follows the rows.
///
/// SQLite searches the list of all numbered parameters for each one of them, which takes minutes for a hundred thousand
/// rows, and searches nothing for bare `?`.
pub fn insert_rows<C: ConnectionTrait, const N: usize>(
    connection: &C,
    into: &str,
    rows: impl IntoIterator<Item = [Value; N]>,
    ending: &str,
) -> Statement {
    let is_numbered = connection.get_database_backend() != DbBackend::Sqlite;
    let mut sql = format!("INSERT INTO {into} VALUES ");
    let mut values: Vec<Value> = Vec::new();
    for row in rows {
        sql.push_str(if values.is_empty() { "(" } else { ", (" });
        for (at, value) in row.into_iter().enumerate() {
            sql.push_str(if at == 0 { "" } else { ", " });
            values.push(value);
            if is_numbered {
                sql.push('$');
                sql.push_str(&values.len().to_string());
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql.push_str(ending);
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// The least text that is greater than every text beginning with `prefix`; nothing when there is none.
pub fn after_prefix(prefix: &str) -> Option<String> {
    let mut letters: Vec<char> = prefix.chars().collect();
    while let Some(last) = letters.pop() {
        if let Some(next) = (last as u32 + 1..=char::MAX as u32).find_map(char::from_u32) {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

/// All ids of a group as one value of sixteen bytes each.
pub fn joined_ids<C: ConnectionTrait>(connection: &C, column: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("string_agg(uuid_send({column}), ''::bytea)"),
        // SQLite joins the bytes of blobs as they are, zeros included.
        _ => format!("CAST(group_concat({column}, '') AS BLOB)"),
    }
}

/// Skips rows that another worker holds. SQLite has one writer, so nobody can hold them.
pub fn skip_locked<C: ConnectionTrait>(connection: &C) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    }
}

/// Holds the rows read until the transaction ends. SQLite's writer holds everything.
pub fn lock_rows<C: ConnectionTrait>(connection: &C) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE",
        _ => "",
    }
}

/// Holds the rows read, and lets others refer to them meanwhile. SQLite's writer holds everything.
pub fn lock_rows_but_references<C: ConnectionTrait>(connection: &C) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => "FOR NO KEY UPDATE",
        _ => "",
    }
}

/// Keeps a follower of the outbox behind transactions that are still running: their rows may become visible
/// after rows with a greater number. SQLite has one writer, so its order is the order of commits.
pub fn settled_outbox<C: ConnectionTrait>(connection: &C) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => "AND writer < pg_snapshot_xmin(pg_current_snapshot())",
        _ => "",
    }
}

/// A column whose condition nearly every row meets: SQLite, which keeps no shares of values, would start from it.
pub fn not_first<C: ConnectionTrait>(connection: &C, column: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Sqlite => format!("+{column}"),
        _ => column.to_owned(),
    }
}

/// Orders a select by an id and hands its rows over in one go. SQLite's are handed over as they are found, and the reader
/// is woken for each: sorted by what no index gives, all are found before the first is handed over.
pub fn ordered_at_once<C: ConnectionTrait>(connection: &C, column: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Sqlite => format!("ORDER BY +{column}"),
        _ => format!("ORDER BY {column}"),
    }
}

/// An instant as whole seconds since 1970.
pub fn epoch_seconds<C: ConnectionTrait>(connection: &C, column: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("extract(epoch FROM {column})"),
        _ => format!("unixepoch({column})"),
    }
}

/// `$first, $first+1, ...` for a list of `count` values.
pub fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// The same people, the last of them repeated up to a round number: so that lists of different lengths make few
/// different statements, and a connection keeps them prepared.
pub fn padded(people: &[UserId]) -> Vec<UserId> {
    let length = people.len().next_multiple_of(LISTED_AT_ONCE);
    people.iter().copied().chain(people.last().copied().into_iter().cycle()).take(length).collect()
}

/// Lets one transaction at a time add to the audit log's chain. SQLite has one writer anyway.
pub fn lock_audit_log<C: ConnectionTrait>(connection: &C) -> Option<&'static str> {
    match connection.get_database_backend() {
        DbBackend::Postgres => Some("LOCK TABLE audit_log IN SHARE ROW EXCLUSIVE MODE"),
        _ => None,
    }
}

/// Whole seconds from one column to another.
pub fn seconds_between<C: ConnectionTrait>(connection: &C, from: &str, to: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("extract(epoch FROM ({to} - {from}))"),
        _ => format!("(unixepoch({to}) - unixepoch({from}))"),
    }
}
