//! Plans that were made, kept for the next request that asks the same: the same text with the same
//! variables, of whoever holds the very same grants. Nothing of the answer is kept.

use std::sync::Arc;

use async_graphql::Variables;
use moka::sync::Cache;

use super::engine::GraphQlRequest;
use super::plan::Plan;
use super::variables::VariableValues;
use crate::policy::Grants;

/// Longer requests are not kept: nobody sends one twice.
const LONGEST_KEPT: usize = 32 << 10;

/// Everything that a plan depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// Whose grants: [`Grants::serial`].
    grants: u64,
    query: String,
    operation_name: Option<String>,
    variables: String,
}

impl Asked {
    /// What is asked by whoever holds these grants, and the variables' values.
    pub(super) fn of(request: GraphQlRequest, grants: &Grants) -> (Self, Variables) {
        let GraphQlRequest { query, operation_name, variables } = request;
        let (variables, values) = variables.into_parts();
        (Self { grants: grants.serial(), query, operation_name, variables }, values)
    }

    /// The request that it is.
    pub(super) fn request(&self, values: Variables) -> GraphQlRequest {
        let Self { query, operation_name, variables, .. } = self.clone();
        let variables = VariableValues::of_parts(variables, values);
        GraphQlRequest { query, operation_name, variables }
    }

    fn bytes(&self) -> usize {
        self.query.len() + self.variables.len()
    }
}

/// The kept plans.
pub(super) struct Plans(Cache<Asked, Arc<Plan>>);

impl Plans {
    /// None yet, and never more than weigh so many bytes.
    pub(super) fn new(most_bytes: u64) -> Self {
        let weigh = |asked: &Asked, plan: &Arc<Plan>| {
            u32::try_from(asked.bytes() + plan.bytes()).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().weigher(weigh).max_capacity(most_bytes).build())
    }

    pub(super) fn get(&self, asked: &Asked) -> Option<Arc<Plan>> {
        self.0.get(asked)
    }

    /// Keeps a plan, unless it is one that is hardly asked for twice.
    pub(super) fn keep(&self, asked: Asked, plan: &Arc<Plan>) {
        if plan.introspection.is_none() && asked.bytes() <= LONGEST_KEPT {
            self.0.insert(asked, Arc::clone(plan));
        }
    }
}
