//! Any text as a global id: one by one, together, and where an id of one kind belongs.

#![no_main]

use fuzz::{answer, world};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, json};
use wardbook::schema::GraphQlRequest;

fuzz_target!(|text: &str| {
    let world = world::world();
    // `#12` is the twelfth record of the town, so that its digits need not be guessed.
    let known = |line: &str| {
        let n = line.strip_prefix('#')?.parse::<usize>().ok()?;
        Some(world.ids[n % world.ids.len()].clone())
    };
    let ids: Vec<String> =
        text.lines().map(|line| known(line).unwrap_or_else(|| line.to_owned())).collect();
    let ask = |query: &str, value| {
        let variables = Map::from_iter([("id".to_owned(), value)]);
        let query = query.to_owned();
        answer::ask(
            world,
            text.len(),
            GraphQlRequest { query, operation_name: None, variables: variables.into() },
        )
    };
    let together = ask("query($id: [ID!]!) { nodes(ids: $id) { id __typename } }", json!(ids));
    for (n, id) in ids.iter().enumerate().take(4) {
        let alone = ask("query($id: ID!) { node(id: $id) { id __typename } }", json!(id));
        let node = &alone.body["data"]["node"];
        assert!(node.is_null() || node["id"] == json!(id), "{id} is answered by {node}");
        if together.is_whole() {
            assert_eq!(together.body["data"]["nodes"][n], *node, "{id}");
        }
        let case = ask("query($id: ID) { case(by: {id: $id}) { id __typename } }", json!(id));
        if case.is_whole() && !case.body["data"]["case"].is_null() {
            assert_eq!(case.body["data"]["case"], *node, "{id}");
        }
    }
});
