//! The best of a community: the index against scoring everyone, SQLite and PostgreSQL, with the bars of the contract.
//!
//! `cargo bench -p bench --bench suggestions`; `SIZES=10000,100000` takes other sizes, `QUESTIONS=1000` compares fewer
//! lists with those of scoring everyone, `DATABASES=no` leaves out the databases, which take longest.

use std::time::Instant;

use bench::community::{Community, id};
use bench::competitors::Rows;
use bench::happenings::happen;
use bench::questions::a_filter;
use bench::sql::{Postgres, Question, Sqlite, Way};
use bench::walk::Contacts;
use bench::{percentile, thread_cpu_ms};
use matching::{Day, Filter, InterestsMatch, Population, Query, Work};
use model::industry::tree;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// As the server's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const TIMED: usize = 5_000;
const UPDATES: usize = 100_000;
/// Lists asked of the databases: they take long.
const ASKED_OF_SQL: usize = 7;

/// Figures of one size that bars speak of.
struct Figures {
    size: usize,
    p50: f64,
    p99: f64,
    p99_with_200_to_1000_contacts: f64,
    /// What the first list of somebody with 4,000 contacts and more takes, to walking their contacts of contacts.
    hub_to_walk: f64,
    /// What their next lists take.
    hub_again_to_walk: f64,
    postgres: f64,
    postgres_worst: f64,
}

fn main() {
    let sizes = std::env::var("SIZES").unwrap_or_else(|_| "10000,100000,1000000".to_owned());
    let sizes = sizes.split(',').map(|size| size.trim().parse().expect("SIZES are numbers with commas"));
    let figures: Vec<Figures> = sizes.map(measure).collect();
    println!("\nbars");
    figures.iter().for_each(tell);
    if let [first, .., last] = &figures[..] {
        println!(
            "  p50 at {} is {:.1} times that at {} (bar 3)",
            last.size,
            last.p50 / first.p50,
            first.size
        );
    }
}

fn tell(figures: &Figures) {
    let size = figures.size;
    let least = if size < 100_000 { 100.0 } else { 400.0 };
    println!("  {size}: p50 is 1/{:.0} of tuned PostgreSQL (bar 1/{least})", figures.postgres / figures.p50);
    println!(
        "  {size}: p99 is 1/{:.0} of the slowest of tuned PostgreSQL (bar 1/100 from 100000)",
        figures.postgres_worst / figures.p99
    );
    println!(
        "  {size}: p99 of members with up to 1,000 contacts {:.3} ms, of those with 200 to 1,000 {:.3} ms (bar 1 at 1 M)",
        figures.p99, figures.p99_with_200_to_1000_contacts
    );
    println!(
        "  {size}: a hub's first list takes {:.2} of walking its contacts of contacts, the next {:.2} (bar 0.2)",
        figures.hub_to_walk, figures.hub_again_to_walk
    );
}

fn measure(size: usize) -> Figures {
    let mut community = Community::new(size, 1);
    let begun = thread_cpu_ms();
    let mut population = community.population();
    let built = thread_cpu_ms() - begun;
    let edges = population.edges();
    println!("\n{size} members, {edges} edges, put in order in {built:.0} ms");
    println!(
        "  bytes: {:.0} a member (bar 150) and {:.2} an edge (bar 4.5)",
        population.bytes_without_contacts() as f64 / size as f64,
        (population.heap_bytes() - population.bytes_without_contacts()) as f64 / edges as f64
    );
    save_and_restore(&population);
    let mut figures = time(&population, &community);
    if std::env::var("DATABASES").ok().as_deref() != Some("no") {
        ask_databases(&population, &community, &mut figures);
    }
    compare(&mut population, &mut community);
    figures
}

fn save_and_restore(population: &Population) {
    let mut snapshot = Vec::new();
    population.save(&mut snapshot).expect("memory takes it");
    let begun = Instant::now();
    let empty = Population::new(tree(), population.weights(), population.community(), population.today());
    empty.restore(&mut &*snapshot).expect("it is whole");
    println!(
        "  snapshot: {} MB, taken up in {:.2} s (bar 3)",
        snapshot.len() / 1_000_000,
        begun.elapsed().as_secs_f64()
    );
}

fn time(population: &Population, community: &Community) -> Figures {
    let mut dice = StdRng::seed_from_u64(2);
    let size = community.people.len();
    let mut contacts = Contacts::of(community);
    let lookers = std::iter::repeat_with(|| dice.random_range(0..size));
    let lookers: Vec<usize> =
        lookers.filter(|looker| contacts.degree(*looker) <= 1_000).take(TIMED).collect();
    let filters: Vec<Filter> = (0..TIMED).map(|_| a_filter(&mut dice)).collect();
    let none = Filter::default();
    let ask_all = |lookers: &[usize]| -> Vec<(f64, Work)> {
        lookers.iter().map(|looker| ask(population, community, *looker, &none)).collect()
    };
    let (p50, p99) = show("up to 1,000 contacts", &ask_all(&lookers));
    let filtered =
        lookers.iter().zip(&filters).map(|(looker, filter)| ask(population, community, *looker, filter));
    show("any filter", &filtered.collect::<Vec<_>>());
    let frequent = Filter {
        interests: ["tag 0", "tag 1"].map(str::to_owned).to_vec(),
        interests_match: InterestsMatch::All,
        ..Filter::default()
    };
    let both = lookers[..500].iter().map(|looker| ask(population, community, *looker, &frequent));
    show("two frequent interests at once", &both.collect::<Vec<_>>());
    let with_degree = |range: std::ops::Range<usize>| -> Vec<usize> {
        (0..size).filter(|number| range.contains(&contacts.degree(*number))).take(500).collect()
    };
    let p99_with_200_to_1000_contacts = show("200 to 1,000 contacts", &ask_all(&with_degree(200..1_001))).1;
    let hubs = with_degree(4_000..usize::MAX);
    let (first, again): (Vec<_>, Vec<_>) = hubs
        .iter()
        .map(|hub| (ask(population, community, *hub, &none), ask(population, community, *hub, &none)))
        .unzip();
    let hub_list = show("4,000 contacts and more", &first).0;
    let hub_list_again = show("the same once more", &again).0;
    let mut walks: Vec<f64> = hubs.iter().map(|hub| walk(&mut contacts, *hub)).collect();
    walks.sort_unstable_by(f64::total_cmp);
    let hub_walk = percentile(&walks, 0.5);
    println!("  walking a hub's contacts of contacts {hub_walk:.2} ms");
    let begun = thread_cpu_ms();
    for looker in &lookers[..20] {
        let query = Query { looker: id(*looker), filter: &none, now: community.now };
        population.rank_by_scoring_everyone(&query);
    }
    println!("  scoring everyone {:.2} ms", (thread_cpu_ms() - begun) / 20.0);
    Figures {
        size,
        p50,
        p99,
        p99_with_200_to_1000_contacts,
        hub_to_walk: hub_list / hub_walk,
        hub_again_to_walk: hub_list_again / hub_walk,
        postgres: f64::NAN,
        postgres_worst: f64::NAN,
    }
}

fn walk(contacts: &mut Contacts, person: usize) -> f64 {
    let begun = thread_cpu_ms();
    std::hint::black_box(contacts.weights_of_contacts_of(person));
    thread_cpu_ms() - begun
}

fn ask(population: &Population, community: &Community, looker: usize, filter: &Filter) -> (f64, Work) {
    let query = Query { looker: id(looker), filter, now: community.now };
    let begun = thread_cpu_ms();
    let (_, work) = population.rank_counting_work(&query).expect("a member");
    (thread_cpu_ms() - begun, work)
}

/// Prints the times and the work, and tells the 50th and the 99th percentile in milliseconds.
fn show(name: &str, asked: &[(f64, Work)]) -> (f64, f64) {
    if asked.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    let sorted = |value: &dyn Fn(&(f64, Work)) -> f64| {
        let mut values: Vec<f64> = asked.iter().map(value).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let ms = sorted(&|asked| asked.0);
    let median = |value: &dyn Fn(&(f64, Work)) -> f64| percentile(&sorted(value), 0.5);
    let (p50, p99) = (percentile(&ms, 0.5), percentile(&ms, 0.99));
    println!(
        "  {name:<24} p50 {p50:.3} ms  p99 {p99:.3} ms  max {:.3} ms  edges {:.0}  spots {:.0}  met {:.0}  scored {:.0}",
        percentile(&ms, 1.0),
        median(&|asked| asked.1.edges as f64),
        median(&|asked| asked.1.passed as f64),
        median(&|asked| asked.1.met as f64),
        median(&|asked| asked.1.scored as f64),
    );
    (p50, p99)
}

fn ask_databases(population: &Population, community: &Community, figures: &mut Figures) {
    let rows = Rows::new(community);
    let mut dice = StdRng::seed_from_u64(3);
    let size = community.people.len();
    let lookers = std::iter::repeat_with(|| dice.random_range(0..size));
    let lookers = lookers.filter(|looker| !community.people[*looker].suggests_connections).take(ASKED_OF_SQL);
    let questions: Vec<Question> =
        lookers.map(|looker| rows.question(community, population, looker)).collect();
    let expected: Vec<Vec<f64>> =
        questions.iter().map(|question| best_scores(population, community, question)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = std::env::temp_dir().join(format!("homecoming-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    runtime.block_on(async {
        let mut sqlite = Sqlite::fill(&folder, &rows.people).await;
        for (way, count) in [(Way::Tuned, ASKED_OF_SQL), (Way::Obvious, 2)] {
            let mut times = Vec::new();
            for (question, expected) in questions.iter().zip(&expected).take(count) {
                let (scores, ms) = sqlite.list(question, way).await;
                assert_same(&scores, expected);
                times.push(ms);
            }
            show_sql("SQLite", way, &mut times);
        }
        drop(sqlite);
        let mut postgres = Postgres::fill(&rows.people).await;
        for (way, count) in [(Way::Tuned, ASKED_OF_SQL), (Way::Obvious, 2)] {
            let mut times = Vec::new();
            for (question, expected) in questions.iter().zip(&expected).take(count) {
                let (scores, ms) = postgres.list(question, way).await;
                assert_same(&scores, expected);
                times.push(ms);
            }
            let (median, worst) = show_sql("PostgreSQL", way, &mut times);
            if way == Way::Tuned {
                (figures.postgres, figures.postgres_worst) = (median, worst);
            }
        }
    });
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

fn show_sql(name: &str, way: Way, times: &mut [f64]) -> (f64, f64) {
    times.sort_unstable_by(f64::total_cmp);
    let (median, worst) = (percentile(times, 0.5), percentile(times, 1.0));
    println!("  {name}, {way:?}: median {median:.1} ms, slowest {worst:.1} ms of {}", times.len());
    (median, worst)
}

fn best_scores(population: &Population, community: &Community, question: &Question) -> Vec<f64> {
    let query =
        Query { looker: id(question.looker as usize), filter: &Filter::default(), now: community.now };
    let ranking = population.rank(&query).expect("a member");
    ranking.best.iter().take(20).map(|ranked| f64::from(ranked.score.millionths()) / 1e6).collect()
}

fn assert_same(scores: &[f64], expected: &[f64]) {
    let is_same = scores.len() == expected.len()
        && scores.iter().zip(expected).all(|(score, expected)| (score - expected).abs() < 1e-6);
    assert!(is_same, "a database finds {scores:?}, the index {expected:?}");
}

/// Compares lists with those of scoring everyone, on two threads, before and after updates.
fn compare(population: &mut Population, community: &mut Community) {
    let questions = std::env::var("QUESTIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    println!("  mismatches in {questions} questions: {}", mismatches(population, community, questions, 5));
    let mut dice = StdRng::seed_from_u64(6);
    let begun = thread_cpu_ms();
    (0..UPDATES).for_each(|_| happen(population, community, &mut dice));
    println!("  {:.1} us an update", (thread_cpu_ms() - begun) * 1e3 / UPDATES as f64);
    println!("  mismatches after {UPDATES} updates: {}", mismatches(population, community, questions, 7));
    let begun = Instant::now();
    let renewal = population.renewal(Day(population.today().0 + 1));
    let aside = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    population.install(renewal);
    println!(
        "  a new day: {aside:.2} s beside the answers, {:.3} s before them",
        begun.elapsed().as_secs_f64()
    );
}

fn mismatches(population: &Population, community: &Community, questions: usize, seed: u64) -> usize {
    let half = |seed: u64| {
        let mut dice = StdRng::seed_from_u64(seed);
        let differs = |_: &usize| {
            let filter = a_filter(&mut dice);
            let looker = id(dice.random_range(0..community.people.len()));
            let query = Query { looker, filter: &filter, now: community.now };
            population.rank(&query) != population.rank_by_scoring_everyone(&query)
        };
        (0..questions / 2).filter(differs).count()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(seed + 100));
        half(seed) + other.join().expect("it compares")
    })
}
