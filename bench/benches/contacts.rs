//! Whether the weight of common contacts tells more than their number: `cargo bench -p bench --bench contacts`.
//!
//! A tenth of the contacts is hidden and looked for, in the made-up community and, with `GRAPH` set to a file of pairs of
//! numbers, in a real network (measured with SNAP's `facebook_combined.txt`: McAuley & Leskovec 2012, 4,039 people).

use bench::community::Community;
use bench::hidden_contacts::look_for_hidden;

const SEEDS: u64 = 5;

fn main() {
    println!(
        "{:<36} {:>9} {:>9}   (chance 0.500; bar: weight >= number)",
        "AUC of hidden contacts", "weight", "number"
    );
    show("made up, 10,000 people", &Community::new(10_000, 1).contacts);
    if let Some(file) = std::env::var_os("GRAPH") {
        let text = std::fs::read_to_string(&file).expect("GRAPH is a file of pairs");
        show(&file.to_string_lossy(), &pairs(&text));
    }
}

fn pairs(text: &str) -> Vec<(u32, u32)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(pair).collect()
}

fn pair(line: &str) -> (u32, u32) {
    let mut numbers = line.split_whitespace().map(|number| number.parse().expect("a number"));
    let mut next = || numbers.next().expect("two numbers a line");
    (next(), next())
}

fn show(name: &str, edges: &[(u32, u32)]) {
    let found = (0..SEEDS).map(|seed| look_for_hidden(edges, seed));
    let (weighted, counted) = found.fold((0.0, 0.0), |sum, auc| (sum.0 + auc.weighted, sum.1 + auc.counted));
    let (weighted, counted) = (weighted / SEEDS as f64, counted / SEEDS as f64);
    println!(
        "{name:<36} {weighted:>9.4} {counted:>9.4}   {}",
        if weighted >= counted { "met" } else { "MISSED" }
    );
}
