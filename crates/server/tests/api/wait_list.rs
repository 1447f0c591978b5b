//! Waiting for a place with somebody who is full: what is told, to whom, in which order, and to whom nothing.

use std::collections::HashMap;

use reqwest::StatusCode;
use serde_json::{Value, json};
use store::Connection as _;

use crate::coffee_chat::{TIMES, act, ask, ask_at, id_of};
use crate::coffee_chat_mail::{mail_to, plain, server_with};
use crate::smtp::MailServer;
use crate::support::{Answer, Member, TestServer, on_each_database};

fn list(person: &Member) -> String {
    format!("/api/coffee-chat/wait-list/{}", person.id)
}

async fn join(waiter: &Member, person: &Member) -> Answer {
    waiter.browser.put(&list(person), json!({})).await
}

async fn joined(waiter: &Member, person: &Member) {
    let answer = join(waiter, person).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

async fn page(viewer: &Member, person: &Member) -> Value {
    viewer.browser.get(&format!("/api/people/{}", person.id)).await.body
}

/// The people of whose place somebody was told, as often as they were told.
async fn told_of(server: &TestServer, waiter: &Member) -> Vec<Value> {
    server.until_idle().await;
    let bell = waiter.browser.get("/api/notifications").await.body;
    let lines = bell["items"].as_array().cloned().expect("a list of lines");
    let places = lines.into_iter().filter(|line| line["kind"] == "wait_list_place");
    places.map(|line| line["data"]["person_id"].clone()).collect()
}

async fn is_told(server: &TestServer, waiter: &Member, times: usize) {
    let told = told_of(server, waiter).await;
    assert_eq!(told.len(), times, "{}: {told:?}", waiter.email);
}

async fn members<const N: usize>(server: &TestServer, names: [&str; N]) -> [Member; N] {
    let mut members = Vec::new();
    for name in names {
        members.push(server.signed_in(name).await);
    }
    members.try_into().unwrap_or_else(|_| unreachable!("as many members as names"))
}

/// Three who asked the person and wait for an answer: their requests.
async fn fill(server: &TestServer, person: &Member) -> Vec<String> {
    let mut requests = Vec::new();
    for asker in members(server, ["Asker One", "Asker Two", "Asker Three"]).await {
        requests.push(id_of(&ask(&asker, person).await));
    }
    requests
}

async fn decline(person: &Member, request: &str) {
    let answer = act(person, request, "respond", json!({ "action": "decline" })).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

/// Moves the clock; sign-ins do not live that long.
async fn later(server: &TestServer, now: &str, people: &[&Member]) {
    server.set_clock(now);
    for person in people {
        person.sign_in().await;
    }
}

#[tokio::test]
async fn a_full_person_stays_in_the_directory_with_the_day_of_the_next_opening() {
    on_each_database(async |server| {
        let [ana, ben] = members(&server, ["Ana", "Ben"]).await;
        let before = page(&ana, &ben).await;
        assert_eq!((&before["is_full"], &before["next_opening"]), (&json!(false), &Value::Null));
        fill(&server, &ben).await;
        // The requests run out at 10:00 on the 14th: the 15th is the first day that has room from its beginning.
        let page = page(&ana, &ben).await;
        assert_eq!(
            (&page["is_full"], &page["next_opening"]),
            (&json!(true), &json!("2027-01-15")),
            "{page:#}"
        );
        assert_eq!((&page["can_request"], &page["wait"]), (&json!(true), &Value::Null));
        let directory = ana.browser.get("/api/people?q=ben").await.body;
        let card = &directory["items"][0];
        assert_eq!(
            (&card["is_full"], &card["next_opening"]),
            (&json!(true), &json!("2027-01-15")),
            "{card:#}"
        );
        let refused = ask(&ana, &ben).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(refused.body["reason"], "full_inbox");
        assert_eq!(refused.body["next_opening"], "2027-01-15");
        let own = ben.browser.get(&format!("/api/people/{}", ben.id)).await.body;
        assert_eq!(own["is_full"], false, "nobody reads of themselves as others do");
    })
    .await;
}

#[tokio::test]
async fn whoever_takes_no_chats_is_not_full_and_nobody_waits_for_them() {
    on_each_database(async |server| {
        let [ana, ben] = members(&server, ["Ana", "Ben"]).await;
        assert_eq!(join(&ana, &ben).await.body["reason"], "has_room");
        assert_eq!(join(&ana, &ana).await.body["reason"], "self");
        fill(&server, &ben).await;
        for (change, reason) in [
            (json!({ "open_to_chats": false }), "not_open"),
            (json!({ "open_to_chats": true, "paused_until": "2027-01-20T00:00:00Z" }), "paused"),
        ] {
            ben.browser.put("/api/me/profile", change).await;
            assert_eq!(join(&ana, &ben).await.body["reason"], reason);
            let page = page(&ana, &ben).await;
            assert_eq!((&page["is_full"], &page["next_opening"]), (&json!(false), &Value::Null), "{reason}");
        }
    })
    .await;
}

#[tokio::test]
async fn those_who_wait_are_told_in_order_each_of_a_place_of_their_own() {
    on_each_database(async |server| {
        let [ben, ana, cleo, dan] = members(&server, ["Ben", "Ana", "Cleo", "Dan"]).await;
        let requests = fill(&server, &ben).await;
        let waiting = [&ana, &cleo, &dan];
        for (minute, waiter) in waiting.iter().enumerate() {
            server.set_clock(&format!("2027-01-11T09:0{minute}:00Z"));
            joined(waiter, &ben).await;
            joined(waiter, &ben).await;
        }
        for waiter in waiting {
            is_told(&server, waiter, 0).await;
        }
        let [_, withdrawn, _] = &requests[..] else { unreachable!("three requests") };
        decline(&ben, &requests[0]).await;
        is_told(&server, &ana, 1).await;
        is_told(&server, &cleo, 0).await;
        let seen = page(&ana, &ben).await;
        assert_eq!(seen["is_full"], false);
        assert_eq!(seen["wait"]["offered_until"], "2027-01-13T09:02:00Z", "{seen:#}");

        // Ana does not use it: 48 hours later the next is told.
        later(&server, "2027-01-13T09:01:00Z", &[&ana, &cleo, &dan]).await;
        is_told(&server, &cleo, 0).await;
        server.set_clock("2027-01-13T09:02:00Z");
        is_told(&server, &cleo, 1).await;
        is_told(&server, &dan, 0).await;
        is_told(&server, &ana, 1).await;

        // Cleo asks: her wait is over, and Ben is full again.
        id_of(&ask_at(&cleo, &ben, &["2027-01-20T10:00:00Z"]).await);
        assert_eq!(page(&cleo, &ben).await["wait"], Value::Null);
        is_told(&server, &dan, 0).await;
        // The other way to open a place: Dan is next, since Ana let one pass.
        let asker = server.browser();
        asker
            .post(
                "/api/auth/login",
                json!({ "email": "asker.two@example.org", "password": crate::support::PASSWORD }),
            )
            .await;
        let taken_back = asker.post(&format!("/api/coffee-chat/{withdrawn}/withdraw"), json!({})).await;
        assert_eq!(taken_back.status, StatusCode::OK, "{:?}", taken_back.body);
        is_told(&server, &dan, 1).await;
        is_told(&server, &ana, 1).await;
        is_told(&server, &ben, 0).await;
    })
    .await;
}

#[tokio::test]
async fn a_place_opens_by_time_and_by_the_persons_own_settings() {
    on_each_database(async |server| {
        let [ben, ana, cleo] = members(&server, ["Ben", "Ana", "Cleo"]).await;
        fill(&server, &ben).await;
        joined(&ana, &ben).await;
        // All three requests run out at once, and with them come three places.
        later(&server, "2027-01-14T10:00:00Z", &[&ana, &ben, &cleo]).await;
        is_told(&server, &ana, 1).await;

        ben.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 0 })).await;
        let never = page(&cleo, &ben).await;
        assert_eq!((&never["is_full"], &never["next_opening"]), (&json!(true), &Value::Null));
        joined(&cleo, &ben).await;
        is_told(&server, &cleo, 0).await;
        ben.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 2 })).await;
        // Ana's offer was void while Ben took none, and her turn is kept.
        is_told(&server, &ana, 2).await;
        is_told(&server, &cleo, 1).await;
    })
    .await;
}

#[tokio::test]
async fn a_month_rolls_on_and_a_break_ends() {
    on_each_database(async |server| {
        let [ben, ana, cleo] = members(&server, ["Ben", "Ana", "Cleo"]).await;
        ben.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 1 })).await;
        let id = id_of(&ask(&cleo, &ben).await);
        let accepted =
            act(&ben, &id, "respond", json!({ "action": "accept", "selected_time": TIMES[0] })).await;
        assert_eq!(accepted.status, StatusCode::OK);
        let seen = page(&ana, &ben).await;
        assert_eq!((&seen["is_full"], &seen["next_opening"]), (&json!(true), &json!("2027-02-09")));
        joined(&ana, &ben).await;
        is_told(&server, &ana, 0).await;
        ben.browser.put("/api/me/profile", json!({ "paused_until": "2027-02-10T00:00:00Z" })).await;
        later(&server, "2027-02-08T09:00:00Z", &[&ana]).await;
        is_told(&server, &ana, 0).await;
        server.set_clock("2027-02-10T00:00:00Z");
        is_told(&server, &ana, 1).await;
    })
    .await;
}

#[tokio::test]
async fn somebody_else_may_take_the_place_and_the_turn_is_kept() {
    on_each_database(async |server| {
        let [ben, ana, cleo] = members(&server, ["Ben", "Ana", "Cleo"]).await;
        let requests = fill(&server, &ben).await;
        joined(&ana, &ben).await;
        decline(&ben, &requests[0]).await;
        is_told(&server, &ana, 1).await;
        let taken = id_of(&ask(&cleo, &ben).await);
        server.until_idle().await;
        let seen = page(&ana, &ben).await;
        assert_eq!(
            (&seen["is_full"], &seen["wait"]["offered_until"]),
            (&json!(true), &Value::Null),
            "{seen:#}"
        );
        act(&cleo, &taken, "withdraw", json!({})).await;
        is_told(&server, &ana, 2).await;
    })
    .await;
}

#[tokio::test]
async fn it_ends_by_leaving_and_after_half_a_year() {
    on_each_database(async |server| {
        let [ben, ana, cleo] = members(&server, ["Ben", "Ana", "Cleo"]).await;
        ben.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 0 })).await;
        joined(&ana, &ben).await;
        joined(&cleo, &ben).await;
        let mine = ana.browser.get("/api/coffee-chat/wait-list").await.body;
        assert_eq!(mine["items"][0]["person"]["name"], "Ben", "{mine:#}");
        assert_eq!(mine["items"][0]["wait"]["ends_at"], "2027-07-10T09:00:00Z");
        assert_eq!(ana.browser.delete(&list(&ben)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ana.browser.get("/api/coffee-chat/wait-list").await.body["items"], json!([]));
        later(&server, "2027-07-10T09:00:00Z", &[&ana, &ben, &cleo]).await;
        ben.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 3 })).await;
        is_told(&server, &ana, 0).await;
        is_told(&server, &cleo, 0).await;
        assert_eq!(page(&cleo, &ben).await["wait"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn whom_one_may_not_know_is_waited_for_like_nobody_and_leaving_tells_nothing() {
    on_each_database(async |server| {
        let [ben, ana] = members(&server, ["Ben", "Ana"]).await;
        fill(&server, &ben).await;
        let nobody = "/api/coffee-chat/wait-list/0190a0b0-0000-7000-8000-000000000001";
        let unknown = ana.browser.put(nobody, json!({})).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let like_nobody = async || {
            let answer = join(&ana, &ben).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{:?}", answer.body);
            for member in ["type", "title", "status", "detail", "reason", "next_opening"] {
                assert_eq!(answer.body[member], unknown.body[member], "{member}");
            }
            assert_eq!(ana.browser.get("/api/coffee-chat/wait-list").await.body["items"], json!([]));
            assert_eq!(ana.browser.delete(nobody).await.status, StatusCode::NO_CONTENT);
        };
        for is_waiting in [false, true] {
            if is_waiting {
                joined(&ana, &ben).await;
            }
            ben.browser.put("/api/me/profile", json!({ "visibility": "nobody" })).await;
            like_nobody().await;
            ben.browser.put("/api/me/profile", json!({ "visibility": "members" })).await;
        }
        let block = format!("/api/people/{}/block", ana.id);
        ben.browser.post(&block, json!({})).await;
        like_nobody().await;
        ben.browser.delete(&block).await;
        assert_eq!(page(&ana, &ben).await["wait"], Value::Null, "a block ends it");
    })
    .await;
}

/// Each joins, asks, leaves and is answered in some order; whatever happens, no more are told than could ask.
#[tokio::test]
async fn never_are_more_told_than_there_are_places() {
    on_each_database(async |server| {
        let ben = server.signed_in("Ben").await;
        let mut open: HashMap<usize, String> = HashMap::new();
        let names = ["Una", "Duo", "Trio", "Quarta", "Quinto", "Sexta", "Septimo"];
        let people = members(&server, names).await;
        let mut chance: u32 = 20_270_111;
        for step in 0..90 {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (at, deed) = (usize::try_from(chance >> 20).unwrap() % people.len(), (chance >> 12) % 8);
            let one = &people[at];
            match deed {
                0..=2 => drop(join(one, &ben).await),
                3 => drop(one.browser.delete(&list(&ben)).await),
                4 | 5 => {
                    let asked = ask(one, &ben).await;
                    if asked.status == StatusCode::CREATED {
                        open.insert(at, id_of(&asked));
                    }
                }
                6 => {
                    if let Some(id) = open.remove(&at) {
                        act(one, &id, "withdraw", json!({})).await;
                    }
                }
                _ => {
                    let limit = (chance >> 8) % 4;
                    ben.browser.put("/api/me/profile", json!({ "monthly_chat_limit": limit })).await;
                }
            }
            server.until_idle().await;
            let (offers, places) = offers_and_places(&server, &ben).await;
            assert!(offers <= places, "step {step}: {offers} are told of {places} places");
        }
    })
    .await;
}

async fn offers_and_places(server: &TestServer, person: &Member) -> (usize, usize) {
    let context = &server.app.state.context;
    let now = context.now();
    let line = store::wait_list::line(context.read(), person.id).await.unwrap();
    let offers = line.iter().filter(|wait| wait.offered_until(now).is_some()).count();
    let since = now - chrono::TimeDelta::days(28);
    let facts = store::wait_list::rooms(context.read(), &[person.id], since).await.unwrap();
    let facts = &facts[&person.id];
    let in_inbox = 3_usize.saturating_sub(facts.waiting_until.len());
    let in_month = usize::try_from(facts.monthly_chat_limit).unwrap().saturating_sub(facts.accepted_at.len());
    (offers, in_inbox.min(in_month))
}

#[tokio::test]
async fn the_letter_says_who_until_when_and_that_the_person_does_not_know() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let [ben, ana] = members(&server, ["Ben Berg", "Ana Silva"]).await;
    let writer = server.app.state.context.write().await.unwrap();
    writer.execute_unprepared("UPDATE profiles SET time_zone = 'Europe/Berlin'").await.unwrap();
    writer.commit().await.unwrap();
    let requests = fill(&server, &ben).await;
    joined(&ana, &ben).await;
    decline(&ben, &requests[0]).await;
    let got = mail_to(&mail, &ana, 0).await;
    assert_eq!(got.content.header("subject"), "Ben has room for a coffee chat");
    let text = plain(&got);
    for part in [
        "when Ben Berg can be asked again",
        "Wednesday 13 January 2027, 10:00 Berlin",
        &format!("Ask Ben: {}/people/{}", server.url, ben.id),
        "Ben does not know that.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    server.until_idle().await;
    let to_ben = mail.mails_to(&ben.email);
    assert!(to_ben.iter().all(|mail| !plain(mail).contains("Ana")), "nothing about Ana reaches Ben");
}
