//! The media engine over HTTP: who may connect, and the RoomService verbs.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use server::config::Config;
use sfu::{Claims, VideoGrant, sign};

use crate::support::{START, TestServer, instant};

const KEY: &str = "key";
const SECRET: &str = "a-secret-for-the-media-engine-of-this-test";

fn with_keys(config: &mut Config) {
    config.livekit.api_key = Some(KEY.to_owned());
    config.livekit.api_secret = Some(SECRET.to_owned());
}

fn token(seconds_from_now: i64, video: VideoGrant) -> String {
    let exp = instant(START).timestamp() + seconds_from_now;
    sign(&Claims { iss: KEY.to_owned(), sub: "alice".to_owned(), exp, video, ..Default::default() }, SECRET)
}

async fn call(server: &TestServer, verb: &str, grant: VideoGrant, body: Value) -> (StatusCode, Value) {
    let answer = Client::new()
        .post(format!("{}/twirp/livekit.RoomService/{verb}", server.url))
        .bearer_auth(token(60, grant))
        .json(&body)
        .send()
        .await
        .expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_connection_is_checked_by_the_clock_of_the_product() {
    let server = TestServer::start_with(with_keys).await;
    let join = || VideoGrant { room_join: true, room: "room".to_owned(), ..Default::default() };
    let check = async |token: String| {
        let url = format!("{}/rtc/validate?access_token={token}", server.url);
        let answer = reqwest::get(url).await.expect("an answer");
        (answer.status(), answer.text().await.expect("a text"))
    };
    assert_eq!(check(token(60, join())).await, (StatusCode::OK, "success".to_owned()));
    assert_eq!(check(token(-60, join())).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(check("nonsense".to_owned()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(check(token(60, VideoGrant::default())).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn rooms_are_opened_listed_and_closed_by_those_who_may() {
    let server = TestServer::start_with(with_keys).await;
    let all = || VideoGrant { room_create: true, room_list: true, ..Default::default() };
    let (status, room) =
        call(&server, "CreateRoom", all(), json!({ "name": "room", "maxParticipants": 4 })).await;
    assert_eq!((status, &room["name"]), (StatusCode::OK, &json!("room")));
    let (_, listed) = call(&server, "ListRooms", all(), json!({})).await;
    assert_eq!(listed["rooms"][0]["maxParticipants"], json!(4));

    let (status, problem) =
        call(&server, "DeleteRoom", VideoGrant::default(), json!({ "room": "room" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("permission_denied")));
    assert_eq!(call(&server, "DeleteRoom", all(), json!({ "room": "room" })).await.0, StatusCode::OK);
    let (status, problem) = call(&server, "DeleteRoom", all(), json!({ "room": "room" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    let (status, problem) = call(&server, "CreateRoom", all(), json!({ "name": 7 })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("malformed")));
}
