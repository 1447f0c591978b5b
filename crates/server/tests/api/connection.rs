//! Connections: asked, accepted, declined without a word, ended; blocks end them.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Answer, Member, on_each_database};

async fn ask(from: &Member, to: &Member) -> Answer {
    from.browser.post("/api/connections", json!({ "person_id": to.id })).await
}

async fn respond(by: &Member, connection: &Answer, action: &str) -> Answer {
    let id = connection.body["id"].as_str().unwrap();
    by.browser.post(&format!("/api/connections/{id}/respond"), json!({ "action": action })).await
}

async fn state(viewer: &Member, of: &Member) -> String {
    let page = viewer.browser.get(&format!("/api/people/{}", of.id)).await;
    page.body["connection"]["state"].as_str().unwrap_or("not found").to_owned()
}

async fn bell(member: &Member) -> Vec<String> {
    let bell = member.browser.get("/api/notifications").await.body;
    bell["items"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn asked_and_accepted_two_people_are_connected() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        let asked = ask(&ana, &ben).await;
        assert_eq!(
            (asked.status, asked.body["state"].as_str()),
            (StatusCode::CREATED, Some("requested_by_me"))
        );
        assert_eq!(
            (state(&ana, &ben).await, state(&ben, &ana).await),
            ("requested_by_me".into(), "requested_by_them".into())
        );
        assert_eq!(bell(&ben).await, ["connection_requested"]);
        assert_eq!(ask(&ana, &ben).await.body["reason"], "already_requested");
        assert_eq!(respond(&ana, &asked, "accept").await.status, StatusCode::FORBIDDEN);
        let accepted = respond(&ben, &asked, "accept").await;
        assert_eq!((accepted.status, accepted.body["state"].as_str()), (StatusCode::OK, Some("connected")));
        assert_eq!(bell(&ana).await, ["connection_accepted"]);
        let again = respond(&ben, &asked, "decline").await;
        assert_eq!(
            (again.status, again.body["current"]["state"].as_str()),
            (StatusCode::CONFLICT, Some("connected"))
        );
        assert_eq!(ask(&ben, &ana).await.body["reason"], "already_connected");
        let list = ana.browser.get("/api/connections?state=connected").await.body;
        assert_eq!(list["items"][0]["person"]["name"], "Ben Other");
        let id = asked.body["id"].as_str().unwrap();
        assert_eq!(
            ana.browser.delete(&format!("/api/connections/{id}")).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!((state(&ana, &ben).await, state(&ben, &ana).await), ("none".into(), "none".into()));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_looks_like_no_answer() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        let asked = ask(&ana, &ben).await;
        assert_eq!(respond(&ben, &asked, "decline").await.body["state"], "none");
        assert_eq!(
            (state(&ana, &ben).await, state(&ben, &ana).await),
            ("requested_by_me".into(), "none".into())
        );
        assert_eq!(ask(&ana, &ben).await.body["reason"], "already_requested");
        assert_eq!(bell(&ana).await, Vec::<String>::new());
        let id = asked.body["id"].as_str().unwrap();
        assert_eq!(
            ana.browser.delete(&format!("/api/connections/{id}")).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(state(&ana, &ben).await, "none");
        assert_eq!(ask(&ana, &ben).await.body["state"], "requested_by_me");
        assert_eq!(bell(&ben).await.len(), 1, "asking again too soon reaches nobody");
        server.set_clock("2027-04-12T09:00:00Z");
        ana.sign_in().await;
        ben.sign_in().await;
        assert_eq!(ask(&ana, &ben).await.status, StatusCode::CREATED);
        assert_eq!(bell(&ben).await.len(), 2, "after ninety days it does");
    })
    .await;
}

#[tokio::test]
async fn asking_the_one_who_asked_accepts() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        ask(&ana, &ben).await;
        assert_eq!(ask(&ben, &ana).await.body["state"], "connected");
        assert_eq!(state(&ana, &ben).await, "connected");
    })
    .await;
}

#[tokio::test]
async fn whoever_shows_themselves_to_connections_only_is_found_by_those_they_asked() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        crate::person::tell(&ana, json!({ "visibility": "connections" })).await;
        assert_eq!(ask(&ben, &ana).await.status, StatusCode::NOT_FOUND);
        assert_eq!(state(&ben, &ana).await, "not found");
        ask(&ana, &ben).await;
        assert_eq!(state(&ben, &ana).await, "requested_by_them");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_connection_is_nobodys_to_know() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        let eve = server.signed_in("Eve Else").await;
        let asked = ask(&ana, &ben).await;
        assert_eq!(respond(&eve, &asked, "accept").await.status, StatusCode::NOT_FOUND);
        let id = asked.body["id"].as_str().unwrap();
        assert_eq!(eve.browser.delete(&format!("/api/connections/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ask(&ana, &ana).await.body["reason"], "self");
    })
    .await;
}

#[tokio::test]
async fn forty_people_may_be_asked_in_a_day() {
    on_each_database(async |server| {
        let ana = server.signed_in("Ana Silva").await;
        let mut last = None;
        for number in 0..41 {
            let other = server.member(&format!("Person Number{number}")).await;
            last = Some(ask(&ana, &other).await);
        }
        assert_eq!(last.unwrap().status, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}
