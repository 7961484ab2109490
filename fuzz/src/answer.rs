//! What must hold of every GraphQL answer, whatever was asked.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use wardbook::error::Language;
use wardbook::schema::{GraphQlRequest, Outcome};

use crate::world::World;

/// The codes that a reader may be told. INTERNAL is a fault of ours, TIMEOUT and UNAVAILABLE mean
/// that so small a town was too much.
const CODES: [&str; 3] = ["FORBIDDEN", "INVALID_INPUT", "QUERY_TOO_EXPENSIVE"];

/// A request's answer, looked through.
#[derive(Debug)]
pub struct Answer {
    pub outcome: Outcome,
    pub body: Value,
}

impl Answer {
    /// Whether it has data and nothing went wrong.
    pub fn is_whole(&self) -> bool {
        self.outcome == Outcome::Executed && self.body.get("errors").is_none()
    }
}

/// Asks twice: the second answer comes from the kept document, and must be the first.
pub fn ask(world: &World, viewer: usize, request: GraphQlRequest) -> Answer {
    let first = once(world, viewer, request.clone());
    let second = once(world, viewer, request);
    assert_eq!(first.outcome, second.outcome);
    assert_eq!(comparable(first.body.clone()), comparable(second.body), "asked again");
    first
}

fn once(world: &World, viewer: usize, request: GraphQlRequest) -> Answer {
    let grants = Arc::clone(&world.viewers[viewer % world.viewers.len()]);
    let response = world.block_on(world.engine.execute(grants, request, false, Language::English));
    let body: Unique = serde_json::from_slice(&response.body).unwrap_or_else(|error| {
        panic!("no JSON: {error}: {}", String::from_utf8_lossy(&response.body))
    });
    let answer = Answer { outcome: response.outcome, body: body.0 };
    look_through(&answer);
    answer
}

fn look_through(answer: &Answer) {
    let body = answer.body.as_object().expect("a response is an object");
    assert!(body.keys().all(|key| key == "data" || key == "errors"), "{}", answer.body);
    let errors = body.get("errors").map(|errors| errors.as_array().expect("a list of errors"));
    assert!(errors.is_none_or(|errors| !errors.is_empty()), "an empty list of errors");
    match (answer.outcome, body.get("data")) {
        (Outcome::Executed, Some(Value::Object(_))) => {}
        (Outcome::Executed, Some(Value::Null)) | (Outcome::RequestError, None) => {
            assert!(errors.is_some(), "{}: no word why", answer.body);
        }
        other => panic!("{other:?}: {}", answer.body),
    }
    for error in errors.into_iter().flatten() {
        look_at_error(error);
    }
}

fn look_at_error(error: &Value) {
    let text = |of: &Value| of.as_str().is_some_and(|text| !text.is_empty());
    assert!(text(&error["message"]), "{error}");
    let code = error["extensions"]["code"].as_str().expect("a code");
    assert!(CODES.contains(&code), "{error}");
    for location in error["locations"].as_array().into_iter().flatten() {
        let from_1 = |of: &Value| of.as_u64().is_some_and(|n| n >= 1);
        assert!(from_1(&location["line"]) && from_1(&location["column"]), "{error}");
    }
    for problem in error["extensions"]["problems"].as_array().into_iter().flatten() {
        let whole = text(&problem["field"]) && text(&problem["message"]);
        assert!(whole && problem["code"] == error["extensions"]["code"], "{error}");
    }
    if code == "FORBIDDEN" {
        let of_policy = ["object", "action"].into_iter().all(|of| text(&error["extensions"][of]));
        assert!(of_policy && error["path"].is_array(), "{error}");
    }
    if code == "QUERY_TOO_EXPENSIVE" {
        let number = |of: &str| error["extensions"][of].as_u64().expect("a number");
        assert!(number("cost") > number("limit"), "{error}");
    }
}

/// What may differ between two answers taken out: the present moment, and in which order the
/// problems of a document are told.
fn comparable(mut body: Value) -> Value {
    if let Some(Value::Array(errors)) = body.get_mut("errors") {
        errors.sort_by_key(Value::to_string);
    }
    without_now(&mut body);
    body
}

fn without_now(value: &mut Value) {
    match value {
        Value::String(text) => {
            let at = DateTime::parse_from_rfc3339(text).ok();
            if at.is_some_and(|at| (Utc::now() - at.to_utc()).abs() < TimeDelta::minutes(10)) {
                *text = "now".to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_now),
        Value::Object(fields) => fields.values_mut().for_each(without_now),
        _ => {}
    }
}

/// JSON in which no object has a key twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Unique(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((key, Unique(value))) = map.next_entry::<String, Unique>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format!("`{key}` comes twice")));
            }
            fields.insert(key, value);
        }
        Ok(fields.into())
    }
}
