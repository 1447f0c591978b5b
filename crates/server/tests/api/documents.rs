//! The HTTP document and the access table speak of the same operations.

use std::collections::BTreeSet;

use model::access::RULES;
use server::router;

fn operations() -> BTreeSet<String> {
    let document = router::document();
    let items = document.paths.paths.values();
    items
        .flat_map(|item| [&item.get, &item.post, &item.put, &item.patch, &item.delete])
        .flatten()
        .filter_map(|operation| operation.operation_id.clone())
        .collect()
}

#[test]
fn every_operation_has_a_row_in_the_access_table_and_every_row_an_operation() {
    let in_table: BTreeSet<String> = RULES.iter().map(|rule| rule.operation.to_owned()).collect();
    assert_eq!(operations(), in_table);
}

#[test]
fn the_written_document_is_that_of_the_routes() {
    let written = include_str!("../../../../docs/openapi.json");
    let present = router::document().to_pretty_json().expect("the document is JSON");
    assert!(written.trim() == present.trim(), "docs/openapi.json is stale: run `make gen`");
}
