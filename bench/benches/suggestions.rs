//! The best twenty of a community: the index against scoring everyone, and against the databases.
//!
//! `cargo bench -p bench --bench suggestions`; `SIZES=10000,100000` takes other sizes.

use bench::community::{Community, id};
use bench::happenings::happen;
use bench::questions::a_filter;
use bench::{percentile, thread_cpu_ms};
use matching::{Filter, Population, Query, Work};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

fn timed() -> usize {
    std::env::var("TIMED").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

fn main() {
    let sizes = std::env::var("SIZES").unwrap_or_else(|_| "10000,100000,1000000".to_owned());
    for size in sizes.split(',').map(|size| size.trim().parse().expect("SIZES are numbers with commas")) {
        measure(size);
    }
}

fn measure(size: usize) {
    let mut community = Community::new(size, 1);
    let begun = thread_cpu_ms();
    let mut population = community.population();
    let built = thread_cpu_ms() - begun;
    let edges = population.edges();
    println!("\n{size} members, {edges} edges, built in {built:.0} ms");
    println!(
        "  bytes: {:.1} a member and {:.2} an edge",
        population.bytes_without_contacts() as f64 / size as f64,
        (population.heap_bytes() - population.bytes_without_contacts()) as f64 / edges as f64
    );
    time(&population, &community);
    let questions = std::env::var("QUESTIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let mut dice = StdRng::seed_from_u64(5);
    println!(
        "  mismatches in {questions} questions: {}",
        mismatches(&population, &community, questions, &mut dice)
    );
    let updates = 100_000;
    let begun = thread_cpu_ms();
    (0..updates).for_each(|_| happen(&mut population, &mut community, &mut dice));
    println!("  {:.1} us an update", (thread_cpu_ms() - begun) * 1e3 / f64::from(updates));
    println!(
        "  mismatches after {updates} updates: {}",
        mismatches(&population, &community, questions, &mut dice)
    );
}

fn time(population: &Population, community: &Community) {
    let mut dice = StdRng::seed_from_u64(2);
    let size = community.people.len();
    let mut lookers: Vec<usize> = (0..timed()).map(|_| dice.random_range(0..size)).collect();
    let filters: Vec<Filter> = (0..timed()).map(|_| a_filter(&mut dice)).collect();
    let none = Filter::default();
    show("any member, no filter", lookers.iter().map(|looker| ask(population, community, *looker, &none)));
    show(
        "any member, any filter",
        lookers.iter().zip(&filters).map(|(looker, filter)| ask(population, community, *looker, filter)),
    );
    let mut degrees = vec![0_u32; size];
    for (a, b) in &community.contacts {
        degrees[*a as usize] += 1;
        degrees[*b as usize] += 1;
    }
    for (name, range) in [("200 to 1,000 contacts", 200..1_000), ("4,000 contacts and more", 4_000..u32::MAX)]
    {
        lookers = (0..size).filter(|number| range.contains(&degrees[*number])).take(200).collect();
        if !lookers.is_empty() {
            show(name, lookers.iter().map(|looker| ask(population, community, *looker, &none)));
        }
    }
    let begun = thread_cpu_ms();
    for number in 0..20 {
        let query = Query {
            looker: id(lookers.get(number).copied().unwrap_or(number)),
            filter: &none,
            now: community.now,
        };
        population.rank_by_scoring_everyone(&query);
    }
    println!("  scoring everyone: {:.2} ms", (thread_cpu_ms() - begun) / 20.0);
}

fn ask(population: &Population, community: &Community, looker: usize, filter: &Filter) -> (f64, Work) {
    let query = Query { looker: id(looker), filter, now: community.now };
    let begun = thread_cpu_ms();
    let (_, work) = population.rank_counting_work(&query).expect("a member");
    (thread_cpu_ms() - begun, work)
}

fn show(name: &str, asked: impl Iterator<Item = (f64, Work)>) {
    let asked: Vec<(f64, Work)> = asked.collect();
    let sorted = |value: &dyn Fn(&(f64, Work)) -> f64| {
        let mut values: Vec<f64> = asked.iter().map(value).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let ms = sorted(&|asked| asked.0);
    let median = |value: &dyn Fn(&(f64, Work)) -> f64| percentile(&sorted(value), 0.5);
    println!(
        "  {name:<24} p50 {:.3} ms  p99 {:.3} ms  max {:.3} ms  edges {:.0}  met {:.0}  scored {:.0}",
        percentile(&ms, 0.5),
        percentile(&ms, 0.99),
        percentile(&ms, 1.0),
        median(&|asked| asked.1.edges as f64),
        median(&|asked| asked.1.met as f64),
        median(&|asked| asked.1.scored as f64),
    );
}

fn mismatches(population: &Population, community: &Community, questions: usize, dice: &mut StdRng) -> usize {
    let size = community.people.len();
    let differs = |_| {
        let filter = a_filter(dice);
        let query = Query { looker: id(dice.random_range(0..size)), filter: &filter, now: community.now };
        population.rank(&query) != population.rank_by_scoring_everyone(&query)
    };
    (0..questions).map(differs).filter(|differs| *differs).count()
}
