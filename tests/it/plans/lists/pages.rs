//! Every order of every list: its first and its last page, and pages between cursors in the values
//! and in the nulls.

use serde_json::Value;
use uuid::Uuid;

use super::exceptions::{Exception, OWN_WORK};
use super::{List, SHOWN};
use crate::support::Asking;

/// A list, an order's field, whether that may be null, and what no index serves.
const ORDERS: &[(&str, &str, bool, &[Exception])] = &[
    ("cases", "RECEIVED_AT", false, &[]),
    ("cases", "DUE_AT", true, &[OWN_WORK]),
    ("cases", "CLOSED_AT", true, &[OWN_WORK]),
    ("cases", "UPDATED_AT", false, &[OWN_WORK]),
    ("cases", "NUMBER", false, &[OWN_WORK]),
    ("checks", "PLANNED_FOR", false, &[]),
    ("checks", "SIGNED_AT", true, &[OWN_WORK]),
    ("checks", "NUMBER", false, &[OWN_WORK]),
    ("hazards", "FOUND_AT", false, &[]),
    ("hazards", "DUE_AT", false, &[OWN_WORK]),
    ("hazards", "NUMBER", false, &[OWN_WORK]),
    ("places", "", false, &[]),
    ("patrolRoutes", "", false, &[]),
    ("shifts", "", false, &[]),
    ("areas", "", false, &[]),
    ("teams", "", false, &[]),
    ("users", "", false, &[]),
];

pub(super) async fn all(asking: &Asking, viewer: Uuid) -> Vec<List> {
    let mut lists = Vec::new();
    for (of, field, nullable, except) in ORDERS {
        let directions: &[&str] = if field.is_empty() { &[""] } else { &["ASC", "DESC"] };
        for direction in directions {
            let order = match *field {
                "" => String::new(),
                field => format!(", orderBy: [{{field: {field}, direction: {direction}}}]"),
            };
            for (by_everyone, page) in pages(asking, viewer, of, &order, *nullable).await {
                let query = format!("{{ {of}({page}{order}) {SHOWN} }}");
                lists.push(List { except, by_everyone, ..List::new(query) });
            }
        }
    }
    lists
}

async fn pages(
    asking: &Asking,
    viewer: Uuid,
    of: &str,
    order: &str,
    nullable: bool,
) -> Vec<(bool, String)> {
    let query = format!(
        "{{ values: {of}(first: 3{order}) {{ pageInfo {{ endCursor }} }} \
           nulls: {of}(last: 3{order}) {{ pageInfo {{ startCursor }} }} }}"
    );
    let data = asking.data(viewer, &query, Value::Null).await;
    let value = &data["values"]["pageInfo"]["endCursor"];
    let null = &data["nulls"]["pageInfo"]["startCursor"];
    assert!(value.is_string() && null.is_string(), "{query}: {data}");
    let mut pages = vec![
        (true, "first: 20".to_owned()),
        (false, "last: 20".to_owned()),
        (true, format!("first: 20, after: {value}")),
        (false, format!("last: 20, before: {value}")),
    ];
    if nullable {
        pages.push((false, format!("first: 20, after: {null}")));
        pages.push((false, format!("last: 20, before: {null}")));
    }
    pages
}
