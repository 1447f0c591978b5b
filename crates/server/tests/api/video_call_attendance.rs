//! Who was in a call, from when to when, and who may see it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Member, TestServer, on_each_database};
use crate::video_call::{act, id_of, make, open_meeting};

async fn listed(who: &Member, id: &str) -> Vec<Value> {
    let answer = who.browser.get(&format!("/api/video-calls/{id}/participants")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let mut list = answer.body["items"].as_array().unwrap().clone();
    list.sort_by_key(name);
    list
}

fn name(one: &Value) -> String {
    one["person"]["name"].as_str().unwrap().to_owned()
}

fn names(list: &[Value]) -> Vec<String> {
    list.iter().map(name).collect()
}

#[tokio::test]
async fn attendance_is_the_sum_of_the_stays() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
        let cem = server.signed_in("Cem Absent").await;
        let id = open_meeting(&ada, &[&ben, &cem]).await;
        act(&ada, &id, "join").await;
        act(&ben, &id, "join").await;
        server.set_clock("2027-01-11T09:04:30Z");
        act(&ben, &id, "leave").await;
        server.set_clock("2027-01-11T09:10:00Z");
        act(&ben, &id, "join").await;
        server.set_clock("2027-01-11T09:12:00Z");
        let during = listed(&ada, &id).await;
        assert_eq!(names(&during), ["Ada Host", "Ben Guest", "Cem Absent"]);
        assert_eq!((&during[1]["is_present"], &during[1]["left_at"]), (&json!(true), &Value::Null));
        act(&ada, &id, "end").await;

        let after = listed(&ben, &id).await;
        let (host, guest, absent) = (&after[0], &after[1], &after[2]);
        assert_eq!((&host["role"], &host["minutes_present"]), (&json!("host"), &json!(12)));
        assert_eq!(guest["minutes_present"], 6, "four and a half minutes, and two");
        assert_eq!(guest["joined_at"], "2027-01-11T09:00:00Z");
        assert_eq!(guest["left_at"], "2027-01-11T09:12:00Z");
        assert_eq!(guest["response"], "accepted");
        assert_eq!(
            guest["stays"],
            json!([
                { "joined_at": "2027-01-11T09:00:00Z", "left_at": "2027-01-11T09:04:30Z" },
                { "joined_at": "2027-01-11T09:10:00Z", "left_at": "2027-01-11T09:12:00Z" },
            ])
        );
        assert_eq!((&absent["minutes_present"], &absent["joined_at"]), (&json!(0), &Value::Null));
        assert_eq!((&absent["stays"], &absent["response"]), (&json!([]), &json!("invited")));
    })
    .await;
}

#[tokio::test]
async fn the_list_comes_in_pages_without_gaps() {
    let server = &TestServer::start().await;
    let ada = server.signed_in("Ada Host").await;
    let mut people = Vec::new();
    for number in 0..4 {
        people.push(server.member(&format!("Person {number}")).await);
    }
    let id = open_meeting(&ada, &people.iter().collect::<Vec<_>>()).await;
    let path = format!("/api/video-calls/{id}/participants?limit=2");
    let mut seen = Vec::new();
    let mut next = path.clone();
    loop {
        let page = ada.browser.get(&next).await.body;
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("{path}&cursor={cursor}");
    }
    seen.sort_by_key(name);
    assert_eq!(names(&seen), ["Ada Host", "Person 0", "Person 1", "Person 2", "Person 3"]);
    let nonsense = ada.browser.get(&format!("{path}&cursor=nonsense")).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn who_may_not_see_the_list_sees_whom_they_met() {
    on_each_database(async |server| {
        let server = &server;
        let ada = server.signed_in("Ada Host").await;
        let (ben, cem) = (server.signed_in("Ben Guest").await, server.signed_in("Cem Late").await);
        let dan = server.signed_in("Dan Absent").await;
        let body = json!({ "title": "Quiet", "type": "group_meeting", "participant_ids": [ben.id, cem.id, dan.id],
            "settings": { "show_participants": false } });
        let id = id_of(&make(&ada, body).await);
        act(&ada, &id, "join").await;
        act(&ben, &id, "join").await;
        server.set_clock("2027-01-11T09:05:00Z");
        act(&ben, &id, "leave").await;
        act(&cem, &id, "join").await;
        server.set_clock("2027-01-11T09:10:00Z");
        assert_eq!(names(&listed(&dan, &id).await), ["Ada Host", "Cem Late", "Dan Absent"], "who is there");
        act(&ada, &id, "end").await;
        assert_eq!(names(&listed(&ben, &id).await), ["Ada Host", "Ben Guest"]);
        assert_eq!(names(&listed(&cem, &id).await), ["Ada Host", "Cem Late"]);
        assert_eq!(listed(&ada, &id).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn blocked_people_do_not_see_each_others_attendance_and_the_removed_are_shown_to_the_crew() {
    let server = &TestServer::start().await;
    let ada = server.signed_in("Ada Host").await;
    let (ben, cem) = (server.signed_in("Ben Guest").await, server.signed_in("Cem Removed").await);
    let dan = server.signed_in("Dan Guest").await;
    let id = open_meeting(&ada, &[&ben, &cem, &dan]).await;
    for one in [&ada, &ben, &cem, &dan] {
        act(one, &id, "join").await;
    }
    server.set_clock("2027-01-11T09:05:00Z");
    ada.browser.delete(&format!("/api/video-calls/{id}/participants/{}", cem.id)).await;
    assert_eq!(names(&listed(&ada, &id).await), ["Ada Host", "Ben Guest", "Cem Removed", "Dan Guest"]);
    ben.browser.post(&format!("/api/people/{}/block", dan.id), json!({})).await;
    assert_eq!(names(&listed(&ben, &id).await), ["Ada Host", "Ben Guest"]);
    assert_eq!(names(&listed(&dan, &id).await), ["Ada Host", "Dan Guest"]);
}
