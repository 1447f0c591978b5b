//! A connection that notes every statement it passes on.

use std::sync::Mutex;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use store::Reader;

/// Passes statements on and keeps them.
pub struct Recorder<'a> {
    reader: &'a Reader,
    statements: Mutex<Vec<Statement>>,
}

impl<'a> Recorder<'a> {
    /// Over this connection.
    pub fn new(reader: &'a Reader) -> Self {
        Self { reader, statements: Mutex::default() }
    }

    /// What was sent, in order.
    pub fn into_statements(self) -> Vec<Statement> {
        self.statements.into_inner().expect("nobody panicked over it")
    }

    fn note(&self, statement: &Statement) {
        self.statements.lock().expect("nobody panicked over it").push(statement.clone());
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Recorder<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.note(&statement);
        self.reader.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.reader.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.note(&statement);
        self.reader.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.note(&statement);
        self.reader.query_all_raw(statement).await
    }
}
