//! Mailed links, and what the team may do with accounts.

use reqwest::StatusCode;
use serde_json::json;

use crate::mailbox::Mailbox;
use crate::support::{Answer, Browser, PASSWORD, TestServer, on_each_database};

const NEW: &str = "a better one than that";

async fn login(browser: &Browser, email: &str, password: &str) -> StatusCode {
    browser.post("/api/auth/login", json!({ "email": email, "password": password })).await.status
}

async fn ask_for_link(browser: &Browser, email: &str) -> Answer {
    browser.post("/api/auth/password-reset", json!({ "email": email })).await
}

async fn set_password(browser: &Browser, link: &str, password: &str) -> Answer {
    browser.post("/api/auth/password", json!({ "token": link, "password": password })).await
}

async fn with_mailbox() -> (TestServer, Mailbox) {
    let mailbox = Mailbox::open().await;
    let server = TestServer::start_with(|config| config.mail.smtp_url = Some(mailbox.url.clone())).await;
    (server, mailbox)
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_mailed_link_once() {
    let (server, mut mailbox) = with_mailbox().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let browser = server.browser();
    assert_eq!(ask_for_link(&browser, "ADA.lovelace@example.org").await.status, StatusCode::NO_CONTENT);
    let link = mailbox.next_link_to("/reset-password").await;

    let weak = set_password(&browser, &link, "short").await;
    assert_eq!(weak.body["errors"][0]["pointer"], "/password");
    assert_eq!(set_password(&browser, &link, NEW).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "every sign-in ended");
    assert_eq!(login(&browser, &ada.email, PASSWORD).await, StatusCode::UNAUTHORIZED);
    assert_eq!(login(&browser, &ada.email, NEW).await, StatusCode::OK);

    let again = set_password(&browser, &link, "yet another password").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(again.slug(), "void-link");
}

#[tokio::test]
async fn a_link_ends_after_an_hour_and_with_the_next_new_password() {
    let (server, mut mailbox) = with_mailbox().await;
    let ada = server.signed_in("Ada Lovelace").await;
    let browser = server.browser();
    ask_for_link(&browser, &ada.email).await;
    let old = mailbox.next_link_to("/reset-password").await;
    server.set_clock("2027-01-11T10:00:00Z");
    assert_eq!(set_password(&browser, &old, NEW).await.status, StatusCode::NOT_FOUND);

    ask_for_link(&browser, &ada.email).await;
    let unused = mailbox.next_link_to("/reset-password").await;
    let change = json!({ "current_password": PASSWORD, "new_password": NEW });
    assert_eq!(ada.browser.put("/api/me/password", change).await.status, StatusCode::NO_CONTENT);
    assert_eq!(set_password(&browser, &unused, "not mine to set").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let (server, mut mailbox) = with_mailbox().await;
    let ada = server.member("Ada Lovelace").await;
    let browser = server.browser();
    let unknown = ask_for_link(&browser, "nobody@example.org").await;
    let known = ask_for_link(&browser, &ada.email).await;
    assert_eq!((unknown.status, &unknown.body), (known.status, &known.body));
    mailbox.next_link_to("/reset-password").await;
    assert!(mailbox.is_empty(), "jobs run in order, so nobody's would have come first");
}

#[tokio::test]
async fn whoever_is_invited_becomes_active_by_their_link() {
    let (server, mut mailbox) = with_mailbox().await;
    let ivy = server.invited("Ivy Invited").await;
    let browser = server.browser();
    assert_eq!(login(&browser, &ivy.email, PASSWORD).await, StatusCode::UNAUTHORIZED);
    let app = &server.app.state;
    let writer = app.context.write().await.unwrap();
    app.account.invite(&writer, ivy.id).await.unwrap();
    app.context.commit(writer).await.unwrap();
    let link = mailbox.next_link_to("/activate").await;
    assert_eq!(set_password(&browser, &link, NEW).await.status, StatusCode::NO_CONTENT);
    assert_eq!(login(&browser, &ivy.email, NEW).await, StatusCode::OK);
}

#[tokio::test]
async fn somebody_shut_out_is_out_with_the_next_request() {
    on_each_database(async |server| {
        let boss = server.signed_in_admin("Bo Boss").await;
        let ada = server.signed_in("Ada Lovelace").await;
        let wish = json!({ "name": "calendar", "scopes": ["profile"] });
        let token = ada.browser.post("/api/tokens", wish).await.body["token"].as_str().unwrap().to_owned();
        let path = |verb: &str| format!("/api/admin/people/{}/{verb}", ada.id);

        assert_eq!(boss.browser.post(&path("suspend"), json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.browser.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        let program = server.browser();
        let with_token = || program.client().get(program.at("/api/me")).bearer_auth(&token);
        assert_eq!(with_token().send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        let browser = server.browser();
        assert_eq!(login(&browser, &ada.email, "not the password").await, StatusCode::UNAUTHORIZED);
        assert_eq!(
            login(&browser, &ada.email, PASSWORD).await,
            StatusCode::FORBIDDEN,
            "told to its owner alone"
        );
        let twice = boss.browser.post(&path("suspend"), json!({})).await;
        assert_eq!(
            (twice.status, &twice.body["current"]["status"]),
            (StatusCode::CONFLICT, &json!("suspended"))
        );

        assert_eq!(boss.browser.post(&path("restore"), json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(
            ada.browser.get("/api/me").await.status,
            StatusCode::UNAUTHORIZED,
            "the old sign-in stays ended"
        );
        assert_eq!(login(&browser, &ada.email, PASSWORD).await, StatusCode::OK);

        let log =
            store::audit::actions_on(server.app.state.context.read(), &format!("user:{}", ada.id), 20).await;
        let log = log.unwrap();
        assert!(log.contains(&("user.suspended".to_owned(), Some(boss.id))), "{log:?}");
        assert!(log.contains(&("session.refused".to_owned(), None)), "{log:?}");
        assert_eq!(store::audit::first_broken(server.app.state.context.read()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn somebody_shut_out_leaves_the_calls_they_are_in() {
    on_each_database(async |server| {
        let boss = server.signed_in_admin("Bo Boss").await;
        let ada = server.signed_in("Ada Lovelace").await;
        let wish = json!({ "title": "Reunion", "type": "group_meeting" });
        let call = ada.browser.post("/api/video-calls", wish).await;
        assert_eq!(call.status, StatusCode::CREATED, "{:?}", call.body);
        let path = format!("/api/video-calls/{}/join", call.body["id"].as_str().unwrap());
        let joined = ada.browser.post(&path, json!({})).await;
        assert_eq!(joined.status, StatusCode::OK, "{:?}", joined.body);
        let live = async || store::call_session::live(server.app.state.context.read()).await.unwrap().len();
        assert_eq!(live().await, 1);
        boss.browser.post(&format!("/api/admin/people/{}/suspend", ada.id), json!({})).await;
        assert_eq!(live().await, 0);
    })
    .await;
}

#[tokio::test]
async fn only_the_team_shuts_people_out_and_never_itself() {
    let server = TestServer::start().await;
    let boss = server.signed_in_admin("Bo Boss").await;
    let ada = server.signed_in("Ada Lovelace").await;
    let suspend = |id: String| format!("/api/admin/people/{id}/suspend");
    let by_member = ada.browser.post(&suspend(boss.id.to_string()), json!({})).await;
    assert_eq!(by_member.status, StatusCode::FORBIDDEN);
    let itself = boss.browser.post(&suspend(boss.id.to_string()), json!({})).await;
    assert_eq!((itself.status, &itself.body["reason"]), (StatusCode::CONFLICT, &json!("own_account")));
    let nobody = boss.browser.post(&suspend(uuid::Uuid::nil().to_string()), json!({})).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_admin_is_made_on_the_command_line_from_nothing_or_from_a_member() {
    on_each_database(async |server| {
        let accounts = &server.app.state.account;
        let ada = server.signed_in("Ada Lovelace").await;
        accounts.create_admin("Root@Example.org", NEW).await.unwrap();
        accounts.create_admin(&ada.email, NEW).await.unwrap();
        assert_eq!(
            ada.browser.get("/api/me").await.status,
            StatusCode::UNAUTHORIZED,
            "a new standing, a new sign-in"
        );
        for email in ["root@example.org", &ada.email] {
            let browser = server.browser();
            assert_eq!(login(&browser, email, NEW).await, StatusCode::OK);
            assert_eq!(browser.get("/api/me").await.body["role"], "admin");
        }
        assert!(accounts.create_admin("no address", NEW).await.is_err());
        assert!(accounts.create_admin("root@example.org", "short").await.is_err());
    })
    .await;
}
