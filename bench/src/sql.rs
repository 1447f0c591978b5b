//! The competitors: the same lists asked of SQLite and PostgreSQL, obviously and as well as we know how.
//!
//! The databases get help that an application would give them: the industry part of every shelf and the proximity of
//! every spot are worked out outside and handed over, and activity is a column. What is left is finding who shares
//! contacts, adding up and sorting.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row};

use crate::process_cpu_ms;

/// What the databases hold of a person.
pub struct PersonRow {
    /// Number.
    pub id: u32,
    /// Number of the spot.
    pub spot: u32,
    /// Activity on the day.
    pub activity: f64,
    /// Whether the person can be in a list today.
    pub is_available: bool,
    /// Whether whom the person knows may count.
    pub is_countable: bool,
    /// Up to four shelves.
    pub shelves: Vec<u16>,
    /// Who knows them.
    pub contacts: Vec<u32>,
}

/// One question, with what the application works out for it.
pub struct Question {
    /// The looker's number.
    pub looker: u32,
    /// By shelf: the industry part.
    pub industry_parts: Vec<f64>,
    /// By spot: the proximity part.
    pub proximities: Vec<f64>,
    /// Who is in no list of the looker.
    pub left_out: Vec<u32>,
}

const SCHEMA: &str = "CREATE TABLE person (id integer PRIMARY KEY, spot integer NOT NULL, activity double precision NOT NULL, \
     is_available integer NOT NULL, is_countable integer NOT NULL, weight double precision NOT NULL, shelf1 integer NOT NULL, \
     shelf2 integer, shelf3 integer, shelf4 integer)";

/// The list by joins over everything, as one would write it first.
fn obvious(mutual: &str, shelf: &str, spot: &str, left_out: &str) -> String {
    format!(
        "SELECT p.id, 0.4 * i.part + 0.3 * g.part + 0.2 * coalesce(m.sum, 0) / (coalesce(m.sum, 0) + 1) + 0.1 * p.activity AS score \
         FROM person p \
         JOIN (SELECT q.id, max(k.part) AS part FROM person q JOIN {shelf} k \
           ON k.id IN (q.shelf1, q.shelf2, q.shelf3, q.shelf4) GROUP BY q.id) i ON i.id = p.id \
         JOIN {spot} g ON g.id = p.spot LEFT JOIN ({mutual}) m ON m.id = p.id \
         WHERE p.is_available = 1 AND p.id NOT IN (SELECT id FROM {left_out}) ORDER BY score DESC, p.id LIMIT 20"
    )
}

/// The list with one look at everyone and the parts looked up.
fn tuned(mutual: &str, greatest: &str, spot: &str, left_out: &str) -> String {
    format!(
        "WITH mutual AS MATERIALIZED ({mutual}) \
         SELECT p.id, 0.4 * {greatest} + 0.3 * g.part + 0.2 * coalesce(m.sum, 0) / (coalesce(m.sum, 0) + 1) + 0.1 * p.activity AS score \
         FROM person p JOIN {spot} g ON g.id = p.spot LEFT JOIN mutual m ON m.id = p.id \
         WHERE p.is_available = 1 AND NOT EXISTS (SELECT 1 FROM {left_out} l WHERE l.id = p.id) \
         ORDER BY score DESC, p.id LIMIT 20"
    )
}

/// Which of the two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As one would write it first.
    Obvious,
    /// As well as we know how.
    Tuned,
}

/// A SQLite file in a folder.
pub struct Sqlite {
    connection: SqliteConnection,
}

impl Sqlite {
    /// Fills a new file.
    pub async fn fill(folder: &Path, people: &[PersonRow]) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("bench.sqlite"))
            .create_if_missing(true)
            .pragma("journal_mode", "off")
            .pragma("synchronous", "off")
            .pragma("cache_size", "-2000000")
            .pragma("temp_store", "memory");
        let mut connection = options.connect().await.expect("a file");
        run_sqlite(&mut connection, SCHEMA).await;
        run_sqlite(
            &mut connection,
            "CREATE TABLE contact (a integer, b integer, PRIMARY KEY (a, b)) WITHOUT ROWID",
        )
        .await;
        run_sqlite(&mut connection, "BEGIN").await;
        for chunk in people.chunks(500) {
            let rows: Vec<String> =
                chunk.iter().map(|person| format!("({})", values(person, ", ", "NULL"))).collect();
            run_sqlite(&mut connection, &format!("INSERT INTO person VALUES {}", rows.join(", "))).await;
            let contacts =
                chunk.iter().flat_map(|person| person.contacts.iter().map(|other| (person.id, *other)));
            let contacts: Vec<String> = contacts.map(|(a, b)| format!("({a},{b})")).collect();
            for rows in contacts.chunks(5_000) {
                run_sqlite(&mut connection, &format!("INSERT INTO contact VALUES {}", rows.join(","))).await;
            }
        }
        for statement in [
            "COMMIT",
            "ANALYZE",
            "CREATE TEMP TABLE shelf (id integer PRIMARY KEY, part double)",
            "CREATE TEMP TABLE spot (id integer PRIMARY KEY, part double)",
            "CREATE TEMP TABLE left_out (id integer PRIMARY KEY)",
        ] {
            run_sqlite(&mut connection, statement).await;
        }
        Self { connection }
    }

    /// The scores of a list, and the milliseconds on processors that it took.
    pub async fn list(&mut self, question: &Question, way: Way) -> (Vec<f64>, f64) {
        for table in ["shelf", "spot", "left_out"] {
            run_sqlite(&mut self.connection, &format!("DELETE FROM {table}")).await;
        }
        for (table, rows) in tables(question) {
            for rows in rows.chunks(5_000) {
                run_sqlite(&mut self.connection, &format!("INSERT INTO {table} VALUES {}", rows.join(",")))
                    .await;
            }
        }
        let mutual = format!(
            "SELECT c2.b AS id, sum(w.weight) AS sum FROM contact c1 JOIN person w ON w.id = c1.b \
             JOIN contact c2 ON c2.a = c1.b WHERE c1.a = {} AND w.is_countable = 1 GROUP BY c2.b",
            question.looker
        );
        let part = |shelf: u8| format!("coalesce((SELECT part FROM shelf WHERE id = p.shelf{shelf}), 0)");
        let greatest = format!("max({}, {}, {}, {})", part(1), part(2), part(3), part(4));
        let sql = match way {
            Way::Obvious => obvious(&mutual, "shelf", "spot", "left_out"),
            Way::Tuned => tuned(&mutual, &greatest, "spot", "left_out"),
        };
        let begun = process_cpu_ms();
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut self.connection).await.expect("a list");
        (rows.iter().map(|row| row.get::<f64, _>(1)).collect(), process_cpu_ms() - begun)
    }
}

async fn run_sqlite(connection: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect("SQLite does it");
}

/// A PostgreSQL server of our own, stopped at the end.
pub struct Postgres {
    connection: PgConnection,
    backend: i32,
    folder: PathBuf,
}

impl Postgres {
    /// Starts a server in a folder and fills it.
    pub async fn fill(people: &[PersonRow]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/postgres.sh");
        let started = Command::new(script).arg("start").stderr(Stdio::inherit()).output().expect("a shell");
        assert!(started.status.success(), "PostgreSQL starts");
        let folder = PathBuf::from(String::from_utf8(started.stdout).expect("a path").trim());
        let url = format!("postgres://homecoming@localhost/postgres?host={}", folder.display());
        let mut connection = PgConnection::connect(&url).await.expect("a connection");
        run_postgres(&mut connection, SCHEMA).await;
        run_postgres(&mut connection, "ALTER TABLE person ADD COLUMN contacts integer[] NOT NULL").await;
        let mut copy = connection.copy_in_raw("COPY person FROM STDIN").await.expect("a copy");
        for chunk in people.chunks(5_000) {
            let mut text = String::new();
            for person in chunk {
                let contacts: Vec<String> = person.contacts.iter().map(u32::to_string).collect();
                writeln!(text, "{}\t{{{}}}", values(person, "\t", "\\N"), contacts.join(","))
                    .expect("a text grows");
            }
            copy.send(text.as_bytes()).await.expect("rows");
        }
        copy.finish().await.expect("all rows");
        run_postgres(
            &mut connection,
            "CREATE TABLE contact AS SELECT id AS a, unnest(contacts) AS b FROM person",
        )
        .await;
        run_postgres(&mut connection, "CREATE INDEX ON contact (a, b)").await;
        run_postgres(&mut connection, "VACUUM ANALYZE").await;
        run_postgres(
            &mut connection,
            "SET jit = off; SET work_mem = '256MB'; SET max_parallel_workers_per_gather = 0",
        )
        .await;
        for table in [
            "shelf (id integer PRIMARY KEY, part double precision)",
            "spot (id integer PRIMARY KEY, part double precision)",
            "left_out (id integer PRIMARY KEY)",
        ] {
            run_postgres(&mut connection, &format!("CREATE TEMP TABLE {table}")).await;
        }
        let backend =
            sqlx::query("SELECT pg_backend_pid()").fetch_one(&mut connection).await.expect("a number").get(0);
        Self { connection, backend, folder }
    }

    /// The scores of a list, and the milliseconds on a processor that it took.
    pub async fn list(&mut self, question: &Question, way: Way) -> (Vec<f64>, f64) {
        run_postgres(&mut self.connection, "TRUNCATE shelf, spot, left_out").await;
        for (table, rows) in tables(question) {
            if !rows.is_empty() {
                run_postgres(&mut self.connection, &format!("INSERT INTO {table} VALUES {}", rows.join(",")))
                    .await;
            }
        }
        run_postgres(&mut self.connection, "ANALYZE shelf, spot, left_out").await;
        let looker = question.looker;
        let joined = format!(
            "SELECT c2.b AS id, sum(w.weight) AS sum FROM contact c1 JOIN person w ON w.id = c1.b \
             JOIN contact c2 ON c2.a = c1.b WHERE c1.a = {looker} AND w.is_countable = 1 GROUP BY c2.b"
        );
        let unnested = format!(
            "SELECT c.id, sum(w.weight) AS sum FROM person w, unnest(w.contacts) AS c(id) \
             WHERE w.id = ANY ((SELECT contacts FROM person WHERE id = {looker})::integer[]) AND w.is_countable = 1 GROUP BY c.id"
        );
        let part = |shelf: u8| format!("(SELECT part FROM shelf WHERE id = p.shelf{shelf})");
        let greatest = format!("greatest({}, {}, {}, {})", part(1), part(2), part(3), part(4));
        let sql = match way {
            Way::Obvious => obvious(&joined, "shelf", "spot", "left_out"),
            Way::Tuned => tuned(&unnested, &greatest, "spot", "left_out"),
        };
        let begun = self.backend_ms();
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut self.connection).await.expect("a list");
        (rows.iter().map(|row| row.get::<f64, _>(1)).collect(), self.backend_ms() - begun)
    }

    fn backend_ms(&self) -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{}/schedstat", self.backend)).expect("it runs");
        text.split_whitespace().next().and_then(|text| text.parse::<f64>().ok()).expect("a number") / 1e6
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/postgres.sh");
        let stopped = Command::new(script).arg("stop").arg(&self.folder).status();
        assert!(stopped.is_ok_and(|status| status.success()), "PostgreSQL stops");
    }
}

async fn run_postgres(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect("PostgreSQL does it");
}

fn values(person: &PersonRow, between: &str, null: &str) -> String {
    let shelf = |at: usize| person.shelves.get(at).map_or(null.to_owned(), u16::to_string);
    let weight = 1.0 / (person.contacts.len().max(10) as f64).ln();
    [
        person.id.to_string(),
        person.spot.to_string(),
        person.activity.to_string(),
        u8::from(person.is_available).to_string(),
        u8::from(person.is_countable).to_string(),
        weight.to_string(),
        shelf(0),
        shelf(1),
        shelf(2),
        shelf(3),
    ]
    .join(between)
}

fn tables(question: &Question) -> [(&'static str, Vec<String>); 3] {
    let parts = |parts: &[f64]| parts.iter().enumerate().map(|(id, part)| format!("({id},{part})")).collect();
    let left_out = question.left_out.iter().map(|id| format!("({id})")).collect();
    [
        ("shelf", parts(&question.industry_parts)),
        ("spot", parts(&question.proximities)),
        ("left_out", left_out),
    ]
}
