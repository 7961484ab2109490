//! Cases are found by the words in them.

mod many;
mod refused;
mod reindexed;
mod sieve;
mod story;

use serde_json::Value;

/// The titles of a list's nodes, in its order.
fn titles(answer: &Value) -> Vec<&str> {
    let nodes = answer["cases"]["edges"].as_array().unwrap().iter();
    nodes.map(|edge| edge["node"]["title"].as_str().unwrap()).collect()
}
