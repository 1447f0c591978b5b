//! What counts towards the activity that matching reads.

use serde_json::Value;

use crate::coffee_chat::{TIMES, accept, ask, id_of};
use crate::support::{Member, on_each_database};

async fn last_active(team: &Member, who: &Member) -> Value {
    let page = team.browser.get(&format!("/api/admin/people?q={}", who.email.replace('@', "%40"))).await.body;
    page["items"][0]["last_active_at"].clone()
}

#[tokio::test]
async fn asking_and_answering_count_and_signing_in_does_not() {
    on_each_database(async |server| {
        let boss = server.signed_in_admin("Bo Boss").await;
        let ada = server.signed_in("Ada Lovelace").await;
        let ben = server.signed_in("Ben Hope").await;
        assert_eq!(last_active(&boss, &ada).await, Value::Null);

        let id = id_of(&ask(&ada, &ben).await);
        let asked_at = last_active(&boss, &ada).await;
        assert!(asked_at.is_string(), "{asked_at}");
        assert_eq!(last_active(&boss, &ben).await, Value::Null, "being asked is no action");

        accept(&ben, &id, TIMES[0]).await;
        assert_eq!(last_active(&boss, &ben).await, asked_at, "the clock stands still");
    })
    .await;
}
