//! My own profile: changed by version, checked as a whole, moved three times a month at most.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::person::{place, tell};
use crate::support::{answer, on_each_database};

#[tokio::test]
async fn what_is_told_is_kept_and_what_is_left_out_stays() {
    on_each_database(async |server| {
    let me = server.signed_in("Ana Silva").await;
    let first = me.browser.get("/api/me/profile").await.body;
    assert_eq!((first["version"].as_i64(), first["open_to_chats"].is_null()), (Some(1), true));
    tell(&me, json!({ "headline": " Grid analyst ", "interests": ["Sailing", "sailing"], "open_to_chats": true })).await;
    tell(&me, json!({ "industry_code": "energy.renewables.wind", "paused_until": "2027-02-01T00:00:00Z" })).await;
    tell(&me, json!({ "paused_until": null })).await;
    let now = me.browser.get("/api/me/profile").await.body;
    assert_eq!(now["headline"], "Grid analyst");
    assert_eq!(now["interests"], json!(["Sailing"]));
    assert_eq!(now["industry"], json!({ "code": "energy.renewables.wind", "label": "Wind power" }));
    assert_eq!(now["open_to_chats"], true);
    assert_eq!(now["paused_until"], Value::Null);
    assert_eq!(now["version"], 4);
    })
    .await;
}

#[tokio::test]
async fn a_change_to_an_older_version_is_refused() {
    on_each_database(async |server| {
        let me = server.signed_in("Ana Silva").await;
        let put = |version: &str, headline: &str| {
            let request = me.browser.client().put(me.browser.at("/api/me/profile"));
            let request = request.header("origin", me.browser.at("")).header("if-match", version.to_owned());
            answer(request.json(&json!({ "headline": headline })))
        };
        assert_eq!(put("\"1\"", "first").await.status, StatusCode::OK);
        let late = put("\"1\"", "second").await;
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(late.body["current"]["version"], 2);
        assert_eq!(me.browser.get("/api/me/profile").await.body["headline"], "first");
    })
    .await;
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_nothing_changes() {
    on_each_database(async |server| {
        let me = server.signed_in("Ana Silva").await;
        let body = json!({ "name": "", "graduation_year": 1200, "industry_code": "none", "place_id": "no",
        "time_zone": "Mars/Base", "monthly_chat_limit": 9, "interests": ["ok", "x\u{7}"] });
        let refused = me.browser.put("/api/me/profile", body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let pointers: Vec<&str> = refused.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(
            pointers,
            [
                "/name",
                "/interests/1",
                "/graduation_year",
                "/industry_code",
                "/place_id",
                "/time_zone",
                "/monthly_chat_limit"
            ]
        );
        let unknown = me.browser.put("/api/me/profile", json!({ "email": "other@example.org" })).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(me.browser.get("/api/me/profile").await.body["version"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_place_may_be_changed_three_times_in_thirty_days_and_hidden_always() {
    on_each_database(async |server| {
        let me = server.signed_in("Ana Silva").await;
        let mut cities = Vec::new();
        for city in ["berlin", "munich", "hamburg", "vienna", "madrid"] {
            cities.push(place(&me, city).await);
        }
        for city in &cities[..4] {
            tell(&me, json!({ "place_id": city })).await;
        }
        let fourth_move = me.browser.put("/api/me/profile", json!({ "place_id": cities[4] })).await;
        assert_eq!(fourth_move.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(fourth_move.body["reason"], "place_changed_too_often");
        assert_eq!(fourth_move.body["errors"][0]["pointer"], "/place_id");
        assert!(fourth_move.headers.contains_key("retry-after"));
        tell(&me, json!({ "place_id": cities[3] })).await;
        tell(&me, json!({ "place_precision": "hidden" })).await;
        let shown_again = me.browser.put("/api/me/profile", json!({ "place_precision": "area" })).await;
        assert_eq!(shown_again.status, StatusCode::TOO_MANY_REQUESTS, "showing a place again is a move");
        server.set_clock("2027-02-10T09:00:01Z");
        me.sign_in().await;
        tell(&me, json!({ "place_precision": "area", "place_id": cities[4] })).await;
    })
    .await;
}

#[tokio::test]
async fn a_preview_is_what_others_see() {
    on_each_database(async |server| {
        let me = server.signed_in("Ana Silva").await;
        let other = server.signed_in("Ben Other").await;
        tell(
            &me,
            json!({ "bio": "Hello", "place_id": place(&me, "munich").await, "time_zone": "Europe/Berlin" }),
        )
        .await;
        let preview = me.browser.get("/api/me/profile/preview").await.body;
        let seen = other.browser.get(&format!("/api/people/{}", me.id)).await.body;
        assert_eq!(preview["person"], seen);
        tell(&me, json!({ "visibility": "connections" })).await;
        assert_eq!(me.browser.get("/api/me/profile/preview").await.body["person"], Value::Null);
        let to_friends = me.browser.get("/api/me/profile/preview?as=connection").await.body;
        assert_eq!(to_friends["person"]["name"], "Ana Silva");
    })
    .await;
}
