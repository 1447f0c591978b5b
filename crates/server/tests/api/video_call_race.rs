//! Calls under races: capacity, double joins, ends in the middle of joins.

use futures_util::future::join_all;
use model::id::VideoCallId;
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::call_session::{self, CallSession};

use crate::support::{Member, TestServer, on_each_database};
use crate::video_call::{act, id_of, make, open_meeting, see};

async fn members(server: &TestServer, count: usize) -> Vec<Member> {
    let mut members = Vec::new();
    for number in 0..count {
        members.push(server.signed_in(&format!("Member {number}")).await);
    }
    members
}

async fn live(server: &TestServer, id: &str) -> Vec<CallSession> {
    let id: VideoCallId = id.parse().unwrap();
    call_session::live_of_call(server.app.state.context.read(), id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_never_holds_more_people_than_it_has_seats() {
    on_each_database(async |server| {
        let server = &server;
        let people = members(server, 9).await;
        let (host, guests) = people.split_first().unwrap();
        for _ in 0..5 {
            let ids: Vec<_> = guests.iter().map(|guest| guest.id).collect();
            let body = json!({ "title": "Small", "type": "group_meeting", "participant_ids": ids });
            let id = id_of(&make(host, body).await);
            let narrow = json!({ "max_participants": 3 });
            assert_eq!(
                host.browser.put(&format!("/api/video-calls/{id}"), narrow).await.status,
                StatusCode::OK
            );
            let answers = join_all(guests.iter().map(|guest| act(guest, &id, "join"))).await;
            let count = |status| answers.iter().filter(|answer| answer.status == status).count();
            assert_eq!((count(StatusCode::OK), count(StatusCode::CONFLICT)), (3, 5), "{answers:?}");
            assert_eq!(live(server, &id).await.len(), 3);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_joins_many_times_at_once_is_in_once() {
    on_each_database(async |server| {
        let server = &server;
        let people = members(server, 2).await;
        let id = open_meeting(&people[0], &[&people[1]]).await;
        for _ in 0..5 {
            let answers = join_all((0..10).map(|_| act(&people[1], &id, "join"))).await;
            assert!(answers.iter().all(|answer| answer.status == StatusCode::OK), "{answers:?}");
            assert_eq!(live(server, &id).await.len(), 1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_in_a_call_after_its_end() {
    on_each_database(async |server| {
        let server = &server;
        let people = members(server, 5).await;
        let (host, guests) = people.split_first().unwrap();
        for _ in 0..5 {
            let id = open_meeting(host, &guests.iter().collect::<Vec<_>>()).await;
            let joins = join_all(guests.iter().map(|guest| act(guest, &id, "join")));
            let (joined, ended) = tokio::join!(joins, act(host, &id, "end"));
            assert_eq!(ended.status, StatusCode::OK);
            for answer in joined {
                let is_told = answer.status == StatusCode::OK || answer.body["reason"] == "ended";
                assert!(is_told, "{answer:?}");
            }
            assert_eq!(live(server, &id).await, []);
            let call: Value = see(host, &id).await;
            assert!(call["participants"].as_array().unwrap().iter().all(|one| one["is_present"] == false));
        }
    })
    .await;
}

/// Random joins, leaves, removals and returns, several at a time, with the invariants looked at after each round.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_do_at_once_the_record_stays_sound() {
    on_each_database(async |server| {
        let server = &server;
        let people = members(server, 6).await;
        let (host, guests) = people.split_first().unwrap();
        let id = open_meeting(host, &guests.iter().collect::<Vec<_>>()).await;
        let mut seed: u64 = 20_270_111;
        let mut chance = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for round in 0..25 {
            let chosen: Vec<(usize, u64)> = (0..6).map(|_| (chance(5) as usize, chance(5))).collect();
            let acts = chosen.iter().map(|(who, what)| one_act(host, &guests[*who], &id, *what));
            for status in join_all(acts).await {
                assert!(!status.is_server_error(), "{status} in round {round}");
            }
            let live = live(server, &id).await;
            let mut seated: Vec<_> = live.iter().map(|session| session.participant_id).collect();
            seated.sort_unstable();
            seated.dedup();
            assert_eq!(seated.len(), live.len(), "a person is in twice in round {round}");
        }
    })
    .await;
}

async fn one_act(host: &Member, guest: &Member, id: &str, what: u64) -> StatusCode {
    let path = format!("/api/video-calls/{id}/participants");
    match what {
        0 | 1 => act(guest, id, "join").await.status,
        2 => act(guest, id, "leave").await.status,
        3 => host.browser.delete(&format!("{path}/{}", guest.id)).await.status,
        _ => host.browser.post(&path, json!({ "person_id": guest.id })).await.status,
    }
}
