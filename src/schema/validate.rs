//! Validation and introspection by async-graphql, which runs nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, NextValidation,
    ResolveInfo,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    Request, Response, Schema, SchemaBuilder, ServerError, ServerResult, ValidationResult, Value,
    Variables,
};

use super::allowed::Allowed;
use super::limits::{Limits, Measure};
use super::registry::{Mutation, Query, Subscription};
use super::trim::Trim;
use crate::error::{Code, Error, Message};

/// What a request to async-graphql is for.
#[derive(Debug)]
enum Mode {
    Validate,
    Introspect(Budget),
}

/// How many fields may still be told of the schema: types have fields, whose types have fields, so
/// that a short document can ask for more than a machine holds.
#[derive(Debug)]
struct Budget {
    told: AtomicU64,
    limit: u64,
}

/// async-graphql's schema, used for what this program does not do itself.
#[derive(Clone)]
pub(super) struct Checker(Schema<Query, Mutation, Subscription>);

impl Checker {
    /// The whole schema.
    pub(super) fn new(limits: &Limits) -> Self {
        Self(builder(limits).finish())
    }

    /// The schema without what somebody could not use: for introspection alone.
    pub(super) fn trimmed(limits: &Limits, allowed: &Allowed) -> Self {
        Self(builder(limits).directive(Trim::to(allowed)).finish())
    }

    pub(super) fn sdl(&self) -> String {
        self.0.sdl()
    }

    /// All that is wrong with a document.
    pub(super) async fn validate(
        &self,
        document: ExecutableDocument,
        variables: Variables,
        operation_name: Option<&str>,
    ) -> Result<(), Vec<ServerError>> {
        let response = self.run(Mode::Validate, document, variables, operation_name).await;
        if response.errors.is_empty() {
            return Ok(());
        }
        Err(response.errors)
    }

    /// The answer to a document that asks for nothing but `__schema` and `__type`, and was
    /// validated before.
    ///
    /// # Errors
    /// `QUERY_TOO_EXPENSIVE` where it tells more than `limit` fields.
    pub(super) async fn introspect(
        &self,
        document: ExecutableDocument,
        variables: Variables,
        limit: u64,
    ) -> Result<Value, Error> {
        let budget = Budget { told: AtomicU64::new(0), limit };
        let response = self.run(Mode::Introspect(budget), document, variables, None).await;
        match response.errors.is_empty() {
            true => Ok(response.data),
            // Nothing else can fail: the schema is in memory.
            false => Err(Measure::Introspection.exceeded(limit + 1, limit)),
        }
    }

    async fn run(
        &self,
        mode: Mode,
        document: ExecutableDocument,
        variables: Variables,
        operation_name: Option<&str>,
    ) -> Response {
        let mut request = Request::new("").variables(variables).data(mode);
        request.set_parsed_query(document);
        request.operation_name = operation_name.map(str::to_owned);
        self.0.execute(request).await
    }
}

fn builder(limits: &Limits) -> SchemaBuilder<Query, Mutation, Subscription> {
    // What is deeper is refused before, by its measure; `__typename` may lie one deeper here.
    let deepest = usize::try_from(limits.nesting + 1).unwrap_or(usize::MAX);
    Schema::build(Query, Mutation, Subscription)
        .limit_recursive_depth(deepest)
        .disable_suggestions()
        .extension(ByMode)
}

/// What async-graphql found wrong, as this API says it.
pub(super) fn invalid(error: &ServerError) -> Error {
    let message = Message::new(error.message.clone(), format!("查询文档无效：{}", error.message));
    error.locations.iter().fold(Error::new(Code::InvalidInput, message), |error, pos| {
        error.located(pos.line, pos.column)
    })
}

struct ByMode;

impl ExtensionFactory for ByMode {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for ByMode {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        match context.data_opt::<Mode>() {
            Some(Mode::Introspect(_)) => {
                Ok(ValidationResult { cache_control: Default::default(), complexity: 0, depth: 0 })
            }
            _ => next.run(context).await,
        }
    }

    async fn execute(
        &self,
        context: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        match context.data_opt::<Mode>() {
            Some(Mode::Introspect(_)) => next.run(context, operation_name).await,
            _ => Response::new(Value::Null),
        }
    }

    async fn resolve(
        &self,
        context: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if let Some(Mode::Introspect(Budget { told, limit })) = context.data_opt::<Mode>()
            && told.fetch_add(1, Ordering::Relaxed) >= *limit
        {
            return Err(ServerError::new("too much of the schema", None));
        }
        next.run(context, info).await
    }
}
