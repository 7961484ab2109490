//! API tokens over HTTP: narrower than their owner in each way, and ended in each way; and the
//! one-time passwords that nobody does anything by before they are changed.

mod command;
mod ended;
mod made;
mod narrower;
mod one_time;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::Server;

/// How long the end of a token, or of its owner's right, may take to be in effect.
const SECOND: Duration = Duration::from_secs(1);

const CREATE: &str = "mutation($input: CreateTokenInput!) { createToken(input: $input) { \
     tokenId secret token { id name scope areas { code } expiresAt revokedAt lastUsedAt \
     user { displayName } createdBy { displayName } } } }";

fn in_days(days: i64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(days)
}

/// Asks for a token; the whole answer.
async fn ask_for(server: &Server, by: &str, more: Value) -> Value {
    let mut input = json!({"name": "nightly", "expiresAt": in_days(90)});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let body = json!({"query": CREATE, "variables": {"input": input}});
    server.ask_with(by, body).await.1
}

/// A token that is made, and its id.
async fn token(server: &Server, by: &str, more: Value) -> (String, String) {
    let answer = ask_for(server, by, more).await;
    let made = &answer["data"]["createToken"];
    let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    (text("secret"), text("tokenId"))
}

async fn revoke(server: &Server, by: &str, id: &str) -> Value {
    let query = "mutation($id: ID!) { revokeToken(id: $id) { tokenId token { revokedAt } } }";
    server.ask_with(by, json!({"query": query, "variables": {"id": id}})).await.1
}

/// The code of an answer's first error.
fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

/// The fields that an answer finds wrong.
fn fields(answer: &Value) -> Vec<&str> {
    let problems = answer["errors"][0]["extensions"]["problems"].as_array();
    let problems = problems.unwrap_or_else(|| panic!("{answer}"));
    problems.iter().map(|problem| problem["field"].as_str().unwrap()).collect()
}

/// The numbers of the cases that a token's holder sees.
async fn cases(server: &Server, token: &str) -> Vec<String> {
    let answer = server.ask(token, "{ cases { nodes { number } } }").await;
    let nodes = answer["cases"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["number"].as_str().unwrap().to_owned()).collect()
}

async fn area(server: &Server, by: &str, code: &str) -> String {
    let query = format!("{{ area(by: {{code: \"{code}\"}}) {{ id }} }}");
    server.ask(by, &query).await["area"]["id"].as_str().unwrap().to_owned()
}

/// The status and the answer of asking who is asking.
async fn who(server: &Server, token: &str) -> (u16, Value) {
    server.ask_with(token, json!({"query": "{ viewer { user { id } } }"})).await
}
