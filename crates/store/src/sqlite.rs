//! SQLite's connections: the one that writes, and those that read, lent to one query at a time.

use std::str::FromStr;
use std::sync::{Mutex, MutexGuard};

use futures_util::TryStreamExt;
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DbErr, ExecResult, QueryResult, RuntimeErr, SqlxSqliteConnector,
    Statement,
};
use sea_query_sqlx::SqlxValues;
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Sqlite};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::pool::PATIENCE;

/// Rows that SQLite's thread may find before anybody takes them.
const ROWS_AHEAD: usize = 1_000;

fn options(url: &str, may_write: bool) -> Result<SqliteConnectOptions, DbErr> {
    let options = SqliteConnectOptions::from_str(url).map_err(no_connection)?;
    Ok(options
        .create_if_missing(may_write)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .row_buffer_size(ROWS_AHEAD)
        .pragma("cache_size", if may_write { "-32768" } else { "-8192" })
        .pragma("temp_store", "memory")
        .pragma("query_only", if may_write { "0" } else { "1" })
        .disable_statement_logging())
}

/// A pool of one connection: SQLite has one writer.
pub async fn writer(url: &str) -> Result<DatabaseConnection, DbErr> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .connect_with(options(url, true)?);
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.await.map_err(no_connection)?))
}

/// Connections that read: so many at most, opened when they are needed; the one used last is lent first.
///
/// The library's own pool asks each connection that comes back whether it lives, which is a second visit to the
/// connection's thread for every query, and lends them in turn, so that none has what the last query read at hand.
#[derive(Debug)]
pub struct SqliteReaders {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    most: u32,
    free: Semaphore,
}

impl SqliteReaders {
    /// Opens the first connection.
    pub async fn open(url: &str, most: u32) -> Result<Self, DbErr> {
        let options = options(url, false)?;
        let first = connect(&options).await?;
        let free = Semaphore::new(most as usize);
        Ok(Self { options, idle: Mutex::new(vec![first]), most, free })
    }

    /// Waits for those that are lent and closes them all.
    pub async fn close(&self) -> Result<(), DbErr> {
        let Ok(_all) = self.free.acquire_many(self.most).await else { return Ok(()) };
        self.free.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            connection.close().await.map_err(no_connection)?;
        }
        Ok(())
    }

    /// Does what returns no rows.
    pub async fn execute(&self, statement: &Statement) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = query(statement).execute(&mut lent.connection).await;
        lent.give_back(done).map(Into::into)
    }

    /// The first row.
    pub async fn one(&self, statement: &Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let row = query(statement).fetch_optional(&mut lent.connection).await;
        Ok(lent.give_back(row)?.map(Into::into))
    }

    /// All rows.
    pub async fn all(&self, statement: &Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let rows = all_rows(&mut lent.connection, statement).await;
        lent.give_back(rows)
    }

    async fn lend(&self) -> Result<Lent<'_>, DbErr> {
        let permit = tokio::time::timeout(PATIENCE, self.free.acquire()).await;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.options).await?,
        };
        Ok(Lent { readers: self, connection, _permit: permit })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A connection and the right to use it. One that is not given back, because nobody waits for its query any more, is
/// closed when that ends: the next query need not wait for it.
struct Lent<'a> {
    readers: &'a SqliteReaders,
    connection: SqliteConnection,
    _permit: SemaphorePermit<'a>,
}

impl Lent<'_> {
    /// Keeps the connection for the next query, unless it failed by itself.
    fn give_back<T>(self, result: Result<T, sqlx::Error>) -> Result<T, DbErr> {
        if matches!(result, Ok(_) | Err(sqlx::Error::Database(_))) {
            self.readers.idle().push(self.connection);
        }
        result.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
    }
}

async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, DbErr> {
    SqliteConnection::connect_with(options).await.map_err(no_connection)
}

/// SQLite's thread tells of each row as it finds it: whoever waits for the first is woken before there is a second, and
/// waits again. So that thread goes first once there is a row, and the rest comes together.
async fn all_rows(
    connection: &mut SqliteConnection,
    statement: &Statement,
) -> Result<Vec<QueryResult>, sqlx::Error> {
    let mut found = query(statement).fetch(connection).map_ok(QueryResult::from);
    let Some(first) = found.try_next().await? else { return Ok(Vec::new()) };
    let mut rows = vec![first];
    std::thread::yield_now();
    while let Some(row) = found.try_next().await? {
        rows.push(row);
    }
    Ok(rows)
}

fn no_connection(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

fn query(statement: &Statement) -> Query<'_, Sqlite, SqlxValues> {
    let values = statement.values.clone().unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}
