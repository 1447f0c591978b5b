//! Asking and answering over HTTP.

use chrono::{DateTime, TimeDelta, Utc};
use model::video_call::{InvitationResponse, ParticipantRole, VideoCallStatus};
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::{participant, video_call};

use crate::support::{Answer, Member, TestServer, instant, on_each_database};

/// Three times two days ahead.
pub const TIMES: [&str; 3] = ["2027-01-13T09:00:00Z", "2027-01-13T15:00:00Z", "2027-01-14T10:00:00Z"];

/// One asks another at the three times.
pub async fn ask(asker: &Member, asked: &Member) -> Answer {
    ask_at(asker, asked, &TIMES).await
}

/// One asks another at these times.
pub async fn ask_at(asker: &Member, asked: &Member, times: &[&str]) -> Answer {
    let body = json!({ "recipient_id": asked.id, "message": "Hello!", "proposed_times": times });
    asker.browser.post("/api/coffee-chat/request", body).await
}

/// Does something with a request.
pub async fn act(member: &Member, id: &str, verb: &str, body: Value) -> Answer {
    member.browser.post(&format!("/api/coffee-chat/{id}/{verb}"), body).await
}

/// Picks a time.
pub async fn accept(member: &Member, id: &str, time: &str) -> Answer {
    act(member, id, "respond", json!({ "action": "accept", "selected_time": time })).await
}

/// The id of a request that was just made.
pub fn id_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    answer.body["id"].as_str().expect("an id").to_owned()
}

/// Two who agreed to meet at the first of the three times; gives the request's id.
pub async fn agreed(asker: &Member, asked: &Member) -> String {
    let id = id_of(&ask(asker, asked).await);
    let accepted = accept(asked, &id, TIMES[0]).await;
    assert_eq!(accepted.status, StatusCode::OK, "{:?}", accepted.body);
    id
}

/// A request as somebody sees it.
pub async fn seen(member: &Member, id: &str) -> Value {
    let answer = member.browser.get(&format!("/api/coffee-chat/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

/// Whether somebody's bell has a line of this kind.
pub async fn rang(member: &Member, kind: &str) -> bool {
    bell(member).await.iter().any(|line| line == kind)
}

/// The lines of somebody's bell. The clock of the tests stands still, so that they come in any order.
pub async fn bell(member: &Member) -> Vec<String> {
    let body = member.browser.get("/api/notifications").await.body;
    let items = body["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|line| line["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

fn time(value: &Value) -> DateTime<Utc> {
    instant(value.as_str().expect("an instant"))
}

#[tokio::test]
async fn from_the_question_to_an_agreed_call() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Berg").await);
        let asked = ask(&ana, &ben).await;
        let id = id_of(&asked);
        let view = &asked.body;
        assert_eq!(view["requester"]["name"], "Ana Silva");
        assert_eq!(view["recipient"]["name"], "Ben Berg");
        assert_eq!((&view["my_side"], &view["awaiting"]), (&json!("sent"), &json!("them")));
        assert_eq!((&view["status"], &view["type"]), (&json!("pending"), &json!("coffee_chat")));
        assert_eq!((&view["duration_minutes"], &view["version"]), (&json!(30), &json!(1)));
        assert_eq!(
            time(&view["expires_at"]),
            instant(TIMES[2]),
            "the last time comes before seven days are over"
        );

        let received = ben.browser.get("/api/coffee-chat/received-requests").await.body;
        assert_eq!(received["items"][0]["id"], json!(id));
        assert_eq!(
            (&received["items"][0]["my_side"], &received["items"][0]["awaiting"]),
            (&json!("received"), &json!("me"))
        );
        assert_eq!(bell(&ben).await, ["coffee_chat_requested"]);

        let accepted = accept(&ben, &id, TIMES[1]).await;
        assert_eq!(accepted.status, StatusCode::OK, "{:?}", accepted.body);
        assert_eq!(
            (&accepted.body["status"], &accepted.body["awaiting"]),
            (&json!("accepted"), &json!("nobody"))
        );
        assert_eq!(time(&accepted.body["selected_time"]), instant(TIMES[1]));
        assert_eq!(accepted.body["version"], 2);
        assert_eq!(seen(&ana, &id).await["video_call_id"], accepted.body["video_call_id"]);
        assert_eq!(bell(&ana).await, ["coffee_chat_accepted"]);
        the_call_is_right(server, &accepted.body["video_call_id"], &ana, &ben).await;
    })
    .await;
}

async fn the_call_is_right(server: &TestServer, call_id: &Value, ana: &Member, ben: &Member) {
    let read = server.app.state.context.read();
    let id = call_id.as_str().expect("a call").parse().expect("an id");
    let call = video_call::find(read, id).await.unwrap().expect("the call is there");
    assert_eq!((call.status, call.host_id), (VideoCallStatus::Scheduled, ana.id));
    assert_eq!((call.scheduled_at, call.duration_minutes), (Some(instant(TIMES[1])), 30));
    assert_eq!(
        (call.title.as_str(), call.max_participants),
        ("Ana & Ben", 2),
        "the title suits every language"
    );
    let listed = participant::list(read, &[id]).await.unwrap();
    let mut roles: Vec<_> =
        listed.iter().map(|one| (one.participant.user_id, one.participant.role)).collect();
    roles.sort_unstable();
    let mut expected = [(ana.id, ParticipantRole::Host), (ben.id, ParticipantRole::Moderator)];
    expected.sort_unstable();
    assert_eq!(roles, expected);
    assert!(listed.iter().all(|one| one.participant.response == InvitationResponse::Accepted));
}

#[tokio::test]
async fn the_second_answer_hears_which_one_won() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = id_of(&ask(&ana, &ben).await);
        let accepted = accept(&ben, &id, TIMES[0]).await.body;
        for body in [
            json!({ "action": "accept", "selected_time": TIMES[1] }),
            json!({ "action": "decline" }),
            json!({ "action": "counter", "proposed_times": TIMES }),
        ] {
            let second = act(&ben, &id, "respond", body).await;
            assert_eq!(second.status, StatusCode::CONFLICT);
            let current = &second.body["current"];
            assert_eq!((&current["status"], &current["version"]), (&json!("accepted"), &json!(2)));
            assert_eq!(time(&current["selected_time"]), instant(TIMES[0]));
            assert_eq!(current["video_call_id"], accepted["video_call_id"]);
        }
        let withdrawn = act(&ana, &id, "withdraw", json!({})).await;
        assert_eq!(withdrawn.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn only_the_two_know_of_it_and_only_the_one_asked_answers() {
    let server = TestServer::start().await;
    let (ana, ben, eve) =
        (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Eve").await);
    let id = id_of(&ask(&ana, &ben).await);
    let own = accept(&ana, &id, TIMES[0]).await;
    assert_eq!((own.status, &own.body["reason"]), (StatusCode::FORBIDDEN, &json!("not_your_turn")));
    for verb in ["respond", "withdraw", "cancel", "reschedule", "feedback"] {
        let body = match verb {
            "respond" => json!({ "action": "accept", "selected_time": TIMES[0] }),
            "reschedule" => json!({ "selected_time": TIMES[0] }),
            _ => json!({}),
        };
        assert_eq!(act(&eve, &id, verb, body).await.status, StatusCode::NOT_FOUND, "{verb}");
    }
    assert_eq!(eve.browser.get(&format!("/api/coffee-chat/{id}")).await.status, StatusCode::NOT_FOUND);
    let nobody = server.browser().get(&format!("/api/coffee-chat/{id}")).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn counter_proposals_turn_to_the_other_side_three_times() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = id_of(&ask(&ana, &ben).await);
        for (round, (member, other)) in [(&ben, &ana), (&ana, &ben), (&ben, &ana)].into_iter().enumerate() {
            let times = [format!("2027-01-{}T12:00:00Z", 15 + round)];
            let body = json!({ "action": "counter", "proposed_times": times, "message": "Rather then" });
            let countered = act(member, &id, "respond", body).await;
            assert_eq!(countered.status, StatusCode::OK, "{:?}", countered.body);
            assert_eq!(
                (&countered.body["status"], &countered.body["awaiting"]),
                (&json!("pending"), &json!("them"))
            );
            assert_eq!(countered.body["counters_left"], json!(2 - round));
            assert_eq!(seen(other, &id).await["awaiting"], json!("me"));
            assert!(rang(other, "coffee_chat_countered").await);
        }
        let fourth = act(&ana, &id, "respond", json!({ "action": "counter", "proposed_times": TIMES })).await;
        assert_eq!(
            (fourth.status, &fourth.body["reason"]),
            (StatusCode::CONFLICT, &json!("counters_used_up"))
        );
        let old = accept(&ana, &id, TIMES[0]).await;
        assert_eq!(old.body["errors"][0]["code"], "not_proposed", "the last proposal counts: {:?}", old.body);
        let accepted = accept(&ana, &id, "2027-01-17T12:00:00Z").await;
        assert_eq!(accepted.status, StatusCode::OK, "{:?}", accepted.body);
        assert!(rang(&ben, "coffee_chat_accepted").await);
    })
    .await;
}

#[tokio::test]
async fn a_request_can_be_declined_and_taken_back() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let first = id_of(&ask(&ana, &ben).await);
        let withdrawn = act(&ana, &first, "withdraw", json!({})).await;
        assert_eq!((withdrawn.status, &withdrawn.body["status"]), (StatusCode::OK, &json!("withdrawn")));
        assert_eq!(accept(&ben, &first, TIMES[0]).await.body["current"]["status"], "withdrawn");
        assert!(rang(&ben, "coffee_chat_withdrawn").await);

        let second = id_of(&ask(&ana, &ben).await);
        let declined =
            act(&ben, &second, "respond", json!({ "action": "decline", "message": "Not now" })).await;
        assert_eq!((declined.status, &declined.body["status"]), (StatusCode::OK, &json!("declined")));
        let mine = seen(&ana, &second).await;
        assert_eq!((&mine["status"], &mine["answer_message"]), (&json!("declined"), &json!("Not now")));
        assert!(rang(&ana, "coffee_chat_declined").await);
    })
    .await;
}

#[tokio::test]
async fn lists_are_newest_first_in_pages_and_by_status() {
    on_each_database(async |server| {
        let server = &server;
        let ana = server.signed_in("Ana").await;
        let mut ids = Vec::new();
        for name in ["Ben", "Cleo", "Dan", "Elif", "Finn"] {
            server.clock.set(server.app.state.context.now() + TimeDelta::seconds(1));
            ids.push(id_of(&ask(&ana, &server.member(name).await).await));
        }
        act(&ana, &ids[3], "withdraw", json!({})).await;
        ids.reverse();
        let mut listed = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = ana.browser.get(&format!("/api/coffee-chat/my-requests?limit=2{cursor}")).await.body;
            listed.extend(
                page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(listed, ids);
        let get = async |query: &str| {
            ana.browser.get(&format!("/api/coffee-chat/my-requests?status={query}")).await
        };
        assert_eq!(get("pending").await.body["items"].as_array().unwrap().len(), 4);
        assert_eq!(get("withdrawn,accepted").await.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(get("unheard_of").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let others = ana.browser.get("/api/coffee-chat/received-requests").await.body;
        assert_eq!(others["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_promised_twice_and_a_freed_time_can_be_taken() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben, cleo) =
            (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await);
        let first = agreed(&ana, &ben).await;
        // Half of the meeting overlaps.
        let second = id_of(&ask_at(&cleo, &ben, &["2027-01-13T09:20:00Z", "2027-01-13T09:30:00Z"]).await);
        let busy = accept(&ben, &second, "2027-01-13T09:20:00Z").await;
        assert_eq!((busy.status, &busy.body["reason"]), (StatusCode::CONFLICT, &json!("you_are_busy")));
        let pending = seen(&cleo, &second).await;
        assert_eq!((&pending["status"], &pending["video_call_id"]), (&json!("pending"), &Value::Null));
        let cancelled = act(&ana, &first, "cancel", json!({})).await;
        assert_eq!(cancelled.status, StatusCode::OK, "{:?}", cancelled.body);
        assert_eq!(accept(&ben, &second, "2027-01-13T09:20:00Z").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_chat_called_off_takes_its_call_with_it() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = agreed(&ana, &ben).await;
        server.set_clock("2027-01-13T07:30:00Z");
        ana.sign_in().await;
        ben.sign_in().await;
        let silent = act(&ben, &id, "cancel", json!({})).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            (&silent.body["errors"][0]["pointer"], &silent.body["errors"][0]["code"]),
            (&json!("/reason"), &json!("required"))
        );
        let cancelled = act(&ben, &id, "cancel", json!({ "reason": "A cold" })).await;
        assert_eq!(
            (&cancelled.body["status"], &cancelled.body["cancelled_by"]),
            (&json!("cancelled"), &json!("me"))
        );
        let hers = seen(&ana, &id).await;
        assert_eq!((&hers["cancelled_by"], &hers["cancel_reason"]), (&json!("them"), &json!("A cold")));
        let call = hers["video_call_id"].as_str().unwrap().parse().unwrap();
        let call = video_call::find(server.app.state.context.read(), call).await.unwrap().unwrap();
        assert_eq!((call.status, call.ics_sequence), (VideoCallStatus::Cancelled, 1));
        assert!(rang(&ana, "coffee_chat_cancelled").await);
        assert_eq!(act(&ben, &id, "cancel", json!({})).await.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn a_moved_chat_stays_the_same_chat_and_the_same_call() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben, cleo) =
            (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await);
        let id = agreed(&ana, &ben).await;
        let other = id_of(&ask_at(&cleo, &ana, &["2027-01-15T09:00:00Z"]).await);
        accept(&ana, &other, "2027-01-15T09:00:00Z").await;
        let to = |time: &str| json!({ "selected_time": time });
        let busy = act(&ben, &id, "reschedule", to("2027-01-15T09:15:00Z")).await;
        assert_eq!((busy.status, &busy.body["reason"]), (StatusCode::CONFLICT, &json!("they_are_busy")));
        let past = act(&ben, &id, "reschedule", to("2027-01-01T09:00:00Z")).await;
        assert_eq!(
            (&past.body["errors"][0]["pointer"], &past.body["errors"][0]["code"]),
            (&json!("/selected_time"), &json!("in_the_past"))
        );
        let before = seen(&ana, &id).await;
        // Into its own time: what it held itself does not stand in its way.
        for at in ["2027-01-13T09:15:00Z", "2027-01-15T10:00:00Z"] {
            let moved = act(&ben, &id, "reschedule", to(at)).await;
            assert_eq!(moved.status, StatusCode::OK, "{:?}", moved.body);
            assert_eq!(
                (&moved.body["status"], time(&moved.body["selected_time"])),
                (&json!("accepted"), instant(at))
            );
        }
        let after = seen(&ana, &id).await;
        assert_eq!(after["video_call_id"], before["video_call_id"]);
        let call = after["video_call_id"].as_str().unwrap().parse().unwrap();
        let call = video_call::find(server.app.state.context.read(), call).await.unwrap().unwrap();
        assert_eq!((call.scheduled_at, call.ics_sequence), (Some(instant("2027-01-15T10:00:00Z")), 2));
        assert!(rang(&ana, "coffee_chat_rescheduled").await);
    })
    .await;
}

#[tokio::test]
async fn a_call_called_off_takes_its_chat_with_it() {
    on_each_database(async |server| {
        let server = &server;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        let id = agreed(&ana, &ben).await;
        let call = seen(&ana, &id).await["video_call_id"].as_str().unwrap().to_owned();
        let gone = ana.browser.delete(&format!("/api/video-calls/{call}")).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{:?}", gone.body);
        let chat = seen(&ben, &id).await;
        assert_eq!((&chat["status"], &chat["cancelled_by"]), (&json!("cancelled"), &json!("them")));
        assert!(rang(&ben, "coffee_chat_cancelled").await);
        assert_eq!(store::invariant::broken(server.app.state.context.read()).await.unwrap(), []);
    })
    .await;
}
