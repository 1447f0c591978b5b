//! What each database says of how it answers a statement.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value as Json;
use store::Store;

/// The steps of SQLite's plan, with the values that are bound.
pub async fn sqlite(store: &Store, statement: &Statement) -> Vec<String> {
    let explain = Statement { sql: format!("EXPLAIN QUERY PLAN {}", statement.sql), ..statement.clone() };
    let rows = store.read().query_all_raw(explain).await.expect("SQLite explains");
    rows.iter().map(|row| row.try_get_by("detail").expect("a step has words")).collect()
}

/// Whether the step reads a table, or a whole index of one, from end to end.
///
/// `SCAN x` is that, unless x is a row of constants, a list of values, a step of a recursion or what was gathered
/// before, which are as long as the statement makes them; and `max(x)` reads one end of an index although it says SCAN.
pub fn is_scan(step: &str) -> bool {
    const BOUNDED: [&str; 7] = ["CONSTANT ROW", "known", "mine", "pairs", "counted", "(subquery", "outbox"];
    step.strip_prefix("SCAN ").is_some_and(|what| !BOUNDED.iter().any(|bounded| what.starts_with(bounded)))
}

/// The rows that PostgreSQL touches in answering, those it throws away included: for each table or index that it reads.
pub async fn rows_touched(store: &Store, statement: &Statement) -> Vec<(String, f64)> {
    let explain =
        Statement { sql: format!("EXPLAIN (ANALYZE, FORMAT JSON) {}", statement.sql), ..statement.clone() };
    let row = store.read().query_one_raw(explain).await.expect("PostgreSQL explains").expect("a plan");
    let plan: Json = row.try_get_by_index(0).expect("a plan in JSON");
    let mut steps = Vec::new();
    note_steps(&plan[0]["Plan"], &mut steps);
    steps
}

fn note_steps(node: &Json, steps: &mut Vec<(String, f64)>) {
    let number = |name: &str| node[name].as_f64().unwrap_or(0.0);
    let word = |name: &str| node[name].as_str().unwrap_or_default();
    if node["Relation Name"].is_string() || node["Index Name"].is_string() {
        let removed = number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
        let rows = (number("Actual Rows") + removed) * number("Actual Loops");
        steps.push((format!("{} {} {}", word("Node Type"), word("Relation Name"), word("Index Name")), rows));
    }
    for below in node["Plans"].as_array().into_iter().flatten() {
        note_steps(below, steps);
    }
}
