//! Calls on a LiveKit server. Another of our servers is one: its engine speaks the protocol, by URL, key and secret.

use chrono::Utc;
use reqwest::StatusCode;
use serde_json::json;
use server::config::Config;
use sfu::protocol as lk;

use crate::support::{TestServer, eventually};
use crate::video_call::{act, id_of, make};
use crate::video_call_host_tools::{enter, may_share};

fn with_keys(config: &mut Config) {
    config.livekit.api_key = Some("key".to_owned());
    config.livekit.api_secret = Some("a-secret-for-the-livekit-server-of-this-test".to_owned());
}

/// A server of ours in the part of a LiveKit server, and one that hosts its calls there.
async fn with_a_livekit_server() -> (TestServer, TestServer) {
    let livekit = TestServer::start_with(with_keys).await;
    // Tokens to a foreign server are dated by the machine's clock.
    livekit.clock.set(Utc::now());
    let server = TestServer::start_with(|config| {
        with_keys(config);
        config.livekit.url = Some(livekit.url.replacen("http", "ws", 1));
        config.livekit.is_default = true;
    })
    .await;
    (livekit, server)
}

/// Everybody in a room of a server; nobody when there is no such room.
async fn people(livekit: &TestServer, room: &str) -> Vec<lk::ParticipantInfo> {
    livekit.app.state.media.list_participants(room.to_owned()).await.unwrap_or_default()
}

#[tokio::test]
async fn what_a_host_changes_reaches_a_livekit_server_too() {
    let (livekit, server) = with_a_livekit_server().await;
    let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
    let body = json!({ "title": "Board", "type": "group_meeting", "participant_ids": [ben.id] });
    let call = make(&ada, body).await;
    assert_eq!(call["provider"], "livekit");
    let id = id_of(&call);
    act(&ada, &id, "join").await;
    let joined = act(&ben, &id, "join").await.body;
    let kept = store::video_call::find(server.app.state.context.read(), id.parse().unwrap()).await.unwrap();
    let room = kept.unwrap().provider_room;
    let bens = async || {
        let found = people(&livekit, &room).await;
        found.into_iter().find(|person| person.identity.starts_with(&ben.id.to_string()))
    };
    let _inside = enter(&livekit.url, &joined).await;
    assert!(may_share(&eventually(bens).await));

    let quiet = json!({ "settings": { "screen_share": false } });
    ada.browser.put(&format!("/api/video-calls/{id}"), quiet).await;
    assert!(!may_share(&bens().await.unwrap()), "told to the room before the host is answered");
    let path = format!("/api/video-calls/{id}/participants/{}", ben.id);
    ada.browser.put(&path, json!({ "role": "moderator" })).await;
    let now = bens().await.unwrap();
    assert!(may_share(&now));
    assert_eq!(now.attributes["role"], "moderator");

    let muted = ada.browser.post(&format!("{path}/mute"), json!({})).await;
    assert_eq!(muted.status, StatusCode::NO_CONTENT, "nothing to mute is muted");
    assert_eq!(ada.browser.delete(&path).await.status, StatusCode::NO_CONTENT);
    eventually(async || bens().await.is_none().then_some(())).await;
}

#[tokio::test]
async fn who_comes_in_with_a_token_from_before_a_change_is_told_of_it() {
    let (livekit, server) = with_a_livekit_server().await;
    let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
    let body = json!({ "title": "Board", "type": "group_meeting", "participant_ids": [ben.id] });
    let id = id_of(&make(&ada, body).await);
    act(&ada, &id, "join").await;
    let joined = act(&ben, &id, "join").await.body;
    let quiet = json!({ "settings": { "screen_share": false } });
    ada.browser.put(&format!("/api/video-calls/{id}"), quiet).await;
    let _inside = enter(&livekit.url, &joined).await;
    let kept = store::video_call::find(server.app.state.context.read(), id.parse().unwrap()).await.unwrap();
    let room = kept.unwrap().provider_room;
    eventually(async || (!people(&livekit, &room).await.is_empty()).then_some(())).await;
    server.app.state.video_call.reconcile(std::time::Instant::now()).await.expect("the rooms are looked at");
    assert!(!may_share(&people(&livekit, &room).await[0]));
}
