//! Gatherings open to an audience: who sees them, finds them, comes, and is told.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::person::tell;
use crate::support::{Member, TestServer, eventually, on_each_database};
use crate::video_call::{act, id_of, make, see};

/// A host, somebody of the class of 1999 in wind power in Munich, and somebody of another class.
async fn three(server: &TestServer) -> (Member, Member, Member) {
    let (ada, ben, cem) = (
        server.signed_in("Ada Host").await,
        server.signed_in("Ben Classmate").await,
        server.signed_in("Cem Other").await,
    );
    tell(&ben, json!({ "graduation_year": 1999, "industry_code": "energy.renewables.wind" })).await;
    tell(&cem, json!({ "graduation_year": 2005, "industry_code": "energy.renewables.wind" })).await;
    (ada, ben, cem)
}

fn gathering(audience: Value) -> Value {
    json!({ "title": "Reunion", "type": "alumni_gathering", "scheduled_at": "2027-01-11T10:00:00Z",
            "audience": audience })
}

async fn finds(who: &Member, list: &str, id: &str) -> bool {
    let page = who.browser.get(list).await.body;
    page["items"].as_array().unwrap().iter().any(|call| call["id"] == id)
}

async fn lines(who: &Member) -> Vec<Value> {
    who.browser.get("/api/notifications").await.body["items"].as_array().unwrap().clone()
}

async fn told_of(who: &Member, kind: &str) -> Value {
    eventually(async || lines(who).await.into_iter().find(|line| line["kind"] == kind)).await
}

#[tokio::test]
async fn the_audience_finds_its_gathering_and_nobody_else_knows_of_it() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let call = make(&ada, gathering(json!({ "graduation_years": [1999, 1998, 1999] }))).await;
        assert_eq!(call["audience"]["graduation_years"], json!([1998, 1999]));
        assert_eq!(
            (&call["audience"]["everyone"], &call["settings"]["lobby"]),
            (&json!(false), &json!(true))
        );
        let id = id_of(&call);
        let seen = see(&ben, &id).await;
        assert_eq!(
            (&seen["my_role"], seen["participants"].as_array().unwrap().len()),
            (&json!("participant"), 1),
            "who may come is not on the list"
        );
        for list in [
            "/api/video-calls",
            "/api/video-calls/upcoming",
            "/api/video-calls?status=scheduled&type=alumni_gathering&role=participant",
        ] {
            assert!(finds(&ben, list, &id).await, "{list}");
            assert!(!finds(&cem, list, &id).await, "{list}");
        }
        assert_eq!(cem.browser.get(&format!("/api/video-calls/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(act(&cem, &id, "join").await.status, StatusCode::NOT_FOUND);
        let line = told_of(&ben, "gathering_announced").await;
        assert_eq!(line["data"]["video_call_id"], json!(id));
        assert!(lines(&cem).await.is_empty());
        assert!(lines(&ada).await.is_empty(), "the host knows");
    })
    .await;
}

#[tokio::test]
async fn somebody_of_the_audience_comes_through_the_lobby() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let body = json!({ "title": "Reunion", "type": "alumni_gathering", "audience": { "everyone": true },
                           "participant_ids": [cem.id] });
        let id = id_of(&make(&ada, body).await);
        assert_eq!(act(&ada, &id, "join").await.status, StatusCode::OK);
        assert_eq!(ben.browser.get("/api/video-calls/active").await.body["call"]["id"], json!(id));
        assert_eq!(act(&ben, &id, "leave").await.status, StatusCode::NO_CONTENT);
        let waits = act(&ben, &id, "join").await;
        assert_eq!((waits.status, &waits.body["waiting"]), (StatusCode::ACCEPTED, &json!(true)));
        let admit = json!({ "person_id": ben.id });
        ada.browser.post(&format!("/api/video-calls/{id}/lobby/admit"), admit).await;
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::OK);
        assert_eq!(see(&ada, &id).await["participants"].as_array().unwrap().len(), 3);
        let end = async |id: &str| ada.browser.post(&format!("/api/video-calls/{id}/end"), json!({})).await;
        ada.browser.delete(&format!("/api/video-calls/{id}/participants/{}", ben.id)).await;
        assert_eq!(
            act(&ben, &id, "join").await.status,
            StatusCode::FORBIDDEN,
            "the audience does not let back in"
        );
        assert!(!finds(&ben, "/api/video-calls", &id).await);
        let missed =
            json!({ "title": "Another", "type": "alumni_gathering", "audience": { "everyone": true } });
        let missed = id_of(&make(&ada, missed).await);
        assert_eq!(end(&missed).await.status, StatusCode::OK);
        assert_eq!(
            see(&ben, &missed).await["status"],
            "ended",
            "whoever has its page open reads that it is over"
        );
        assert!(
            !finds(&ben, "/api/video-calls", &missed).await,
            "nobody's list holds what they did not come to"
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_puts_somebody_of_the_audience_on_the_list() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, _) = three(server).await;
        let id = id_of(&make(&ada, gathering(json!({ "industry_codes": ["energy"] }))).await);
        let rsvp = format!("/api/video-calls/{id}/rsvp");
        let coming = ben.browser.post(&rsvp, json!({ "response": "accepted" })).await;
        assert_eq!(coming.status, StatusCode::OK, "{:?}", coming.body);
        assert_eq!(coming.body["participants"][1]["response"], "accepted");
        tell(&ben, json!({ "industry_code": null })).await;
        assert_eq!(see(&ben, &id).await["my_role"], "participant", "who said yes stays on the list");
    })
    .await;
}

#[tokio::test]
async fn a_block_closes_a_gathering_to_the_blocked() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        ada.browser.post(&format!("/api/people/{}/block", ben.id), json!({})).await;
        let id = id_of(&make(&ada, gathering(json!({ "everyone": true }))).await);
        told_of(&cem, "gathering_announced").await;
        assert!(lines(&ben).await.is_empty());
        assert!(!finds(&ben, "/api/video-calls/upcoming", &id).await);
        assert_eq!(ben.browser.get(&format!("/api/video-calls/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_widened_gathering_is_told_to_those_who_did_not_know() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let id = id_of(&make(&ada, gathering(json!({ "graduation_years": [1999] }))).await);
        told_of(&ben, "gathering_announced").await;
        let path = format!("/api/video-calls/{id}");
        let wider = json!({ "audience": { "graduation_years": [1999, 2005] } });
        assert_eq!(ada.browser.put(&path, wider).await.status, StatusCode::OK);
        told_of(&cem, "gathering_announced").await;
        assert_eq!(lines(&ben).await.len(), 1, "who knew is not told again");
        let titled = ada.browser.put(&path, json!({ "title": "Summer reunion" })).await.body;
        assert_eq!(titled["audience"]["graduation_years"], json!([1999, 2005]), "what is left out stays");
        let closed = ada.browser.put(&path, json!({ "audience": null })).await.body;
        assert_eq!(closed["audience"], Value::Null);
        assert_eq!(ben.browser.get(&path).await.status, StatusCode::NOT_FOUND);
        let again = json!({ "audience": { "everyone": true } });
        assert_eq!(ada.browser.put(&path, again).await.status, StatusCode::OK);
        server.until_idle().await;
        assert_eq!((lines(&ben).await.len(), lines(&cem).await.len()), (1, 1), "once told is told");
    })
    .await;
}

#[tokio::test]
async fn other_kinds_take_no_audience_and_an_audience_names_somebody() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Host").await;
    let refused = async |body: Value| {
        let answer = ada.browser.post("/api/video-calls", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", answer.body);
        (answer.body["errors"][0]["pointer"].clone(), answer.body["errors"][0]["code"].clone())
    };
    let meeting = json!({ "title": "Team", "type": "group_meeting", "audience": { "everyone": true } });
    assert_eq!(refused(meeting).await, (json!("/audience"), json!("only_for_gatherings")));
    assert_eq!(refused(gathering(json!({}))).await, (json!("/audience"), json!("required")));
    let unknown = gathering(json!({ "place_codes": ["DE", "Atlantis"] }));
    assert_eq!(refused(unknown).await, (json!("/audience/place_codes/1"), json!("unknown_place")));
    let misspelt = ada.browser.post("/api/video-calls", gathering(json!({ "everybody": true }))).await;
    assert_eq!(misspelt.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_host_calls_so_many_crowds_a_day() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Host").await;
    for _ in 0..5 {
        make(&ada, gathering(json!({ "graduation_years": [1999] }))).await;
    }
    let sixth = ada.browser.post("/api/video-calls", gathering(json!({ "everyone": true }))).await;
    assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
    server.set_clock("2027-01-12T09:00:01Z");
    let body = json!({ "title": "Later", "type": "alumni_gathering", "scheduled_at": "2027-02-11T10:00:00Z",
                       "audience": { "everyone": true } });
    make(&ada, body).await;
}

#[tokio::test]
async fn one_of_the_team_sees_a_gathering_as_the_team_and_comes_as_anybody() {
    let server = TestServer::start().await;
    let (ada, tea) = (server.signed_in("Ada Host").await, server.signed_in_admin("Tea Team").await);
    let body = json!({ "title": "Open", "type": "alumni_gathering", "audience": { "everyone": true },
                       "settings": { "lobby": false } });
    let id = id_of(&make(&ada, body).await);
    assert_eq!(see(&tea, &id).await["my_role"], Value::Null);
    assert_eq!(act(&tea, &id, "join").await.status, StatusCode::OK);
    assert_eq!(see(&tea, &id).await["my_role"], "participant");
}
