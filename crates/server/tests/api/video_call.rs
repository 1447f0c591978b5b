//! Calls over HTTP: making, finding, changing, coming in.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Member, TestServer, on_each_database};

/// Makes a call and gives its view.
pub async fn make(host: &Member, body: Value) -> Value {
    let made = host.browser.post("/api/video-calls", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    made.body
}

/// A group meeting that is open now, for these people.
pub async fn open_meeting(host: &Member, people: &[&Member]) -> String {
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let call =
        make(host, json!({ "title": "Meeting", "type": "group_meeting", "participant_ids": ids })).await;
    id_of(&call)
}

/// The id in a view.
pub fn id_of(call: &Value) -> String {
    call["id"].as_str().expect("an id").to_owned()
}

/// Does something to a call.
pub async fn act(who: &Member, id: &str, what: &str) -> Answer {
    who.browser.post(&format!("/api/video-calls/{id}/{what}"), json!({})).await
}

/// A call as somebody sees it.
pub async fn see(who: &Member, id: &str) -> Value {
    who.browser.get(&format!("/api/video-calls/{id}")).await.body
}

/// What the token of an answer says.
pub fn claims(joined: &Value) -> Value {
    use base64::Engine as _;
    let token =
        joined["connection"]["token"].as_str().or(joined["connection"]["jwt"].as_str()).expect("a token");
    let payload = token.split('.').nth(1).expect("three parts");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[tokio::test]
async fn a_meeting_from_invitation_to_rating() {
    on_each_database(async |server| a_meeting(&server).await).await;
}

async fn a_meeting(server: &TestServer) {
    let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
    let body = json!({ "title": " Board ", "type": "group_meeting", "scheduled_at": "2027-01-11T12:00:00Z",
        "time_zone": "Europe/Berlin", "participant_ids": [ben.id], "settings": { "recording_policy": "ask" } });
    let call = make(&ada, body).await;
    let id = id_of(&call);
    assert_eq!(call["title"], "Board");
    assert_eq!(call["my_role"], "host");
    assert_eq!(call["duration_minutes"], 60);
    assert_eq!(call["settings"]["start"], "host");
    assert_eq!(call["settings"]["recording_policy"], "ask");
    assert_eq!(call["participants"][1]["response"], "invited");

    let upcoming = ben.browser.get("/api/video-calls/upcoming").await.body;
    assert_eq!(upcoming["items"][0]["id"], call["id"]);
    assert_eq!(upcoming["items"][0]["my_role"], "participant");
    let said =
        ben.browser.post(&format!("/api/video-calls/{id}/rsvp"), json!({ "response": "accepted" })).await;
    assert_eq!(said.body["participants"][1]["response"], "accepted");

    let early = act(&ben, &id, "join").await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert_eq!(early.body["reason"], "too_early");
    assert_eq!(early.body["opens_at"], "2027-01-11T11:45:00Z");

    server.set_clock("2027-01-11T11:45:00Z");
    let waits = act(&ben, &id, "join").await;
    assert_eq!(waits.status, StatusCode::ACCEPTED);
    assert_eq!(waits.body, json!({ "waiting": true, "reason": "host" }));
    let joined = act(&ada, &id, "join").await;
    assert_eq!(joined.status, StatusCode::OK, "{:?}", joined.body);
    assert_eq!(joined.body["connection"]["kind"], "livekit");
    assert_eq!(joined.body["connection"]["expires_at"], "2027-01-11T11:46:00Z");
    assert_eq!(see(&ben, &id).await["status"], "active");
    assert_eq!(act(&ben, &id, "join").await.status, StatusCode::OK);
    let active = ben.browser.get("/api/video-calls/active").await.body;
    assert_eq!(active["call"]["id"], call["id"]);
    assert!(active["call"]["participants"].as_array().unwrap().iter().all(|one| one["is_present"] == true));

    let path = format!("/api/video-calls/{id}/messages");
    for number in 0..6 {
        let line = json!({ "body": format!("Hello {number}") });
        assert_eq!(ben.browser.post(&path, line).await.status, StatusCode::CREATED);
    }
    let lines = ada.browser.get(&path).await.body;
    let said: Vec<_> = lines["items"].as_array().unwrap().iter().map(|line| line["body"].clone()).collect();
    assert_eq!(said, ["Hello 0", "Hello 1", "Hello 2", "Hello 3", "Hello 4", "Hello 5"], "in their order");
    assert_eq!(lines["items"][0]["sender"]["name"], "Ben Guest");
    let last = ada.browser.get(&format!("{path}?limit=2")).await.body;
    assert_eq!(last["items"][0]["body"], "Hello 4");
    let cursor = last["next_cursor"].as_str().unwrap();
    let before = ada.browser.get(&format!("{path}?limit=4&cursor={cursor}")).await.body;
    assert_eq!((&before["items"][3]["body"], &before["next_cursor"]), (&json!("Hello 3"), &Value::Null));

    for _ in 0..2 {
        assert_eq!(act(&ben, &id, "leave").await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(act(&ben, &id, "end").await.status, StatusCode::FORBIDDEN);
    let ended = act(&ada, &id, "end").await;
    assert_eq!((ended.status, &ended.body["end_reason"]), (StatusCode::OK, &json!("host_ended")));
    let late = act(&ben, &id, "join").await;
    assert_eq!((late.status, &late.body["reason"]), (StatusCode::CONFLICT, &json!("ended")));
    assert_eq!(late.body["current"]["status"], "ended");
    let rated = json!({ "rating": 4, "problems": ["echo"], "note": "fine" });
    let rated = ben.browser.post(&format!("/api/video-calls/{id}/feedback"), rated).await;
    assert_eq!((rated.status, &rated.body["rating"]), (StatusCode::OK, &json!(4)));
}

#[tokio::test]
async fn a_token_opens_one_room_to_one_person_and_nothing_more() {
    let server = TestServer::start().await;
    let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
    let id = open_meeting(&ada, &[&ben]).await;
    let settings = json!({ "settings": { "screen_share": false } });
    ada.browser.put(&format!("/api/video-calls/{id}"), settings).await;
    let joined = act(&ben, &id, "join").await.body;
    let claims = claims(&joined);
    let session = joined["session_id"].as_str().unwrap();
    assert_eq!(claims["sub"], format!("{}:{session}", ben.id));
    assert_eq!(claims["attributes"]["person_id"], json!(ben.id));
    assert_eq!(claims["video"]["canPublishSources"], json!(["camera", "microphone"]));
    for power in ["roomAdmin", "roomCreate", "roomList", "hidden", "recorder"] {
        assert!(claims["video"].get(power).is_none(), "{power}");
    }
    let host = crate::video_call::claims(&act(&ada, &id, "join").await.body);
    assert_eq!(host["video"]["canPublishSources"].as_array().unwrap().len(), 4, "a host may always share");
}

#[tokio::test]
async fn only_people_one_may_find_can_be_invited_and_all_faults_are_told_at_once() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
        let eve = server.signed_in("Eve Away").await;
        eve.browser.post(&format!("/api/people/{}/block", ada.id), json!({})).await;
        let nobody = "01890000-0000-7000-8000-000000000000";
        let body = json!({ "title": "", "type": "group_meeting", "scheduled_at": "2020-01-01T00:00:00Z",
            "duration_minutes": 1, "time_zone": "Mars/Olympus", "participant_ids": [ben.id, eve.id, nobody] });
        let refused = ada.browser.post("/api/video-calls", body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let errors = refused.body["errors"].as_array().unwrap();
        let told: Vec<_> = errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        for expected in [
            ("/title", "too_short"),
            ("/scheduled_at", "in_the_past"),
            ("/duration_minutes", "out_of_range"),
            ("/time_zone", "unknown_time_zone"),
            ("/participant_ids/1", "not_invitable"),
            ("/participant_ids/2", "not_invitable"),
        ] {
            assert!(told.contains(&expected), "{expected:?} in {told:?}");
        }
        let details: Vec<_> = errors.iter().filter(|e| e["code"] == "not_invitable").map(|e| &e["detail"]).collect();
        assert_eq!(details[0], details[1], "a block looks like an unknown id");
    })
    .await;
}

#[tokio::test]
async fn a_call_for_two_holds_two_has_no_lobby_and_opens_to_whoever_comes_first() {
    let server = TestServer::start().await;
    let (ada, ben, cem) = (
        server.signed_in("Ada Host").await,
        server.signed_in("Ben Guest").await,
        server.signed_in("Cem Third").await,
    );
    let body = json!({ "title": "Chat", "type": "coffee_chat", "participant_ids": [ben.id, cem.id],
        "settings": { "lobby": true } });
    let refused = ada.browser.post("/api/video-calls", body).await.body;
    let codes: Vec<_> =
        refused["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["not_for_two", "too_many"]);

    let body = json!({ "title": "Chat", "type": "coffee_chat", "participant_ids": [ben.id],
        "scheduled_at": "2027-01-11T09:10:00Z" });
    let call = make(&ada, body).await;
    assert_eq!((&call["max_participants"], &call["settings"]["start"]), (&json!(2), &json!("anyone")));
    let id = id_of(&call);
    assert_eq!(act(&ben, &id, "join").await.status, StatusCode::OK);
    let third = ada
        .browser
        .post(&format!("/api/video-calls/{id}/participants"), json!({ "person_id": cem.id }))
        .await;
    assert_eq!((third.status, &third.body["reason"]), (StatusCode::CONFLICT, &json!("full")));
}

#[tokio::test]
async fn a_call_is_changed_by_its_host_at_the_version_they_saw() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
        let body = json!({ "title": "Board", "type": "group_meeting", "scheduled_at": "2027-01-11T12:00:00Z",
            "participant_ids": [ben.id] });
        let id = id_of(&make(&ada, body).await);
        let path = format!("/api/video-calls/{id}");
        let put = async |version: &str, body: Value| {
            let request =
                ada.browser.client().put(ada.browser.at(&path)).header("origin", ada.browser.at(""));
            crate::support::answer(request.header("if-match", version).json(&body)).await
        };
        let moved = put("\"1\"", json!({ "scheduled_at": "2027-01-12T12:00:00Z", "title": "Moved" })).await;
        assert_eq!((moved.status, &moved.body["version"]), (StatusCode::OK, &json!(2)));
        let stale = put("\"1\"", json!({ "title": "Late" })).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(stale.body["current"]["version"], 2);
        assert_eq!(ben.browser.put(&path, json!({ "title": "Mine" })).await.status, StatusCode::FORBIDDEN);
        let unknown = ada.browser.put(&path, json!({ "status": "ended" })).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);

        server.set_clock("2027-01-12T11:50:00Z");
        assert_eq!(act(&ada, &id, "join").await.status, StatusCode::OK);
        let late = ada.browser.put(&path, json!({ "duration_minutes": 90 })).await;
        assert_eq!((late.status, &late.body["reason"]), (StatusCode::CONFLICT, &json!("already_begun")));
        let locked = ada.browser.put(&path, json!({ "settings": { "locked": true } })).await;
        assert_eq!((locked.status, &locked.body["settings"]["locked"]), (StatusCode::OK, &json!(true)));
        let outside = act(&ben, &id, "join").await;
        assert_eq!((outside.status, &outside.body["reason"]), (StatusCode::CONFLICT, &json!("locked")));
    })
    .await;
}

#[tokio::test]
async fn a_call_that_has_not_begun_can_be_called_off_and_no_other() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
        let body = json!({ "title": "Board", "type": "group_meeting", "scheduled_at": "2027-01-11T12:00:00Z",
            "participant_ids": [ben.id] });
        let id = id_of(&make(&ada, body).await);
        let path = format!("/api/video-calls/{id}");
        assert_eq!(ben.browser.delete(&path).await.status, StatusCode::FORBIDDEN);
        for _ in 0..2 {
            assert_eq!(ada.browser.delete(&path).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(see(&ben, &id).await["status"], "cancelled");
        let bell = ben.browser.get("/api/notifications").await.body;
        let lines = bell["items"].as_array().unwrap();
        assert!(lines.iter().any(|line| line["kind"] == "video_call_cancelled"), "{lines:?}");
        let late = act(&ben, &id, "join").await;
        assert_eq!((late.status, &late.body["reason"]), (StatusCode::CONFLICT, &json!("cancelled")));
        let open = open_meeting(&ada, &[&ben]).await;
        let refused = ada.browser.delete(&format!("/api/video-calls/{open}")).await;
        assert_eq!(
            (refused.status, &refused.body["current"]["status"]),
            (StatusCode::CONFLICT, &json!("active"))
        );
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged_without_gaps() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
        for hour in 10..15 {
            let kind = if hour % 2 == 0 { "group_meeting" } else { "mentorship" };
            let body = json!({ "title": format!("At {hour}"), "type": kind, "participant_ids": [ben.id],
                "scheduled_at": format!("2027-01-11T{hour}:00:00Z") });
            make(&ada, body).await;
        }
        open_meeting(&ben, &[&ada]).await;
        let titles = |body: &Value| -> Vec<String> {
            body["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|call| call["title"].as_str().unwrap().to_owned())
                .collect()
        };
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = ada.browser.get(&format!("/api/video-calls/upcoming?limit=2{cursor}")).await.body;
            seen.extend(titles(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, ["At 10", "At 11", "At 12", "At 13", "At 14"]);
        let query = "/api/video-calls?status=scheduled,active&type=group_meeting&role=host";
        assert_eq!(titles(&ada.browser.get(query).await.body), ["At 14", "At 12", "At 10"]);
        let query = "/api/video-calls?from=2027-01-11T11:00:00Z&to=2027-01-11T13:00:00Z";
        assert_eq!(titles(&ben.browser.get(query).await.body), ["At 12", "At 11"]);
        let wrong = ada.browser.get("/api/video-calls?status=lost&cursor=x").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn with_a_jitsi_that_does_not_answer_calls_stay_with_the_engine_and_say_why() {
    let server = TestServer::start_with(|config| {
        config.jitsi.domain = Some("127.0.0.1:9".to_owned());
        config.jitsi.app_id = Some("app".to_owned());
        config.jitsi.app_secret = Some("a secret of some length".to_owned());
    })
    .await;
    let ada = server.signed_in("Ada Host").await;
    let id = open_meeting(&ada, &[]).await;
    assert_eq!(see(&ada, &id).await["provider"], "embedded");
    let call =
        store::video_call::find(server.app.state.context.read(), id.parse().unwrap()).await.unwrap().unwrap();
    assert!(call.provider_fallback_reason.unwrap().starts_with("jitsi:"));
}

#[tokio::test]
async fn the_public_jitsi_is_never_the_place() {
    let server = TestServer::start_with(|config| config.jitsi.domain = Some("meet.jit.si".to_owned())).await;
    let ada = server.signed_in("Ada Host").await;
    let id = open_meeting(&ada, &[]).await;
    assert_eq!(see(&ada, &id).await["provider"], "embedded");
    let asked = json!({ "title": "There", "type": "group_meeting", "provider": "jitsi" });
    let refused = ada.browser.post("/api/video-calls", asked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
