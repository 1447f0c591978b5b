//! Everything that differs between SQLite and PostgreSQL, in one place.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

/// A statement written once with `$1`, `$2`, ... which both databases read.
pub fn statement<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
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
