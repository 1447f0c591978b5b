//! Letters in the language of whoever reads them.

use base64::Engine as _;
use model::language::Language;
use reqwest::StatusCode;
use serde_json::json;

use crate::coffee_chat::{TIMES, accept, act, ask, id_of};
use crate::coffee_chat_mail::{self, calendar, entry_to, mail_to, plain, server_with, value};
use crate::smtp::{MailServer, ReceivedMail};
use crate::support::{Member, TestServer, on_each_database};
use crate::video_call::make;

async fn speaks(member: &Member, language: &str) {
    let answer = member.browser.put("/api/me/language", json!({ "language": language })).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
}

/// Ana in New York reads English, Ben in Berlin German.
async fn two(server: &TestServer) -> (Member, Member) {
    let two = coffee_chat_mail::two(server).await;
    speaks(&two.1, "de").await;
    two
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// The subject as people read it: encoded words (RFC 2047) decoded, and those side by side joined.
fn subject(mail: &ReceivedMail) -> String {
    let header = mail.content.header("subject").to_owned();
    let (mut read, mut was_encoded) = (String::new(), true);
    for word in header.split_whitespace() {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        let is_joined = was_encoded && encoded.is_some();
        if !is_joined && !read.is_empty() {
            read.push(' ');
        }
        match encoded {
            Some(encoded) => {
                let bytes = base64::engine::general_purpose::STANDARD.decode(encoded).expect("base64");
                read.push_str(&String::from_utf8(bytes).expect("whole letters"));
            }
            None => read.push_str(word),
        }
        was_encoded = encoded.is_some();
    }
    read
}

#[tokio::test]
async fn a_person_chooses_the_language_of_letters() {
    on_each_database(async |server| {
        let ana = server.signed_in("Ana").await;
        let language = async || ana.browser.get("/api/me").await.body["language"].clone();
        assert_eq!(language().await, json!(null));
        for chosen in ["de", "en"] {
            speaks(&ana, chosen).await;
            assert_eq!(language().await, json!(chosen));
        }
        let unknown = ana.browser.put("/api/me/language", json!({ "language": "tlh" })).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", unknown.body);
        let stranger = server.browser().put("/api/me/language", json!({ "language": "de" })).await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn each_of_two_reads_of_their_chat_in_their_own_language() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let id = id_of(&ask(&ana, &ben).await);
    let asked = mail_to(&mail, &ben, 0).await;
    assert_eq!(subject(&asked), "Kaffeegespräch mit Ana");
    holds(
        &plain(&asked),
        &[
            "Hallo Ben,",
            "Ana Silva möchte sich mit dir auf einen Kaffee treffen. Das dauert 30 Minuten, per Video.",
            "Bitte antworte bis ",
            "- Mittwoch, 13. Januar 2027, 10:00 Berlin, 04:00 New York für Ana",
            "> Hello!",
            "Zeiten ansehen und antworten: ",
            "weil es um ein Kaffeegespräch von dir geht.",
        ],
    );
    let html = &asked.content.all("text/html")[0].text;
    holds(html, &["<html lang=\"de\">", "Falls die Schaltfläche nicht geht:"]);

    accept(&ben, &id, TIMES[0]).await;
    let (german, english) = (entry_to(&mail, &ben, 0).await, entry_to(&mail, &ana, 0).await);
    holds(&plain(&german), &["Du triffst Ana Silva.", "Anruf öffnen: "]);
    holds(&plain(&english), &["Hello Ana,", "Ben Berg picked a time. You meet:", "Open the call: "]);
    let entries = [calendar(&german), calendar(&english)];
    assert_eq!(value(&entries[0], "SUMMARY"), ":Kaffeegespräch mit Ana");
    assert_eq!(value(&entries[1], "SUMMARY"), ":Coffee chat with Ben");
    holds(value(&entries[0], "DESCRIPTION"), &["Mittwoch", "Teilnehmen: "]);
    holds(value(&entries[0], "CONFERENCE"), &["Zum Kaffeegespräch"]);

    act(&ana, &id, "cancel", json!({})).await;
    holds(&plain(&entry_to(&mail, &ben, 1).await), &["Ana Silva hat euer Gespräch abgesagt."]);
}

#[tokio::test]
async fn a_call_invites_each_in_their_own_language() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    let body = json!({ "title": "Spring plans", "type": "alumni_gathering", "scheduled_at": "2027-01-12T10:00:00Z",
        "duration_minutes": 45, "time_zone": "Europe/Berlin", "participant_ids": [ben.id] });
    make(&ana, body).await;
    let invited = entry_to(&mail, &ben, 0).await;
    assert_eq!(subject(&invited), "Spring plans", "a title is nobody's to translate");
    holds(
        &plain(&invited),
        &[
            "Ana Silva lädt dich zu einem Treffen ein.",
            "Dienstag, 12. Januar 2027, 11:00 Berlin",
            "Anrufe ansehen und antworten: ",
        ],
    );
    holds(&plain(&entry_to(&mail, &ana, 0).await), &["Your gathering is planned."]);
    server.set_clock("2027-01-12T09:50:00Z");
    let soon = mail_to(&mail, &ben, 1).await;
    assert_eq!(subject(&soon), "Gleich: Spring plans");
    holds(&plain(&soon), &["Dein Anruf beginnt in wenigen Minuten.", "weil du eingeladen bist."]);
}

#[tokio::test]
async fn whoever_waits_for_a_place_is_told_in_their_language() {
    let mail = MailServer::start().await;
    let server = server_with(&mail).await;
    let (ana, ben) = two(&server).await;
    ana.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 0 })).await;
    let joined = ben.browser.put(&format!("/api/coffee-chat/wait-list/{}", ana.id), json!({})).await;
    assert_eq!(joined.status, StatusCode::OK, "{:?}", joined.body);
    ana.browser.put("/api/me/profile", json!({ "monthly_chat_limit": 1 })).await;
    let told = mail_to(&mail, &ben, 0).await;
    assert_eq!(subject(&told), "Ana hat Platz für ein Kaffeegespräch");
    holds(
        &plain(&told),
        &[
            "wann Ana Silva wieder gefragt werden kann",
            "Frag bis Mittwoch, 13. Januar 2027, 10:00 Berlin.",
            "Ana fragen: ",
        ],
    );
}

#[tokio::test]
async fn who_has_not_come_yet_is_written_to_in_the_communitys_language() {
    let mail = MailServer::start().await;
    let server = TestServer::start_with(|config| {
        config.mail.smtp_url = Some(mail.url.clone());
        config.mail.language = Language::German;
    })
    .await;
    let ivy = server.invited("Ivy Invited").await;
    let state = &server.app.state;
    let writer = state.context.write().await.unwrap();
    state.account.invite(&writer, ivy.id).await.unwrap();
    state.context.commit(writer).await.unwrap();
    let invited = mail_to(&mail, &ivy, 0).await;
    assert_eq!(subject(&invited), "Dein Platz bei Homecoming");
    holds(&plain(&invited), &["Der Link gilt einmal, zwei Wochen lang.", "Passwort wählen: "]);

    let ana = server.signed_in("Ana Silva").await;
    speaks(&ana, "en").await;
    server.browser().post("/api/auth/password-reset", json!({ "email": ana.email })).await;
    assert_eq!(subject(&mail_to(&mail, &ana, 0).await), "A new password for Homecoming");
}
