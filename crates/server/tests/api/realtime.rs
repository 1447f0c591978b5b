//! The live socket: what concerns a person arrives at once and in order, and a cut client misses nothing.

use futures_util::{SinkExt, StreamExt};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::{Member, PASSWORD, TestServer};

/// A person's live socket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(server: &TestServer, cookie: &str, origin: &str) -> Result<Self, Error> {
        let address = format!("{}/api/realtime", server.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request()?;
        request.headers_mut().insert("cookie", cookie.parse().expect("a cookie"));
        request.headers_mut().insert("origin", origin.parse().expect("an origin"));
        Ok(Self(connect_async(request).await?.0))
    }

    /// Opened from the site itself.
    pub async fn of(server: &TestServer, cookie: &str) -> Self {
        Self::open(server, cookie, &server.url).await.expect("the socket opens")
    }

    /// The next frame of the conversation.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.0.next().await.expect("the socket stays open").expect("a whole frame") {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("the socket takes it");
    }
}

/// Signs in once more and gives the cookie.
pub async fn cookie_of(member: &Member) -> String {
    let body = json!({ "email": member.email, "password": PASSWORD });
    let answer = member.browser.post("/api/auth/login", body).await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    cookie.split(';').next().expect("a value").to_owned()
}

async fn ring(server: &TestServer, member: &Member, kind: &str) {
    let state = &server.app.state;
    let writer = state.context.write().await.expect("a transaction");
    state.notification.notify(&writer, member.id, kind, json!({})).await.expect("the line is written");
    state.context.commit(writer).await.expect("the line is kept");
}

#[tokio::test]
async fn news_arrive_at_once_under_offsets_without_gaps() {
    let server = TestServer::start().await;
    let amara = server.member("Amara Obi").await;
    let mut socket = Socket::of(&server, &cookie_of(&amara).await).await;
    assert_eq!(socket.hear().await["hello"]["offset"], 0);
    for expected in 1..=3 {
        ring(&server, &amara, "test").await;
        let frame = socket.hear().await;
        assert_eq!(frame["offset"], expected);
        assert_eq!(frame["event"], "notification.created");
        assert_eq!(frame["data"]["kind"], "test");
    }
}

#[tokio::test]
async fn nobody_hears_what_concerns_another() {
    let server = TestServer::start().await;
    let (amara, diego) = (server.member("Amara Obi").await, server.member("Diego Marín").await);
    let mut socket = Socket::of(&server, &cookie_of(&diego).await).await;
    socket.hear().await;
    ring(&server, &amara, "hers").await;
    ring(&server, &diego, "his").await;
    let frame = socket.hear().await;
    assert_eq!((&frame["offset"], &frame["data"]["kind"]), (&json!(1), &json!("his")));
}

#[tokio::test]
async fn a_cut_client_gets_every_missed_event_in_order() {
    let server = TestServer::start().await;
    let amara = server.member("Amara Obi").await;
    let cookie = cookie_of(&amara).await;
    let mut socket = Socket::of(&server, &cookie).await;
    let epoch = socket.hear().await["hello"]["epoch"].clone();
    ring(&server, &amara, "seen").await;
    socket.hear().await;
    drop(socket);
    for missed in ["second", "third"] {
        ring(&server, &amara, missed).await;
    }
    let mut socket = Socket::of(&server, &cookie).await;
    assert_eq!(socket.hear().await["hello"]["offset"], 3);
    socket.say(json!({ "resume": { "epoch": epoch, "offset": 1 } })).await;
    assert_eq!(socket.hear().await, json!({ "recovered": true }));
    for (offset, kind) in [(2, "second"), (3, "third")] {
        let frame = socket.hear().await;
        assert_eq!((&frame["offset"], &frame["data"]["kind"]), (&json!(offset), &json!(kind)));
    }
    ring(&server, &amara, "fresh").await;
    assert_eq!(socket.hear().await["offset"], 4);
}

#[tokio::test]
async fn a_client_from_another_log_is_told_to_reload() {
    let server = TestServer::start().await;
    let amara = server.member("Amara Obi").await;
    let mut socket = Socket::of(&server, &cookie_of(&amara).await).await;
    let epoch = socket.hear().await["hello"]["epoch"].clone();
    for lost in [json!({ "epoch": "another", "offset": 0 }), json!({ "epoch": epoch, "offset": 7 })] {
        socket.say(json!({ "resume": lost })).await;
        assert_eq!(socket.hear().await, json!({ "recovered": false }));
    }
}

#[tokio::test]
async fn another_site_cannot_open_the_socket() {
    let server = TestServer::start().await;
    let amara = server.member("Amara Obi").await;
    let cookie = cookie_of(&amara).await;
    let Err(Error::Http(refused)) = Socket::open(&server, &cookie, "https://evil.example").await else {
        panic!("the socket opened for another site");
    };
    assert_eq!(refused.status().as_u16(), StatusCode::FORBIDDEN.as_u16());
}

#[tokio::test]
async fn signing_out_closes_the_socket() {
    let server = TestServer::start().await;
    let amara = server.member("Amara Obi").await;
    let mut socket = Socket::of(&server, &cookie_of(&amara).await).await;
    socket.hear().await;
    assert!(amara.browser.post("/api/auth/logout", json!({})).await.status.is_success());
    loop {
        match socket.0.next().await {
            Some(Ok(Message::Close(Some(frame)))) => break assert_eq!(u16::from(frame.code), 4401),
            Some(Ok(Message::Ping(_))) => {}
            other => panic!("expected a close, got {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_event_between_hello_and_resume_is_told_once_and_in_order() {
    let server = TestServer::start().await;
    let amara = server.member("Amara Obi").await;
    let cookie = cookie_of(&amara).await;
    let mut socket = Socket::of(&server, &cookie).await;
    let epoch = socket.hear().await["hello"]["epoch"].clone();
    drop(socket);
    ring(&server, &amara, "missed").await;
    let mut socket = Socket::of(&server, &cookie).await;
    socket.hear().await;
    ring(&server, &amara, "in between").await;
    socket.say(json!({ "resume": { "epoch": epoch, "offset": 0 } })).await;
    assert_eq!(socket.hear().await, json!({ "recovered": true }));
    for expected in 1..=2 {
        assert_eq!(socket.hear().await["offset"], expected);
    }
    ring(&server, &amara, "after").await;
    assert_eq!(socket.hear().await["offset"], 3);
}
