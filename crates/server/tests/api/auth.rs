//! Sign-in: who gets in, what the cookie is worth, and how it ends.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Answer, PASSWORD, TestServer};

fn slug(answer: &Answer) -> &str {
    answer.body["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/")).unwrap_or_default()
}

#[tokio::test]
async fn the_right_password_lets_in_and_says_who_i_am() {
    let server = TestServer::start().await;
    let ada = server.member("Ada Lovelace").await;
    assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    // People type their address with capitals and paste spaces.
    let body = json!({ "email": " Ada.Lovelace@Example.org ", "password": PASSWORD });
    let answer = ada.browser.post("/api/auth/login", body).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["name"], "Ada Lovelace");
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "bound to this host alone");
    let me = ada.browser.get("/api/me").await;
    assert_eq!(me.body, answer.body);
    assert_eq!(me.body["role"], "member");
}

#[tokio::test]
async fn logout_ends_the_sign_in_for_good() {
    let server = TestServer::start().await;
    let ada = server.member("Ada Lovelace").await;
    let body = json!({ "email": ada.email, "password": PASSWORD });
    let cookie = ada.browser.post("/api/auth/login", body).await.headers["set-cookie"].clone();
    assert_eq!(ada.browser.post("/api/auth/logout", json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    let kept = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
    let replayed = server.browser();
    let answer =
        crate::support::answer(replayed.client().get(replayed.at("/api/me")).header("cookie", kept)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "a copy of the cookie is worth nothing");
    assert_eq!(ada.browser.post("/api/auth/logout", json!({})).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let server = TestServer::start().await;
    let ada = server.member("Ada Lovelace").await;
    let wrong =
        ada.browser.post("/api/auth/login", json!({ "email": ada.email, "password": "not this" })).await;
    let unknown = ada
        .browser
        .post("/api/auth/login", json!({ "email": "nobody@example.org", "password": PASSWORD }))
        .await;
    for answer in [&wrong, &unknown] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(slug(answer), "wrong-credentials");
    }
    let told = |answer: &Answer| {
        let mut body = answer.body.clone();
        body["request_id"] = json!(null);
        body
    };
    assert_eq!(told(&wrong), told(&unknown));
}
