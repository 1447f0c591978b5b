//! A consistent copy of a SQLite database while it is in use, and putting one back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, FromQueryResult};
use sea_orm_migration::MigratorTrait;
use thiserror::Error;

use crate::dialect::statement;
use crate::migration::Migrator;
use crate::{StoreError, StoreOptions};

/// Why there is no backup, or it cannot be put back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The database is PostgreSQL, which has its own tools.
    #[error("the database is PostgreSQL: use pg_dump and pg_restore")]
    Postgres,
    /// There is no database where it should be.
    #[error("there is no database at {0}")]
    NoDatabase(PathBuf),
    /// Something stands where the backup should go.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// A server, or another program, has the database open.
    #[error("the database is in use: stop the server first")]
    InUse,
    /// The file is not a sound database of this product.
    #[error("{path} is not a sound backup: {reason}")]
    Unsound {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file comes from a later version.
    #[error("the backup was made by a newer version (its schema has {0}): update first")]
    Newer(String),
    /// A file cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        cause: std::io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for BackupError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Writes a consistent copy of the database to a new file, whoever else uses the database meanwhile.
///
/// The copy is complete before it gets its name: what stands under the name is a whole backup or nothing.
pub async fn back_up(options: &StoreOptions, to: &Path) -> Result<(), BackupError> {
    let database = existing_file(options)?;
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let unfinished = beside(to, "unfinished");
    remove_if_there(&unfinished)?;
    let connection = open(&database).await?;
    let copy = statement(&connection, "VACUUM INTO $1", [unfinished.display().to_string().into()]);
    connection.execute_raw(copy).await?;
    connection.close().await?;
    check(&unfinished).await?;
    sync(&unfinished)?;
    rename(&unfinished, to)
}

/// Puts a backup in place of the database and gives the name under which the old one is kept.
///
/// # Errors
/// Nothing is changed when the backup is unsound or newer than this version, or the database is in use.
pub async fn restore(options: &StoreOptions, from: &Path) -> Result<Option<PathBuf>, BackupError> {
    let database = options.sqlite_file().ok_or(BackupError::Postgres)?;
    if !from.is_file() {
        return Err(BackupError::NoDatabase(from.to_owned()));
    }
    let incoming = beside(&database, "incoming");
    remove_if_there(&incoming)?;
    fs::copy(from, &incoming).map_err(|cause| BackupError::File { path: incoming.clone(), cause })?;
    if let Err(error) = check(&incoming).await {
        remove_if_there(&incoming)?;
        return Err(error);
    }
    sync(&incoming)?;
    let kept = if database.exists() { Some(set_aside(&database).await?) } else { None };
    rename(&incoming, &database)?;
    Ok(kept)
}

/// Moves the database out of the way under a name of its own, its write-ahead log folded in.
async fn set_aside(database: &Path) -> Result<PathBuf, BackupError> {
    let connection = open(database).await?;
    // Leaving WAL needs the file for oneself, so it fails while anybody else has it open.
    let left_wal = journal_mode(&connection, "DELETE").await;
    connection.close().await?;
    match left_wal {
        Ok(mode) if mode == "delete" => {}
        Ok(_) | Err(StoreError::Busy(_)) => return Err(BackupError::InUse),
        Err(error) => return Err(error.into()),
    }
    let mut number = 1;
    let kept = loop {
        let name = beside(database, &format!("before-restore-{number}"));
        if !name.exists() {
            break name;
        }
        number += 1;
    };
    rename(database, &kept)?;
    Ok(kept)
}

/// Reads the whole file for damage, and the steps of its schema for ones this version does not know.
async fn check(file: &Path) -> Result<(), BackupError> {
    let unsound = |reason: String| BackupError::Unsound { path: file.to_owned(), reason };
    let connection = open(file).await.map_err(|error| unsound(error.to_string()))?;
    let found = inspect(&connection).await.map_err(|error| unsound(error.to_string()));
    connection.close().await?;
    let (integrity, steps) = found?;
    if integrity != "ok" {
        return Err(unsound(integrity));
    }
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    match steps.into_iter().find(|step| !known.contains(step)) {
        Some(step) => Err(BackupError::Newer(step)),
        None => Ok(()),
    }
}

#[derive(FromQueryResult)]
struct Word {
    word: String,
}

async fn inspect(connection: &DatabaseConnection) -> Result<(String, Vec<String>), StoreError> {
    let integrity = statement(connection, "SELECT integrity_check AS word FROM pragma_integrity_check", []);
    let integrity = Word::find_by_statement(integrity).one(connection).await?;
    let steps = statement(connection, "SELECT version AS word FROM seaql_migrations", []);
    let steps = Word::find_by_statement(steps).all(connection).await?;
    Ok((
        integrity.map_or_else(|| "no answer".to_owned(), |row| row.word),
        steps.into_iter().map(|row| row.word).collect(),
    ))
}

async fn journal_mode(connection: &DatabaseConnection, mode: &str) -> Result<String, StoreError> {
    let row =
        connection.query_one_raw(statement(connection, &format!("PRAGMA journal_mode = {mode}"), [])).await?;
    Ok(row.map(|row| row.try_get_by_index::<String>(0)).transpose()?.unwrap_or_default())
}

async fn open(file: &Path) -> Result<DatabaseConnection, BackupError> {
    let mut options = ConnectOptions::new(format!("sqlite:{}", file.display()));
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite.create_if_missing(false).busy_timeout(std::time::Duration::from_secs(2))
    });
    Ok(Database::connect(options).await?)
}

fn existing_file(options: &StoreOptions) -> Result<PathBuf, BackupError> {
    let file = options.sqlite_file().ok_or(BackupError::Postgres)?;
    if file.is_file() { Ok(file) } else { Err(BackupError::NoDatabase(file)) }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

fn remove_if_there(file: &Path) -> Result<(), BackupError> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::File { path: file.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

fn sync(file: &Path) -> Result<(), BackupError> {
    let synced = File::open(file).and_then(|file| file.sync_all());
    synced.map_err(|cause| BackupError::File { path: file.to_owned(), cause })
}

fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(|cause| BackupError::File { path: to.to_owned(), cause })?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sync(folder)
}
