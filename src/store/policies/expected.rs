//! Whether a policy is what is expected of it.

use sea_orm::ConnectionTrait;

use super::texts::tests;
use crate::error::Language;
use crate::policy::change::Policy;
use crate::policy::expectations::{Failure, expectations};
use crate::read::problem::Problems;
use crate::store::change::{Unmade, must_be_sound};
use crate::store::{Store, StoreError};

/// So many expectations are told of those that fail.
const MOST_TOLD: usize = 20;

/// The expectations that a policy does not meet: those given, or else those kept.
pub(super) async fn failures(
    connection: &impl ConnectionTrait,
    policy: &Policy,
    given: Option<&str>,
) -> Result<Vec<Failure>, StoreError> {
    let kept = match given {
        Some(_) => None,
        None => Some(tests(connection).await?),
    };
    let text = given.or(kept.as_deref()).unwrap_or_default();
    let failed = |error| StoreError::Failed(format!("the policy's tests: {error}"));
    expectations(text, &policy.rules()).await.map_err(failed)
}

impl Store {
    /// The kept expectations that a policy does not meet.
    ///
    /// # Errors
    /// The database's, or casbin's.
    pub async fn unmet_expectations(&self, policy: &Policy) -> Result<Vec<Failure>, StoreError> {
        failures(self.writer(), policy, None).await
    }
}

/// Refuses a policy, at a field of the input, that is not what is expected of it.
pub(super) async fn must_be_as_expected(
    connection: &impl ConnectionTrait,
    policy: &Policy,
    given: Option<&str>,
    field: &str,
) -> Result<(), Unmade> {
    let failures = failures(connection, policy, given).await?;
    let mut problems = Problems::default();
    for failure in failures.iter().take(MOST_TOLD) {
        let told = |language| failure.in_language(language);
        problems.add(
            field,
            format!("a test of the policy fails: {}", told(Language::English)),
            format!("策略测试未通过：{}", told(Language::Chinese)),
        );
    }
    if failures.len() > MOST_TOLD {
        let more = failures.len() - MOST_TOLD;
        problems.add(field, format!("{more} more tests fail"), format!("另有 {more} 项测试未通过"));
    }
    must_be_sound(problems)
}
