//! A server of its own for each test: real router, real SQLite file, a clock moved by hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use model::id::UserId;
use model::user::{UserRole, UserStatus};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use server::app::{RunningApp, TimeSource};
use server::config::Config;
use server::context::{SystemChance, TestClock};
use server::services::password::Passwords;
use store::user::NewUser;
use tokio::net::TcpListener;

use crate::database::TestDatabase;

/// Runs the story on a fresh server over each database, one after the other.
pub async fn on_each_database(story: impl AsyncFn(TestServer)) {
    for database in [TestDatabase::sqlite().await, TestDatabase::postgres().await] {
        eprintln!("on {}", database.options.url);
        story(TestServer::start_on(database.options.url.clone(), None, |_| {}).await).await;
    }
}

/// The instant at which every test begins: a Monday morning in Europe.
pub const START: &str = "2027-01-11T09:00:00Z";

/// A running server.
pub struct TestServer {
    /// What runs.
    pub app: RunningApp,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// `http://localhost:PORT`.
    pub url: String,
    /// Held so that the database lives as long as the server.
    _folder: Option<tempfile::TempDir>,
}

impl TestServer {
    /// On a fresh SQLite file.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// On a fresh SQLite file, with a changed configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        Self::start_on(url, Some(folder), change).await
    }

    /// On the given database.
    pub async fn start_on(
        database_url: String,
        folder: Option<tempfile::TempDir>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        Self::try_start_on(database_url, folder, change).await.expect("the server starts")
    }

    /// On the given database, or why the server does not start.
    pub async fn try_start_on(
        database_url: String,
        folder: Option<tempfile::TempDir>,
        change: impl FnOnce(&mut Config),
    ) -> anyhow::Result<Self> {
        let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
        let clock = Arc::new(TestClock::at(instant(START)));
        let mut config = Config::default();
        config.database.url = database_url;
        config.site.public_url.clone_from(&url);
        config.media.port = 0;
        config.is_demo = true;
        change(&mut config);
        let app =
            RunningApp::start(config, TimeSource::Test(clock.clone()), Arc::new(SystemChance), listener)
                .await?;
        Ok(Self { app, clock, url, _folder: folder })
    }

    /// A browser that has not signed in: keeps cookies, sends the site's origin.
    pub fn browser(&self) -> Browser {
        let client = Client::builder().cookie_store(true).build().expect("a client");
        Browser { client, url: self.url.clone() }
    }

    /// An active member with an account and an empty profile.
    pub async fn member(&self, name: &str) -> Member {
        self.person(name, UserRole::Member).await
    }

    /// One of the platform's team.
    pub async fn admin(&self, name: &str) -> Member {
        self.person(name, UserRole::Admin).await
    }

    /// Somebody invited who has not come yet.
    pub async fn invited(&self, name: &str) -> Member {
        self.person_in(name, UserRole::Member, UserStatus::Invited, None).await
    }

    async fn person(&self, name: &str, role: UserRole) -> Member {
        self.person_in(name, role, UserStatus::Active, Some(password_hash().await)).await
    }

    async fn person_in(
        &self,
        name: &str,
        role: UserRole,
        status: UserStatus,
        password_hash: Option<String>,
    ) -> Member {
        let context = &self.app.state.context;
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let user = NewUser {
            id: UserId::new(context.now(), context.chance()),
            email: email.clone(),
            name: name.to_owned(),
            password_hash,
            role,
            status,
            external_id: None,
        };
        let writer = context.write().await.expect("a transaction");
        store::user::create(&writer, &user, context.now()).await.expect("the account is made");
        context.commit(writer).await.expect("the account is kept");
        Member { id: user.id, email, browser: self.browser() }
    }

    /// The same, signed in.
    pub async fn signed_in(&self, name: &str) -> Member {
        let member = self.member(name).await;
        member.sign_in().await;
        member
    }

    /// One of the platform's team, signed in.
    pub async fn signed_in_admin(&self, name: &str) -> Member {
        let admin = self.admin(name).await;
        admin.sign_in().await;
        admin
    }

    /// Waits until all work that is due is done: what has not come about will not, and a moved clock ends no lease.
    pub async fn until_idle(&self) {
        let context = &self.app.state.context;
        let is_idle = async || {
            let due = store::job::next_due(context.read()).await.expect("the queue is read");
            due.is_none_or(|due| due > context.now()).then_some(())
        };
        eventually(is_idle).await;
    }

    /// Moves the clock and wakes the jobs.
    pub fn set_clock(&self, now: &str) {
        self.clock.set(instant(now));
        self.app.state.context.wake_followers();
    }
}

/// Asks again and again until there is an answer; for what a job or a follower does on its own.
pub async fn eventually<T>(question: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = question().await {
                return answer;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), asking).await.expect("it comes about in time")
}

/// The password of everybody in the tests.
pub const PASSWORD: &str = "correct horse battery";

/// The hash of [`PASSWORD`], made once: it is slow on purpose.
async fn password_hash() -> String {
    static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    let hash = async || Passwords::default().hash(PASSWORD, &SystemChance).await.expect("a hash");
    HASH.get_or_init(hash).await.clone()
}

/// Somebody with an account, and a browser of their own.
#[derive(Clone)]
pub struct Member {
    /// Their id.
    pub id: UserId,
    /// The address they sign in with.
    pub email: String,
    /// Their browser.
    pub browser: Browser,
}

impl Member {
    /// Signs in with [`PASSWORD`].
    pub async fn sign_in(&self) {
        let body = json!({ "email": self.email, "password": PASSWORD });
        let answer = self.browser.post("/api/auth/login", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    }
}

/// A browser's view of the server.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    url: String,
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its JSON, null when there is none.
    pub body: Value,
}

impl Answer {
    /// The situation of a problem, such as `not-found`.
    pub fn slug(&self) -> &str {
        self.body["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/")).unwrap_or_default()
    }
}

impl Browser {
    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        answer(self.client.get(self.at(path))).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        answer(self.client.post(self.at(path)).header("origin", &self.url).json(&body)).await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        answer(self.client.put(self.at(path)).header("origin", &self.url).json(&body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        answer(self.client.delete(self.at(path)).header("origin", &self.url)).await
    }

    /// The client itself, for requests out of the ordinary.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The address of a path.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

/// Sends the request and reads the whole answer.
pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.expect("a whole body");
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status, headers, body }
}

/// Reads an instant.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an RFC 3339 instant")
}
