//! The rows that the naive scorer reads, by its own SQL.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde_json::Value as Json;
use uuid::Uuid;

type At = DateTime<Utc>;

/// A person as stored.
pub struct Person {
    pub id: Uuid,
    pub status: String,
    pub last_active_at: At,
    pub industry_code: Option<String>,
    pub past: Vec<String>,
    pub wanted: Vec<String>,
    pub precision: String,
    pub cell: Option<u64>,
    pub country: Option<String>,
    pub place_set_at: Option<At>,
    pub distance_matters: bool,
    pub zone: Option<String>,
    pub interests: Vec<String>,
    pub visibility: String,
    pub shows_connections: bool,
    pub open: Option<bool>,
    pub paused_until: Option<At>,
    pub limit: i32,
    pub suggests_connections: bool,
}

/// A request as stored.
pub struct Chat {
    pub requester: usize,
    pub recipient: usize,
    pub status: String,
    pub awaiting: Option<String>,
    pub counters: i32,
    pub for_ever: bool,
    pub created_at: At,
    pub expires_at: At,
    pub responded_at: Option<At>,
    pub completed_at: Option<At>,
}

/// Everything.
pub struct Rows {
    pub people: Vec<Person>,
    pub index: HashMap<Uuid, usize>,
    pub connections: HashSet<(usize, usize)>,
    pub blocks: HashSet<(usize, usize)>,
    pub chats: Vec<Chat>,
    /// When, and how many days it rests.
    pub dismissals: HashMap<(usize, usize), (At, i64)>,
    /// Viewer, shown, day and instant.
    pub views: Vec<(usize, usize, NaiveDate, At)>,
}

impl Rows {
    pub async fn read<C: ConnectionTrait>(database: &C) -> Self {
        let people = all(database, PEOPLE, person).await;
        let index: HashMap<Uuid, usize> =
            people.iter().enumerate().map(|(at, person)| (person.id, at)).collect();
        let pair = |row: &QueryResult| (index[&get::<Uuid>(row, "a")], index[&get::<Uuid>(row, "b")]);
        let both = |(a, b): (usize, usize)| [(a, b), (b, a)];
        let connected = "SELECT low_id AS a, high_id AS b FROM connections WHERE status = 'accepted'";
        let connections = all(database, connected, pair).await.into_iter().flat_map(both).collect();
        let blocked = "SELECT blocker_id AS a, blocked_id AS b FROM blocks";
        let blocks = all(database, blocked, pair).await.into_iter().flat_map(both).collect();
        let chats = all(database, CHATS, |row| chat(row, pair(row))).await;
        let dismissed =
            "SELECT viewer_id AS a, dismissed_id AS b, reason, dismissed_at FROM suggestion_dismissals";
        let rest = |row: &QueryResult| if get::<String>(row, "reason") == "not_now" { 28 } else { 180 };
        let dismissals =
            all(database, dismissed, |row| (pair(row), (get(row, "dismissed_at"), rest(row)))).await;
        let viewed = "SELECT viewer_id AS a, shown_id AS b, viewed_on, viewed_at FROM suggestion_views";
        let view =
            |row: &QueryResult| (pair(row).0, pair(row).1, get(row, "viewed_on"), get(row, "viewed_at"));
        let views = all(database, viewed, view).await;
        Self {
            connections,
            blocks,
            chats,
            dismissals: dismissals.into_iter().collect(),
            views,
            people,
            index,
        }
    }
}

const PEOPLE: &str = "SELECT u.id, u.status, u.last_active_at, u.created_at, p.* \
     FROM users u JOIN profiles p ON p.user_id = u.id";
const CHATS: &str = "SELECT requester_id AS a, recipient_id AS b, * FROM coffee_chat_requests";

async fn all<C: ConnectionTrait, T>(database: &C, sql: &str, read: impl Fn(&QueryResult) -> T) -> Vec<T> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(statement).await.expect("rows").iter().map(read).collect()
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, column: &str) -> T {
    row.try_get("", column).unwrap_or_else(|error| panic!("{column}: {error}"))
}

fn texts(row: &QueryResult, column: &str) -> Vec<String> {
    serde_json::from_value(get::<Json>(row, column)).expect("a list of texts")
}

fn person(row: &QueryResult) -> Person {
    Person {
        id: get(row, "id"),
        status: get(row, "status"),
        last_active_at: get::<Option<At>>(row, "last_active_at").unwrap_or_else(|| get(row, "created_at")),
        industry_code: get(row, "industry_code"),
        past: texts(row, "past_industry_codes"),
        wanted: texts(row, "wanted_industry_codes"),
        precision: get(row, "place_precision"),
        cell: get::<Option<i64>>(row, "place_cell").map(i64::cast_unsigned),
        country: get(row, "country_code"),
        place_set_at: get(row, "place_set_at"),
        distance_matters: get(row, "distance_matters"),
        zone: get(row, "time_zone"),
        interests: texts(row, "interests"),
        visibility: get(row, "visibility"),
        shows_connections: get(row, "shows_connections"),
        open: get(row, "open_to_chats"),
        paused_until: get(row, "paused_until"),
        limit: get(row, "monthly_chat_limit"),
        suggests_connections: get(row, "suggests_connections"),
    }
}

fn chat(row: &QueryResult, (requester, recipient): (usize, usize)) -> Chat {
    Chat {
        requester,
        recipient,
        status: get(row, "status"),
        awaiting: get(row, "awaiting"),
        counters: get(row, "counter_count"),
        for_ever: get(row, "declined_for_ever"),
        created_at: get(row, "created_at"),
        expires_at: get(row, "expires_at"),
        responded_at: get(row, "responded_at"),
        completed_at: get(row, "completed_at"),
    }
}
