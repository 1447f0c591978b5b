//! Who is in a call: lobby, roles, removal, blocks, connections.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;

use crate::support::{Member, TestServer, eventually, on_each_database};
use crate::video_call::{act, id_of, make, open_meeting, see};

async fn three(server: &TestServer) -> (Member, Member, Member) {
    (
        server.signed_in("Ada Host").await,
        server.signed_in("Ben Guest").await,
        server.signed_in("Cem Third").await,
    )
}

fn present(call: &Value) -> Vec<&str> {
    let list = call["participants"].as_array().unwrap();
    list.iter()
        .filter(|one| one["is_present"] == true)
        .map(|one| one["person"]["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn in_the_lobby_people_wait_until_they_are_let_in_or_turned_away() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let body =
            json!({ "title": "Reunion", "type": "alumni_gathering", "participant_ids": [ben.id, cem.id] });
        let call = make(&ada, body).await;
        assert_eq!(call["settings"]["lobby"], true);
        let id = id_of(&call);
        assert_eq!(act(&ada, &id, "join").await.status, StatusCode::OK);
        for guest in [&ben, &cem, &ben] {
            let waits = act(guest, &id, "join").await;
            assert_eq!((waits.status, &waits.body["waiting"]), (StatusCode::ACCEPTED, &json!(true)));
        }
        let lobby = ada.browser.get(&format!("/api/video-calls/{id}/lobby")).await.body;
        let mut waiting: Vec<_> = lobby["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["person"]["name"].as_str().unwrap())
            .collect();
        waiting.sort_unstable();
        assert_eq!(waiting, ["Ben Guest", "Cem Third"]);
        let admit = json!({ "person_id": ben.id });
        let own = ben.browser.post(&format!("/api/video-calls/{id}/lobby/admit"), admit.clone()).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        ada.browser.post(&format!("/api/video-calls/{id}/lobby/admit"), admit).await;
        ada.browser
            .post(&format!("/api/video-calls/{id}/lobby/refuse"), json!({ "person_id": cem.id }))
            .await;
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::OK);
        let refused = act(&cem, &id, "join").await;
        assert_eq!((refused.status, &refused.body["reason"]), (StatusCode::FORBIDDEN, &json!("removed")));
        act(&ben, &id, "leave").await;
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::OK, "who was let in may come back");
    })
    .await;
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_stays_out() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let id = open_meeting(&ada, &[&ben, &cem]).await;
        let ben_path = format!("/api/video-calls/{id}/participants/{}", ben.id);
        let promoted = ada.browser.put(&ben_path, json!({ "role": "moderator" })).await;
        assert_eq!(promoted.body["participants"][1]["role"], "moderator");
        for one in [&ada, &ben, &cem] {
            assert_eq!(act(one, &id, "join").await.status, StatusCode::OK);
        }
        let host_path = format!("/api/video-calls/{id}/participants/{}", ada.id);
        assert_eq!(ben.browser.delete(&host_path).await.status, StatusCode::FORBIDDEN);
        let cem_path = format!("/api/video-calls/{id}/participants/{}", cem.id);
        assert_eq!(ben.browser.delete(&cem_path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(present(&see(&ada, &id).await), ["Ada Host", "Ben Guest"]);
        assert_eq!(act(&cem, &id, "join").await.status, StatusCode::FORBIDDEN);
        assert_eq!(act(&cem, &id, "leave").await.status, StatusCode::NO_CONTENT);
        let again = json!({ "person_id": cem.id });
        let again = ada.browser.post(&format!("/api/video-calls/{id}/participants"), again).await;
        assert_eq!(again.status, StatusCode::CREATED, "the host may think again");
        assert_eq!(act(&cem, &id, "join").await.status, StatusCode::OK);
    })
    .await;
}

/// Opens the signalling socket with the token and tells whether the server ends it within the time.
async fn is_shut_out(server: &TestServer, joined: &Value) -> bool {
    use futures_util::StreamExt;
    let token = joined["connection"]["token"].as_str().unwrap();
    let url = format!(
        "{}/rtc?access_token={token}&protocol=16&auto_subscribe=1",
        server.url.replacen("http", "ws", 1)
    );
    let Ok((mut socket, _)) = connect_async(url).await else { return true };
    let until_closed = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::time::timeout(Duration::from_secs(1), until_closed).await.is_ok()
}

#[tokio::test]
async fn a_token_from_before_the_removal_opens_nothing() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, _) = three(server).await;
        let id = open_meeting(&ada, &[&ben]).await;
        act(&ada, &id, "join").await;
        let joined = act(&ben, &id, "join").await.body;
        ada.browser.delete(&format!("/api/video-calls/{id}/participants/{}", ben.id)).await;
        assert!(is_shut_out(server, &joined).await, "a removed person came in with an old token");
    })
    .await;
}

#[tokio::test]
async fn a_person_is_in_a_call_once_and_the_newest_connection_counts() {
    let server = TestServer::start().await;
    let (ada, ben, _) = three(&server).await;
    let id = open_meeting(&ada, &[&ben]).await;
    let first = act(&ben, &id, "join").await.body;
    let second = act(&ben, &id, "join").await.body;
    assert_ne!(first["session_id"], second["session_id"]);
    let beat = |session: &Value| json!({ "session_id": session });
    let path = format!("/api/video-calls/{id}/heartbeat");
    let old = ben.browser.post(&path, beat(&first["session_id"])).await;
    assert_eq!((old.status, &old.body["reason"]), (StatusCode::CONFLICT, &json!("session_ended")));
    assert_eq!(ben.browser.post(&path, beat(&second["session_id"])).await.status, StatusCode::NO_CONTENT);
    assert!(is_shut_out(&server, &first).await, "the replaced connection still works");
    // A late word of the page that was replaced does not end the newer connection.
    let leave = json!({ "session_id": first["session_id"] });
    ben.browser.post(&format!("/api/video-calls/{id}/leave"), leave).await;
    assert_eq!(present(&see(&ada, &id).await), ["Ben Guest"]);
}

#[tokio::test]
async fn the_room_tells_who_is_gone_without_a_word_of_the_page() {
    use futures_util::StreamExt;
    let server = TestServer::start().await;
    let (ada, ben, _) = three(&server).await;
    let id = open_meeting(&ada, &[&ben]).await;
    act(&ada, &id, "join").await;
    let joined = act(&ben, &id, "join").await.body;
    let token = joined["connection"]["token"].as_str().unwrap();
    let url = format!("{}/rtc?access_token={token}&protocol=16", server.url.replacen("http", "ws", 1));
    let (mut socket, _) = connect_async(url).await.expect("the room opens");
    socket.next().await.expect("an answer").expect("a frame");
    let session = joined["session_id"].as_str().unwrap().parse().unwrap();
    eventually(async || {
        let read = server.app.state.context.read();
        store::call_session::find(read, session).await.unwrap().unwrap().provider_session
    })
    .await;
    ada.browser.delete(&format!("/api/video-calls/{id}/participants/{}", ben.id)).await;
    let until_closed = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::time::timeout(Duration::from_secs(1), until_closed).await.expect("out within a second");
}

#[tokio::test]
async fn a_block_ends_what_two_people_have_in_common() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let id = open_meeting(&ada, &[&ben, &cem]).await;
        for one in [&ada, &ben, &cem] {
            act(one, &id, "join").await;
        }
        ben.browser.post(&format!("/api/people/{}/block", cem.id), json!({})).await;
        assert_eq!(present(&see(&ben, &id).await), ["Ada Host", "Ben Guest"], "blocked people are not shown");
        ada.browser.post(&format!("/api/people/{}/block", ben.id), json!({})).await;
        assert_eq!(ben.browser.get(&format!("/api/video-calls/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::NOT_FOUND);
        assert_eq!(ben.browser.get("/api/video-calls").await.body["items"], json!([]));
        assert_eq!(present(&see(&cem, &id).await), ["Ada Host", "Cem Third"]);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_see_the_list_sees_who_is_there() {
    let server = TestServer::start().await;
    let (ada, ben, cem) = three(&server).await;
    let body = json!({ "title": "Quiet", "type": "group_meeting", "participant_ids": [ben.id, cem.id],
        "settings": { "show_participants": false } });
    let id = id_of(&make(&ada, body).await);
    let names = |call: &Value| -> Vec<String> {
        let list = call["participants"].as_array().unwrap();
        list.iter().map(|one| one["person"]["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&see(&ben, &id).await), ["Ada Host", "Ben Guest"]);
    act(&cem, &id, "join").await;
    assert_eq!(names(&see(&ben, &id).await), ["Ada Host", "Ben Guest", "Cem Third"]);
    assert_eq!(names(&see(&ada, &id).await).len(), 3);
}

#[tokio::test]
async fn so_many_strangers_a_day_and_no_more() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Host").await;
    let mut strangers = Vec::new();
    for number in 0..101 {
        strangers.push(server.member(&format!("Person {number}")).await.id);
    }
    for group in strangers[..100].chunks(25) {
        make(&ada, json!({ "title": "Many", "type": "group_meeting", "participant_ids": group })).await;
    }
    let more = json!({ "title": "More", "type": "group_meeting", "participant_ids": [strangers[100]] });
    let refused = ada.browser.post("/api/video-calls", more.clone()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers.contains_key("retry-after"));
    make(&ada, json!({ "title": "Again", "type": "group_meeting", "participant_ids": [strangers[0]] })).await;
    server.set_clock("2027-01-12T09:00:01Z");
    make(&ada, more).await;
}
