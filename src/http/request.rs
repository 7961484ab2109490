//! From a body or a query string to a GraphQL request.

use axum::http::Uri;
use serde_json::{Map, Value};

use super::body::{problem, too_large};
use super::limits::Limits;
use crate::error::{Error, Problem};
use crate::schema::GraphQlRequest;

/// The request of a POST's body.
pub(super) fn from_body(
    mut body: Map<String, Value>,
    limits: &Limits,
) -> Result<GraphQlRequest, Error> {
    let mut problems = Vec::new();
    let query = match body.remove("query") {
        Some(Value::String(query)) => query,
        _ => {
            problems.push(problem(
                "query",
                "must be a text: the document",
                "必须是字符串：GraphQL 文档",
            ));
            String::new()
        }
    };
    let operation_name = match body.remove("operationName") {
        Some(Value::String(name)) => Some(name),
        None | Some(Value::Null) => None,
        Some(_) => {
            problems.push(problem(
                "operationName",
                "must be a text or null",
                "必须是字符串或 null",
            ));
            None
        }
    };
    let variables = object("variables", body.remove("variables"), &mut problems);
    if bytes_of_fields(&variables) > limits.variables {
        return Err(too_large("the variables are", "变量", limits.variables));
    }
    object("extensions", body.remove("extensions"), &mut problems);
    finish(query, operation_name, variables, problems)
}

/// The request of a GET's query string.
pub(super) fn from_query_string(uri: &Uri, limits: &Limits) -> Result<GraphQlRequest, Error> {
    let mut problems = Vec::new();
    let mut parameters: Map<String, Value> = Map::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if parameters.insert(name.to_string(), value.into()).is_some() {
            problems.push(Problem {
                field: name.into(),
                ..problem("", "must be given once", "只能出现一次")
            });
        }
    }
    // In a query string an empty parameter is one that is not given.
    parameters.retain(|_, value| value.as_str() != Some(""));
    for name in ["variables", "extensions"] {
        if let Some(text) = parameters.get(name).and_then(Value::as_str) {
            // What is no JSON is no object either, and told so below.
            let parsed = serde_json::from_str(text).unwrap_or(Value::Bool(false));
            parameters.insert(name.into(), parsed);
        }
    }
    match (problems.is_empty(), from_body(parameters, limits)) {
        (true, request) => request,
        (false, Ok(_)) => Err(Error::invalid_input(problems)),
        (false, Err(error)) => {
            Err(Error::invalid_input(problems.into_iter().chain(error.problems).collect()))
        }
    }
}

fn object(name: &str, value: Option<Value>, problems: &mut Vec<Problem>) -> Map<String, Value> {
    match value {
        Some(Value::Object(object)) => object,
        None | Some(Value::Null) => Map::new(),
        Some(_) => {
            problems.push(problem(
                name,
                "must be a JSON object or null",
                "必须是 JSON 对象或 null",
            ));
            Map::new()
        }
    }
}

/// How many bytes these values take as JSON, but for their escapes.
fn bytes_of_fields(fields: &Map<String, Value>) -> usize {
    fields.iter().map(|(name, value)| name.len() + 4 + bytes_of(value)).sum::<usize>() + 1
}

fn bytes_of(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 5,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| bytes_of(item) + 1).sum::<usize>() + 1,
        Value::Object(fields) => bytes_of_fields(fields),
    }
}

fn finish(
    query: String,
    operation_name: Option<String>,
    variables: Map<String, Value>,
    problems: Vec<Problem>,
) -> Result<GraphQlRequest, Error> {
    if problems.is_empty() {
        Ok(GraphQlRequest { query, operation_name, variables })
    } else {
        Err(Error::invalid_input(problems))
    }
}
