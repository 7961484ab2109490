//! What is told of a policy, and why a change of it was not made.

use anyhow::anyhow;

use crate::desk::refusal::Refusal;
use crate::policy::change::Policy;
use crate::store::change::Unmade;

/// How much a policy has.
pub(super) fn counted(policy: &Policy) -> String {
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    let (rules, links) = (count(policy.rules.len(), "rule"), count(policy.links.len(), "link"));
    format!("{rules}, {links}, {}", count(policy.roles.len(), "role"))
}

/// Why a change was not made.
pub(super) fn unmade(unmade: Unmade) -> anyhow::Error {
    match unmade {
        Unmade::Failed(error) => error.into(),
        Unmade::Refused(Refusal::Invalid(problems)) => {
            let told: Vec<String> =
                problems.into_iter().map(|problem| problem.message.en.into()).collect();
            anyhow!("the policy is as it was\n{}", told.join("\n"))
        }
        Unmade::Refused(Refusal::Conflict { present, .. }) => anyhow!(
            "the policy is as it was: somebody has changed it, and it is at version {present}; look at the difference again"
        ),
        Unmade::Refused(other) => anyhow!("the policy is as it was: {other:?}"),
    }
}
