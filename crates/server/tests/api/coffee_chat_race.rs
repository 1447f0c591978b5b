//! Many at once: one call a request, one meeting a person at a time, and never an error of ours.

use std::collections::{BTreeMap, BTreeSet};

use model::coffee_chat::CoffeeChatType;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::services::coffee_chat::Proposal;
use tokio::task::JoinSet;

use crate::coffee_chat::{accept, ask_at, id_of, seen};
use crate::support::{Answer, Member, TestServer, instant, on_each_database};

const REQUESTS: usize = 200;
const AT_ONCE: usize = 20;
/// The first two overlap, the third stands alone.
const TIMES: [&str; 3] = ["2027-01-13T09:00:00Z", "2027-01-13T09:10:00Z", "2027-01-13T11:00:00Z"];

/// Those who were asked, and the 200 requests to them.
struct Crowd {
    asked: Vec<Member>,
    requests: Vec<Asked>,
}

#[derive(Clone)]
struct Asked {
    id: String,
    by: Member,
}

/// Every one of the asked has three requests for the same three times, so that accepts also race for their time.
async fn crowd(server: &TestServer) -> Crowd {
    let mut asked = Vec::new();
    let mut requests = Vec::new();
    let mut number = 0;
    while requests.len() < REQUESTS {
        // So many sign-ins from one address are let in one after the other.
        server.clock.set(server.app.state.context.now() + chrono::TimeDelta::seconds(2));
        let one = server.signed_in(&format!("Asked{}", asked.len())).await;
        for _ in 0..3.min(REQUESTS - requests.len()) {
            let asker = server.member(&format!("Asker{number}")).await;
            number += 1;
            let proposal = Proposal {
                recipient_id: one.id,
                kind: CoffeeChatType::CoffeeChat,
                message: String::new(),
                proposed_times: TIMES.iter().map(|time| instant(time)).collect(),
                duration_minutes: 30,
                time_zone: None,
            };
            let seen = server.app.state.coffee_chat.request(asker.id, &proposal).await.expect("it is asked");
            requests.push(Asked { id: seen.chat.id.to_string(), by: one.clone() });
        }
        asked.push(one);
    }
    Crowd { asked, requests }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_accepts_at_once_one_makes_the_call() {
    on_each_database(async |server| {
        let server = &server;
        let crowd = crowd(server).await;
        let answers = accept_all(&crowd).await;
        for request in &crowd.requests {
            judge(request, &answers[&request.id]).await;
        }
        nobody_is_booked_twice(server, &crowd).await;
    })
    .await;
}

/// Twenty accepts of every request, all of a request at once, and several requests of the same person at once.
async fn accept_all(crowd: &Crowd) -> BTreeMap<String, Vec<Answer>> {
    let mut answers: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
    for wave in crowd.requests.chunks(12) {
        let mut racing = JoinSet::new();
        for number in 0..AT_ONCE {
            for request in wave {
                let (request, time) = (request.clone(), TIMES[number % TIMES.len()]);
                racing
                    .spawn(async move { (request.id.clone(), accept(&request.by, &request.id, time).await) });
            }
        }
        while let Some(raced) = racing.join_next().await {
            let (id, answer) = raced.expect("no panic");
            answers.entry(id).or_default().push(answer);
        }
    }
    answers
}

async fn judge(request: &Asked, answers: &[Answer]) {
    assert_eq!(answers.len(), AT_ONCE);
    let now = seen(&request.by, &request.id).await;
    let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert!(won.len() <= 1, "{} accepts won", won.len());
    assert_eq!(won.len() == 1, now["status"] == "accepted", "an acknowledged accept stands: {now}");
    for lost in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
        assert_eq!(lost.status, StatusCode::CONFLICT, "{:?}", lost.body);
        if lost.body["reason"] == "settled" {
            let current = &lost.body["current"];
            for member in ["status", "version", "selected_time", "video_call_id"] {
                assert_eq!(current[member], now[member], "the losers hear of the winner");
            }
        } else {
            assert_eq!(lost.body["reason"], "you_are_busy", "{:?}", lost.body);
        }
    }
}

async fn nobody_is_booked_twice(server: &TestServer, crowd: &Crowd) {
    let clean = store::invariant::broken(server.app.state.context.read()).await.unwrap();
    assert_eq!(clean, []);
    let mut calls = BTreeSet::new();
    for one in &crowd.asked {
        let mut hours = BTreeSet::new();
        for request in crowd.requests.iter().filter(|request| request.by.id == one.id) {
            let now = seen(one, &request.id).await;
            if now["status"] != "accepted" {
                continue;
            }
            assert!(calls.insert(now["video_call_id"].to_string()), "two requests share a call");
            let hour = now["selected_time"].as_str().unwrap()[11..13].to_owned();
            assert!(hours.insert(hour), "{} is booked twice", one.email);
        }
        assert!(!hours.is_empty(), "somebody won");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_an_accept_a_decline_and_a_withdrawal_one_wins() {
    on_each_database(async |server| {
        let server = &server;
        for number in 0..20 {
            let asker = server.signed_in(&format!("Asker{number}")).await;
            let asked = server.signed_in(&format!("Asked{number}")).await;
            let id = id_of(&ask_at(&asker, &asked, &["2027-01-13T09:00:00Z"]).await);
            let mut racing = JoinSet::new();
            let respond = |body: Value| (asked.clone(), format!("/api/coffee-chat/{id}/respond"), body);
            let withdraw = (asker.clone(), format!("/api/coffee-chat/{id}/withdraw"), json!({}));
            let accept = json!({ "action": "accept", "selected_time": "2027-01-13T09:00:00Z" });
            for (member, path, body) in [respond(accept), respond(json!({ "action": "decline" })), withdraw] {
                racing.spawn(async move { member.browser.post(&path, body).await });
            }
            let answers = racing.join_all().await;
            let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == StatusCode::OK).collect();
            assert_eq!(won.len(), 1, "{answers:?}");
            let now = seen(&asker, &id).await;
            assert_eq!(now["status"], won[0].body["status"], "what was acknowledged stands");
            assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 409)));
        }
        assert_eq!(store::invariant::broken(server.app.state.context.read()).await.unwrap(), []);
    })
    .await;
}
