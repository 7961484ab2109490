//! Any text as a cursor, and real cursors of which a value was exchanged.

#![no_main]

use std::sync::OnceLock;

use fuzz::answer::{self, Answer};
use fuzz::bytes::Bytes;
use fuzz::world::{World, world};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use wardbook::schema::GraphQlRequest;

/// Lists, each in some order, up to the arguments of a page.
const LISTS: [&str; 9] = [
    "cases(",
    "cases(orderBy: [{field: DUE_AT, direction: ASC}] ",
    "cases(orderBy: [{field: DUE_AT, direction: DESC}] ",
    "cases(orderBy: [{field: CLOSED_AT, direction: DESC}, {field: NUMBER, direction: ASC}] ",
    "checks(",
    "checks(orderBy: [{field: SIGNED_AT, direction: ASC}] ",
    "checks(orderBy: [{field: PLANNED_FOR, direction: DESC}, {field: SIGNED_AT, direction: ASC}] ",
    "areas(",
    "teams(",
];

fn page(world: &World, list: &str, size: &str, cursors: &[(&str, String)]) -> Answer {
    let defined: Vec<_> = cursors.iter().map(|(name, _)| format!("${name}: String")).collect();
    let given: Vec<_> = cursors.iter().map(|(name, _)| format!(" {name}: ${name}")).collect();
    let head = if defined.is_empty() { String::new() } else { format!("({})", defined.join(" ")) };
    let query = format!(
        "query{head} {{ list: {list}{size}: 3{}) {{ nodes {{ id }} \
         pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }}",
        given.concat()
    );
    let variables: Map<_, _> =
        cursors.iter().map(|(name, cursor)| ((*name).to_owned(), json!(cursor))).collect();
    answer::ask(
        world,
        1,
        GraphQlRequest { query, operation_name: None, variables: variables.into() },
    )
}

/// The values of each list's first cursor.
fn real() -> &'static Vec<Vec<Value>> {
    static REAL: OnceLock<Vec<Vec<Value>>> = OnceLock::new();
    REAL.get_or_init(|| {
        let values = |list: &&str| {
            let answer = page(world(), list, "first", &[]);
            let cursor = answer.body["data"]["list"]["pageInfo"]["endCursor"].as_str();
            serde_json::from_slice(&decoded(cursor.expect("a page"))).unwrap()
        };
        LISTS.iter().map(values).collect()
    })
}

fn decoded(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn encoded(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const DAYS: [&str; 7] = [
    "-262143-01-01",
    "+262142-12-31",
    "-4714-11-24",
    "0000-01-01",
    "9999-12-31",
    "2026-1-1",
    "2026-01-10",
];

const MOMENTS: [&str; 5] = [
    "0000-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.999999999999Z",
    "2026-01-10T00:00:00Z",
];

/// A value in the place of another, of the same kind or of any.
fn value(old: &Value, bytes: &mut Bytes<'_>) -> Value {
    let text = old.as_str().unwrap_or_default();
    match bytes.below(12) {
        0..4 if text.contains('T') && text.contains(':') => json!(*bytes.pick(&MOMENTS)),
        0..4 if text.parse::<chrono::NaiveDate>().is_ok() => json!(*bytes.pick(&DAYS)),
        0..4 => json!(bytes.text(40)),
        4 | 5 => Value::Null,
        6 => json!(*bytes.pick(&[i64::MIN, -1, 0, i64::MAX])),
        7 => json!([bytes.text(4)]),
        8 => json!(1e300),
        9 => json!("\0"),
        10 => json!("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
        _ => serde_json::from_str(&bytes.text(40)).unwrap_or(Value::Bool(true)),
    }
}

fn cursor(list: usize, bytes: &mut Bytes<'_>) -> String {
    let mut values = real()[list].clone();
    match bytes.below(16) {
        0 => return bytes.text(200),
        1 => return encoded(bytes.text(200).as_bytes()),
        2 => values = bytes.pick(real()).clone(),
        3 => {
            let n = bytes.below(values.len());
            values.insert(n, Value::Null);
        }
        4 => {
            values.pop();
        }
        5 => values[0] = value(&values[0], bytes),
        // The first value is which order it is: the rest is kept as it is or exchanged.
        _ => {
            for n in 1..values.len() {
                if bytes.chance(128) {
                    values[n] = value(&values[n], bytes);
                }
            }
        }
    }
    encoded(Value::from(values).to_string().as_bytes())
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let list = bytes.below(LISTS.len());
    let size = *bytes.pick(&["first", "last"]);
    let names: &[&str] = match bytes.below(3) {
        0 => &["after"],
        1 => &["before"],
        _ => &["after", "before"],
    };
    let cursors: Vec<_> = names.iter().map(|name| (*name, cursor(list, &mut bytes))).collect();
    page(world(), LISTS[list], size, &cursors);
});
