//! Who may ask whom, and what may be proposed.

use reqwest::StatusCode;
use serde_json::{Value, json};
use store::Connection as _;

use crate::coffee_chat::{TIMES, accept, act, agreed, ask, ask_at, id_of};
use crate::support::{Answer, Member, TestServer, on_each_database};

/// Changes what somebody's profile says.
async fn set(server: &TestServer, who: &str, change: &str) {
    let writer = server.app.state.context.write().await.unwrap();
    writer.execute_unprepared(&format!("UPDATE profiles SET {change} WHERE name = '{who}'")).await.unwrap();
    writer.commit().await.unwrap();
}

fn refused(answer: &Answer, reason: &str) {
    assert_eq!(answer.status, StatusCode::CONFLICT, "{reason}: {:?}", answer.body);
    assert_eq!(answer.body["reason"], json!(reason));
}

#[tokio::test]
async fn whom_one_may_not_know_is_answered_like_nobody() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let body = json!({ "recipient_id": "0190a0b0-0000-7000-8000-000000000001", "proposed_times": TIMES });
        let nobody = ana.browser.post("/api/coffee-chat/request", body).await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
        let like_nobody = |answer: Answer| {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{:?}", answer.body);
            for member in ["type", "title", "status", "detail", "reason"] {
                assert_eq!(answer.body[member], nobody.body[member], "{member}");
            }
        };
        set(server, "Ben", "visibility = 'nobody'").await;
        like_nobody(ask(&ana, &ben).await);
        set(server, "Ben", "visibility = 'connections'").await;
        like_nobody(ask(&ana, &ben).await);
        set(server, "Ben", "visibility = 'members'").await;
        for (blocker, blocked) in [(&ana, &ben), (&ben, &ana)] {
            let path = format!("/api/people/{}/block", blocked.id);
            assert!(blocker.browser.post(&path, json!({})).await.status.is_success());
            like_nobody(ask(&ana, &ben).await);
            assert!(blocker.browser.delete(&path).await.status.is_success());
        }
        let writer = server.app.state.context.write().await.unwrap();
        writer
            .execute_unprepared("UPDATE users SET status = 'suspended' WHERE email = 'ben@example.org'")
            .await
            .unwrap();
        writer.commit().await.unwrap();
        like_nobody(ask(&ana, &ben).await);
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_asked_now_is_named_with_the_reason() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        refused(&ask(&ana, &ana).await, "self");
        set(server, "Ben", "open_to_chats = FALSE").await;
        refused(&ask(&ana, &ben).await, "not_open");
        set(server, "Ben", "open_to_chats = NULL, paused_until = '2027-01-12T00:00:00+00:00'").await;
        refused(&ask(&ana, &ben).await, "paused");
        set(server, "Ben", "paused_until = NULL, monthly_chat_limit = 0").await;
        refused(&ask(&ana, &ben).await, "full_month");
        set(server, "Ben", "monthly_chat_limit = 4").await;

        let id = id_of(&ask(&ana, &ben).await);
        refused(&ask(&ana, &ben).await, "pending_request");
        refused(&ask(&ben, &ana).await, "pending_request");
        accept(&ben, &id, TIMES[0]).await;
        refused(&ask(&ana, &ben).await, "already_scheduled");
        refused(&ask(&ben, &ana).await, "already_scheduled");
    })
    .await;
}

#[tokio::test]
async fn a_decline_rests_for_ninety_days_or_for_ever_and_one_way_only() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben, cleo) =
            (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await);
        let id = id_of(&ask(&ana, &ben).await);
        act(&ben, &id, "respond", json!({ "action": "decline" })).await;
        refused(&ask(&ana, &ben).await, "recently_declined");
        let other_way = id_of(&ask(&ben, &ana).await);
        act(&ben, &other_way, "withdraw", json!({})).await;
        let id = id_of(&ask(&ana, &cleo).await);
        act(&cleo, &id, "respond", json!({ "action": "decline", "do_not_ask_again": true })).await;

        server.set_clock("2027-04-11T09:00:00Z");
        ana.sign_in().await;
        let later = ["2027-04-15T09:00:00Z"];
        assert_eq!(ask_at(&ana, &ben, &later).await.status, StatusCode::CREATED);
        refused(&ask_at(&ana, &cleo, &later).await, "recently_declined");
    })
    .await;
}

#[tokio::test]
async fn three_unanswered_requests_fill_an_inbox_and_an_answer_opens_it() {
    on_each_database(async |server| {
        let server = &server;
        let ben = server.signed_in("Ben").await;
        let mut askers: Vec<Member> = Vec::new();
        for name in ["Ana", "Cleo", "Dan", "Elif"] {
            askers.push(server.signed_in(name).await);
        }
        let first = id_of(&ask(&askers[0], &ben).await);
        for asker in &askers[1..3] {
            id_of(&ask(asker, &ben).await);
        }
        refused(&ask(&askers[3], &ben).await, "full_inbox");
        act(&ben, &first, "respond", json!({ "action": "decline" })).await;
        assert_eq!(ask(&askers[3], &ben).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn who_has_accepted_enough_is_full_for_the_month() {
    let server = TestServer::start().await;
    let (ana, ben, cleo) =
        (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await);
    set(&server, "Ben", "monthly_chat_limit = 1").await;
    set(&server, "Ana", "monthly_chat_limit = 1").await;
    let id = agreed(&ana, &ben).await;
    refused(&ask(&cleo, &ben).await, "full_month");
    let to_ana = ask(&cleo, &ana).await;
    assert_eq!(
        to_ana.status,
        StatusCode::CREATED,
        "what one asks for oneself fills nothing: {:?}",
        to_ana.body
    );
    act(&ana, &id, "cancel", json!({})).await;
    assert_eq!(ask(&cleo, &ben).await.status, StatusCode::CREATED, "called-off chats do not count");
}

#[tokio::test]
async fn every_fault_of_a_request_is_told_at_once() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
    let body = json!({
        "recipient_id": ben.id,
        "proposed_times": ["2027-01-13T09:01:00Z", "2027-01-10T09:00:00Z", "2027-01-11T10:00:00Z"],
        "duration_minutes": 10,
        "time_zone": "Mars/Olympus",
        "message": "x".repeat(2001),
    });
    let answer = ana.browser.post("/api/coffee-chat/request", body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let faults: Vec<(&str, &str)> = answer.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap()))
        .collect();
    let expected = [
        ("/proposed_times/0", "not_on_a_mark"),
        ("/proposed_times/1", "in_the_past"),
        ("/proposed_times/2", "too_soon"),
        ("/duration_minutes", "out_of_range"),
        ("/message", "too_long"),
        ("/time_zone", "unknown_zone"),
    ];
    assert_eq!(faults, expected);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_place() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
    let post = async |body: Value| ana.browser.post("/api/coffee-chat/request", body).await;
    let unknown = post(json!({ "recipient_id": ben.id, "proposed_times": TIMES, "urgent": true })).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", unknown.body);
    let id = id_of(&ask(&ana, &ben).await);
    for body in [
        json!({}),
        json!({ "action": "accept" }),
        json!({ "action": "shrug" }),
        json!({ "action": "decline", "selected_time": TIMES[0] }),
    ] {
        let answer = act(&ben, &id, "respond", body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {:?}", answer.body);
    }
    let none = ana.browser.get("/api/coffee-chat/not-an-id").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_minimum_notice_a_time_in_five_minutes_will_do() {
    let server = TestServer::start_with(|config| config.scheduling.minimum_notice_minutes = 0).await;
    let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
    assert_eq!(ask_at(&ana, &ben, &["2027-01-11T09:05:00Z"]).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn somebody_blocked_after_the_question_gets_no_answer_in() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
    let id = id_of(&ask(&ana, &ben).await);
    ana.browser.post(&format!("/api/people/{}/block", ben.id), json!({})).await;
    let answer = accept(&ben, &id, TIMES[0]).await;
    assert!(answer.status.is_client_error(), "{:?}", answer.body);
}
