//! What those who run a call do while it goes on, and how it reaches the people in it.

use reqwest::StatusCode;
use serde_json::{Value, json};
use sfu::protocol as lk;
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::realtime::{Socket, cookie_of};
use crate::support::{Answer, Member, TestServer, eventually, on_each_database};
use crate::video_call::{act, id_of, make, open_meeting, see};

async fn three(server: &TestServer) -> (Member, Member, Member) {
    (
        server.signed_in("Ada Host").await,
        server.signed_in("Ben Guest").await,
        server.signed_in("Cem Third").await,
    )
}

/// Does something to somebody in a call.
async fn act_on(who: &Member, id: &str, whom: &Member, what: &str) -> Answer {
    who.browser.post(&format!("/api/video-calls/{id}/participants/{}/{what}", whom.id), json!({})).await
}

/// Comes into the room with the token of a join, and stays while the socket is held.
pub async fn enter(url: &str, joined: &Value) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let token = joined["connection"]["token"].as_str().expect("a token");
    let url = format!("{}/rtc?access_token={token}&protocol=16", url.replacen("http", "ws", 1));
    connect_async(url).await.expect("the room opens").0
}

/// What the media engine lets somebody do at this moment.
async fn rights(server: &TestServer, id: &str, whom: &Member) -> Option<lk::ParticipantInfo> {
    let call = store::video_call::find(server.app.state.context.read(), id.parse().unwrap()).await.unwrap();
    let people = server.app.state.media.list_participants(call.unwrap().provider_room).await.ok()?;
    people.into_iter().find(|person| person.identity.starts_with(&whom.id.to_string()))
}

/// Whether the media engine lets somebody share a screen.
pub fn may_share(person: &lk::ParticipantInfo) -> bool {
    let permission = person.permission.as_ref().expect("everybody has some");
    permission.can_publish_sources.contains(&(lk::TrackSource::ScreenShare as i32))
}

#[tokio::test]
async fn a_change_of_the_settings_reaches_those_in_the_room_at_once() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let id = open_meeting(&ada, &[&ben, &cem]).await;
        act(&ada, &id, "join").await;
        let before = act(&cem, &id, "join").await.body;
        let _inside = enter(&server.url, &act(&ben, &id, "join").await.body).await;
        assert!(may_share(&eventually(async || rights(server, &id, &ben).await).await));

        let quiet = json!({ "settings": { "screen_share": false, "chat": false } });
        let changed = ada.browser.put(&format!("/api/video-calls/{id}"), quiet).await;
        assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
        // The engine changes rights on its own thread.
        let now = eventually(async || rights(server, &id, &ben).await.filter(|ben| !may_share(ben))).await;
        assert!(!now.permission.unwrap().can_publish_data, "the chat is off as well");
        let line = json!({ "body": "Hello" });
        let written = ben.browser.post(&format!("/api/video-calls/{id}/messages"), line).await;
        assert_eq!((written.status, &written.body["reason"]), (StatusCode::FORBIDDEN, &json!("chat_is_off")));

        let _late = enter(&server.url, &before).await;
        eventually(async || rights(server, &id, &cem).await.filter(|person| !may_share(person))).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_role_reaches_the_room_at_once() {
    let server = &TestServer::start().await;
    let (ada, ben, _) = three(server).await;
    let body = json!({ "title": "Board", "type": "group_meeting", "participant_ids": [ben.id],
        "settings": { "screen_share": false } });
    let id = id_of(&make(&ada, body).await);
    act(&ada, &id, "join").await;
    let _inside = enter(&server.url, &act(&ben, &id, "join").await.body).await;
    assert!(!may_share(&eventually(async || rights(server, &id, &ben).await).await));
    let path = format!("/api/video-calls/{id}/participants/{}", ben.id);
    for (role, shares) in [("moderator", true), ("participant", false)] {
        ada.browser.put(&path, json!({ "role": role })).await;
        let now = rights(server, &id, &ben).await.unwrap();
        assert_eq!((may_share(&now), now.attributes["role"].as_str()), (shares, role));
    }
}

#[tokio::test]
async fn who_is_asked_to_unmute_is_asked_and_nobody_else() {
    let server = &TestServer::start().await;
    let (ada, ben, cem) = three(server).await;
    let id = open_meeting(&ada, &[&ben, &cem]).await;
    act(&ada, &id, "join").await;
    let away = act_on(&ada, &id, &ben, "ask-to-unmute").await;
    assert_eq!((away.status, &away.body["reason"]), (StatusCode::CONFLICT, &json!("not_present")));
    act(&ben, &id, "join").await;
    act(&cem, &id, "join").await;
    let mut bens = Socket::of(server, &cookie_of(&ben).await).await;
    let mut cems = Socket::of(server, &cookie_of(&cem).await).await;
    bens.hear().await;
    cems.hear().await;
    assert_eq!(act_on(&cem, &id, &ben, "ask-to-unmute").await.status, StatusCode::FORBIDDEN);
    assert_eq!(act_on(&ada, &id, &ben, "ask-to-unmute").await.status, StatusCode::NO_CONTENT);
    let told = bens.hear().await;
    assert_eq!(told["event"], "video_call.unmute_requested");
    assert_eq!(told["data"], json!({ "id": id, "user_id": ben.id, "asked_by": ada.id }));
    act(&ben, &id, "leave").await;
    assert_eq!(cems.hear().await["event"], "video_call.participant_left", "the first that concerns Cem");
}

#[tokio::test]
async fn a_moderator_locks_the_call_and_opens_it_again() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, cem) = three(server).await;
        let id = open_meeting(&ada, &[&ben, &cem]).await;
        ada.browser
            .put(&format!("/api/video-calls/{id}/participants/{}", ben.id), json!({ "role": "moderator" }))
            .await;
        let path = format!("/api/video-calls/{id}/lock");
        assert_eq!(cem.browser.post(&path, json!({ "locked": true })).await.status, StatusCode::FORBIDDEN);
        for _ in 0..2 {
            let locked = ben.browser.post(&path, json!({ "locked": true })).await;
            assert_eq!((locked.status, &locked.body["settings"]["locked"]), (StatusCode::OK, &json!(true)));
        }
        act(&ada, &id, "join").await;
        assert_eq!(act(&cem, &id, "join").await.body["reason"], "locked");
        ben.browser.post(&path, json!({ "locked": false })).await;
        assert_eq!(act(&cem, &id, "join").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn who_is_sent_back_to_the_lobby_waits_there_to_be_let_in() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben, _) = three(server).await;
        let id = open_meeting(&ada, &[&ben]).await;
        act(&ada, &id, "join").await;
        let joined = act(&ben, &id, "join").await.body;
        let none = act_on(&ada, &id, &ben, "lobby").await;
        assert_eq!((none.status, &none.body["reason"]), (StatusCode::CONFLICT, &json!("no_lobby")));
        ada.browser.put(&format!("/api/video-calls/{id}"), json!({ "settings": { "lobby": true } })).await;
        assert_eq!(see(&ada, &id).await["participants"][1]["is_present"], true, "those inside stay");
        let _inside = enter(&server.url, &joined).await;
        eventually(async || rights(server, &id, &ben).await).await;

        assert_eq!(act_on(&ada, &id, &ben, "lobby").await.status, StatusCode::NO_CONTENT);
        assert!(rights(server, &id, &ben).await.is_none(), "their media is out with them");
        let again = act_on(&ada, &id, &ben, "lobby").await;
        assert_eq!((again.status, &again.body["reason"]), (StatusCode::CONFLICT, &json!("not_present")));
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::ACCEPTED);
        let lobby = ada.browser.get(&format!("/api/video-calls/{id}/lobby")).await.body;
        assert_eq!(lobby["items"][0]["person"]["name"], "Ben Guest");
        act(&ada, &id, "lobby/admit").await;
        assert_eq!(act(&ben, &id, "join").await.status, StatusCode::OK);
    })
    .await;
}
