//! The letters of calls that no chat stands behind, as a mail server gets them.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::coffee_chat_mail::{calendar, entry_to, plain, server_with, value};
use crate::smtp::{MailServer, ReceivedMail};
use crate::support::{Member, TestServer, eventually};
use crate::video_call::{act, id_of, make};

const START: &str = "2027-01-12T10:00:00Z";

async fn three(server: &TestServer) -> (Member, Member, Member) {
    (
        server.signed_in("Ada Host").await,
        server.signed_in("Ben Guest").await,
        server.signed_in("Cem Third").await,
    )
}

/// A meeting on the next morning, planned on Berlin's clock.
async fn planned(host: &Member, guests: &[&Member]) -> String {
    let ids: Vec<_> = guests.iter().map(|guest| guest.id).collect();
    let body = json!({ "title": "Spring plans", "type": "group_meeting", "description": "Bring ideas",
        "scheduled_at": START, "duration_minutes": 45, "time_zone": "Europe/Berlin", "participant_ids": ids });
    id_of(&make(host, body).await)
}

async fn answer(who: &Member, id: &str, response: &str) {
    let path = format!("/api/video-calls/{id}/rsvp");
    let answered = who.browser.post(&path, json!({ "response": response })).await;
    assert_eq!(answered.status, StatusCode::OK, "{:?}", answered.body);
}

async fn change(host: &Member, id: &str, what: Value) {
    let changed = host.browser.put(&format!("/api/video-calls/{id}"), what).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
}

fn method(mail: &ReceivedMail) -> (String, String) {
    let lines = calendar(mail);
    (value(&lines, "METHOD").to_owned(), value(&lines, "SEQUENCE").to_owned())
}

#[tokio::test]
async fn a_planned_call_enters_calendars_moves_in_them_and_leaves_them() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ada, ben, cem) = three(&server).await;
    let id = planned(&ada, &[&ben, &cem]).await;
    let invited = entry_to(&mail, &ben, 0).await;
    assert_eq!(invited.content.header("subject"), "Spring plans");
    let text = plain(&invited);
    for part in [
        "Ada Host invites you to a call.",
        "11:00 Berlin for Ada",
        "> Bring ideas",
        "See your calls and answer: ",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let lines = calendar(&invited);
    assert_eq!(
        (value(&lines, "DTSTART"), value(&lines, "DTEND")),
        (":20270112T100000Z", ":20270112T104500Z")
    );
    assert!(value(&lines, "ATTENDEE").contains("PARTSTAT=NEEDS-ACTION"));
    assert!(value(&lines, "URL").ends_with(&format!("/calls/{id}")), "{lines:#?}");
    let own = entry_to(&mail, &ada, 0).await;
    assert!(plain(&own).contains("Your call is planned."));
    assert!(value(&calendar(&own), "ATTENDEE").contains("PARTSTAT=ACCEPTED"));
    entry_to(&mail, &cem, 0).await;

    answer(&cem, &id, "declined").await;
    change(&ada, &id, json!({ "title": "Spring plans, second try" })).await;
    change(&ada, &id, json!({ "scheduled_at": "2027-01-13T10:00:00Z" })).await;
    let moved = entry_to(&mail, &ben, 1).await;
    assert!(plain(&moved).contains("Ada Host moved the call."));
    let again = calendar(&moved);
    assert_eq!((value(&again, "UID"), value(&again, "DTSTART")), (value(&lines, "UID"), ":20270113T100000Z"));
    assert_eq!(ada.browser.delete(&format!("/api/video-calls/{id}")).await.status, StatusCode::NO_CONTENT);
    for who in [&ada, &ben] {
        let off = entry_to(&mail, who, 2).await;
        assert_eq!(method(&off), (":CANCEL".to_owned(), ":2".to_owned()));
        assert_eq!(value(&calendar(&off), "UID"), value(&lines, "UID"));
    }
    server.until_idle().await;
    assert_eq!(mail.mails_to(&cem.email).len(), 1, "who stays away is left alone");
    assert_eq!(mail.mails_to(&ben.email).len(), 3, "a new title is no reason for a letter");
}

#[tokio::test]
async fn who_is_taken_off_the_list_loses_the_entry_and_gets_it_back() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ada, ben, cem) = three(&server).await;
    let id = planned(&ada, &[&ben]).await;
    entry_to(&mail, &ben, 0).await;
    ada.browser.delete(&format!("/api/video-calls/{id}/participants/{}", ben.id)).await;
    let off = entry_to(&mail, &ben, 1).await;
    assert_eq!(method(&off), (":CANCEL".to_owned(), ":1".to_owned()));
    assert!(plain(&off).contains("You are no longer expected at this call."));
    for one in [&ben, &cem] {
        let add = json!({ "person_id": one.id });
        ada.browser.post(&format!("/api/video-calls/{id}/participants"), add).await;
        assert_eq!(method(&entry_to(&mail, one, 2).await), (":REQUEST".to_owned(), ":2".to_owned()));
    }
}

#[tokio::test]
async fn all_but_those_who_declined_are_reminded_ten_minutes_before() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ada, ben, cem) = three(&server).await;
    let dia = server.signed_in("Dia Late").await;
    let id = planned(&ada, &[&ben, &cem]).await;
    answer(&cem, &id, "declined").await;
    ada.browser.post(&format!("/api/video-calls/{id}/participants"), json!({ "person_id": dia.id })).await;
    answer(&dia, &id, "accepted").await;
    server.until_idle().await;
    server.set_clock("2027-01-12T09:50:00Z");
    let reminder = async |who: &Member| {
        let is_one = |mail: &ReceivedMail| mail.content.header("subject") == "Soon: Spring plans";
        eventually(async || mail.mails_to(&who.email).into_iter().find(is_one)).await
    };
    assert!(plain(&reminder(&ada).await).contains("because you said that you come"));
    assert!(plain(&reminder(&ben).await).contains("because you are invited"));
    reminder(&dia).await;
    server.until_idle().await;
    let to_cem = mail.mails_to(&cem.email);
    assert!(to_cem.iter().all(|mail| !mail.content.header("subject").starts_with("Soon:")));
}

#[tokio::test]
async fn an_audience_gets_no_letters_and_who_of_it_comes_gets_the_entry() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ada, ben, cem) = three(&server).await;
    let body = json!({ "title": "Reunion", "type": "alumni_gathering", "scheduled_at": START,
        "audience": { "everyone": true } });
    let id = id_of(&make(&ada, body).await);
    answer(&ben, &id, "accepted").await;
    answer(&ben, &id, "accepted").await;
    let entry = entry_to(&mail, &ben, 0).await;
    assert!(plain(&entry).contains("You come to Ada Host's gathering."), "{}", plain(&entry));
    server.until_idle().await;
    assert_eq!((mail.mails_to(&ben.email).len(), mail.mails_to(&cem.email).len()), (1, 0));
}

#[tokio::test]
async fn a_block_takes_calls_out_of_the_calendar_and_calls_that_are_open_send_no_letters() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ada, ben, cem) = three(&server).await;
    let id = planned(&ada, &[&ben, &cem]).await;
    entry_to(&mail, &ben, 0).await;
    ben.browser.post(&format!("/api/people/{}/block", ada.id), json!({})).await;
    let off = entry_to(&mail, &ben, 1).await;
    assert_eq!(method(&off), (":CANCEL".to_owned(), ":1".to_owned()));
    change(&ada, &id, json!({ "scheduled_at": "2027-01-13T10:00:00Z" })).await;
    entry_to(&mail, &cem, 2).await;
    let now = json!({ "title": "Now", "type": "group_meeting", "participant_ids": [cem.id] });
    act(&ada, &id_of(&make(&ada, now).await), "join").await;
    server.until_idle().await;
    assert_eq!((mail.mails_to(&ben.email).len(), mail.mails_to(&cem.email).len()), (2, 2));
}

#[tokio::test]
async fn a_large_meeting_is_told_to_each_once() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let ada = server.signed_in("Ada Host").await;
    let mut guests = Vec::new();
    for number in 0..60 {
        guests.push(server.member(&format!("Guest {number}")).await);
    }
    let ids: Vec<_> = guests.iter().map(|guest| guest.id).collect();
    let body = json!({ "title": "All hands", "type": "alumni_gathering", "scheduled_at": START, "participant_ids": ids });
    make(&ada, body).await;
    server.until_idle().await;
    server.set_clock("2027-01-12T09:50:00Z");
    for guest in &guests {
        eventually(async || (mail.mails_to(&guest.email).len() == 2).then_some(())).await;
    }
    server.until_idle().await;
    assert!(
        guests.iter().all(|guest| mail.mails_to(&guest.email).len() == 2),
        "an invitation and a reminder"
    );
}
