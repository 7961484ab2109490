//! Each query of `docs/checks-patrols-duty.md` is answered on the demo, and shows something.

use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};

use super::documentation;
use super::town::DemoTown;
use crate::support::{Backend, both};

/// Who asks, and what.
fn queries() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(documentation("checks-patrols-duty.md")).unwrap();
    let blocks = text.split("```graphql\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks
        .map(|block| {
            let (user, query) = block.split_once('\n').unwrap();
            (user.strip_prefix("# ").unwrap().to_owned(), query.to_owned())
        })
        .collect()
}

/// Those of the values that a query names.
fn values(query: &str, now: DateTime<Utc>) -> Value {
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let known = [("today", json!(today)), ("weekAgo", json!(today - Days::new(7)))];
    let known = known.into_iter().chain([("now", json!(now.to_rfc3339()))]);
    let named = known.filter(|(name, _)| query.contains(&format!("${name}:")));
    Value::Object(named.map(|(name, value)| (name.to_owned(), value)).collect())
}

both! {
    async fn each_documented_query_shows_something_of_the_demo(backend: Backend) {
        let town = DemoTown::open(backend).await;
        let queries = queries();
        assert!(queries.len() > 8, "{} queries", queries.len());
        for (user, query) in queries {
            let answer = town.send(&user, &query, values(&query, town.now())).await;
            assert_eq!(answer.get("errors"), None, "{user}: {query}");
            for (field, list) in answer["data"].as_object().unwrap() {
                let nodes = list["nodes"].as_array().unwrap();
                assert!(!nodes.is_empty(), "{user} is shown no {field} by {query}");
            }
        }
    }
}
