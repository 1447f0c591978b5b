//! Blocks and reports: both ways, silent, and for the team.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::coffee_chat::{agreed, ask, id_of, rang, seen};
use crate::support::{Member, on_each_database};

async fn block(by: &Member, whom: &Member) -> StatusCode {
    by.browser.post(&format!("/api/people/{}/block", whom.id), json!({})).await.status
}

async fn sees(viewer: &Member, person: &Member) -> bool {
    viewer.browser.get(&format!("/api/people/{}", person.id)).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_block_ends_the_connection_and_hides_both_until_taken_back() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        ana.browser.post("/api/connections", json!({ "person_id": ben.id })).await;
        ben.browser.post("/api/connections", json!({ "person_id": ana.id })).await;
        assert_eq!(block(&ana, &ben).await, StatusCode::NO_CONTENT);
        assert_eq!(block(&ana, &ben).await, StatusCode::NO_CONTENT, "blocking twice is blocking once");
        assert!(!sees(&ana, &ben).await && !sees(&ben, &ana).await);
        assert_eq!(ben.browser.get("/api/connections").await.body["items"], json!([]));
        let asked = ben.browser.post("/api/connections", json!({ "person_id": ana.id })).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND);

        let mine = ana.browser.get("/api/me/blocks").await.body;
        assert_eq!(mine["items"][0]["name"], "Ben Other");
        assert_eq!(ben.browser.get("/api/me/blocks").await.body["items"], json!([]), "the other is not told");

        let undone = ana.browser.delete(&format!("/api/people/{}/block", ben.id)).await;
        assert_eq!(undone.status, StatusCode::NO_CONTENT);
        assert!(sees(&ana, &ben).await && sees(&ben, &ana).await);
        assert_eq!(
            ben.browser.get("/api/connections").await.body["items"],
            json!([]),
            "the connection is over"
        );
    })
    .await;
}

#[tokio::test]
async fn only_somebody_known_can_be_blocked_or_reported() {
    on_each_database(async |server| {
        let ana = server.signed_in("Ana Silva").await;
        let hidden = server.signed_in("Hidden One").await;
        crate::person::tell(&hidden, json!({ "visibility": "nobody" })).await;
        let nobody = "01900000-0000-7000-8000-000000000000".to_owned();
        let mut answers = Vec::new();
        for id in [hidden.id.to_string(), nobody] {
            for (path, body) in [("block", json!({})), ("report", json!({ "reason": "spam" }))] {
                let answer = ana.browser.post(&format!("/api/people/{id}/{path}"), body).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
                let mut body = answer.body;
                body["request_id"] = Value::Null;
                answers.push(body.to_string());
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "a hidden person answers like nobody");
    })
    .await;
}

#[tokio::test]
async fn a_report_reaches_the_team_and_nobody_else() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        let team = server.signed_in_admin("Tea Member").await;
        let path = format!("/api/people/{}/report", ben.id);
        let unclear = ana.browser.post(&path, json!({ "reason": "other" })).await;
        assert_eq!(unclear.body["errors"][0]["pointer"], "/note");
        let sent = ana.browser.post(&path, json!({ "reason": "spam", "note": " Sells things. " })).await;
        assert_eq!(sent.status, StatusCode::CREATED);
        assert_eq!(ana.browser.get("/api/admin/reports").await.status, StatusCode::FORBIDDEN);

        let open = team.browser.get("/api/admin/reports?status=open").await.body;
        assert_eq!(open["items"][0]["person"]["name"], "Ben Other");
        assert_eq!(open["items"][0]["reporter"]["name"], "Ana Silva");
        assert_eq!(open["items"][0]["note"], "Sells things.");
        let id = open["items"][0]["id"].as_str().unwrap();
        let resolved = team.browser.post(&format!("/api/admin/reports/{id}/resolve"), json!({})).await;
        assert_eq!((resolved.status, resolved.body["status"].as_str()), (StatusCode::OK, Some("resolved")));
        assert_eq!(team.browser.get("/api/admin/reports?status=open").await.body["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_block_ends_open_chats_and_the_other_sees_an_ordinary_end() {
    on_each_database(async |server| {
        let (ana, ben) = (server.signed_in("Ana Silva").await, server.signed_in("Ben Other").await);
        for (asker, asked, blocker, blocked, status) in
            [(&ana, &ben, &ana, &ben, "withdrawn"), (&ana, &ben, &ben, &ana, "declined")]
        {
            let id = id_of(&ask(asker, asked).await);
            assert_eq!(block(blocker, blocked).await, StatusCode::NO_CONTENT);
            let chat = seen(blocked, &id).await;
            assert_eq!((&chat["status"], &chat["answer_message"]), (&json!(status), &Value::Null));
            assert!(rang(blocked, &format!("coffee_chat_{status}")).await);
            blocker.browser.delete(&format!("/api/people/{}/block", blocked.id)).await;
        }
        let (cem, dia) = (server.signed_in("Cem Third").await, server.signed_in("Dia Fourth").await);
        let id = agreed(&cem, &dia).await;
        let call = seen(&dia, &id).await["video_call_id"].as_str().unwrap().to_owned();
        assert_eq!(block(&dia, &cem).await, StatusCode::NO_CONTENT);
        let chat = seen(&cem, &id).await;
        assert_eq!(
            (&chat["status"], &chat["cancelled_by"], &chat["cancel_reason"]),
            (&json!("cancelled"), &json!("them"), &Value::Null)
        );
        assert!(rang(&cem, "coffee_chat_cancelled").await);
        let context = &server.app.state.context;
        let call = store::video_call::find(context.read(), call.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(call.status.as_str(), "cancelled");
        let broken = store::invariant::broken(context.read()).await.unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    })
    .await;
}
