//! The server is killed (SIGKILL) again and again with accepts in flight: what it acknowledged stays.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::TimeDelta;
use model::Timestamp;
use model::id::{CoffeeChatRequestId, UserId};
use model::user::{UserRole, UserStatus};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use server::context::SystemChance;
use server::services::password::Passwords;
use store::Store;
use store::coffee_chat::{self, CoffeeChat};
use store::user::NewUser;
use tokio::task::JoinSet;

use crate::database::TestDatabase;
use crate::support::PASSWORD;

const KILLS: usize = 20;
/// Requests that are answered in the life of one process, and how often each is at once.
const REQUESTS_A_LIFE: usize = 10;
const AT_ONCE: usize = 4;

/// The binary, running.
struct Binary {
    process: Child,
}

impl Binary {
    async fn start(database_url: &str, port: u16, client: &Client) -> Self {
        let process = Command::new(env!("CARGO_BIN_EXE_homecoming"))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .env("DATABASE_URL", database_url)
            .env("PUBLIC_URL", format!("http://localhost:{port}"))
            .env("MEDIA_PORT", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let binary = Self { process };
        let live = format!("http://localhost:{port}/health/live");
        let up = async {
            while client.get(&live).send().await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await
            }
        };
        tokio::time::timeout(Duration::from_secs(60), up).await.expect("it answers in time");
        binary
    }

    fn kill(&mut self) {
        self.process.kill().expect("it is killed");
        self.process.wait().expect("it is gone");
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _already_gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// What the server said to an accept, before it was killed.
type Acknowledged = BTreeMap<CoffeeChatRequestId, Value>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_kill() {
    let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    for database in [TestDatabase::sqlite().await, TestDatabase::postgres().await] {
        let seed: u64 = rand::rng().random();
        eprintln!("on {} with seed {seed}", database.options.url);
        let store = database.open().await;
        let asked = person(&store, "asked@example.org").await;
        let requests = requests(&store, asked).await;
        let acknowledged =
            live_and_die(&database.options.url, &requests, &mut StdRng::seed_from_u64(seed)).await;
        judge(&store, &acknowledged, &requests).await;
        store.close().await.unwrap();
    }
}

async fn person(store: &Store, email: &str) -> UserId {
    let now = chrono::Utc::now();
    let user = NewUser {
        id: UserId::new(now, &SystemChance),
        email: email.to_owned(),
        name: email.to_owned(),
        password_hash: Some(Passwords::default().hash(PASSWORD, &SystemChance).await.expect("a hash")),
        role: UserRole::Member,
        status: UserStatus::Active,
        external_id: None,
    };
    let writer = store.write().await.unwrap();
    store::user::create(&writer, &user, now).await.unwrap();
    writer.commit().await.unwrap();
    user.id
}

/// Requests of one person to another, each at an hour of its own; the rules on who may ask are tested elsewhere.
async fn requests(store: &Store, asked: UserId) -> Vec<CoffeeChatRequestId> {
    let now = model::clock::to_stored_precision(chrono::Utc::now());
    let hour = Timestamp::from_timestamp(now.timestamp() / 3600 * 3600, 0).unwrap() + TimeDelta::days(2);
    let mut ids = Vec::new();
    for number in 0..KILLS * REQUESTS_A_LIFE {
        let asker = person_without_password(store, number).await;
        let at = hour + TimeDelta::hours(i64::try_from(number).unwrap());
        let chat = pending(asker, asked, at, now);
        let writer = store.write().await.unwrap();
        coffee_chat::insert(&writer, &chat).await.unwrap();
        writer.commit().await.unwrap();
        ids.push(chat.id);
    }
    ids
}

async fn person_without_password(store: &Store, number: usize) -> UserId {
    let now = chrono::Utc::now();
    let user = NewUser {
        id: UserId::new(now, &SystemChance),
        email: format!("asker{number}@example.org"),
        name: format!("Asker {number}"),
        password_hash: None,
        role: UserRole::Member,
        status: UserStatus::Active,
        external_id: None,
    };
    let writer = store.write().await.unwrap();
    store::user::create(&writer, &user, now).await.unwrap();
    writer.commit().await.unwrap();
    user.id
}

fn pending(requester_id: UserId, recipient_id: UserId, at: Timestamp, now: Timestamp) -> CoffeeChat {
    let id = CoffeeChatRequestId::new(now, &SystemChance);
    CoffeeChat::asked(id, [requester_id, recipient_id], vec![at], at, now)
}

/// Twenty lives of the server: it starts, and is killed after a random number of answers, with the others in
/// flight. A last one answers what was cut off.
async fn live_and_die(
    database_url: &str,
    requests: &[CoffeeChatRequestId],
    chance: &mut StdRng,
) -> Acknowledged {
    let client = Client::builder().cookie_store(true).build().expect("a client");
    let port = free_port(chance);
    let mut acknowledged = Acknowledged::new();
    for life in requests.chunks(REQUESTS_A_LIFE) {
        let mut binary = Binary::start(database_url, port, &client).await;
        sign_in(&client, port).await;
        let mut racing = accept_all(&client, port, life).await;
        let moment = chance.random_range(1..REQUESTS_A_LIFE * AT_ONCE);
        for _ in 0..moment {
            acknowledged.extend(next(&mut racing).await);
        }
        binary.kill();
        acknowledged.extend(gather(racing).await);
    }
    let _last = Binary::start(database_url, port, &client).await;
    let open: Vec<_> = requests.iter().filter(|id| !acknowledged.contains_key(id)).copied().collect();
    eprintln!("{} acknowledged, {} cut off", acknowledged.len(), open.len());
    assert!(!acknowledged.is_empty(), "the server answered before it was killed");
    for few in open.chunks(REQUESTS_A_LIFE) {
        acknowledged.extend(gather(accept_all(&client, port, few).await).await);
    }
    acknowledged
}

/// Below the ports that outgoing connections take, so that it is still free for the next life.
fn free_port(chance: &mut StdRng) -> u16 {
    let ports = std::iter::repeat_with(|| chance.random_range(20_000..32_000));
    ports.take(100).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port")
}

async fn sign_in(client: &Client, port: u16) {
    let url = format!("http://localhost:{port}");
    let body = json!({ "email": "asked@example.org", "password": PASSWORD });
    let request = client.post(format!("{url}/api/auth/login")).header("origin", &url).json(&body);
    assert_eq!(request.send().await.expect("an answer").status(), StatusCode::OK);
}

type Racing = JoinSet<Option<(CoffeeChatRequestId, Value)>>;

async fn accept_all(client: &Client, port: u16, requests: &[CoffeeChatRequestId]) -> Racing {
    let mut racing = JoinSet::new();
    for id in requests.iter().copied() {
        for _ in 0..AT_ONCE {
            racing.spawn(accept(client.clone(), port, id));
        }
    }
    racing
}

/// The chat as the winning accept told it; nothing when it lost or was cut off.
async fn accept(client: Client, port: u16, id: CoffeeChatRequestId) -> Option<(CoffeeChatRequestId, Value)> {
    let url = format!("http://localhost:{port}");
    let chat: Value =
        client.get(format!("{url}/api/coffee-chat/{id}")).send().await.ok()?.json().await.ok()?;
    let body = json!({ "action": "accept", "selected_time": chat["proposed_times"][0] });
    let request =
        client.post(format!("{url}/api/coffee-chat/{id}/respond")).header("origin", &url).json(&body);
    let response = request.send().await.ok()?;
    let status = response.status();
    let body: Value = response.json().await.ok()?;
    assert!(matches!(status.as_u16(), 200 | 409), "{status}: {body}");
    (status == StatusCode::OK).then_some((id, body))
}

/// What the next of the accepts was told, when it won.
async fn next(racing: &mut Racing) -> Option<(CoffeeChatRequestId, Value)> {
    racing.join_next().await?.expect("no panic")
}

async fn gather(mut racing: Racing) -> Acknowledged {
    let mut acknowledged = Acknowledged::new();
    while !racing.is_empty() {
        if let Some((id, chat)) = next(&mut racing).await {
            assert!(acknowledged.insert(id, chat).is_none(), "{id} was accepted twice");
        }
    }
    acknowledged
}

async fn judge(store: &Store, acknowledged: &Acknowledged, requests: &[CoffeeChatRequestId]) {
    for (id, told) in acknowledged {
        let kept = coffee_chat::find(store.read(), *id).await.unwrap().expect("the request is there");
        let call = kept.video_call_id.map(|call| call.to_string());
        assert_eq!(told["video_call_id"].as_str().map(str::to_owned), call, "{id}");
        assert_eq!((told["status"].as_str(), told["version"].as_i64()), (Some("accepted"), Some(2)));
        assert_eq!((kept.position.status.as_str(), kept.version), ("accepted", 2));
    }
    for id in requests {
        let kept = coffee_chat::find(store.read(), *id).await.unwrap().expect("the request is there");
        assert_eq!(kept.position.status.as_str(), "accepted", "every request has had its answer");
    }
    assert_eq!(store::invariant::broken(store.read()).await.unwrap(), []);
}
