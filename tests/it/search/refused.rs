//! Searches that say nothing, or too much.

use serde_json::json;

use crate::life::Desk;
use crate::support::{Backend, both};

const QUERY: &str = "query($search: String) { cases(filter: {search: $search}) { nodes { id } } }";

both! {
    async fn a_search_without_a_word_is_a_problem_of_its_field(backend: Backend) {
        let desk = Desk::open(backend).await;
        let hundred_kilobytes = "供水".repeat(17_000);
        let many: Vec<String> = (10..27).map(|n| n.to_string()).collect();
        let many = many.join(" ");
        for search in ["", " ", "*", "%_?", "😀", "a", "水", "a A *", &hundred_kilobytes, &many] {
            let refused = desk.tries("town", QUERY, json!({"search": search})).await.unwrap_err();
            assert_eq!(refused["code"], "INVALID_INPUT", "{search:.20}");
            assert_eq!(refused["problems"][0]["field"], "cases.filter.search", "{search:.20}");
        }
        for search in ["'; drop table cases; --", "\" OR \"a", "title:noise", "{areas} : noise", "& | ! <->  ab", "NOT AND OR", "a\\'b 'c''d ee"] {
            desk.tries("town", QUERY, json!({"search": search})).await.unwrap();
        }
        let none = desk.tries("town", QUERY, json!({"search": null})).await.unwrap();
        assert!(none["nodes"].as_array().unwrap().len() > 3, "null is not given");
    }
}

both! {
    async fn relevance_needs_something_to_be_relevant_to(backend: Backend) {
        let desk = Desk::open(backend).await;
        for filter in ["", ", filter: {search: null}", ", filter: {or: [{search: \"noise\"}]}"] {
            let query = format!(
                "{{ cases(orderBy: [{{field: RELEVANCE, direction: DESC}}]{filter}) {{ nodes {{ id }} }} }}"
            );
            let refused = desk.tries("town", &query, json!({})).await.unwrap_err();
            assert_eq!(refused["problems"][0]["field"], "cases.orderBy", "{filter}");
        }
        let query = "{ cases { edges { snippet } } }";
        let edges = desk.tries("town", query, json!({})).await.unwrap();
        assert!(edges["edges"].as_array().unwrap().iter().all(|edge| edge["snippet"].is_null()));
    }
}
