//! Health and refusals that need no sign-in.

use reqwest::StatusCode;

use crate::support::TestServer;

#[tokio::test]
async fn a_fresh_server_is_alive_and_ready() {
    let server = TestServer::start().await;
    assert_eq!(server.browser().get("/health/live").await.status, StatusCode::NO_CONTENT);
    let ready = server.browser().get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    for part in ["database", "realtime", "video_server", "recording_service", "jobs", "suggestions"] {
        assert_eq!(ready.body["checks"][part]["status"], "ok", "{part}");
        assert!(ready.body["checks"][part]["detail"].is_null(), "details are for the team");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_document() {
    let server = TestServer::start().await;
    let answer = server.browser().get("/api/nothing").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.body["type"], "/problems/not-found");
    assert_eq!(answer.body["request_id"], answer.headers["x-request-id"].to_str().unwrap());
}

#[tokio::test]
async fn without_a_sign_in_the_bell_is_closed() {
    let server = TestServer::start().await;
    let answer = server.browser().get("/api/notifications").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.body["type"], "/problems/sign-in-required");
}

#[tokio::test]
async fn figures_are_served_to_this_machine_only() {
    let server = TestServer::start().await;
    let browser = server.browser();
    browser.get("/health/live").await;
    let text = browser.client().get(browser.at("/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(text.contains("homecoming_requests_total"), "{text}");
    let through_proxy = browser.client().get(browser.at("/metrics")).header("x-forwarded-for", "203.0.113.9");
    assert_eq!(crate::support::answer(through_proxy).await.status, StatusCode::NOT_FOUND);
}
