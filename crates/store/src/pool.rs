//! The pools: one writer with immediate transactions on SQLite, a plain pool on PostgreSQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::error::StoreError;
use crate::migration::Migrator;
use crate::reader::Reader;
use crate::sqlite::{self, SqliteReaders};

pub use sea_orm::ConnectionTrait as Connection;

/// A transaction that may write; dropped without `commit` it leaves nothing behind.
pub type Writer = DatabaseTransaction;

/// How long anybody waits for a connection, or for another's transaction to end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Where the data is kept.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `sqlite:PATH` or `postgres://...`.
    pub url: String,
    /// Connections for reading (SQLite) or in all (PostgreSQL).
    pub max_connections: u32,
}

impl StoreOptions {
    /// The SQLite file, when it is one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        self.url.strip_prefix("sqlite:").map(|rest| PathBuf::from(rest.split('?').next().unwrap_or(rest)))
    }

    /// A SQLite file.
    pub fn sqlite(path: &Path) -> Self {
        Self { url: format!("sqlite:{}", path.display()), max_connections: 8 }
    }
}

/// The database of an installation.
#[derive(Clone, Debug)]
pub struct Store {
    reader: Reader,
    writer: DatabaseConnection,
    url: String,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let store = Self::open_without_migrating(options).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(Migrator::up(&self.writer, None).await?)
    }

    /// Opens the database as it is.
    pub async fn open_without_migrating(options: &StoreOptions) -> Result<Self, StoreError> {
        let (url, most) = (options.url.clone(), options.max_connections);
        if url.starts_with("sqlite:") {
            let writer = sqlite::writer(&url).await?;
            let reader = SqliteReaders::open(&url, most).await?.into();
            return Ok(Self { reader, writer, url });
        }
        let writer = Database::connect(postgres(&url, most)).await?;
        Ok(Self { reader: writer.clone().into(), writer, url })
    }

    /// How many migrations are still to run.
    pub async fn pending_migrations(&self) -> Result<usize, StoreError> {
        Ok(Migrator::get_pending_migrations(&self.writer).await?.len())
    }

    /// For queries that change nothing.
    pub fn read(&self) -> &Reader {
        &self.reader
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once, so that what it
    /// reads stays true until it commits.
    pub async fn write(&self) -> Result<Writer, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self.is_sqlite().then_some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let writer = self.writer.begin_with_options(options).await?;
        crate::idempotency::mark_current(&writer).await?;
        Ok(writer)
    }

    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// The SQLite file, when there is one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        StoreOptions { url: self.url.clone(), max_connections: 1 }.sqlite_file()
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.reader.ping().await?)
    }

    /// Closes all connections; on SQLite the write-ahead log is folded into the file.
    pub async fn close(self) -> Result<(), StoreError> {
        let is_sqlite = self.is_sqlite();
        self.reader.close().await?;
        if is_sqlite {
            self.writer.close().await?;
        }
        Ok(())
    }
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .sqlx_logging(false);
    // PostgreSQL's own figure for a page out of order is that of a turning disk: it would rather read all people in
    // order than find the thousand with an interest.
    let settings = [("timezone", "UTC"), ("random_page_cost", "1.1")];
    options.map_sqlx_postgres_opts(move |postgres| postgres.options(settings));
    options
}
