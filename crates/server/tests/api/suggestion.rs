//! Suggestions over HTTP: what a member sees, narrows, and does with them.

use std::time::{Duration, Instant};

use model::id::UserId;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::demo::{DIEGO, LENA, PASSWORD};
use server::services::password::Passwords;

use crate::coffee_chat::{act, ask, id_of};
use crate::database::TestDatabase;
use crate::support::{Answer, Browser, Member, START, TestServer, instant};

const LIST: &str = "/api/coffee-chat/suggestions";

/// A server with the demo community.
pub(crate) async fn demo(people: usize) -> TestServer {
    let server = TestServer::start().await;
    let context = &server.app.state.context;
    let community = server::demo::community(people, instant(START));
    let hash = Passwords::default().hash(PASSWORD, context.chance()).await.expect("a hash");
    let begun = Instant::now();
    let writer = context.write().await.expect("a transaction");
    store::demo::insert(&writer, &community, &hash, instant(START)).await.expect("the community is written");
    context.commit(writer).await.expect("the community is kept");
    assert!(begun.elapsed() < Duration::from_secs(15), "took {:?}", begun.elapsed());
    server.app.state.suggestion.reload().await.expect("the population is read");
    server
}

/// Somebody of the demo community, signed in.
pub(crate) async fn sign_in(server: &TestServer, email: &str) -> Browser {
    let browser = server.browser();
    let answer = browser.post("/api/auth/login", json!({ "email": email, "password": PASSWORD })).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    browser
}

/// The list that was answered.
pub(crate) fn items(answer: &Answer) -> &Vec<Value> {
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body["items"].as_array().expect("a list")
}

fn ids(answer: &Answer) -> Vec<String> {
    items(answer).iter().map(|item| item["person"]["id"].as_str().expect("an id").to_owned()).collect()
}

fn scores(answer: &Answer) -> Vec<u64> {
    items(answer).iter().map(|item| item["score"].as_u64().expect("a whole percent")).collect()
}

#[tokio::test]
async fn the_two_of_the_demo_are_suggested_to_each_other_with_reasons() {
    let server = demo(2_000).await;
    for (me, other) in [(LENA, "Diego Marín"), (DIEGO, "Lena Okafor")] {
        let list = sign_in(&server, me).await.get(LIST).await;
        assert_eq!(items(&list).len(), 20);
        assert!(scores(&list).is_sorted_by(|a, b| a >= b), "{:?}", scores(&list));
        let found = items(&list).iter().find(|item| item["person"]["name"] == other);
        let found = found.unwrap_or_else(|| panic!("{other} is not among {:#?}", list.body));
        assert!(found["score"].as_u64().expect("a number") >= 60, "{found:#}");
        assert_eq!(found["parts"]["proximity"]["band"], "far");
        assert_eq!(found["parts"]["mutual"]["count"], 3);
        assert_eq!(found["coverage"], 100);
        assert!(found["shared_interests"].as_array().expect("a list").contains(&json!("soil")), "{found:#}");
        let codes: Vec<&str> = found["reasons"]
            .as_array()
            .expect("reasons")
            .iter()
            .filter_map(|reason| reason["code"].as_str())
            .collect();
        assert!(codes.contains(&"mutual_contacts") && codes.contains(&"same_field"), "{codes:?}");
    }
}

#[tokio::test]
async fn filters_narrow_and_never_change_a_score() {
    let server = demo(600).await;
    let lena = sign_in(&server, LENA).await;
    let all = lena.get(LIST).await;
    let energy = lena.get(&format!("{LIST}?industry=energy")).await;
    for item in items(&energy) {
        let code = item["person"]["industry"]["code"].as_str().expect("a code");
        assert!(code.starts_with("energy."), "{code}");
        let same = items(&all).iter().find(|other| other["person"]["id"] == item["person"]["id"]);
        assert!(same.is_none_or(|same| same["score"] == item["score"]));
    }
    assert!(!items(&energy).is_empty());
    let near = lena.get(&format!("{LIST}?radius_km=50")).await;
    assert!(
        items(&near).iter().all(|item| item["parts"]["proximity"]["band"] == "same_area"),
        "{:#}",
        near.body
    );
    let in_portugal = lena.get(&format!("{LIST}?location=Portugal&interests=soil,cycling")).await;
    assert!(items(&in_portugal).iter().any(|item| item["person"]["name"] == "Diego Marín"));
    let both = lena.get(&format!("{LIST}?interests=soil,rewilding&interests_match=all")).await;
    for item in items(&both) {
        let interests = item["person"]["interests"].as_array().expect("interests");
        assert!(interests.contains(&json!("soil")) && interests.contains(&json!("rewilding")));
    }
    assert_eq!(items(&lena.get(&format!("{LIST}?limit=3")).await).len(), 3);
}

#[tokio::test]
async fn a_filter_that_names_nothing_is_told() {
    let server = demo(50).await;
    let lena = sign_in(&server, LENA).await;
    for (query, pointer) in [
        ("industry=alchemy", "/industry"),
        ("location=Nowhereville", "/location"),
        ("radius_km=60", "/radius_km"),
        ("radius_km=near", "/radius_km"),
        ("interests_match=some", "/interests_match"),
        ("limit=21", "/limit"),
    ] {
        let answer = lena.get(&format!("{LIST}?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {:?}", answer.body);
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{query}");
    }
}

#[tokio::test]
async fn whoever_is_put_aside_or_blocked_is_gone_at_once() {
    let server = demo(300).await;
    let lena = sign_in(&server, LENA).await;
    let first = ids(&lena.get(LIST).await);
    let dismissed = lena.post(&format!("{LIST}/{}/dismiss", first[0]), json!({ "reason": "too_far" })).await;
    assert_eq!(dismissed.status, StatusCode::NO_CONTENT, "{:?}", dismissed.body);
    let blocked = lena.post(&format!("/api/people/{}/block", first[1]), json!({})).await;
    assert_eq!(blocked.status, StatusCode::NO_CONTENT, "{:?}", blocked.body);
    let then = ids(&lena.get(LIST).await);
    assert!(!then.contains(&first[0]) && !then.contains(&first[1]));
    for _ in 0..2 {
        let restored = lena.delete(&format!("{LIST}/{}/dismiss", first[0])).await;
        assert_eq!(restored.status, StatusCode::NO_CONTENT, "{:?}", restored.body);
    }
    assert_eq!(ids(&lena.get(LIST).await)[0], first[0], "who was put aside by mistake is back");
    let nobody = format!("{LIST}/{}/dismiss", UserId(uuid::Uuid::nil()));
    assert_eq!(lena.post(&nobody, json!({})).await.status, StatusCode::NOT_FOUND);
    server.set_clock("2027-07-11T09:00:00Z");
    let later = ids(&sign_in(&server, LENA).await.get(LIST).await);
    assert!(!later.contains(&first[1]), "a block does not lapse");
}

#[tokio::test]
async fn a_card_seen_on_three_days_makes_room_for_others() {
    let server = demo(300).await;
    let first = ids(&sign_in(&server, LENA).await.get(LIST).await);
    for day in ["2027-01-11", "2027-01-12", "2027-01-13"] {
        server.set_clock(&format!("{day}T10:00:00Z"));
        let lena = sign_in(&server, LENA).await;
        assert!(ids(&lena.get(LIST).await).contains(&first[0]), "{day}");
        for _ in 0..2 {
            let seen = lena.post(&format!("{LIST}/shown"), json!({ "person_ids": [first[0]] })).await;
            assert_eq!(seen.status, StatusCode::NO_CONTENT, "{:?}", seen.body);
        }
    }
    let lena = sign_in(&server, LENA).await;
    assert!(!ids(&lena.get(LIST).await).contains(&first[0]));
    server.set_clock("2027-02-10T09:00:00Z");
    let rested = sign_in(&server, LENA).await.get(&format!("{LIST}?limit=20")).await;
    assert!(ids(&rested).contains(&first[0]), "rested for 28 days");
}

#[tokio::test]
async fn a_new_member_without_anything_sees_people_and_what_would_help() {
    let server = demo(200).await;
    let newcomer = server.signed_in("Nora Neu").await;
    let list = newcomer.browser.get(LIST).await;
    assert_eq!(items(&list).len(), 10, "a small list is filled to ten");
    for item in items(&list) {
        assert_eq!(item["coverage"], 30);
        assert_eq!(item["parts"]["proximity"]["band"], "unknown");
        assert_eq!(item["parts"]["industry"]["text"], "Add your field to sharpen this");
    }
}

#[tokio::test]
async fn a_change_of_the_profile_shows_in_the_next_list() {
    let server = demo(400).await;
    let lena = sign_in(&server, LENA).await;
    let profile = lena.get("/api/me/profile").await;
    assert_eq!(profile.status, StatusCode::OK);
    let before = lena.get(LIST).await;
    let change = json!({ "industry_code": "law.practice.litigation", "wanted_industry_codes": [], "past_industry_codes": [] });
    let changed = lena.put("/api/me/profile", change).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_ne!(ids(&lena.get(LIST).await), ids(&before));
}

#[tokio::test]
async fn suggestions_are_for_members() {
    let server = demo(20).await;
    assert_eq!(server.browser().get(LIST).await.status, StatusCode::UNAUTHORIZED);
}

/// Whom the member sees on a node.
async fn seen_on(node: &TestServer, who: &Member) -> Vec<String> {
    ids(&crate::support::answer(who.browser.client().get(format!("{}{LIST}", node.url))).await)
}

#[tokio::test]
async fn a_node_whose_population_stands_still_shows_nobody_who_must_not_be_shown() {
    let database = TestDatabase::postgres().await;
    let [one, other] = [(); 2].map(|()| TestServer::start_on(database.options.url.clone(), None, |_| {}));
    let (one, other) = (one.await, other.await);
    let ana = one.signed_in("Ana").await;
    let mut people = Vec::new();
    for name in ["Ben", "Cleo", "Dora", "Emil", "Finn"] {
        people.push(one.signed_in(name).await);
    }
    let [blocker, away, asked, decliner, bystander] = &people[..] else { panic!("five people") };
    let request = ask(&ana, decliner).await;
    for node in [&one, &other] {
        node.app.state.suggestion.reload().await.expect("the population is read");
        assert_eq!(seen_on(node, &ana).await.len(), 4);
    }
    let held = [one.app.state.suggestion.hold().await, other.app.state.suggestion.hold().await];

    blocker.browser.post(&format!("/api/people/{}/block", ana.id), json!({})).await;
    crate::person::tell(away, json!({ "paused_until": "2027-02-01T09:00:00Z" })).await;
    assert_eq!(ask(&ana, asked).await.status, StatusCode::CREATED);
    act(decliner, &id_of(&request), "respond", json!({ "action": "decline" })).await;
    for node in [&one, &other] {
        assert_eq!(seen_on(node, &ana).await, [bystander.id.to_string()]);
    }
    drop(held);
    assert_eq!(seen_on(&one, &ana).await, [bystander.id.to_string()]);
}

#[tokio::test]
async fn a_second_start_takes_up_what_was_written_down_and_follows_from_there() {
    let database = TestDatabase::sqlite().await;
    let first = TestServer::start_on(database.options.url.clone(), None, |_| {}).await;
    let (ana, ben) = (first.signed_in("Ana").await, first.signed_in("Ben").await);
    let cleo = first.signed_in("Cleo").await;
    for member in [&ana, &ben, &cleo] {
        crate::person::tell(member, json!({ "headline": "Somebody the events tell of" })).await;
    }
    assert_eq!(seen_on(&first, &ana).await.len(), 2);
    first.app.stop().await.expect("it stops");
    let second = TestServer::start_on(database.options.url.clone(), None, |_| {}).await;
    let both = async |server: &TestServer| {
        let mut seen = seen_on(server, &ana).await;
        seen.sort_unstable();
        let mut expected = [ben.id.to_string(), cleo.id.to_string()];
        expected.sort_unstable();
        seen == expected
    };
    assert!(both(&second).await);
    let path = database.options.sqlite_file().expect("a file").with_extension("population");
    second.app.stop().await.expect("it stops");
    // Damaged or of another database, it is put aside and everything is read from the database.
    let mut bytes = std::fs::read(&path).expect("it was written down");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).expect("it can be damaged");
    let third = TestServer::start_on(database.options.url.clone(), None, |_| {}).await;
    assert!(both(&third).await);
}
