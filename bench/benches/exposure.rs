//! What sharing out places does to a community: `cargo bench -p bench --bench exposure`.
//!
//! Three communities of 4,000, eight weeks each. Fails when sharing does not do what the contract promises.

use bench::exposure::{Outcome, Policy, simulate};
use matching::eligibility::FULL_INBOX;

const PEOPLE: usize = 4_000;
const WEEKS: usize = 8;
const SEEDS: [u64; 3] = [1, 2, 3];

fn main() {
    println!(
        "{:<16} {:>4}  {:>11}  {:>5}  {:>11}  {:>13}  {:>12}  {:>15}",
        "policy",
        "seed",
        "never shown",
        "Gini",
        "never asked",
        "fullest inbox",
        "mean shown S",
        "accepted / sent"
    );
    for seed in SEEDS {
        let outcomes = Policy::ALL.map(|policy| simulate(policy, PEOPLE, WEEKS, seed));
        for (policy, outcome) in Policy::ALL.iter().zip(&outcomes) {
            print(*policy, seed, outcome);
        }
        let [unshared, _, shared] = outcomes;
        println!(
            "{:<16} {seed:>4}  {:.2} % of the mean shown score\n",
            "price",
            price(&unshared, &shared) * 100.0
        );
        if std::env::var_os("NOCHECK").is_none() {
            check(&unshared, &shared);
        }
    }
}

fn print(policy: Policy, seed: u64, outcome: &Outcome) {
    println!(
        "{:<16} {seed:>4}  {:>9.2} %  {:>5.3}  {:>9.2} %  {:>13}  {:>12.4}  {:>13.1} %",
        policy.name(),
        outcome.never_shown * 100.0,
        outcome.exposure_gini,
        outcome.never_asked * 100.0,
        outcome.fullest_inbox,
        outcome.mean_score,
        outcome.accepted * 100.0,
    );
}

fn price(unshared: &Outcome, shared: &Outcome) -> f64 {
    1.0 - shared.mean_score / unshared.mean_score
}

fn check(unshared: &Outcome, shared: &Outcome) {
    assert!(shared.never_shown <= 0.01, "at most one in a hundred is never shown");
    assert_eq!(shared.fullest_inbox, FULL_INBOX as usize, "an inbox is full at its cap");
    assert!(price(unshared, shared) <= 0.03, "sharing costs at most 3 % of the mean shown score");
}
