//! Pages in order, and filters, compared with a naive sort and a naive sieve over the same rows.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use entity::case;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Asking, Backend, Database, both};
use crate::town::{Size, Town, global};

const SIZE: Size = Size { cases: 90, checks: 14 };

/// What a case is ordered by; none comes last in both directions.
fn key(case: &case::Model, field: &str) -> Option<String> {
    let moment = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
    match field {
        "RECEIVED_AT" => Some(moment(case.received_at)),
        "DUE_AT" => case.due_at.map(moment),
        "CLOSED_AT" => case.closed_at.map(moment),
        "UPDATED_AT" => Some(moment(case.updated_at)),
        _ => Some(case.number.clone()),
    }
}

fn compare(a: &case::Model, b: &case::Model, orders: &[(&str, bool)]) -> Ordering {
    for (field, descending) in orders {
        let ordering = match (key(a, field), key(b, field)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if *descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    let by_id = a.id.cmp(&b.id);
    if orders.last().is_some_and(|(_, descending)| *descending) { by_id.reverse() } else { by_id }
}

/// A list from one of its ends to the other, page by page.
async fn walk(
    asking: &Asking,
    viewer: Uuid,
    orders: &[(&str, bool)],
    size: usize,
    back: bool,
) -> Vec<String> {
    let orders = order_argument(orders);
    let (count, cursor_name, more, next) = if back {
        ("last", "before", "hasPreviousPage", "startCursor")
    } else {
        ("first", "after", "hasNextPage", "endCursor")
    };
    let query = format!(
        "query($orders: [CaseOrder!], $n: Int, $cursor: String) {{ cases(orderBy: $orders, {count}: $n, {cursor_name}: $cursor) \
         {{ edges {{ cursor node {{ number }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let (mut found, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({"orders": orders, "n": size, "cursor": cursor});
        let answer = asking.data(viewer, &query, variables).await;
        let edges = answer["cases"]["edges"].as_array().unwrap();
        let info = &answer["cases"]["pageInfo"];
        assert_eq!(edges.first().map(|edge| &edge["cursor"]), Some(&info["startCursor"]));
        assert_eq!(edges.last().map(|edge| &edge["cursor"]), Some(&info["endCursor"]));
        let numbers = edges.iter().map(|edge| edge["node"]["number"].as_str().unwrap().to_owned());
        if back {
            found.splice(0..0, numbers);
        } else {
            found.extend(numbers);
        }
        if info[more] == json!(false) {
            return found;
        }
        cursor = info[next].clone();
    }
}

fn orders() -> Vec<Vec<(&'static str, bool)>> {
    let mut orders: Vec<Vec<(&str, bool)>> = Vec::new();
    for field in ["RECEIVED_AT", "DUE_AT", "CLOSED_AT", "UPDATED_AT", "NUMBER"] {
        orders.extend([vec![(field, false)], vec![(field, true)]]);
    }
    orders.push(vec![("DUE_AT", false), ("CLOSED_AT", true)]);
    orders.push(vec![("CLOSED_AT", true), ("RECEIVED_AT", true), ("NUMBER", false)]);
    orders
}

/// The numbers of all cases.
fn in_order(town: &Town, order: &[(&str, bool)]) -> Vec<String> {
    let mut rows = town.cases.clone();
    rows.sort_by(|a, b| compare(a, b, order));
    rows.into_iter().map(|case| case.number).collect()
}

fn order_argument(orders: &[(&str, bool)]) -> Value {
    let key = |(field, descending): &(&str, bool)| json!({"field": field, "direction": if *descending { "DESC" } else { "ASC" }});
    orders.iter().map(key).collect()
}

both! {
    async fn pages_walk_the_order_both_ways(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, SIZE, 7).await;
        let asking = Asking::of(&database).await;
        for order in orders() {
            let expected = in_order(&town, &order);
            for (size, back) in [(7, false), (13, true), (100, true)] {
                let found = walk(&asking, town.user("everywhere"), &order, size, back).await;
                assert_eq!(found, expected, "{order:?}, {size} at a time, backwards: {back}");
            }
        }
    }
}

both! {
    /// Of a list that holds one case alone, and a cursor at another.
    async fn a_page_tells_what_lies_behind_its_cursor(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, SIZE, 7).await;
        let asking = Asking::of(&database).await;
        let viewer = town.user("everywhere");
        let every = "query($orders: [CaseOrder!]) { cases(orderBy: $orders, first: 100) { edges { cursor } } }";
        let one = "query($orders: [CaseOrder!], $number: String, $cursor: String) {
            after: cases(filter: {number: {eq: $number}}, orderBy: $orders, first: 2, after: $cursor) { pageInfo { hasPreviousPage } }
            before: cases(filter: {number: {eq: $number}}, orderBy: $orders, last: 2, before: $cursor) { pageInfo { hasNextPage } } }";
        for order in orders() {
            let numbers = in_order(&town, &order);
            let orders = order_argument(&order);
            let edges = asking.data(viewer, every, json!({"orders": orders})).await;
            let last = numbers.len() - 1;
            for at in [0, 20, 60, last - 1, last] {
                let cursor = &edges["cases"]["edges"][at]["cursor"];
                for place in [0, 19, 20, 21, 59, 60, 61, last - 1, last] {
                    let variables = json!({"orders": orders, "number": numbers[place], "cursor": cursor});
                    let data = asking.data(viewer, one, variables).await;
                    let told = |list: &str, what: &str| data[list]["pageInfo"][what].as_bool().unwrap();
                    let told = (told("after", "hasPreviousPage"), told("before", "hasNextPage"));
                    assert_eq!(told, (place <= at, place >= at), "{order:?}: {place} seen from {at}");
                }
            }
        }
    }
}

type Sieve<'a> = Box<dyn Fn(&case::Model) -> bool + 'a>;

fn shanghai(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap()).date_naive()
}

/// Filters, and the same said in Rust.
fn filters<'a>(town: &'a Town, now: DateTime<Utc>) -> Vec<(Value, Sieve<'a>)> {
    let day: NaiveDate = "2026-01-05".parse().unwrap();
    let some = town.cases[3].clone();
    let team = some.team_id.or(town.cases.iter().find_map(|case| case.team_id)).unwrap();
    let area = town.areas.iter().find(|area| area.level == "COMMUNITY").unwrap();
    let parent = town.categories.iter().find(|c| c.parent_id.is_none()).unwrap().id;
    let below: Vec<Uuid> = town
        .categories
        .iter()
        .filter(|c| c.id == parent || c.parent_id == Some(parent))
        .map(|c| c.id)
        .collect();
    let (team_gid, area_gid) = (global("team", team), town.area(&area.code));
    let (area_id, number, title) = (area.id, some.number.clone(), some.title.clone());
    let head: String = some.title.chars().take(2).collect();
    let head_text = head.clone();
    let moment = some.received_at;
    vec![
        (json!({"id": {"in": [global("case", some.id)]}}), Box::new(move |c| c.id == some.id)),
        (json!({"number": {"eq": number}}), Box::new(move |c| c.number == number)),
        (
            json!({"title": {"contains": "PARKING"}}),
            Box::new(|c| c.title.to_lowercase().contains("parking")),
        ),
        (json!({"title": {"contains": "%"}}), Box::new(|c| c.title.contains('%'))),
        (json!({"title": {"contains": "停车"}}), Box::new(|c| c.title.contains("停车"))),
        (
            json!({"title": {"startsWith": head}}),
            Box::new(move |c| c.title.starts_with(&head_text)),
        ),
        (json!({"title": {"ne": title}}), Box::new(move |c| c.title != title)),
        (json!({"team": {"eq": team_gid}}), Box::new(move |c| c.team_id == Some(team))),
        (json!({"team": {"ne": team_gid}}), Box::new(move |c| c.team_id != Some(team))),
        (json!({"team": {"notIn": [team_gid]}}), Box::new(move |c| c.team_id != Some(team))),
        (json!({"team": {"isNull": true}}), Box::new(|c| c.team_id.is_none())),
        (json!({"team": {"in": []}}), Box::new(|_| false)),
        (json!({"team": {"notIn": []}}), Box::new(|_| true)),
        (json!({"team": null, "status": {"eq": null}}), Box::new(|_| true)),
        (json!({"or": []}), Box::new(|_| false)),
        (json!({"and": []}), Box::new(|_| true)),
        (json!({"not": {"team": {"eq": team_gid}}}), Box::new(move |c| c.team_id != Some(team))),
        (json!({"not": {}}), Box::new(|_| false)),
        (json!({"area": {"within": area_gid}}), Box::new(move |c| c.community_id == Some(area_id))),
        (json!({"area": {"eq": area_gid}}), Box::new(move |c| c.area_id == area_id)),
        (json!({"desk": {"eq": area_gid}}), Box::new(move |c| c.desk_id == area_id)),
        (
            json!({"category": {"within": global("category", parent)}}),
            Box::new(move |c| c.category_id.is_some_and(|id| below.contains(&id))),
        ),
        (
            json!({"status": {"in": ["RECEIVED", "ARCHIVED"]}}),
            Box::new(|c| ["RECEIVED", "ARCHIVED"].contains(&c.status.as_str())),
        ),
        (
            json!({"open": {"eq": true}, "severity": {"ne": "MAJOR"}}),
            Box::new(|c| c.is_open && c.severity != "MAJOR"),
        ),
        (
            json!({"overdue": {"eq": true}}),
            Box::new(move |c| c.is_open && c.due_at.is_some_and(|due| due < now)),
        ),
        (
            json!({"overdue": {"eq": false}}),
            Box::new(move |c| !(c.is_open && c.due_at.is_some_and(|due| due < now))),
        ),
        (
            json!({"closedLate": {"eq": true}}),
            Box::new(|c| c.closed_at.zip(c.due_at).is_some_and(|(closed, due)| closed > due)),
        ),
        (
            json!({"closedLate": {"eq": false}}),
            Box::new(|c| c.closed_at.zip(c.due_at).is_none_or(|(closed, due)| closed <= due)),
        ),
        (
            json!({"receivedAt": {"on": "2026-01-05"}}),
            Box::new(move |c| shanghai(c.received_at) == day),
        ),
        (
            json!({"receivedAt": {"onOrAfter": "2026-01-05"}}),
            Box::new(move |c| shanghai(c.received_at) >= day),
        ),
        (
            json!({"receivedAt": {"onOrBefore": "2026-01-05"}}),
            Box::new(move |c| shanghai(c.received_at) <= day),
        ),
        (
            json!({"receivedAt": {"gt": moment.to_rfc3339()}}),
            Box::new(move |c| c.received_at > moment),
        ),
        (
            json!({"receivedAt": {"lte": moment.to_rfc3339()}}),
            Box::new(move |c| c.received_at <= moment),
        ),
        (json!({"dueAt": {"isNull": false}}), Box::new(|c| c.due_at.is_some())),
        (
            json!({"satisfaction": {"gte": 3, "lt": 5}}),
            Box::new(|c| c.satisfaction.is_some_and(|s| (3..5).contains(&s))),
        ),
        (json!({"satisfaction": {"ne": 3}}), Box::new(|c| c.satisfaction != Some(3))),
        (json!({"reopenCount": {"in": [1, 2]}}), Box::new(|c| c.reopen_count > 0)),
        (
            json!({"within": {"south": 23, "west": 150, "north": 28, "east": -150}}),
            Box::new(|c| {
                c.latitude.zip(c.longitude).is_some_and(|(lat, lon)| {
                    (23.0..=28.0).contains(&lat) && (lon >= 150.0 || lon <= -150.0)
                })
            }),
        ),
        (
            json!({"or": [{"emergency": {"eq": true}}, {"not": {"dueAt": {"isNull": true}}, "confidential": {"eq": false}}]}),
            Box::new(|c| c.emergency || (c.due_at.is_some() && !c.confidential)),
        ),
    ]
}

both! {
    async fn a_filter_keeps_what_a_sieve_keeps(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, SIZE, 11).await;
        let asking = Asking::of(&database).await;
        let query = "query($filter: CaseFilter) { cases(filter: $filter, first: 100) { totalCount nodes { number } } }";
        let mut kept_some = 0;
        for (filter, sieve) in filters(&town, Utc::now()) {
            let answer = asking.data(town.user("everywhere"), query, json!({"filter": filter})).await;
            let nodes = answer["cases"]["nodes"].as_array().unwrap();
            let mut found: Vec<&str> = nodes.iter().map(|node| node["number"].as_str().unwrap()).collect();
            found.sort_unstable();
            let mut expected: Vec<&str> =
                town.cases.iter().filter(|case| sieve(case)).map(|case| case.number.as_str()).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "{filter}");
            assert_eq!(answer["cases"]["totalCount"], json!(expected.len()), "{filter}");
            kept_some += usize::from(!expected.is_empty() && expected.len() < town.cases.len());
        }
        assert!(kept_some > 25, "{kept_some} filters tell cases apart");
    }
}
