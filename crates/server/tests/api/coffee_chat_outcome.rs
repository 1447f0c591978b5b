//! What became of a chat: lapsed, held, missed, or said to have been held.

use chrono::{DateTime, TimeDelta, Utc};
use model::id::{CallSessionId, VideoCallId};
use model::video_call::VideoCallStatus;
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::call_session::{self, CallSession};
use store::{participant, video_call};

use crate::coffee_chat::{TIMES, accept, act, agreed, ask, bell, id_of, rang, seen};
use crate::support::{Member, TestServer, eventually, instant, on_each_database};

fn minute(minutes: i64) -> DateTime<Utc> {
    instant(TIMES[0]) + TimeDelta::minutes(minutes)
}

/// Signs both in again: their sign-ins ended while the clock moved.
async fn later(server: &TestServer, now: &str, people: &[&Member]) {
    server.set_clock(now);
    for person in people {
        person.sign_in().await;
    }
}

/// Writes down that somebody was in the call from one minute to another.
async fn was_there(server: &TestServer, call: VideoCallId, who: &Member, from: i64, to: i64) {
    let context = &server.app.state.context;
    let writer = context.write().await.unwrap();
    let standing = participant::find(&writer, call, who.id).await.unwrap().unwrap();
    let session = CallSession {
        id: CallSessionId::new(minute(from), context.chance()),
        call_id: call,
        participant_id: standing.id,
        user_id: who.id,
        device: "browser".to_owned(),
        provider_session: None,
        created_at: minute(from),
        joined_at: Some(minute(from)),
        last_seen_at: Some(minute(to)),
        left_at: Some(minute(to)),
    };
    call_session::insert(&writer, &session).await.unwrap();
    writer.commit().await.unwrap();
}

/// The call has begun; its host ends it.
async fn end_call(server: &TestServer, host: &Member, chat: &Value, at: i64) {
    let context = &server.app.state.context;
    server.clock.set(minute(at));
    let writer = context.write().await.unwrap();
    let mut call = video_call::find(&writer, call_of(chat)).await.unwrap().unwrap();
    call.status = VideoCallStatus::Active;
    call.started_at = Some(minute(0));
    video_call::update(&writer, &mut call, minute(at)).await.unwrap();
    context.commit(writer).await.unwrap();
    let ended = host.browser.post(&format!("/api/video-calls/{}/end", call.id), json!({})).await;
    assert_eq!(ended.status, StatusCode::OK, "{:?}", ended.body);
}

fn call_of(chat: &Value) -> VideoCallId {
    chat["video_call_id"].as_str().unwrap().parse().unwrap()
}

async fn settled(member: &Member, id: &str) -> Value {
    let open = [json!("pending"), json!("accepted")];
    eventually(async || Some(seen(member, id).await).filter(|chat| !open.contains(&chat["status"]))).await
}

#[tokio::test]
async fn a_question_without_an_answer_lapses() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = id_of(&ask(&ana, &ben).await);
        later(server, "2027-01-14T09:59:59Z", &[&ana, &ben]).await;
        assert_eq!(seen(&ana, &id).await["status"], "pending");
        eventually(async || rang(&ben, "coffee_chat_waiting").await.then_some(())).await;
        server.clock.set(instant(TIMES[2]));
        let late = accept(&ben, &id, TIMES[2]).await;
        assert_eq!((late.status, &late.body["current"]["status"]), (StatusCode::CONFLICT, &json!("expired")));
        server.set_clock(TIMES[2]);
        assert_eq!(settled(&ana, &id).await["status"], "expired");
        assert_eq!(bell(&ana).await, ["coffee_chat_expired"]);
        assert_eq!(bell(&ben).await, ["coffee_chat_waiting", "coffee_chat_requested"]);
    })
    .await;
}

#[tokio::test]
async fn a_counter_proposal_gives_new_time_to_answer() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
    let id = id_of(&ask(&ana, &ben).await);
    let body = json!({ "action": "counter", "proposed_times": ["2027-01-16T09:00:00Z"] });
    act(&ben, &id, "respond", body).await;
    later(&server, TIMES[2], &[&ana, &ben]).await;
    let answer = accept(&ana, &id, "2027-01-16T09:00:00Z").await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

#[tokio::test]
async fn two_who_met_have_completed_it_and_each_says_how_it_was() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = agreed(&ana, &ben).await;
        let early = act(&ana, &id, "feedback", json!({ "met": true, "rating": 5 })).await;
        assert_eq!((early.status, &early.body["reason"]), (StatusCode::CONFLICT, &json!("not_begun")));
        let chat = seen(&ana, &id).await;
        was_there(server, call_of(&chat), &ana, -1, 28).await;
        was_there(server, call_of(&chat), &ben, 2, 30).await;
        later(server, "2027-01-13T09:30:00Z", &[&ana, &ben]).await;
        end_call(server, &ana, &chat, 30).await;
        let done = settled(&ana, &id).await;
        assert_eq!((&done["status"], &done["met_minutes"]), (&json!("completed"), &json!(26)));
        assert!(done["completed_at"].is_string());
        for member in [&ana, &ben] {
            assert!(rang(member, "coffee_chat_completed").await);
        }
        let wrong = act(&ana, &id, "feedback", json!({ "rating": 6 })).await;
        assert_eq!(wrong.body["errors"][0]["pointer"], "/rating");
        let body = json!({ "met": true, "rating": 5, "again": true, "note": "Lovely" });
        let rated = act(&ana, &id, "feedback", body.clone()).await;
        assert_eq!((rated.status, &rated.body["feedback"]), (StatusCode::OK, &body));
        assert_eq!(seen(&ana, &id).await["feedback"], body);
        assert_eq!(seen(&ben, &id).await["feedback"], Value::Null, "one's own word is one's own");
    })
    .await;
}

#[tokio::test]
async fn who_did_not_come_is_named() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = agreed(&ana, &ben).await;
        let chat = seen(&ana, &id).await;
        was_there(server, call_of(&chat), &ana, 0, 11).await;
        later(server, "2027-01-13T09:12:00Z", &[&ana, &ben]).await;
        end_call(server, &ana, &chat, 12).await;
        let missed = settled(&ana, &id).await;
        assert_eq!((&missed["status"], &missed["no_show_by"]), (&json!("no_show"), &json!("them")));
        assert_eq!(seen(&ben, &id).await["no_show_by"], "me");
        assert!(rang(&ben, "coffee_chat_no_show").await);
    })
    .await;
}

#[tokio::test]
async fn nobody_came_is_said_an_hour_after_the_planned_end() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = agreed(&ana, &ben).await;
        later(server, "2027-01-13T10:29:00Z", &[&ana, &ben]).await;
        assert_eq!(seen(&ana, &id).await["status"], "accepted");
        server.set_clock("2027-01-13T10:30:00Z");
        assert_eq!(settled(&ana, &id).await["status"], "not_held");
        for member in [&ana, &ben] {
            assert!(rang(member, "coffee_chat_not_held").await);
        }
    })
    .await;
}

#[tokio::test]
async fn when_both_say_that_they_met_they_did() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = agreed(&ana, &ben).await;
        later(server, "2027-01-13T10:30:00Z", &[&ana, &ben]).await;
        settled(&ana, &id).await;
        let one = act(&ana, &id, "feedback", json!({ "met": true, "rating": 4 })).await;
        assert_eq!(one.body["status"], "not_held", "one word is not enough");
        act(&ben, &id, "feedback", json!({ "met": false })).await;
        assert_eq!(seen(&ana, &id).await["status"], "not_held");
        let both = act(&ben, &id, "feedback", json!({ "met": true })).await;
        assert_eq!((both.status, &both.body["status"]), (StatusCode::OK, &json!("completed")));
        assert!(rang(&ana, "coffee_chat_completed").await);
    })
    .await;
}
