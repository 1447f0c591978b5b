//! What can go wrong at the database, in the words of the rules it keeps.

use sea_orm::{DbErr, RuntimeErr, SqlErr};
use thiserror::Error;

/// A failed statement or transaction.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A row would break a unique constraint; names the constraint or the columns, as the database tells it.
    #[error("conflict with {constraint}")]
    Conflict {
        /// PostgreSQL's constraint message or SQLite's `table.column, ...`.
        constraint: String,
    },
    /// A row names something that does not exist.
    #[error("reference to a row that does not exist: {0}")]
    MissingReference(String),
    /// Another transaction won; the same work may be tried again.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database holds something this version cannot read.
    #[error("unreadable value in {column}: {reason}")]
    Unreadable {
        /// The table and column.
        column: &'static str,
        /// Why it cannot be read.
        reason: String,
    },
    /// Anything else.
    #[error(transparent)]
    Database(DbErr),
}

impl StoreError {
    /// Whether a unique constraint that mentions this name was broken.
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint.contains(name))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(constraint)) => return Self::Conflict { constraint },
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::MissingReference(what),
            _ => {}
        }
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Busy(error.to_string());
        }
        match error_code(&error).as_deref() {
            // PostgreSQL: serialization failure, deadlock; SQLite: SQLITE_BUSY and its snapshot form.
            Some("40001" | "40P01" | "5" | "517") => Self::Busy(error.to_string()),
            _ => Self::Database(error),
        }
    }
}

fn error_code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    cause.as_database_error()?.code().map(|code| code.into_owned())
}
