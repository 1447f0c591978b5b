//! Sign-in: who gets in, what the cookie is worth, and how it ends.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Answer, Browser, PASSWORD, TestServer, answer, on_each_database};

async fn login(browser: &Browser, email: &str, password: &str) -> Answer {
    browser.post("/api/auth/login", json!({ "email": email, "password": password })).await
}

/// `name=value` of the cookie that an answer sets.
fn cookie(answer: &Answer) -> String {
    let header = answer.headers["set-cookie"].to_str().unwrap();
    header.split(';').next().unwrap().to_owned()
}

/// Whether a copy of the cookie still stands for somebody.
async fn is_worth_something(server: &TestServer, cookie: &str) -> bool {
    let browser = server.browser();
    let me = answer(browser.client().get(browser.at("/api/me")).header("cookie", cookie)).await;
    me.status == StatusCode::OK
}

#[tokio::test]
async fn the_right_password_lets_in_and_says_who_i_am() {
    on_each_database(async |server| {
        let ada = server.member("Ada Lovelace").await;
        assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        // People type their address with capitals and paste spaces.
        let answer = login(&ada.browser, " Ada.Lovelace@Example.org ", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body["name"], "Ada Lovelace");
        let me = ada.browser.get("/api/me").await;
        assert_eq!(me.body, answer.body);
        assert_eq!(me.body["role"], "member");
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_bound_to_this_host_and_hidden_from_scripts() {
    let server = TestServer::start().await;
    let ada = server.member("Ada Lovelace").await;
    let answer = login(&ada.browser, &ada.email, PASSWORD).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "bound to this host alone");
}

#[tokio::test]
async fn logout_ends_the_sign_in_for_good() {
    on_each_database(async |server| {
        let ada = server.member("Ada Lovelace").await;
        let kept = cookie(&login(&ada.browser, &ada.email, PASSWORD).await);
        assert!(is_worth_something(&server, &kept).await);
        for _ in 0..2 {
            let answer = ada.browser.post("/api/auth/logout", json!({})).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert!(!is_worth_something(&server, &kept).await, "a copy of the cookie is worth nothing");
    })
    .await;
}

#[tokio::test]
async fn signing_in_again_ends_the_sign_in_that_the_browser_held() {
    on_each_database(async |server| {
        let ada = server.member("Ada Lovelace").await;
        let first = cookie(&login(&ada.browser, &ada.email, PASSWORD).await);
        let second = cookie(&login(&ada.browser, &ada.email, PASSWORD).await);
        assert_ne!(first, second);
        assert!(!is_worth_something(&server, &first).await);
        assert!(is_worth_something(&server, &second).await);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    on_each_database(async |server| {
        let ada = server.member("Ada Lovelace").await;
        let wrong = login(&ada.browser, &ada.email, "not the password").await;
        let unknown = login(&ada.browser, "nobody@example.org", PASSWORD).await;
        for answer in [&wrong, &unknown] {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.slug(), "wrong-credentials");
            assert!(!answer.headers.contains_key("set-cookie"));
        }
        let told = |answer: &Answer| {
            let mut body = answer.body.clone();
            body["request_id"] = json!(null);
            body
        };
        assert_eq!(told(&wrong), told(&unknown));
    })
    .await;
}

#[tokio::test]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() {
    let server = TestServer::start_with(|config| config.limits.factor = 100).await;
    let ada = server.member("Ada Lovelace").await;
    let time = async |email: &str| {
        let begun = std::time::Instant::now();
        login(&ada.browser, email, "not the password").await;
        begun.elapsed()
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        known.push(time(&ada.email).await);
        unknown.push(time("nobody@example.org").await);
    }
    known.sort_unstable();
    unknown.sort_unstable();
    let ratio = unknown[10].as_secs_f64() / known[10].as_secs_f64();
    // Without the stand-in hash it is below a tenth.
    assert!((0.6..1.67).contains(&ratio), "unknown {:?}, known {:?}", unknown[10], known[10]);
}

#[tokio::test]
async fn a_sign_in_ends_when_unused_and_after_a_month_in_any_case() {
    on_each_database(async |server| {
        let idle = server.signed_in("Ida Idle").await;
        let busy = server.signed_in("Bea Busy").await;
        for day in ["2027-01-14", "2027-01-17", "2027-01-20", "2027-01-26", "2027-02-01", "2027-02-07"] {
            server.set_clock(&format!("{day}T09:00:00Z"));
            assert_eq!(busy.browser.get("/api/me").await.status, StatusCode::OK, "{day}");
        }
        assert_eq!(idle.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "a week unseen");
        server.set_clock("2027-02-10T09:00:01Z");
        assert_eq!(busy.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "thirty days old");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_every_sign_in_but_this_one() {
    on_each_database(async |server| {
        let ada = server.signed_in("Ada Lovelace").await;
        let elsewhere = server.browser();
        login(&elsewhere, &ada.email, PASSWORD).await;
        let change = async |current: &str, new: &str| {
            let body = json!({ "current_password": current, "new_password": new });
            ada.browser.put("/api/me/password", body).await
        };
        let wrong = change("not the password", "a better one than that").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.body["errors"][0]["pointer"], "/current_password");
        let weak = change(PASSWORD, "password").await;
        assert_eq!(weak.body["errors"][0]["code"], "too_common");
        assert_eq!(elsewhere.get("/api/me").await.status, StatusCode::OK, "nothing has changed yet");

        assert_eq!(change(PASSWORD, "a better one than that").await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::OK);
        assert_eq!(elsewhere.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(login(&elsewhere, &ada.email, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(login(&elsewhere, &ada.email, "a better one than that").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn i_see_my_browsers_and_can_sign_each_of_them_out() {
    on_each_database(async |server| {
        let ada = server.signed_in("Ada Lovelace").await;
        let eve = server.signed_in("Eve Else").await;
        let elsewhere = server.browser();
        login(&elsewhere, &ada.email, PASSWORD).await;
        let listed = ada.browser.get("/api/me/sessions").await;
        let items = listed.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        let other = items.iter().find(|session| session["is_current"] == false).unwrap();
        let path = format!("/api/me/sessions/{}", other["id"].as_str().unwrap());
        assert_eq!(eve.browser.delete(&path).await.status, StatusCode::NOT_FOUND, "not hers");
        assert_eq!(ada.browser.delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.browser.delete(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.get("/api/me").await.status, StatusCode::UNAUTHORIZED);

        login(&elsewhere, &ada.email, PASSWORD).await;
        assert_eq!(elsewhere.delete("/api/me/sessions").await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(eve.browser.get("/api/me").await.status, StatusCode::OK);
    })
    .await;
}
