//! The population in memory held against the database: what is broken behind its back is found and mended.

use reqwest::StatusCode;
use serde_json::{Value, json};
use store::Connection as _;

use crate::coffee_chat::ask;
use crate::suggestion::demo;
use crate::support::{Member, TestServer, on_each_database};

async fn index(admin: &Member) -> Value {
    let answer = admin.browser.get("/api/admin/health").await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body["index"].clone()
}

/// Changes rows without telling anybody.
async fn behind_its_back(server: &TestServer, sql: &str) {
    let writer = server.app.state.context.write().await.unwrap();
    writer.execute_unprepared(sql).await.unwrap();
    writer.commit().await.unwrap();
}

/// Enough to meet everybody of a handful.
const SOME: u32 = 20;

async fn audit(server: &TestServer, people: u32) -> (u32, u32) {
    let round = server.app.state.suggestion.audit(people).await.expect("the database answers");
    assert_eq!(round.undecided, 0, "nothing happens meanwhile");
    (round.people, round.differences)
}

async fn figure(server: &TestServer, name: &str) -> String {
    let browser = server.browser();
    let text = browser.client().get(browser.at("/metrics")).send().await.unwrap().text().await.unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).map(str::to_owned);
    line.unwrap_or_else(|| panic!("{name} in {text}"))
}

#[tokio::test]
async fn a_community_with_every_kind_of_tie_is_as_the_database_says() {
    let server = demo(400).await;
    assert_eq!(audit(&server, 100).await, (100, 0));
    let text = figure(&server, "homecoming_index_audited_total").await;
    assert!(!text.ends_with(" 0"), "{text}");
}

#[tokio::test]
async fn what_events_have_told_is_no_difference() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        let [ana, ben, cleo] =
            [server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await];
        server.app.state.suggestion.reload().await.unwrap();
        ask(&ana, &ben).await;
        ben.browser.put("/api/me/profile", json!({ "industry_code": "law", "interests": ["Chess"] })).await;
        cleo.browser.post("/api/connections", json!({ "person_id": ana.id })).await;
        ana.browser.post(&format!("/api/people/{}/block", cleo.id), json!({})).await;
        let shown = json!({ "person_ids": [ben.id] });
        cleo.browser.post("/api/coffee-chat/suggestions/shown", shown).await;
        assert_eq!(audit(&server, 100).await, (100, 0));
        server.set_clock("2027-01-15T09:00:00Z");
        assert_eq!(audit(&server, 100).await, (100, 0), "days later");
        admin.sign_in().await;
        let index = index(&admin).await;
        assert_eq!((&index["state"], &index["people"]), (&json!("ready"), &json!(4)), "{index:#}");
        assert_eq!(index["audit"]["people"], 100);
        assert_eq!(index["audit"]["differences"], 0);
        assert_eq!(index["audit"]["checked_at"], "2027-01-15T09:00:00Z");
        let open = server.browser().get("/health/ready").await;
        assert_eq!(open.body["checks"]["suggestions"], json!({ "status": "ok" }), "numbers are for the team");
        assert_eq!(open.body["index"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn what_is_changed_behind_its_back_is_found_and_mended() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        server.member("Cleo").await;
        server.app.state.suggestion.reload().await.unwrap();
        assert_eq!(audit(&server, SOME).await.1, 0);
        let both = format!("('{}', '{}')", ana.email, ben.email);
        for breaking in [
            "UPDATE profiles SET industry_code = 'law' WHERE name IN ('Ana', 'Ben')".to_owned(),
            "UPDATE profiles SET visibility = 'nobody' WHERE name = 'Cleo'".to_owned(),
            "UPDATE profiles SET interests = '[\"chess\"]' WHERE name IN ('Ana', 'Ben')".to_owned(),
            "UPDATE profiles SET paused_until = '2027-02-01T00:00:00+00:00' WHERE name = 'Ben'".to_owned(),
            format!("UPDATE users SET status = 'suspended' WHERE email IN {both}"),
        ] {
            behind_its_back(&server, &breaking).await;
            let (_, differences) = audit(&server, SOME).await;
            assert!(differences > 0, "{breaking}");
            assert_eq!(audit(&server, SOME).await.1, 0, "mended after {breaking}");
        }
        behind_its_back(&server, "UPDATE profiles SET visibility = 'members'").await;
        audit(&server, SOME).await;
        admin.sign_in().await;
        let index = index(&admin).await;
        assert!(index["audit"]["differences"].as_u64().unwrap() > 0, "{index:#}");
    })
    .await;
}

#[tokio::test]
async fn a_person_and_a_contact_who_are_not_remembered_are_missed() {
    let server = demo(200).await;
    let new = server.member("Nora New").await;
    assert!(audit(&server, 100).await.1 > 0, "nobody told of {}", new.id);
    assert_eq!(audit(&server, SOME).await.1, 0);
    behind_its_back(&server, "DELETE FROM connections WHERE rowid % 2 = 0").await;
    assert!(audit(&server, SOME).await.1 > 0, "people know fewer others");
    assert_eq!(audit(&server, SOME).await.1, 0);
}
