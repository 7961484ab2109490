//! Documents that may be run: parsed, measured and validated once, and kept for the next request
//! that sends the same text. What depends on variables is looked at anew each time: their values
//! when they are coerced, the cost when the plan is made.

use std::sync::Arc;

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use moka::sync::Cache;

use super::engine::{GraphQlRequest, Outcome};
use super::limits::Limits;
use super::misfit::all_that_is_wrong;
use super::precheck::{precheck, precheck_text};
use super::typename::laid_open;
use super::validate::{Checker, invalid};
use crate::error::{Code, Error, Message};

/// What the kept documents may weigh, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// How many bytes a parsed document takes for each of its tokens, at most about: a field of one
/// letter has a name, two positions and four empty lists of its own.
const PARSED_PER_TOKEN: u64 = 400;

/// Longer documents are not kept: nobody sends one twice.
const LONGEST_KEPT: usize = 32 << 10;

/// A text, and the operation of it that was validated.
type Key = (String, Option<String>);

/// Parses and validates documents, and remembers the good ones.
pub(super) struct Documents {
    checker: Checker,
    limits: Limits,
    kept: Cache<Key, Kept>,
}

/// A document that was found good, and how many bytes it weighs with its text.
#[derive(Clone)]
struct Kept {
    document: Arc<ExecutableDocument>,
    bytes: u32,
}

/// A request whose document is valid.
pub(super) struct CheckedRequest {
    pub(super) document: Arc<ExecutableDocument>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

impl CheckedRequest {
    pub(super) fn operation(&self) -> Result<&OperationDefinition, Error> {
        operation(&self.document, self.operation_name.as_deref())
    }
}

impl Documents {
    pub(super) fn new(limits: Limits) -> Self {
        let weigh = |_: &Key, kept: &Kept| kept.bytes;
        let kept = Cache::builder().weigher(weigh).max_capacity(MOST_BYTES).build();
        Self { checker: Checker::new(&limits), limits, kept }
    }

    /// A request that may be planned.
    pub(super) async fn check(
        &self,
        request: GraphQlRequest,
        only_queries: bool,
    ) -> Result<CheckedRequest, (Outcome, Vec<Error>)> {
        let (_, variables) = request.variables.into_parts();
        let key = (request.query, request.operation_name);
        if let Some(Kept { document, .. }) = self.kept.get(&key) {
            return Ok(CheckedRequest { document, operation_name: key.1, variables });
        }
        let tokens = precheck_text(&key.0, &self.limits).map_err(refused)?;
        let document = parse_query(&key.0)
            .map_err(|error| refused(invalid(&async_graphql::ServerError::from(error))))?;
        let operation = operation(&document, key.1.as_deref()).map_err(refused)?;
        if only_queries && operation.ty != OperationType::Query {
            return Err((Outcome::NotAllowedByGet, vec![not_allowed_by_get()]));
        }
        precheck(&document, &self.limits).map_err(refused)?;
        let laid_open = laid_open(document.clone()).map_err(refused)?;
        self.checker.validate(laid_open, variables.clone(), key.1.as_deref()).await.map_err(
            |errors| (Outcome::RequestError, all_that_is_wrong(&errors, &document, &variables)),
        )?;
        let is_query = operation.ty == OperationType::Query;
        let document = Arc::new(document);
        if is_query && key.0.len() <= LONGEST_KEPT {
            let bytes = key.0.len() as u64 + tokens * PARSED_PER_TOKEN;
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            self.kept.insert(key.clone(), Kept { document: Arc::clone(&document), bytes });
        }
        Ok(CheckedRequest { document, operation_name: key.1, variables })
    }
}

impl Documents {
    /// What is wrong with a document, whichever of its operations is run.
    pub(super) async fn wrong_with(&self, text: &str) -> Vec<Error> {
        let names = match parse_query(text).map(|document| document.operations) {
            Ok(DocumentOperations::Multiple(operations)) => {
                operations.keys().map(|name| Some(name.to_string())).collect()
            }
            // What cannot be parsed is told when it is checked.
            Ok(DocumentOperations::Single(_)) | Err(_) => vec![None],
        };
        let mut wrong = Vec::new();
        for operation_name in names {
            let query = text.to_owned();
            let request = GraphQlRequest { query, operation_name, ..GraphQlRequest::default() };
            wrong.extend(self.check(request, false).await.err().map(|(_, errors)| errors));
        }
        wrong.into_iter().flatten().collect()
    }
}

/// The operation that is to be run.
pub(super) fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Error> {
    let unknown = |en: String, zh: String| Error::new(Code::InvalidInput, Message::new(en, zh));
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node).ok_or_else(|| {
                unknown(
                    format!("there is no operation `{name}`"),
                    format!("没有名为 {name} 的操作"),
                )
            })
        }
        (DocumentOperations::Single(_), Some(name)) => Err(unknown(
            format!("there is no operation `{name}`"),
            format!("没有名为 {name} 的操作"),
        )),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(operation), None) => Ok(&operation.node),
                _ => Err(unknown(
                    "the document has several operations: say which by operationName".to_owned(),
                    "文档含多个操作：请用 operationName 指明".to_owned(),
                )),
            }
        }
    }
}

pub(super) fn refused(error: Error) -> (Outcome, Vec<Error>) {
    (Outcome::RequestError, vec![error])
}

fn not_allowed_by_get() -> Error {
    Error::new(
        Code::InvalidInput,
        Message::new(
            "GET is for queries only: send this by POST",
            "GET 只用于查询：请用 POST 发送",
        ),
    )
}

/// A subscription was sent where one answer belongs.
pub(super) fn no_answer() -> Error {
    Error::new(
        Code::InvalidInput,
        Message::new(
            "a subscription has many answers: send it with `Accept: text/event-stream`, or over graphql-transport-ws at /graphql/ws",
            "订阅有多个响应：请以 Accept: text/event-stream 发送，或在 /graphql/ws 上使用 graphql-transport-ws",
        ),
    )
}
