//! From a body or a query string to a GraphQL request.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::http::Uri;
use serde_json::value::RawValue;

use super::body::{self, not_readable, problem, text_of, too_large};
use super::known_documents::{KnownDocuments, Named};
use super::limits::Limits;
use crate::error::{Error, Problem};
use crate::schema::{GraphQlRequest, NoVariables, VariableValues};

/// The request of a POST's body.
pub(super) fn from_body(
    text: &str,
    limits: &Limits,
    known: &KnownDocuments,
) -> Result<GraphQlRequest, Error> {
    let fields = body::fields(text)?;
    let field = |name: &str| fields.get(name).copied();
    let mut problems = Vec::new();
    let mut text = |name: &str| match field(name) {
        None => None,
        Some(value) if value.get() == "null" => None,
        Some(value) => text_of(value).or_else(|| {
            problems.push(problem(name, "must be a text or null", "必须是字符串或 null"));
            None
        }),
    };
    let given = Given {
        query: text("query"),
        id: text("documentId"),
        operation_name: text("operationName"),
    };
    let json = |name| field(name).map(RawValue::get);
    finish(given, [json("variables"), json("extensions")], problems, (limits, known))
}

/// The request of a GET's query string.
pub(super) fn from_query_string(
    uri: &Uri,
    limits: &Limits,
    known: &KnownDocuments,
) -> Result<GraphQlRequest, Error> {
    let mut problems = Vec::new();
    let mut parameters: BTreeMap<Cow<'_, str>, Cow<'_, str>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if parameters.contains_key(&name) {
            let twice = problem("", "must be given once", "只能出现一次");
            problems.push(Problem { field: name.clone().into_owned(), ..twice });
        }
        parameters.insert(name, value);
    }
    // In a query string an empty parameter is one that is not given.
    parameters.retain(|_, value| !value.is_empty());
    let given = |name: &str| parameters.get(name).map(AsRef::as_ref);
    let text = |name: &str| given(name).map(str::to_owned);
    let document = Given {
        query: text("query"),
        id: text("documentId"),
        operation_name: text("operationName"),
    };
    // What is no JSON is no object either.
    let json = |name| {
        let is_json = |text: &&str| serde_json::from_str::<&RawValue>(text).is_ok();
        given(name).map(|text| Some(text).filter(is_json).unwrap_or("false"))
    };
    finish(document, [json("variables"), json("extensions")], problems, (limits, known))
}

/// What a request gives as texts.
struct Given {
    query: Option<String>,
    id: Option<String>,
    operation_name: Option<String>,
}

fn finish(
    Given { query, id, operation_name }: Given,
    [variables, extensions]: [Option<&str>; 2],
    mut problems: Vec<Problem>,
    (limits, known): (&Limits, &KnownDocuments),
) -> Result<GraphQlRequest, Error> {
    let mut no_object = |name| {
        problems.push(problem(name, "must be a JSON object or null", "必须是 JSON 对象或 null"));
    };
    let text = variables.unwrap_or("null");
    if text.len() > limits.variables {
        return Err(too_large("the variables are", "变量", limits.variables));
    }
    let variables = match VariableValues::of_json(text) {
        Ok(variables) => variables,
        Err(NoVariables::NoObject) => {
            no_object("variables");
            VariableValues::default()
        }
        Err(NoVariables::TooDeep) => {
            return Err(not_readable(
                "the variables' JSON is nested deeper than 127 levels".into(),
                "变量的 JSON 嵌套超过 127 层".into(),
            ));
        }
        Err(NoVariables::Unreadable { line, column }) => {
            return Err(not_readable(
                format!("the variables cannot be read: see their line {line}, column {column}"),
                format!("变量无法读取：见其第 {line} 行第 {column} 列"),
            ));
        }
    };
    if extensions.is_some_and(|text| text != "null" && !text.starts_with('{')) {
        no_object("extensions");
    }
    let hash = Named::of_extensions(extensions, &mut problems);
    if !problems.is_empty() {
        return Err(Error::invalid_input(problems));
    }
    let query = known.text(query, id.map(Named::Id).or(hash).as_ref())?;
    Ok(GraphQlRequest { query, operation_name, variables })
}
