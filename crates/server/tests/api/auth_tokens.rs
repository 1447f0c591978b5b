//! Integrators' tokens: what they open, and how fast they close.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Member, TestServer, answer, on_each_database};

async fn make(owner: &Member, scopes: Value) -> Answer {
    owner.browser.post("/api/tokens", json!({ "name": "calendar", "scopes": scopes })).await
}

/// A request with a token and no cookie.
async fn with_token(server: &TestServer, token: &str, path: &str) -> Answer {
    let browser = server.browser();
    answer(browser.client().get(browser.at(path)).bearer_auth(token)).await
}

#[tokio::test]
async fn a_token_opens_its_scopes_and_nothing_else() {
    on_each_database(async |server| {
        let ada = server.signed_in("Ada Lovelace").await;
        let made = make(&ada, json!(["profile"])).await;
        assert_eq!(made.status, StatusCode::CREATED);
        assert_eq!(made.headers["cache-control"], "no-store");
        let token = made.body["token"].as_str().unwrap();
        assert!(token.starts_with("homecoming_"));

        assert_eq!(with_token(&server, token, "/api/me").await.body["email"], ada.email.as_str());
        for (path, reason) in [("/api/people", "missing_scope"), ("/api/tokens", "missing_scope")] {
            let refused = with_token(&server, token, path).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(refused.body["reason"], reason, "{path}");
        }
        let listed = ada.browser.get("/api/tokens").await;
        assert_eq!(listed.body["items"][0]["name"], "calendar");
        assert!(listed.body["items"][0].get("token").is_none(), "the secret is told once");
        assert!(!listed.body.to_string().contains(token));
    })
    .await;
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once() {
    on_each_database(async |server| {
        let ada = server.signed_in("Ada Lovelace").await;
        let eve = server.signed_in("Eve Else").await;
        let made = make(&ada, json!(["profile"])).await;
        let token = made.body["token"].as_str().unwrap();
        let path = format!("/api/tokens/{}", made.body["id"].as_str().unwrap());
        assert_eq!(eve.browser.delete(&path).await.status, StatusCode::NOT_FOUND, "not hers");
        assert_eq!(with_token(&server, token, "/api/me").await.status, StatusCode::OK);
        assert_eq!(ada.browser.delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(with_token(&server, token, "/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ada.browser.delete(&path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_when_it_was_told_to() {
    on_each_database(async |server| {
        let ada = server.signed_in("Ada Lovelace").await;
        let wish = |end: &str| json!({ "name": "x", "scopes": ["profile"], "expires_at": end });
        let past = ada.browser.post("/api/tokens", wish("2027-01-11T08:59:59Z")).await;
        assert_eq!(past.body["errors"][0]["code"], "in_the_past");
        let made = ada.browser.post("/api/tokens", wish("2027-01-11T10:00:00Z")).await;
        let token = made.body["token"].as_str().unwrap();
        server.set_clock("2027-01-11T09:59:59Z");
        assert_eq!(with_token(&server, token, "/api/me").await.status, StatusCode::OK);
        server.set_clock("2027-01-11T10:00:00Z");
        assert_eq!(with_token(&server, token, "/api/me").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn the_admin_scope_is_for_admins() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let refused = make(&ada, json!(["profile", "admin"])).await;
    assert_eq!(refused.body["errors"][0]["code"], "not_yours");
    assert_eq!(make(&ada, json!([])).await.body["errors"][0]["code"], "required");
    assert_eq!(make(&ada, json!(["everything"])).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let boss = server.signed_in_admin("Bo Boss").await;
    let plain = make(&boss, json!(["profile"])).await.body["token"].as_str().unwrap().to_owned();
    let strong = make(&boss, json!(["admin"])).await.body["token"].as_str().unwrap().to_owned();
    assert_eq!(with_token(&server, &plain, "/api/admin/health").await.status, StatusCode::FORBIDDEN);
    assert_eq!(with_token(&server, &strong, "/api/admin/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cookie_and_a_token_together_are_refused() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let token = make(&ada, json!(["profile"])).await.body["token"].as_str().unwrap().to_owned();
    let request = ada.browser.client().get(ada.browser.at("/api/me")).bearer_auth(&token);
    let both = answer(request).await;
    assert_eq!(both.status, StatusCode::BAD_REQUEST);
    assert_eq!(both.slug(), "two-credentials");
}

#[tokio::test]
async fn what_is_no_token_is_refused_even_where_nobody_needs_one() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let send = async |authorization: &str| {
        let request = browser.client().request(Method::POST, browser.at("/api/auth/logout"));
        answer(request.header("authorization", authorization)).await.status
    };
    for bad in ["Bearer homecoming_unknown", "Basic YWRhOnNlY3JldA==", "Bearer"] {
        assert_eq!(send(bad).await, StatusCode::UNAUTHORIZED, "{bad}");
    }
}
