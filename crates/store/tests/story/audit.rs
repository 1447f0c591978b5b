//! The audit log's chain.

use sea_orm::ConnectionTrait;
use serde_json::json;
use store::audit::{self, AuditEntry};

use crate::database::for_each_database;
use crate::support::{at, member};

#[tokio::test]
async fn a_line_changed_afterwards_shows() {
    for_each_database(async |store| {
        let ada = member(&store, "ada@example.org").await;
        for number in 0..3 {
            let writer = store.write().await.unwrap();
            let entry = AuditEntry {
                actor: Some(ada),
                action: "user.suspended",
                subject: format!("user:{number}"),
                data: json!({ "zeal": 1, "alpha": { "y": [1, 2], "b": "text" } }),
            };
            audit::append(&writer, &entry, at(number)).await.unwrap();
            writer.commit().await.unwrap();
        }
        assert_eq!(audit::first_broken(store.read()).await.unwrap(), None);
        let told = audit::actions_on(store.read(), "user:1", 10).await.unwrap();
        assert_eq!(told, [("user.suspended".to_owned(), Some(ada))]);

        let writer = store.write().await.unwrap();
        writer
            .execute_unprepared("UPDATE audit_log SET action = 'nothing' WHERE subject = 'user:1'")
            .await
            .unwrap();
        writer.commit().await.unwrap();
        assert_eq!(audit::first_broken(store.read()).await.unwrap(), Some(2));

        let writer = store.write().await.unwrap();
        writer.execute_unprepared("DELETE FROM audit_log WHERE subject = 'user:1'").await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(audit::first_broken(store.read()).await.unwrap(), Some(3));
    })
    .await;
}

#[tokio::test]
async fn lines_written_at_once_make_one_chain() {
    for_each_database(async |store| {
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..20 {
            let store = store.clone();
            writers.spawn(async move {
                let entry = AuditEntry {
                    actor: None,
                    action: "sign_in.refused",
                    subject: format!("{number}"),
                    data: json!({}),
                };
                let writer = store.write().await.unwrap();
                audit::append(&writer, &entry, at(number)).await.unwrap();
                writer.commit().await.unwrap();
            });
        }
        writers.join_all().await;
        assert_eq!(audit::first_broken(store.read()).await.unwrap(), None);
    })
    .await;
}
