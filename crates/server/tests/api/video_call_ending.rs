//! How calls end, what time does to them, and what is counted.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Member, TestServer, eventually, on_each_database};
use crate::video_call::{act, id_of, make, open_meeting, see};

async fn pair(server: &TestServer) -> (Member, Member) {
    (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await)
}

async fn until_ended(who: &Member, id: &str) -> Value {
    eventually(async || Some(see(who, id).await).filter(|call| call["status"] == "ended")).await
}

#[tokio::test]
async fn a_call_nobody_is_in_ends_after_its_grace() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let id = open_meeting(&ada, &[&ben]).await;
        act(&ben, &id, "join").await;
        server.set_clock("2027-01-11T09:30:00Z");
        act(&ben, &id, "leave").await;
        server.set_clock("2027-01-11T09:34:59Z");
        server.app.state.video_call.tend().await.unwrap();
        assert_eq!(see(&ada, &id).await["status"], "active");
        assert_eq!(act(&ada, &id, "join").await.status, StatusCode::OK, "coming back within the grace");
        act(&ada, &id, "leave").await;
        server.set_clock("2027-01-11T09:40:00Z");
        let call = until_ended(&ada, &id).await;
        assert_eq!(
            (&call["end_reason"], &call["ended_at"]),
            (&json!("empty"), &json!("2027-01-11T09:40:00Z"))
        );
    })
    .await;
}

#[tokio::test]
async fn who_comes_early_and_leaves_does_not_end_a_call_before_its_start() {
    let server = TestServer::start().await;
    let (ada, ben) = pair(&server).await;
    let body = json!({ "title": "Chat", "type": "coffee_chat", "participant_ids": [ben.id],
        "scheduled_at": "2027-01-11T09:10:00Z" });
    let id = id_of(&make(&ada, body).await);
    for one in [&ada, &ben] {
        assert_eq!(act(one, &id, "join").await.status, StatusCode::OK);
    }
    for one in [&ada, &ben] {
        act(one, &id, "leave").await;
    }
    server.set_clock("2027-01-11T09:09:59Z");
    server.app.state.video_call.tend().await.unwrap();
    assert_eq!(see(&ada, &id).await["status"], "active");
    server.set_clock("2027-01-11T09:10:00Z");
    until_ended(&ada, &id).await;
}

#[tokio::test]
async fn a_call_for_two_is_over_when_both_have_left_and_either_may_end_it() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let body = json!({ "title": "Chat", "type": "mentorship", "participant_ids": [ben.id] });
        let id = id_of(&make(&ada, body.clone()).await);
        assert_eq!(act(&ben, &id, "end").await.status, StatusCode::FORBIDDEN, "not present");
        for one in [&ada, &ben] {
            act(one, &id, "join").await;
        }
        act(&ada, &id, "leave").await;
        assert_eq!(see(&ben, &id).await["status"], "active");
        act(&ben, &id, "leave").await;
        assert_eq!(see(&ada, &id).await["end_reason"], "everybody_left");

        let id = id_of(&make(&ada, body).await);
        for one in [&ada, &ben] {
            act(one, &id, "join").await;
        }
        assert_eq!(act(&ben, &id, "end").await.status, StatusCode::OK, "present");
        let call = see(&ada, &id).await;
        assert!(call["participants"].as_array().unwrap().iter().all(|one| one["is_present"] == false));
    })
    .await;
}

#[tokio::test]
async fn a_call_nobody_opened_is_closed_an_hour_after_its_planned_end() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let body = json!({ "title": "Board", "type": "group_meeting", "participant_ids": [ben.id],
            "scheduled_at": "2027-01-11T10:00:00Z", "duration_minutes": 30 });
        let id = id_of(&make(&ada, body).await);
        server.set_clock("2027-01-11T11:29:59Z");
        server.app.state.video_call.tend().await.unwrap();
        assert_eq!(see(&ada, &id).await["status"], "scheduled");
        server.set_clock("2027-01-11T11:30:00Z");
        let call = until_ended(&ada, &id).await;
        assert_eq!((&call["end_reason"], &call["started_at"]), (&json!("not_held"), &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn a_connection_nobody_hears_of_ends_where_it_was_last_heard() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let id = open_meeting(&ada, &[&ben]).await;
        let session = act(&ben, &id, "join").await.body["session_id"].clone();
        server.set_clock("2027-01-11T09:05:00Z");
        let beat = json!({ "session_id": session });
        ben.browser.post(&format!("/api/video-calls/{id}/heartbeat"), beat).await;
        server.set_clock("2027-01-11T09:20:00Z");
        let calls = &server.app.state.video_call;
        let start = std::time::Instant::now();
        calls.reconcile(start).await.unwrap();
        calls.reconcile(start + std::time::Duration::from_secs(74)).await.unwrap();
        let seen = async || see(&ada, &id).await["participants"][1]["is_present"].clone();
        assert_eq!(seen().await, true, "a jump of the wall clock ends nobody's call");
        calls.reconcile(start + std::time::Duration::from_secs(90)).await.unwrap();
        assert_eq!(seen().await, false);
        let read = server.app.state.context.read();
        let now = crate::support::instant("2027-01-11T10:00:00Z");
        let stretches = store::call_session::intervals(read, id.parse().unwrap(), now).await.unwrap();
        assert_eq!(stretches[0].1.to, crate::support::instant("2027-01-11T09:05:00Z"));
    })
    .await;
}

#[tokio::test]
async fn an_agreed_chat_is_completed_when_the_two_have_met() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let body = json!({ "recipient_id": ben.id, "proposed_times": ["2027-01-12T10:00:00Z"] });
        let request = ada.browser.post("/api/coffee-chat/request", body).await;
        assert_eq!(request.status, StatusCode::CREATED, "{:?}", request.body);
        let request = request.body["id"].as_str().unwrap().to_owned();
        let accept = json!({ "action": "accept", "selected_time": "2027-01-12T10:00:00Z" });
        let accepted = ben.browser.post(&format!("/api/coffee-chat/{request}/respond"), accept).await;
        let id = accepted.body["video_call_id"].as_str().expect("a call").to_owned();
        let moved =
            ada.browser.put(&format!("/api/video-calls/{id}"), json!({ "duration_minutes": 60 })).await;
        assert_eq!(
            (moved.status, &moved.body["reason"]),
            (StatusCode::CONFLICT, &json!("reschedule_the_chat"))
        );
        server.set_clock("2027-01-12T09:58:00Z");
        for one in [&ada, &ben] {
            assert_eq!(act(one, &id, "join").await.status, StatusCode::OK);
        }
        server.set_clock("2027-01-12T10:06:00Z");
        for one in [&ben, &ada] {
            act(one, &id, "leave").await;
        }
        let chat = eventually(async || {
            let chat = ada.browser.get(&format!("/api/coffee-chat/{request}")).await.body;
            Some(chat).filter(|chat| chat["status"] == "completed")
        })
        .await;
        assert_eq!(chat["video_call_id"], json!(id));
    })
    .await;
}

#[tokio::test]
async fn calling_off_the_call_of_a_chat_calls_off_the_chat() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let body = json!({ "recipient_id": ben.id, "proposed_times": ["2027-01-12T10:00:00Z"] });
        let request =
            ada.browser.post("/api/coffee-chat/request", body).await.body["id"].as_str().unwrap().to_owned();
        let accept = json!({ "action": "accept", "selected_time": "2027-01-12T10:00:00Z" });
        let accepted = ben.browser.post(&format!("/api/coffee-chat/{request}/respond"), accept).await.body;
        let path = format!("/api/video-calls/{}", accepted["video_call_id"].as_str().unwrap());
        let cancelled = ada.browser.delete(&path).await;
        assert_eq!(cancelled.status, StatusCode::NO_CONTENT, "{:?}", cancelled.body);
        let chat = ben.browser.get(&format!("/api/coffee-chat/{request}")).await.body;
        assert_eq!(chat["status"], "cancelled");
    })
    .await;
}

#[tokio::test]
async fn calls_and_their_minutes_are_counted() {
    let server = TestServer::start().await;
    let (ada, ben) = pair(&server).await;
    let id = open_meeting(&ada, &[&ben]).await;
    act(&ada, &id, "join").await;
    let figures = async || {
        let text = ada.browser.client().get(ada.browser.at("/metrics")).send().await.unwrap();
        text.text().await.unwrap()
    };
    let text = figures().await;
    assert!(text.contains("homecoming_calls{status=\"active\"} 1"), "{text}");
    server.set_clock("2027-01-11T09:03:00Z");
    act(&ada, &id, "end").await;
    let text = figures().await;
    assert!(text.contains("homecoming_calls{status=\"ended\"} 1"), "{text}");
    let minutes = text.lines().find_map(|line| line.strip_prefix("homecoming_call_minutes "));
    assert_eq!(minutes.and_then(|number| number.parse::<f64>().ok()), Some(3.0), "{text}");
}

#[tokio::test]
async fn what_the_team_ends_or_calls_off_stands_in_the_audit_log() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = pair(server).await;
        let tea = server.signed_in_admin("Tea Team").await;
        let actions = async |id: &str| {
            let read = server.app.state.context.read();
            store::audit::actions_on(read, &format!("video_call:{id}"), 9).await.unwrap()
        };
        let open = open_meeting(&ada, &[&ben]).await;
        let ended = act(&tea, &open, "end").await;
        assert_eq!((ended.status, &ended.body["end_reason"]), (StatusCode::OK, &json!("admin_ended")));
        assert_eq!(actions(&open).await, [("video_call.ended".to_owned(), Some(tea.id))]);
        let planned =
            json!({ "title": "Planned", "type": "group_meeting", "scheduled_at": "2027-01-12T10:00:00Z" });
        let planned = id_of(&make(&ada, planned).await);
        for _ in 0..2 {
            let cancelled = tea.browser.delete(&format!("/api/video-calls/{planned}")).await;
            assert_eq!(cancelled.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(actions(&planned).await, [("video_call.cancelled".to_owned(), Some(tea.id))]);
        let own = open_meeting(&ada, &[&ben]).await;
        act(&ada, &own, "end").await;
        assert!(actions(&own).await.is_empty(), "a host's own doing is no intervention");
        assert_eq!(store::audit::first_broken(server.app.state.context.read()).await.unwrap(), None);
    })
    .await;
}
