//! Reading: many questions at once, questions that nobody waits for any more, and nothing changed by any of them.

use sea_orm::{ConnectionTrait, Statement};
use store::Store;

use crate::database::TestDatabase;

async fn with_connections(most: u32) -> (TestDatabase, Store) {
    let mut database = TestDatabase::sqlite().await;
    database.options.max_connections = most;
    let store = database.open().await;
    (database, store)
}

async fn number(store: &Store, sql: &str) -> i64 {
    let question = Statement::from_string(store.read().get_database_backend(), sql);
    let row = store.read().query_one_raw(question).await.unwrap().expect("a row");
    row.try_get_by_index(0).unwrap()
}

/// Counts for some tenths of a second.
const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n";

#[tokio::test]
async fn more_questions_than_connections_are_all_answered() {
    let (_database, store) = with_connections(2).await;
    let asked: Vec<_> = (0..20)
        .map(|at| {
            let store = store.clone();
            tokio::spawn(async move { number(&store, &format!("SELECT {at}")).await })
        })
        .collect();
    for (at, answer) in (0..).zip(asked) {
        assert_eq!(answer.await.unwrap(), at);
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_question_nobody_waits_for_does_not_keep_the_only_connection() {
    let (_database, store) = with_connections(1).await;
    let asked = {
        let store = store.clone();
        tokio::spawn(async move { number(&store, SLOW).await })
    };
    tokio::task::yield_now().await;
    asked.abort();
    assert_eq!(number(&store, "SELECT 7").await, 7);
    assert!(asked.await.unwrap_err().is_cancelled(), "the answer came before anybody could leave");
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_question_that_fails_leaves_the_connection_to_the_next() {
    let (_database, store) = with_connections(1).await;
    let change = Statement::from_string(store.read().get_database_backend(), "DELETE FROM users");
    let refused = store.read().execute_raw(change).await.unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
    assert_eq!(number(&store, "SELECT 7").await, 7);
    store.close().await.unwrap();
}

#[tokio::test]
async fn nothing_is_answered_after_the_end() {
    let (_database, store) = with_connections(2).await;
    store.clone().close().await.unwrap();
    assert!(store.ping().await.is_err());
}
