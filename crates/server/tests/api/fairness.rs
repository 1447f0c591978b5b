//! How evenly people are shown, and why somebody is not, as the platform's team asks.

use model::id::UserId;
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde_json::{Value, json};

use crate::support::{Member, TestServer, eventually, on_each_database};

const FAIRNESS: &str = "/api/admin/matching/fairness";
const LIST: &str = "/api/coffee-chat/suggestions";

async fn change(member: &Member, change: Value) {
    let answer = member.browser.put("/api/me/profile", change).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

async fn see(viewer: &Member, people: &[UserId]) {
    let seen = viewer.browser.post(&format!("{LIST}/shown"), json!({ "person_ids": people })).await;
    assert_eq!(seen.status, StatusCode::NO_CONTENT, "{:?}", seen.body);
}

async fn figures(admin: &Member) -> Value {
    let answer = admin.browser.get(FAIRNESS).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

async fn why(admin: &Member, viewer: &Member, person: &Member) -> Value {
    let path = format!("/api/admin/matching/why-not-shown?viewer_id={}&person_id={}", viewer.id, person.id);
    let answer = admin.browser.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

/// The answer once it has this code: on PostgreSQL an event may stand behind an older transaction for a moment.
async fn why_in_time(admin: &Member, viewer: &Member, person: &Member, code: &str) -> Value {
    eventually(async || Some(why(admin, viewer, person).await).filter(|answer| answer["code"] == code)).await
}

async fn ask(asker: &Member, asked: &Member) -> Value {
    let body = json!({ "recipient_id": asked.id, "proposed_times": ["2027-01-14T10:00:00Z"] });
    let answer = asker.browser.post("/api/coffee-chat/request", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    answer.body
}

#[tokio::test]
async fn appearances_are_counted_and_shared_out_over_those_who_take_part() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        let nobody_shown = figures(&admin).await;
        assert_eq!(nobody_shown["eligible"], 1);
        assert_eq!(nobody_shown["exposure_gini"], 0.0);
        let (ana, ben, cleo) =
            (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await);
        let hidden = server.signed_in("Dora").await;
        change(&hidden, json!({ "visibility": "nobody" })).await;
        see(&ana, &[ben.id, cleo.id]).await;
        see(&cleo, &[ben.id, hidden.id]).await;
        see(&cleo, &[ben.id]).await;
        let then = figures(&admin).await;
        assert_eq!(then["eligible"], 4, "{then:#}");
        assert_eq!(then["never_shown"], 2, "Ana and the admin");
        assert_eq!(then["appearances"], 3, "a day counts once, and who hides does not count");
        assert_eq!(then["exposure_gini"], 0.58);
        assert_eq!(then["since"], "2026-12-15");
        server.set_clock("2027-02-08T09:00:00Z");
        let admin = again(&admin).await;
        assert_eq!(figures(&admin).await["appearances"], 0, "28 days later");
    })
    .await;
}

async fn again(member: &Member) -> Member {
    member.sign_in().await;
    member.clone()
}

#[tokio::test]
async fn the_full_and_the_resting_are_counted() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        let ben = server.signed_in("Ben").await;
        for name in ["Ana", "Cleo", "Dora"] {
            ask(&server.signed_in(name).await, &ben).await;
        }
        let (eve, finn) = (server.signed_in("Eve").await, server.signed_in("Finn").await);
        change(&eve, json!({ "monthly_chat_limit": 0 })).await;
        change(&finn, json!({ "paused_until": "2027-01-20T09:00:00Z" })).await;
        let crowd = viewers(&server, 40).await;
        for viewer in &crowd {
            note_view(&server, *viewer, ben.id).await;
        }
        let figures = figures(&admin).await;
        for (figure, expected) in [
            ("fullest_inbox", 3),
            ("inbox_cap", 3),
            ("full_inbox", 1),
            ("full_month", 1),
            ("at_exposure_cap", 1),
            ("exposure_cap", 40),
            ("paused", 1),
        ] {
            assert_eq!(figures[figure], expected, "{figure}: {figures:#}");
        }
    })
    .await;
}

/// So many members who need no sign-in.
async fn viewers(server: &TestServer, count: usize) -> Vec<UserId> {
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(server.member(&format!("Viewer {number}")).await.id);
    }
    ids
}

async fn note_view(server: &TestServer, viewer: UserId, person: UserId) {
    server.app.state.suggestion.note_shown(viewer, &[person]).await.expect("it is noted");
}

#[tokio::test]
async fn groups_are_told_of_from_twenty_people_on() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        for (year, count) in [(1994, 12), (1998, 9), (2003, 22), (2011, 4)] {
            for number in 0..count {
                let member = server.member(&format!("Member {year} {number}")).await;
                set(&server, member.id, year, if year < 2000 { "law" } else { "energy.renewables.wind" })
                    .await;
            }
        }
        let figures = figures(&admin).await;
        let classes = figures["by_class"].as_array().expect("groups");
        let told: Vec<(&str, Option<i64>, i64)> = classes.iter().map(told).collect();
        assert_eq!(told, [("decade", Some(2000), 22), ("smaller", None, 26)], "{classes:#?}");
        let sectors = figures["by_sector"].as_array().expect("groups");
        assert_eq!(sectors[0]["label"], "Energy and climate", "{sectors:#?}");
        assert!(sectors.iter().all(|group| group["people"].as_i64().expect("a count") >= 20));
    })
    .await;
}

fn told(group: &Value) -> (&str, Option<i64>, i64) {
    let kind = group["kind"].as_str().expect("a kind");
    (kind, group["decade"].as_i64(), group["people"].as_i64().expect("a count"))
}

async fn set(server: &TestServer, member: UserId, year: i32, industry: &str) {
    let context = &server.app.state.context;
    let writer = context.write().await.expect("a transaction");
    let change = Statement::from_sql_and_values(
        context.read().get_database_backend(),
        "UPDATE profiles SET graduation_year = $1, industry_code = $2 WHERE user_id = $3",
        [year.into(), industry.into(), member.0.into()],
    );
    writer.execute_raw(change).await.expect("the profile is changed");
    context.commit(writer).await.expect("it is kept");
}

#[tokio::test]
async fn the_team_learns_why_somebody_is_not_shown_and_until_when() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        let (ana, ben, cleo) =
            (server.signed_in("Ana").await, server.signed_in("Ben").await, server.signed_in("Cleo").await);
        let listed = why(&admin, &ana, &ben).await;
        assert_eq!((&listed["code"], &listed["places"]), (&json!("listed"), &json!(20)), "{listed:#}");
        assert!(listed["rank"].as_u64().is_some_and(|rank| (1..=3).contains(&rank)), "{listed:#}");
        assert_eq!(why(&admin, &ana, &ana).await["code"], "self");

        change(&ben, json!({ "paused_until": "2027-01-20T09:00:00Z" })).await;
        let paused = why_in_time(&admin, &ana, &ben, "paused").await;
        assert_eq!((&paused["code"], &paused["until"]), (&json!("paused"), &json!("2027-01-20T09:00:00Z")));
        assert_eq!(paused["rank"], listed["rank"], "the place he would have");
        change(&ben, json!({ "paused_until": null })).await;

        let request = ask(&ana, &ben).await;
        why_in_time(&admin, &ana, &ben, "pending_request").await;
        let decline = format!("/api/coffee-chat/{}/respond", request["id"].as_str().expect("an id"));
        ben.browser.post(&decline, json!({ "action": "decline" })).await;
        let declined = why_in_time(&admin, &ana, &ben, "recently_declined").await;
        assert_eq!(declined["until"], "2027-04-11T09:00:00Z");
        assert_eq!(why(&admin, &ben, &ana).await["code"], "listed", "one way only");

        for name in ["Dora", "Eve", "Finn"] {
            ask(&server.signed_in(name).await, &cleo).await;
        }
        let full = why_in_time(&admin, &ana, &cleo, "full_inbox").await;
        assert!(full["until"].as_str().is_some_and(|until| until > "2027-01-11"), "{full:#}");
    })
    .await;
}

#[tokio::test]
async fn a_look_at_two_people_stands_in_the_audit_log_and_is_for_the_team() {
    on_each_database(async |server| {
        let admin = server.signed_in_admin("Root").await;
        let (ana, ben) = (server.signed_in("Ana").await, server.signed_in("Ben").await);
        why(&admin, &ana, &ben).await;
        let looks = looks(&server).await;
        assert_eq!(looks.len(), 1, "{looks:?}");
        assert_eq!(looks[0].subject, format!("user:{}", ben.id));
        assert_eq!(looks[0].data, json!({ "viewer_id": ana.id }));

        let pair = format!("/api/admin/matching/why-not-shown?viewer_id={}&person_id={}", ana.id, ben.id);
        for path in [FAIRNESS, &pair] {
            assert_eq!(ana.browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(server.browser().get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let nobody =
            format!("/api/admin/matching/why-not-shown?viewer_id={}&person_id={}", ana.id, uuid::Uuid::nil());
        assert_eq!(admin.browser.get(&nobody).await.status, StatusCode::NOT_FOUND);
        assert_eq!(self::looks(&server).await.len(), 1, "nobody was looked at");
    })
    .await;
}

#[derive(Debug, FromQueryResult)]
struct Look {
    subject: String,
    data: Value,
}

async fn looks(server: &TestServer) -> Vec<Look> {
    let reader = server.app.state.context.read();
    let query = Statement::from_string(
        reader.get_database_backend(),
        "SELECT subject, data FROM audit_log WHERE action = 'matching.pair_looked_at' ORDER BY seq",
    );
    Look::find_by_statement(query).all(reader).await.expect("the log is read")
}
