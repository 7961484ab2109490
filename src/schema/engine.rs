//! From a request to its response: parse, look at its size, validate, coerce, compile, count the
//! cost, run, write.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection,
};
use async_graphql::{Positioned, Variables};
use bytes::Bytes;
use chrono::{SubsecRound, Utc};
use chrono_tz::Tz;
use futures_util::stream::{self, StreamExt};
use serde_json::{Map, Value, json};

use super::answer::{self, RootAnswer};
use super::documents::{Documents, refused};
use super::limits::{Limits, Measure};
use super::query;
use super::vocabulary::inputs;
use crate::error::{Code, Error, Language};
use crate::policy::Grants;
use crate::read::Statement;
use crate::read::compile::{Context, Cost, RootPlan, TotalToken, compile_root};
use crate::read::document::{Collected, Document};
use crate::read::page::MAX_PAGE_SIZE;
use crate::read::problem::Problems;
use crate::store::{Store, StoreError};

/// What an installation tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// What it is called.
    pub name: String,
    /// The zone of civil days and limits.
    pub time_zone: Tz,
    /// The most bytes that a file may have.
    pub max_upload_bytes: u64,
}

/// A GraphQL request, its JSON already read.
#[derive(Debug, Clone, Default)]
pub struct GraphQlRequest {
    /// The document.
    pub query: String,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Value>,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was run; there may be errors beside the data.
    Executed,
    /// It was refused before it was run.
    RequestError,
    /// It is no query, and only those were allowed.
    NotAllowedByGet,
    /// The database is out of reach.
    Unavailable,
}

/// A response: the JSON text, and what became of the request.
#[derive(Debug, Clone)]
pub struct GraphQlResponse {
    /// The JSON text.
    pub body: Bytes,
    /// What became of the request.
    pub outcome: Outcome,
}

/// What a request would do.
#[derive(Debug, Clone)]
pub struct Explained {
    /// For each root field the statement that reads it, the one that counts it, and those that
    /// count the lists nested in it, which are yet without the rows that they count for.
    pub statements: Vec<Statement>,
    /// What it would cost; see [`Cost`].
    pub cost: u64,
}

/// Answers GraphQL requests.
pub struct Engine {
    store: Store,
    installation: Installation,
    limits: Limits,
    documents: Documents,
    sdl: String,
}

type Fragments =
    HashMap<async_graphql::Name, Positioned<async_graphql::parser::types::FragmentDefinition>>;

/// A request that may be run.
struct Plan<'a> {
    roots: Vec<(Collected<'a>, bool, Root)>,
    cost: u64,
}

/// How a field of the root gets its value.
enum Root {
    Compiled(RootPlan),
    Text(String),
    Introspection,
}

impl Engine {
    /// An engine over a store.
    #[must_use]
    pub fn new(store: Store, installation: Installation, limits: Limits) -> Self {
        let documents = Documents::new(limits);
        let sdl = documents.checker().sdl();
        Self { store, installation, limits, documents, sdl }
    }

    /// The whole schema in GraphQL's schema definition language.
    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// Answers a request of whoever holds these grants.
    pub async fn execute(
        &self,
        grants: Arc<Grants>,
        request: GraphQlRequest,
        only_queries: bool,
        language: Language,
    ) -> GraphQlResponse {
        match self.answer(&grants, request, only_queries, language).await {
            Ok(response) => response,
            Err((outcome, errors)) => {
                GraphQlResponse { body: answer::refuse(&errors, language), outcome }
            }
        }
    }

    async fn answer(
        &self,
        grants: &Grants,
        request: GraphQlRequest,
        only_queries: bool,
        language: Language,
    ) -> Result<GraphQlResponse, (Outcome, Vec<Error>)> {
        let request = self.documents.check(request, only_queries).await?;
        let operation = request.operation().map_err(refused)?;
        let token = TotalToken::default();
        let plan = self
            .plan(grants, operation, &request.document.fragments, &request.variables, &token)
            .map_err(refused)?;
        let fragments = &request.document.fragments;
        let answers = self.run(plan, operation, fragments, &request.variables, &token).await;
        let answers = answers.map_err(refused)?;
        let unavailable = answers.iter().any(
            |(.., answer)| matches!(&answer.value, Err(error) if error.code == Code::Unavailable),
        );
        let outcome = if unavailable { Outcome::Unavailable } else { Outcome::Executed };
        Ok(GraphQlResponse { body: answer::write(answers, language), outcome })
    }

    /// What a request would do, without doing it.
    ///
    /// # Errors
    /// What is wrong with the request.
    pub async fn explain(
        &self,
        grants: &Grants,
        request: GraphQlRequest,
    ) -> Result<Explained, Vec<Error>> {
        let request = self.documents.check(request, false).await.map_err(|(_, errors)| errors)?;
        let operation = request.operation().map_err(|error| vec![error])?;
        let token = TotalToken::default();
        let plan = self
            .plan(grants, operation, &request.document.fragments, &request.variables, &token)
            .map_err(|error| vec![error])?;
        let cost = plan.cost;
        let roots = plan.roots.into_iter().filter_map(|(.., root)| match root {
            Root::Compiled(plan) => Some(plan.into_statements()),
            Root::Text(_) | Root::Introspection => None,
        });
        Ok(Explained { statements: roots.flatten().collect(), cost })
    }

    fn plan<'a>(
        &self,
        grants: &'a Grants,
        operation: &'a OperationDefinition,
        fragments: &'a Fragments,
        variables: &Variables,
        token: &'a TotalToken,
    ) -> Result<Plan<'a>, Error> {
        let mut problems = Problems::default();
        let document = Document::new(operation, fragments, variables, inputs(), &mut problems);
        let context = Context {
            document: &document,
            inputs: inputs(),
            nodes: query::NODES,
            grants,
            dialect: self.store.dialect(),
            zone: self.installation.time_zone,
            now: Utc::now().trunc_subsecs(6),
            token,
        };
        let mut cost = Cost::default();
        let mut roots = Vec::new();
        for field in document.root() {
            let (non_null, root) = match (field.name, query::field(field.name)) {
                (_, Some(known)) => {
                    let root = match &known.source {
                        Some(source) => Root::Compiled(compile_root(
                            context,
                            source,
                            &field,
                            &mut problems,
                            &mut cost,
                        )),
                        None => Root::Text(self.installation(&document, &field, &context)),
                    };
                    (known.is_non_null(), root)
                }
                ("__typename", None) => (true, Root::Text("\"Query\"".to_owned())),
                _ => (false, Root::Introspection),
            };
            roots.push((field, non_null, root));
        }
        if !problems.is_empty() {
            return Err(Error::invalid_input(problems.into_vec()));
        }
        let dearest = |mut error: Error| {
            error.extensions.insert("field".into(), cost.dearest_field().into());
            error
        };
        Measure::Cost.bounded(cost.total, self.limits.cost).map_err(dearest)?;
        Measure::Values.bounded(cost.values, self.limits.values).map_err(dearest)?;
        Ok(Plan { roots, cost: cost.total })
    }

    async fn run<'a>(
        &self,
        plan: Plan<'a>,
        operation: &OperationDefinition,
        fragments: &Fragments,
        variables: &Variables,
        token: &TotalToken,
    ) -> Result<Vec<(&'a str, bool, RootAnswer)>, Error> {
        let introspected: Vec<&Collected<'a>> = plan
            .roots
            .iter()
            .filter(|(.., root)| matches!(root, Root::Introspection))
            .map(|(field, ..)| field)
            .collect();
        let mut introspection = Map::new();
        if !introspected.is_empty() {
            let document = only(&introspected, operation, fragments);
            let checker = self.documents.checker();
            let limit = self.limits.introspection;
            let value = checker.introspect(document, variables.clone(), limit).await?;
            if let Ok(Value::Object(values)) = value.into_json() {
                introspection = values;
            }
        }
        let time_is_up = tokio::time::Instant::now() + self.limits.time;
        let running: Vec<_> = plan
            .roots
            .into_iter()
            .map(|(field, non_null, root)| {
                let value = introspection.get(field.key).map(Value::to_string);
                async move {
                    let answer = match root {
                        Root::Compiled(plan) => {
                            let reading = answer::run(&self.store, field.key, plan, token);
                            tokio::time::timeout_at(time_is_up, reading).await.unwrap_or_else(
                                |_| RootAnswer::failed(&StoreError::Timeout, field.key),
                            )
                        }
                        Root::Text(text) => RootAnswer::of(text),
                        Root::Introspection => RootAnswer::of(value.unwrap_or("null".to_owned())),
                    };
                    (field.key, non_null, answer)
                }
            })
            .collect();
        Ok(stream::iter(running).buffered(self.limits.roots_at_once).collect().await)
    }

    fn installation(
        &self,
        document: &Document<'_>,
        field: &Collected<'_>,
        context: &Context<'_>,
    ) -> String {
        let own = &self.installation;
        let name = super::types::installation::NAME;
        let fields = document.collect(&field.selections, &|condition| condition == name);
        let values: Map<String, Value> = fields
            .iter()
            .map(|field| {
                let value = match field.name {
                    "name" => json!(own.name),
                    "timeZone" => json!(own.time_zone.name()),
                    "now" => json!(context.now.to_rfc3339()),
                    "version" => json!(env!("CARGO_PKG_VERSION")),
                    "maxUploadBytes" => json!(own.max_upload_bytes),
                    "maxPageSize" => json!(MAX_PAGE_SIZE),
                    _ => json!(name),
                };
                (field.key.to_owned(), value)
            })
            .collect();
        Value::Object(values).to_string()
    }
}

/// The document with nothing at its root but these fields.
fn only(
    fields: &[&Collected<'_>],
    operation: &OperationDefinition,
    fragments: &Fragments,
) -> ExecutableDocument {
    let mut operation = operation.clone();
    operation.selection_set.node.items = fields
        .iter()
        .map(|field| {
            let mut merged = field.field.clone();
            merged.selection_set.node.items =
                field.selections.iter().flat_map(|set| set.items.clone()).collect();
            Positioned::new(Selection::Field(Positioned::new(merged, field.pos)), field.pos)
        })
        .collect();
    let pos = operation.selection_set.pos;
    ExecutableDocument {
        operations: DocumentOperations::Single(Positioned::new(operation, pos)),
        fragments: fragments.clone(),
    }
}
