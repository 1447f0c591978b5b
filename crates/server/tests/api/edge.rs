//! What every request passes: origin, limits, addresses, repeated requests, headers.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Answer, Browser, Member, PASSWORD, TestServer, answer, on_each_database};

async fn login_from(browser: &Browser, email: &str, forwarded: Option<&str>) -> Answer {
    let body = json!({ "email": email, "password": "not the password" });
    let mut request = browser.client().post(browser.at("/api/auth/login")).json(&body);
    if let Some(forwarded) = forwarded {
        request = request.header("x-forwarded-for", forwarded);
    }
    answer(request).await
}

#[tokio::test]
async fn another_sites_page_cannot_act_for_me() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Lovelace").await;
    for (name, value) in
        [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        let request = ada.browser.client().post(ada.browser.at("/api/auth/logout")).header(name, value);
        let refused = answer(request).await;
        assert_eq!(
            (refused.status, refused.slug()),
            (StatusCode::FORBIDDEN, "foreign-origin"),
            "{name}: {value}"
        );
    }
    assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::OK, "still signed in");
    let socket = ada.browser.client().get(ada.browser.at("/api/realtime"));
    let upgrade = socket
        .header("upgrade", "websocket")
        .header("connection", "upgrade")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("origin", "https://evil.example");
    assert_eq!(answer(upgrade).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn guessing_one_password_is_slowed_down_and_others_are_not() {
    let server = TestServer::start().await;
    let ada = server.member("Ada Lovelace").await;
    let bea = server.member("Bea Busy").await;
    let browser = server.browser();
    for _ in 0..20 {
        assert_eq!(login_from(&browser, &ada.email, None).await.status, StatusCode::UNAUTHORIZED);
    }
    let limited = login_from(&browser, &ada.email, None).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = limited.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=31).contains(&seconds), "{seconds}");
    let forged = login_from(&browser, &ada.email, Some("198.51.100.7")).await;
    assert_eq!(forged.status, StatusCode::TOO_MANY_REQUESTS, "a forged header is no new address");
    bea.sign_in().await;
    server.set_clock("2027-01-11T09:00:31Z");
    ada.sign_in().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_count() {
    let server =
        TestServer::start_with(|config| config.site.trusted_proxies = vec!["127.0.0.0/8".to_owned()]).await;
    let ada = server.member("Ada Lovelace").await;
    let browser = server.browser();
    for _ in 0..20 {
        login_from(&browser, &ada.email, Some("2001:db8:1:2::5")).await;
    }
    let neighbour = login_from(&browser, &ada.email, Some("2001:db8:1:2:ffff::6")).await;
    assert_eq!(neighbour.status, StatusCode::TOO_MANY_REQUESTS, "one household");
    let elsewhere = login_from(&browser, &ada.email, Some("2001:db8:1:3::5")).await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn links_to_one_address_are_few_whoever_asks_and_whether_it_exists() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let ask =
        async || browser.post("/api/auth/password-reset", json!({ "email": "nobody@example.org" })).await;
    for _ in 0..5 {
        assert_eq!(ask().await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(ask().await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_character_that_no_database_keeps_is_refused_before_it_gets_there() {
    on_each_database(async |server| {
        let ada = server.signed_in("Ada Lovelace").await;
        let body = json!({ "email": "a\0b@example.org", "password": "x" });
        let login = ada.browser.post("/api/auth/login", body).await;
        assert_eq!(login.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(login.body["errors"][0]["code"], "nul_character");
        assert_eq!(ada.browser.get("/api/people?q=%00").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_not_taken_for_the_fields_of_a_body() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let listed = ada.browser.post("/api/auth/login", json!(["ada@example.org", "a password"])).await;
    assert_eq!(listed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(listed.body["errors"][0]["code"], "not_an_object");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let body = json!({ "person_id": uuid::Uuid::nil(), "message": "x".repeat(300 * 1024) });
    for key in [None, Some("a key")] {
        let mut request = ada.browser.client().post(ada.browser.at("/api/connections")).json(&body);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        assert_eq!(answer(request).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{key:?}");
    }
}

/// Asks somebody for a connection; tells status, body as it was sent, and whether it was a replay.
async fn connect(from: &Member, to: &Member, key: &str) -> (StatusCode, String, bool) {
    let request = from.browser.client().post(from.browser.at("/api/connections"));
    let request = request.header("idempotency-key", key).json(&json!({ "person_id": to.id }));
    let response = request.send().await.unwrap();
    let (status, is_replay) = (response.status(), response.headers().contains_key("idempotency-replayed"));
    (status, response.text().await.unwrap(), is_replay)
}

#[tokio::test]
async fn a_request_sent_again_gets_its_first_answer_byte_for_byte() {
    on_each_database(async |server| {
        let (ada, bea) = (server.signed_in("Ada Lovelace").await, server.signed_in("Bea Busy").await);
        let cid = server.member("Cid Third").await;
        let first = connect(&ada, &bea, "k").await;
        assert_eq!((first.0, first.2), (StatusCode::CREATED, false), "{}", first.1);
        server.set_clock("2027-01-12T08:59:00Z");
        let again = connect(&ada, &bea, "k").await;
        assert_eq!((again.0, &again.1, again.2), (first.0, &first.1, true));
        let (status, body, _) = connect(&ada, &cid, "k").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("idempotency-key-reused"), "{body}");
        let (status, ..) = connect(&bea, &cid, "k").await;
        assert_eq!(status, StatusCode::CREATED, "keys belong to a person");
    })
    .await;
}

#[tokio::test]
async fn twenty_at_once_with_one_key_change_something_once() {
    on_each_database(async |server| {
        let (ada, bea) = (server.signed_in("Ada Lovelace").await, server.member("Bea Busy").await);
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (ada, bea) = (ada.clone(), bea.clone());
            tries.spawn(async move { connect(&ada, &bea, "k").await });
        }
        let answers = tries.join_all().await;
        let made: Vec<_> = answers.iter().filter(|answer| answer.0 == StatusCode::CREATED).collect();
        assert_eq!(made.iter().filter(|answer| !answer.2).count(), 1, "one did the work: {answers:?}");
        assert!(made.iter().all(|answer| answer.1 == made[0].1));
        for other in answers.iter().filter(|answer| answer.0 != StatusCode::CREATED) {
            assert_eq!(other.0, StatusCode::CONFLICT);
            assert!(other.1.contains("in_flight"), "{}", other.1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_leaves_the_key_free() {
    let server = TestServer::start().await;
    let (ada, bea) = (server.signed_in("Ada Lovelace").await, server.member("Bea Busy").await);
    let itself = connect(&ada, &ada, "k").await;
    assert!(itself.0.is_client_error(), "{itself:?}");
    assert_eq!(connect(&ada, &bea, "k").await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn sign_in_and_tokens_are_never_kept_for_a_repeat() {
    let server = TestServer::start().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let make = async || {
        let request = ada.browser.client().post(ada.browser.at("/api/tokens")).header("idempotency-key", "k");
        let wish = json!({ "name": "calendar", "scopes": ["profile"] });
        answer(request.json(&wish)).await.body["token"].as_str().unwrap().to_owned()
    };
    assert_ne!(make().await, make().await);
    let login = ada.browser.client().post(ada.browser.at("/api/auth/login")).header("idempotency-key", "l");
    let again = answer(login.json(&json!({ "email": ada.email, "password": PASSWORD }))).await;
    assert!(again.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn every_answer_tells_the_browser_to_be_careful() {
    let server = TestServer::start().await;
    for path in ["/", "/api/me", "/health/live", "/nothing.js"] {
        let answer = server.browser().get(path).await;
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        assert!(header("content-security-policy").unwrap().contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        assert_eq!(header("referrer-policy").as_deref(), Some("same-origin"), "{path}");
        assert_eq!(header("cross-origin-opener-policy").as_deref(), Some("same-origin"), "{path}");
        assert!(header("permissions-policy").unwrap().contains("camera=(self)"), "{path}");
        assert!(header("x-request-id").is_some(), "{path}");
        assert_eq!(header("strict-transport-security"), None, "no promise of https on plain http");
    }
    assert_eq!(server.browser().get("/api/me").await.headers["cache-control"], "no-store");
}
