//! Reading what is committed, from either database.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::sqlite::SqliteReaders;

/// Reads what is committed; cheap to clone.
#[derive(Clone, Debug)]
pub struct Reader(Connections);

#[derive(Clone, Debug)]
enum Connections {
    Sqlite(Arc<SqliteReaders>),
    Postgres(DatabaseConnection),
}

impl Reader {
    /// Answers when the database does.
    pub(crate) async fn ping(&self) -> Result<(), DbErr> {
        self.execute_unprepared("SELECT 1").await.map(drop)
    }

    pub(crate) async fn close(self) -> Result<(), DbErr> {
        match self.0 {
            Connections::Sqlite(readers) => readers.close().await,
            Connections::Postgres(pool) => pool.close().await,
        }
    }
}

impl From<SqliteReaders> for Reader {
    fn from(readers: SqliteReaders) -> Self {
        Self(Connections::Sqlite(Arc::new(readers)))
    }
}

impl From<DatabaseConnection> for Reader {
    fn from(pool: DatabaseConnection) -> Self {
        Self(Connections::Postgres(pool))
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Connections::Sqlite(_) => DbBackend::Sqlite,
            Connections::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Connections::Sqlite(readers) => readers.execute(&statement).await,
            Connections::Postgres(pool) => pool.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Connections::Sqlite(readers) => {
                readers.execute(&Statement::from_string(DbBackend::Sqlite, sql)).await
            }
            Connections::Postgres(pool) => pool.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Connections::Sqlite(readers) => readers.one(&statement).await,
            Connections::Postgres(pool) => pool.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Connections::Sqlite(readers) => readers.all(&statement).await,
            Connections::Postgres(pool) => pool.query_all_raw(statement).await,
        }
    }
}
