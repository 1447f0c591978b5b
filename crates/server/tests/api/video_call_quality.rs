//! How calls carry: what pages report, what is kept of it, and what is counted.

use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::realtime::{Socket, cookie_of};
use crate::support::{Answer, Member, TestServer, on_each_database};
use crate::video_call::{act, open_meeting};

async fn report(who: &Member, id: &str, session: &Value, what: Value) -> Answer {
    let mut body = json!({ "session_id": session });
    body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    who.browser.post(&format!("/api/video-calls/{id}/quality"), body).await
}

/// The first row of a statement, its columns as text.
async fn row(server: &TestServer, columns: &[&str], rest: &str) -> Vec<String> {
    let read = server.app.state.context.read();
    let texts: Vec<String> =
        columns.iter().map(|column| format!("COALESCE(CAST({column} AS TEXT), '-') AS {column}")).collect();
    let sql = format!("SELECT {} {rest}", texts.join(", "));
    let found = read
        .query_one_raw(Statement::from_string(read.get_database_backend(), sql))
        .await
        .unwrap()
        .expect("a row");
    columns.iter().map(|column| found.try_get("", column).unwrap()).collect()
}

#[tokio::test]
async fn times_are_kept_once_and_samples_by_their_ten_seconds() {
    on_each_database(async |server| {
        let server = &server;
        let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
        let id = open_meeting(&ada, &[&ben]).await;
        let session = act(&ada, &id, "join").await.body["session_id"].clone();
        let times = json!({ "join_milliseconds": 420, "first_frame_milliseconds": 900 });
        assert_eq!(report(&ada, &id, &session, times).await.status, StatusCode::NO_CONTENT);
        let again = json!({ "join_milliseconds": 9999 });
        assert_eq!(report(&ada, &id, &session, again).await.status, StatusCode::NO_CONTENT);
        let kept =
            row(server, &["join_milliseconds", "first_frame_milliseconds"], "FROM call_sessions").await;
        assert_eq!(kept, ["420", "900"]);

        let sample = |loss: f64| {
            json!({ "sample": { "round_trip_milliseconds": 48.6, "loss_in": 0.0,
            "loss_out": loss, "bits_in": 1_200_000, "frame_height": 720, "path": "udp" } })
        };
        for (at, loss) in [("09:00:03", 0.2), ("09:00:07", 0.02), ("09:00:12", 0.4)] {
            server.set_clock(&format!("2027-01-11T{at}Z"));
            assert_eq!(report(&ada, &id, &session, sample(loss)).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(
            row(server, &["total"], "FROM (SELECT count(*) AS total FROM call_quality_samples) t").await,
            ["2"]
        );
        let first = ["round_trip_milliseconds", "score", "path", "frame_height"];
        let first = row(server, &first, "FROM call_quality_samples ORDER BY bucket_at").await;
        assert_eq!(first, ["49", "94", "udp", "720"], "the later one of the same ten seconds");
        let last = row(server, &["score"], "FROM call_quality_samples ORDER BY bucket_at DESC").await;
        assert_eq!(last, ["0"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_reports_for_another_or_after_the_end_or_nonsense() {
    let server = &TestServer::start().await;
    let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
    let id = open_meeting(&ada, &[&ben]).await;
    let hers = act(&ada, &id, "join").await.body["session_id"].clone();
    let his = act(&ben, &id, "join").await.body["session_id"].clone();
    let time = json!({ "join_milliseconds": 420 });
    let foreign = report(&ben, &id, &hers, time.clone()).await;
    assert_eq!((foreign.status, &foreign.body["reason"]), (StatusCode::CONFLICT, &json!("not_present")));
    for (what, pointer) in [
        (json!({}), ""),
        (json!({ "join_milliseconds": -5 }), "/join_milliseconds"),
        (json!({ "sample": { "bits_in": 5 } }), "/sample"),
        (json!({ "sample": { "loss_in": 7.0 } }), "/sample/loss_in"),
    ] {
        let refused = report(&ben, &id, &his, what).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    act(&ben, &id, "leave").await;
    let late = report(&ben, &id, &his, time).await;
    assert_eq!((late.status, &late.body["reason"]), (StatusCode::CONFLICT, &json!("session_ended")));
}

#[tokio::test]
async fn a_connection_that_gets_poor_is_told_to_the_host_and_counted() {
    let server = &TestServer::start().await;
    let (ada, ben) = (server.signed_in("Ada Host").await, server.signed_in("Ben Guest").await);
    let id = open_meeting(&ada, &[&ben]).await;
    act(&ada, &id, "join").await;
    let session = act(&ben, &id, "join").await.body["session_id"].clone();
    let mut adas = Socket::of(server, &cookie_of(&ada).await).await;
    adas.hear().await;
    for (at, loss) in [("09:00:10", 0.0), ("09:00:20", 0.5), ("09:00:30", 0.5), ("09:00:40", 0.0)] {
        server.set_clock(&format!("2027-01-11T{at}Z"));
        let sample = json!({ "sample": { "loss_in": loss, "round_trip_milliseconds": 20 } });
        assert_eq!(report(&ben, &id, &session, sample).await.status, StatusCode::NO_CONTENT);
    }
    for score in [0, 100] {
        let told = adas.hear().await;
        assert_eq!(told["event"], "video_call.quality_changed");
        assert_eq!((&told["data"]["user_id"], &told["data"]["score"]), (&json!(ben.id), &json!(score)));
    }
    report(&ben, &id, &session, json!({ "join_milliseconds": 300, "first_frame_milliseconds": 700 })).await;
    let text =
        ada.browser.client().get(ada.browser.at("/metrics")).send().await.unwrap().text().await.unwrap();
    for figure in [
        "homecoming_call_join_seconds_bucket{provider=\"embedded\",le=\"0.5\"}",
        "homecoming_call_first_frame_seconds_bucket{provider=\"embedded\",le=\"1\"}",
        "homecoming_call_quality_score_bucket{provider=\"embedded\",le=\"40\"}",
        "homecoming_call_loss_ratio_bucket{provider=\"embedded\",le=\"0.5\"}",
        "homecoming_call_round_trip_seconds_bucket{provider=\"embedded\",le=\"0.025\"}",
    ] {
        assert!(text.contains(figure), "{figure} is missing of\n{text}");
    }
}
