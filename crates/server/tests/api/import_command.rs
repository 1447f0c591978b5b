//! `homecoming import people` as an operator runs it: a large list, cut off by force, run again, and once more.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use store::member::MemberSearch;
use store::{Store, StoreOptions};
use tempfile::TempDir;

/// Rows of the list; a hundred thousand in a release build, fewer where nothing is optimised.
const PEOPLE: usize = if cfg!(debug_assertions) { 20_000 } else { 100_000 };
const BAD: usize = 50;
/// As it is released, a minute; without optimisation and beside other tests, five.
const IN_TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 300 } else { 60 });

struct Installation {
    folder: TempDir,
}

impl Installation {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_homecoming"));
        command
            .args(arguments)
            .env("DATABASE_URL", format!("sqlite:{}", self.file("homecoming.sqlite").display()))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    async fn store(&self) -> Store {
        let options = StoreOptions::sqlite(&self.file("homecoming.sqlite"));
        Store::open_without_migrating(&options).await.expect("the database opens")
    }

    /// Whether the person of this number is in.
    async fn has(&self, store: &Store, number: usize) -> bool {
        let search = MemberSearch::Email(format!("person{number}@example.org"));
        let found = store::member::list(store.read(), &search, &[], None, 1).await;
        found.is_ok_and(|found| !found.is_empty())
    }
}

/// Every two-thousandth row is bad, each in one of five ways.
fn write_list(path: &Path) {
    let mut list =
        String::from("email,name,graduation_year,industry,city,country,interests,company,open_to_chats\n");
    for number in 0..PEOPLE {
        let is_bad = number % (PEOPLE / BAD) == 7;
        let bad = |way: usize| is_bad && number / (PEOPLE / BAD) % 5 == way;
        writeln!(
            list,
            "{},Given{} Family{number},{},{},{},DE,Sailing;Interest {},Company {},{}",
            if bad(0) { "nowhere".to_owned() } else { format!("person{number}@example.org") },
            number % 997,
            if bad(1) { "soon".to_owned() } else { (1960 + number % 65).to_string() },
            if bad(2) { "basketry" } else { "energy.renewables.wind" },
            if bad(3) { "Atlantis" } else { ["Berlin", "Munich", "Köln"][number % 3] },
            number % 211,
            number % 3001,
            if bad(4) { "perhaps" } else { "" },
        )
        .expect("text can be written");
    }
    std::fs::write(path, list).expect("the list is written");
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_large_list_survives_a_kill_and_goes_in_once() {
    let here = Installation::new();
    write_list(&here.file("people.csv"));
    assert!(here.run(&["migrate"]).status.success());
    let import = ["import", "people", "people.csv"];

    let mut cut_off = here.command(&import).stdout(Stdio::null()).spawn().expect("the program starts");
    let store = here.store().await;
    while !here.has(&store, PEOPLE / 10).await {
        assert!(cut_off.try_wait().expect("it can be asked").is_none(), "cut off before its end");
        tokio::task::yield_now().await;
    }
    cut_off.kill().expect("it is killed");
    cut_off.wait().expect("it has ended");

    let begun = Instant::now();
    let output = here.run(&import);
    let took = begun.elapsed();
    let told = lines(&output);
    assert_eq!(told.len(), BAD + 1, "{told:?}");
    assert_eq!(told[0], "people.csv:9: email: is not a mail address");
    let second_fault = format!("people.csv:{}: graduation_year: \"soon\"", PEOPLE / BAD + 9);
    assert!(told[1].starts_with(&second_fault), "{}", told[1]);
    assert_eq!(output.status.code(), Some(1), "a script must notice refused rows");
    assert!(took < IN_TIME, "took {took:?}");

    for number in [0, 1, PEOPLE / 2, PEOPLE - 1] {
        assert!(here.has(&store, number).await, "person {number} is in");
    }
    let again = lines(&here.run(&import));
    let expected =
        format!("people: 0 new, 0 changed, {} as before, {BAD} refused, of {PEOPLE} rows", PEOPLE - BAD);
    assert_eq!(again.last(), Some(&expected));
    store.close().await.expect("the database closes");
}

#[tokio::test]
async fn a_trial_changes_nothing_and_wrong_use_is_told_apart() {
    let here = Installation::new();
    std::fs::write(here.file("people.csv"), "email,name\na@example.org,Ana Silva\n").expect("written");
    let trial = here.run(&["import", "people", "people.csv", "--dry-run"]);
    assert!(trial.status.success());
    assert_eq!(
        lines(&trial),
        ["people: dry run, nothing changed; would be: 1 new, 0 changed, 0 as before, 0 refused, of 1 rows"]
    );
    assert_eq!(
        lines(&here.run(&["import", "people", "people.csv"])),
        ["people: 1 new, 0 changed, 0 as before, 0 refused, of 1 rows"]
    );
    assert_eq!(here.run(&["import", "people", "missing.csv"]).status.code(), Some(1));
    assert_eq!(here.run(&["import", "people"]).status.code(), Some(2));
}

#[tokio::test]
async fn a_backup_made_while_in_use_is_put_back_when_nobody_uses_the_database() {
    let here = Installation::new();
    std::fs::write(here.file("people.csv"), "email,name\nperson1@example.org,Ana Silva\n").expect("written");
    assert!(here.run(&["import", "people", "people.csv"]).status.success());
    let store = here.store().await;
    assert!(here.has(&store, 1).await, "the database is in use");
    assert!(here.run(&["backup", "monday.sqlite"]).status.success());
    assert_eq!(
        here.run(&["backup", "monday.sqlite"]).status.code(),
        Some(1),
        "a backup is never overwritten"
    );

    std::fs::write(here.file("more.csv"), "email,name\nperson2@example.org,Ben Other\n").expect("written");
    assert!(here.run(&["import", "people", "more.csv"]).status.success());
    let refused = here.run(&["restore", "monday.sqlite"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("in use"), "{refused:?}");
    assert!(here.has(&store, 2).await, "nothing was touched");
    store.close().await.expect("the database closes");

    std::fs::write(here.file("broken.sqlite"), "not a database").expect("written");
    assert_eq!(here.run(&["restore", "broken.sqlite"]).status.code(), Some(1));
    let restored = here.run(&["restore", "monday.sqlite"]);
    assert!(restored.status.success(), "{restored:?}");
    let store = here.store().await;
    assert!(here.has(&store, 1).await && !here.has(&store, 2).await);
    assert!(here.file("homecoming.sqlite.before-restore-1").is_file(), "the old database is kept");
    store.close().await.expect("the database closes");
}
