//! Requests sent again.

use model::Timestamp;
use store::Store;
use store::idempotency::{self, Begun, IdempotencyKey, StoredAnswer};

use crate::database::for_each_database;
use crate::support::{at, member};

async fn begin(store: &Store, key: &IdempotencyKey, fingerprint: &[u8], now: Timestamp) -> Begun {
    let writer = store.write().await.unwrap();
    let abandoned_before = now - chrono::Duration::seconds(60);
    let begun = idempotency::begin(&writer, key, fingerprint, abandoned_before, now).await.unwrap();
    writer.commit().await.unwrap();
    begun
}

async fn key(store: &Store) -> IdempotencyKey {
    IdempotencyKey { user: member(store, "ada@example.org").await, key: "one".to_owned() }
}

#[tokio::test]
async fn the_first_answer_is_given_again() {
    for_each_database(async |store| {
        let key = key(&store).await;
        assert_eq!(begin(&store, &key, b"body", at(0)).await, Begun::Fresh);
        assert_eq!(begin(&store, &key, b"body", at(1)).await, Begun::InFlight);
        assert_eq!(begin(&store, &key, b"other", at(1)).await, Begun::OtherRequest);
        let answer = StoredAnswer {
            status: 201,
            content_type: Some("application/json".to_owned()),
            body: b"{}\n".to_vec(),
        };
        let writer = store.write().await.unwrap();
        idempotency::keep_answer(&writer, &key, &answer).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(begin(&store, &key, b"body", at(86_000)).await, Begun::Answered(answer));
        assert_eq!(begin(&store, &key, b"other", at(86_000)).await, Begun::OtherRequest);

        let others = IdempotencyKey { user: member(&store, "bob@example.org").await, key: key.key.clone() };
        assert_eq!(
            begin(&store, &others, b"other", at(86_000)).await,
            Begun::Fresh,
            "keys belong to a person"
        );

        let writer = store.write().await.unwrap();
        assert_eq!(idempotency::forget_before(&writer, at(1)).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_died_before_its_change_may_be_sent_again() {
    for_each_database(async |store| {
        let key = key(&store).await;
        assert_eq!(begin(&store, &key, b"body", at(0)).await, Begun::Fresh);
        assert_eq!(begin(&store, &key, b"body", at(61)).await, Begun::Fresh);
        assert_eq!(begin(&store, &key, b"body", at(62)).await, Begun::InFlight);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_died_after_its_change_is_not_run_twice() {
    for_each_database(async |store| {
        let key = key(&store).await;
        assert_eq!(begin(&store, &key, b"body", at(0)).await, Begun::Fresh);
        idempotency::scope(key.clone(), async {
            let writer = store.write().await.unwrap();
            store::setting::replace(&writer, "colour", "green").await.unwrap();
            writer.commit().await.unwrap();
        })
        .await;
        assert_eq!(begin(&store, &key, b"body", at(1)).await, Begun::InFlight);
        assert_eq!(begin(&store, &key, b"body", at(61)).await, Begun::OutcomeUnknown);
    })
    .await;
}

#[tokio::test]
async fn a_change_that_was_rolled_back_leaves_the_key_free() {
    for_each_database(async |store| {
        let key = key(&store).await;
        assert_eq!(begin(&store, &key, b"body", at(0)).await, Begun::Fresh);
        idempotency::scope(key.clone(), async {
            let writer = store.write().await.unwrap();
            store::setting::replace(&writer, "colour", "green").await.unwrap();
            writer.rollback().await.unwrap();
        })
        .await;
        let writer = store.write().await.unwrap();
        idempotency::release(&writer, &key, false).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(begin(&store, &key, b"body", at(1)).await, Begun::Fresh);
    })
    .await;
}
