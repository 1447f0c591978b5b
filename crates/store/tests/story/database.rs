//! Real databases for tests: a fresh SQLite file, and a private PostgreSQL server with one database a test.
//!
//! Shared by the stories of the store and by the tests of the server, which include this file by its path.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use store::{Store, StoreOptions};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Runs the story on a fresh database of each kind, one after the other.
pub async fn for_each_database(story: impl AsyncFn(Store)) {
    for database in [TestDatabase::sqlite().await, TestDatabase::postgres().await] {
        eprintln!("on {}", database.options.url);
        let store = database.open().await;
        story(store.clone()).await;
        store.close().await.expect("the database closes");
    }
}

/// A database of its own for one test, with the schema in place and nothing in it.
pub struct TestDatabase {
    /// How to open it.
    pub options: StoreOptions,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A new SQLite file.
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("homecoming.sqlite");
        std::fs::copy(sqlite_template().await, &file).expect("the template is copied");
        Self { options: StoreOptions::sqlite(&file), _folder: Some(folder) }
    }

    /// A new database on this process's PostgreSQL server.
    pub async fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let server = postgres_server().await;
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        server.create_database(&name, Some(TEMPLATE)).await;
        Self { options: server.options(&name), _folder: None }
    }

    /// Opens it.
    pub async fn open(&self) -> Store {
        Store::open(&self.options).await.expect("the test database opens")
    }
}

const TEMPLATE: &str = "migrated";

/// A closed file with the whole schema: copying it is far cheaper than every test running the migrations.
async fn sqlite_template() -> &'static Path {
    static FILE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
    let (_, file) = FILE
        .get_or_init(|| async {
            let folder = TempDir::new().expect("a temporary folder");
            let file = folder.path().join("template.sqlite");
            migrate(&StoreOptions::sqlite(&file)).await;
            (folder, file)
        })
        .await;
    file
}

async fn migrate(options: &StoreOptions) {
    let store = Store::open(options).await.expect("the schema is made");
    store.close().await.expect("the template closes");
}

async fn postgres_server() -> &'static PostgresServer {
    static SERVER: OnceCell<PostgresServer> = OnceCell::const_new();
    SERVER
        .get_or_init(|| async {
            let server = tokio::task::spawn_blocking(PostgresServer::start).await.expect("PostgreSQL starts");
            server.create_database(TEMPLATE, None).await;
            migrate(&server.options(TEMPLATE)).await;
            server
        })
        .await
}

/// A server of this process alone, reached by a socket file. It ends with the process, however that ends:
/// its keeper waits for the end of a pipe that only this process holds open.
struct PostgresServer {
    binaries: PathBuf,
    folder: PathBuf,
    _keeper: std::process::Child,
}

/// Runs in the server's folder. `$1` is the folder of the binaries.
const KEEPER: &str = r#"
set -e
umask 077
exec 2>keeper.log
mkdir data
"$1/initdb" --pgdata=data --username=homecoming --auth=trust --encoding=UTF8 --locale=C --no-sync >initdb.log
"$1/postgres" -D data -k "$PWD" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=400 -c shared_buffers=64MB >server.log 2>&1 &
trap '' INT TERM
cat >/dev/null
until "$1/pg_ctl" --pgdata=data --mode=immediate stop >/dev/null || ! kill -0 $!; do sleep 0.1; done
cd / && rm -rf "$2"
"#;

impl PostgresServer {
    fn start() -> Self {
        let binaries = find_binaries();
        let folder = private_folder();
        let keeper = as_unprivileged("sh")
            .args(["-c", KEEPER, "keeper"])
            .args([&binaries, &folder])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("a shell starts");
        let server = Self { binaries, folder, _keeper: keeper };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        for _ in 0..600 {
            let ready = self.tool("pg_isready").stdout(Stdio::null()).status().expect("pg_isready runs");
            if ready.success() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        panic!("PostgreSQL did not become ready: {log}");
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.binaries.join(name));
        command.arg("--host").arg(&self.folder).args(["--username", "homecoming"]);
        command
    }

    async fn create_database(&self, name: &str, template: Option<&str>) {
        let mut command = tokio::process::Command::from(self.tool("createdb"));
        if let Some(template) = template {
            command.args(["--template", template]);
        }
        let created = command.arg(name).status().await.expect("createdb runs");
        assert!(created.success(), "the database {name} is made");
    }

    fn options(&self, database: &str) -> StoreOptions {
        let url = format!("postgres://homecoming@localhost/{database}?host={}", self.folder.display());
        StoreOptions { url, max_connections: 12 }
    }
}

/// The newest installed PostgreSQL; Debian keeps its binaries out of the search path.
fn find_binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.retain(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
    folders.sort();
    let newest = folders
        .pop()
        .expect("PostgreSQL is installed (Debian: apt-get install postgresql); `make test` sees to it");
    // The folder itself may hold links to some of the binaries only.
    let initdb = newest.join("initdb").canonicalize().expect("it was just seen");
    initdb.parent().expect("a file has a folder").to_owned()
}

/// A folder that the server's user owns. PostgreSQL refuses to run as root.
fn private_folder() -> PathBuf {
    let made = as_unprivileged("mktemp")
        .args(["-d", "/tmp/homecoming-postgres-XXXXXX"])
        .output()
        .expect("mktemp runs");
    assert!(made.status.success(), "a folder for PostgreSQL is made");
    let folder = PathBuf::from(String::from_utf8_lossy(&made.stdout).trim());
    if is_root() {
        let opened = Command::new("chmod").arg("711").arg(&folder).status().expect("chmod runs");
        assert!(opened.success(), "the socket can be reached");
    }
    folder
}

fn as_unprivileged(program: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", program]);
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
