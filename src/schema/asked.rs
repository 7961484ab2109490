//! What the program itself asks on somebody's behalf: by the very same statements as any client.

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::documents::operation;
use super::engine::{Engine, GraphQlRequest};
use super::plan::Planner;
use crate::error::{Error, Language};
use crate::policy::Grants;

impl Planner {
    /// Makes a plan of a query of the program's own, and does nothing with it.
    ///
    /// # Errors
    /// What is wrong with its variables.
    pub(super) fn tried(
        &self,
        grants: &Grants,
        query: &str,
        variables: Map<String, Value>,
    ) -> Result<(), Error> {
        let document = parse_query(query).map_err(|error| {
            tracing::error!(%error, "a query of our own cannot be read");
            Error::internal()
        })?;
        let variables = Variables::from_json(Value::Object(variables));
        let operation = operation(&document, None)?;
        self.plan(grants, operation, &document.fragments, &variables).map(|_| ())
    }
}

impl Engine {
    /// The moment by which it answers.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.moment().now
    }

    /// The value of a query's one root field, for whoever holds these grants.
    ///
    /// # Errors
    /// The first thing that is wrong with the query, or what kept it from being answered whole.
    pub async fn answered(&self, grants: &Grants, request: GraphQlRequest) -> Result<Value, Error> {
        let plan = Box::pin(self.plan(grants, request, true)).await;
        let plan =
            plan.map_err(|(_, errors)| errors.into_iter().next().unwrap_or_else(Error::internal))?;
        let moment = self.moment();
        let mut answers = self.run(grants, &plan, &moment, Language::English).await?;
        let (_, _, answer) = answers.pop().ok_or_else(Error::internal)?;
        if let Some(error) = answer.errors.into_iter().next() {
            return Err(error);
        }
        let text = answer.value.map_err(|error| Error { path: Vec::new(), ..error })?;
        serde_json::from_str(&text).map_err(|error| {
            tracing::error!(%error, "an answer cannot be read");
            Error::internal()
        })
    }
}
