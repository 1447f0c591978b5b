//! The letters of a coffee chat, as a mail server gets them.

use reqwest::StatusCode;
use serde_json::json;
use store::Connection as _;

use crate::coffee_chat::{TIMES, accept, act, agreed, ask, ask_at, id_of};
use crate::smtp::{MailServer, Part, ReceivedMail};
use crate::support::{Member, TestServer, eventually};

/// A server that sends its mails there.
pub async fn server_with(mail: &MailServer) -> TestServer {
    TestServer::start_with(|config| {
        config.mail.smtp_url = Some(mail.url.clone());
        config.mail.from = "Alumni <alumni@homecoming.test>".to_owned();
    })
    .await
}

/// Ana in New York and Ben in Berlin.
pub async fn two(server: &TestServer) -> (Member, Member) {
    let two = (server.signed_in("Ana Silva").await, server.signed_in("Ben Berg").await);
    let writer = server.app.state.context.write().await.unwrap();
    for (name, zone) in [("Ana Silva", "America/New_York"), ("Ben Berg", "Europe/Berlin")] {
        let sql = format!("UPDATE profiles SET time_zone = '{zone}' WHERE name = '{name}'");
        writer.execute_unprepared(&sql).await.unwrap();
    }
    writer.commit().await.unwrap();
    two
}

/// The mail of that number to somebody, once it has come.
pub async fn mail_to(mail: &MailServer, who: &Member, number: usize) -> ReceivedMail {
    eventually(async || mail.mails_to(&who.email).get(number).cloned()).await
}

/// The mail to somebody with that entry for the calendar, once it has come.
pub async fn entry_to(mail: &MailServer, who: &Member, sequence: i32) -> ReceivedMail {
    let sequence = format!("SEQUENCE:{sequence}\r\n");
    let has_entry = |mail: &ReceivedMail| {
        mail.content.all("text/calendar").first().is_some_and(|part| part.text.contains(&sequence))
    };
    eventually(async || mail.mails_to(&who.email).into_iter().find(has_entry)).await
}

/// The letter as plain text.
pub fn plain(mail: &ReceivedMail) -> String {
    mail.content.all("text/plain")[0].text.replace("\r\n", "\n")
}

/// The lines of the entry for the calendar.
pub fn calendar(mail: &ReceivedMail) -> Vec<String> {
    let parts: Vec<&Part> = mail.content.all("text/calendar");
    assert_eq!(parts.len(), 2, "as an alternative and as an attachment");
    assert_eq!(parts[0].text, parts[1].text);
    assert!(parts[1].header("content-disposition").contains("invite.ics"));
    parts[0].text.replace("\r\n ", "").lines().map(str::to_owned).collect()
}

/// What stands behind the name in one of the lines.
pub fn value<'a>(lines: &'a [String], name: &str) -> &'a str {
    let line = lines.iter().find(|line| line.split([':', ';']).next() == Some(name));
    line.map(|line| &line[name.len()..]).unwrap_or_default()
}

#[tokio::test]
async fn the_one_asked_reads_who_asks_and_when_on_both_clocks() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    id_of(&ask(&ana, &ben).await);
    let got = mail_to(&mail, &ben, 0).await;
    assert_eq!(got.content.header("subject"), "Coffee chat with Ana");
    assert_eq!(got.content.header("from"), "\"Alumni\" <alumni@homecoming.test>".replace('"', ""));
    assert_eq!(got.content.header("auto-submitted"), "auto-generated");
    assert_eq!(got.content.kinds(), ["multipart/alternative", "text/plain", "text/html"]);
    let text = plain(&got);
    for part in [
        "Ana Silva would like to have a coffee chat with you.",
        "Wednesday 13 January 2027, 10:00 Berlin, 04:00 New York for Ana",
        "> Hello!",
        &format!("{}/chats", server.url),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(mail.mails_to(&ana.email).is_empty());
}

#[tokio::test]
async fn a_hidden_place_keeps_its_clock_until_they_agree() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let writer = server.app.state.context.write().await.unwrap();
    writer.execute_unprepared("UPDATE profiles SET place_precision = 'hidden'").await.unwrap();
    writer.commit().await.unwrap();
    let id = id_of(&ask(&ana, &ben).await);
    assert!(!plain(&mail_to(&mail, &ben, 0).await).contains("New York"));
    accept(&ben, &id, TIMES[0]).await;
    assert!(plain(&entry_to(&mail, &ben, 0).await).contains("New York for Ana"));
}

#[tokio::test]
async fn an_agreed_chat_enters_both_calendars_moves_in_them_and_leaves_them() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = agreed(&ana, &ben).await;
    for who in [&ben, &ana] {
        let got = entry_to(&mail, who, 0).await;
        let kinds = [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "text/calendar",
        ];
        assert_eq!(got.content.kinds(), kinds);
        let kind = got.content.all("text/calendar")[0].header("content-type").to_ascii_lowercase();
        assert_eq!(kind, "text/calendar; method=request; charset=utf-8");
        let lines = calendar(&got);
        assert_eq!((value(&lines, "METHOD"), value(&lines, "SEQUENCE")), (":REQUEST", ":0"));
        assert_eq!(
            (value(&lines, "DTSTART"), value(&lines, "DTEND")),
            (":20270113T090000Z", ":20270113T093000Z")
        );
        assert_eq!(value(&lines, "ORGANIZER"), ";CN=Alumni:mailto:alumni@homecoming.test");
        assert!(value(&lines, "ATTENDEE").ends_with(&format!(":mailto:{}", who.email)));
        assert!(value(&lines, "CONFERENCE").contains("FEATURE=AUDIO,VIDEO"));
        assert_eq!(
            lines.iter().filter(|line| line.contains("mailto:")).count(),
            2,
            "the other's address is not told"
        );
    }
    let uid = value(&calendar(&entry_to(&mail, &ana, 0).await), "UID").to_owned();
    let moved = act(&ben, &id, "reschedule", json!({ "selected_time": "2027-01-15T09:00:00Z" })).await;
    assert_eq!(moved.status, StatusCode::OK);
    let lines = calendar(&entry_to(&mail, &ana, 1).await);
    assert_eq!((value(&lines, "METHOD"), value(&lines, "SEQUENCE")), (":REQUEST", ":1"));
    assert_eq!((value(&lines, "UID"), value(&lines, "DTSTART")), (uid.as_str(), ":20270115T090000Z"));
    act(&ana, &id, "cancel", json!({ "reason": "Snow" })).await;
    for who in [&ben, &ana] {
        let got = entry_to(&mail, who, 2).await;
        let lines = calendar(&got);
        assert_eq!((value(&lines, "METHOD"), value(&lines, "STATUS")), (":CANCEL", ":CANCELLED"));
        assert_eq!((value(&lines, "UID"), value(&lines, "SEQUENCE")), (uid.as_str(), ":2"));
        assert!(plain(&got).contains("> Snow"));
    }
}

#[tokio::test]
async fn a_name_made_to_break_out_stays_a_name() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let writer = server.app.state.context.write().await.unwrap();
    let name = "Ana\r\nBcc:eve@evil.example\r\nATTENDEE:mailto:eve@evil.example";
    writer
        .execute_unprepared(&format!("UPDATE profiles SET name = '{name}' WHERE name = 'Ana Silva'"))
        .await
        .unwrap();
    writer.commit().await.unwrap();
    agreed(&ana, &ben).await;
    let (to_ben, to_ana) = (entry_to(&mail, &ben, 0).await, entry_to(&mail, &ana, 0).await);
    for got in [to_ben, to_ana] {
        assert_eq!(got.content.header("bcc"), "");
        let lines = calendar(&got);
        assert_eq!(lines.iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1, "{lines:#?}");
    }
    assert!(mail.mails_to("eve@evil.example").is_empty());
}

#[tokio::test]
async fn both_are_reminded_ten_minutes_before_and_of_the_new_time_only() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = agreed(&ana, &ben).await;
    act(&ana, &id, "reschedule", json!({ "selected_time": TIMES[1] })).await;
    // The old time comes and goes; the job that notes it is done before the new time's.
    server.set_clock("2027-01-13T08:50:00Z");
    server.set_clock("2027-01-13T14:50:00Z");
    for who in [&ana, &ben] {
        let reminders = async || {
            let mails = mail.mails_to(&who.email);
            Some(
                mails
                    .into_iter()
                    .filter(|mail| mail.content.header("subject").starts_with("Soon:"))
                    .collect::<Vec<_>>(),
            )
            .filter(|found| !found.is_empty())
        };
        let found = eventually(reminders).await;
        assert_eq!(found.len(), 1);
        assert!(plain(&found[0]).contains("/calls/"), "{}", plain(&found[0]));
    }
}

#[tokio::test]
async fn a_busy_mail_server_is_tried_again_and_a_refusal_is_final() {
    let mail = MailServer::start().await;
    mail.refuse_next("451 come again\r\n");
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = id_of(&ask(&ana, &ben).await);
    eventually(async || (mail.refusals_left() == 0).then_some(())).await;
    assert!(mail.mails_to(&ben.email).is_empty());
    server.until_idle().await;
    server.clock.set(server.app.state.context.now() + chrono::TimeDelta::seconds(15));
    server.app.state.context.wake_followers();
    mail_to(&mail, &ben, 0).await;

    mail.refuse_next("550 nobody here\r\n");
    act(&ana, &id, "withdraw", json!({})).await;
    id_of(&ask(&ana, &ben).await);
    let failed = async || {
        let counts = store::job::counts(server.app.state.context.read()).await.unwrap();
        (counts.failed == 1).then_some(())
    };
    eventually(failed).await;
    assert_eq!(mail.mails_to(&ben.email).len(), 1);
}

#[tokio::test]
async fn a_lapsed_and_a_declined_request_are_told_kindly() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = id_of(&ask(&ana, &ben).await);
    act(&ben, &id, "respond", json!({ "action": "decline", "message": "Exams" })).await;
    let declined = plain(&mail_to(&mail, &ana, 0).await);
    assert!(
        declined.contains("Ben Berg cannot make it this time.") && declined.contains("> Exams"),
        "{declined}"
    );
    let cleo = server.signed_in("Cleo").await;
    id_of(&ask(&ana, &cleo).await);
    server.set_clock(TIMES[2]);
    let lapsed = plain(&mail_to(&mail, &ana, 1).await);
    assert!(lapsed.contains("Your request to Cleo closed without an answer."), "{lapsed}");
    let late = accept(&cleo, &id, TIMES[0]).await;
    assert!(late.status.is_client_error());
}

/// A request with a week to answer it.
async fn ask_in_a_week(ana: &Member, ben: &Member) -> String {
    id_of(&ask_at(ana, ben, &["2027-01-18T09:00:00Z", "2027-01-19T09:00:00Z"]).await)
}

#[tokio::test]
async fn an_unanswered_request_is_brought_to_mind_twice_and_an_answered_one_never() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let cleo = server.signed_in("Cleo").await;
    ask_in_a_week(&ana, &ben).await;
    let answered = ask_in_a_week(&ana, &cleo).await;
    act(&cleo, &answered, "respond", json!({ "action": "decline" })).await;
    for (number, day) in [(1, "2027-01-13T09:00:00Z"), (2, "2027-01-16T09:00:00Z")] {
        server.until_idle().await;
        server.set_clock(day);
        let text = plain(&mail_to(&mail, &ben, number).await);
        assert!(text.contains("Ana Silva would still like to meet you."), "{text}");
        assert!(text.contains("> Hello!") && text.contains("/chats"), "{text}");
    }
    let bell = crate::coffee_chat::bell(&ben).await;
    assert_eq!(bell.iter().filter(|line| *line == "coffee_chat_waiting").count(), 2);
    server.until_idle().await;
    server.set_clock("2027-01-18T09:00:00Z");
    ana.sign_in().await;
    eventually(async || crate::coffee_chat::rang(&ana, "coffee_chat_expired").await.then_some(())).await;
    assert_eq!((mail.mails_to(&ben.email).len(), mail.mails_to(&cleo.email).len()), (3, 1));
}

#[tokio::test]
async fn who_answers_with_other_times_turns_the_reminders_round() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = ask_in_a_week(&ana, &ben).await;
    let times =
        json!({ "action": "counter", "proposed_times": ["2027-01-20T09:00:00Z"], "message": "Later?" });
    act(&ben, &id, "respond", times).await;
    server.until_idle().await;
    server.set_clock("2027-01-13T09:00:00Z");
    let text = plain(&mail_to(&mail, &ana, 1).await);
    assert!(text.contains("Ben Berg would still like to meet you.") && text.contains("> Later?"), "{text}");
    assert_eq!(mail.mails_to(&ben.email).len(), 1, "who proposed is not the one to answer");
}

#[tokio::test]
async fn who_answers_and_pauses_is_left_in_peace_and_takes_their_own_requests_back() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let cleo = server.signed_in("Cleo").await;
    let id = id_of(&ask(&ana, &ben).await);
    let open = id_of(&ask(&ben, &cleo).await);
    server.until_idle().await;
    let declined = act(&ben, &id, "respond", json!({ "action": "decline", "pause": true })).await;
    assert_eq!((declined.status, &declined.body["status"]), (StatusCode::OK, &json!("declined")));
    let profile = ben.browser.get("/api/me/profile").await.body;
    assert_eq!(profile["paused_until"], "2027-02-08T09:00:00Z");
    assert_eq!(ask(&cleo, &ben).await.body["reason"], "paused");
    assert_eq!(crate::coffee_chat::seen(&cleo, &open).await["status"], "withdrawn");
    let text = plain(&mail_to(&mail, &cleo, 1).await);
    assert!(text.contains("Ben Berg takes a break from coffee chats"), "{text}");
}

#[tokio::test]
async fn who_takes_a_break_in_their_profile_takes_their_requests_back() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = id_of(&ask(&ana, &ben).await);
    let rest = json!({ "paused_until": "2027-02-01T09:00:00Z" });
    assert_eq!(ana.browser.put("/api/me/profile", rest).await.status, StatusCode::OK);
    assert_eq!(crate::coffee_chat::seen(&ben, &id).await["status"], "withdrawn");
    let later = id_of(&ask(&ana, &ben).await);
    let longer = json!({ "paused_until": "2027-02-08T09:00:00Z" });
    assert_eq!(ana.browser.put("/api/me/profile", longer).await.status, StatusCode::OK);
    assert_eq!(crate::coffee_chat::seen(&ben, &later).await["status"], "pending", "asked during the break");
}
