//! applyPolicy and rollBackPolicy.

use serde_json::{Value, json};

use super::change::PolicyChangeInput;
use crate::policy::{Action, Object};
use crate::schema::mutation::input::input;
use crate::schema::mutation::{Call, Done, Outcome, Warning};
use crate::schema::resolver::policy::policy_value;
use crate::store::change::Made;
use crate::store::policies::{Applied, PolicyEdit, RollBack};

input! {
    /// A change of the policy, and why.
    ApplyPolicyInput {
        /// The version of the policy that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// What is to be changed.
        change: PolicyChangeInput = "change" "PolicyChangeInput!",
        /// Why.
        reason: String = "reason" "String!",
        /// Apply although the policy's own tests fail; the reason says why.
        force: Option<bool> = "force" "Boolean",
    }
}

input! {
    /// An earlier version of the policy that is to hold again.
    RollBackPolicyInput {
        /// The version whose rules, roles and links are to hold again.
        to_version: i32 = "toVersion" "Int!",
        /// The version of the policy that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn apply_policy(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ApplyPolicyInput, _) = call.read()?;
    let reason = reading.reason(&input.reason);
    let edit = PolicyEdit {
        expected_version: input.expected_version.into(),
        change: input.change.into(),
        reason,
        forced: input.force.unwrap_or(false),
        problems: reading.problems,
    };
    let applied = call.store.apply_policy(call.acting, edit).await?;
    applied_policy(call, applied, reading.warnings).await
}

pub(super) async fn roll_back_policy(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RollBackPolicyInput, _) = call.read()?;
    let reason = reading.reason(&input.reason);
    let back = RollBack {
        to_version: input.to_version.into(),
        expected_version: input.expected_version.into(),
        reason,
        problems: reading.problems,
    };
    let applied = call.store.roll_back_policy(call.acting, back).await?;
    applied_policy(call, applied, reading.warnings).await
}

async fn applied_policy(call: Call<'_>, applied: Applied, warnings: Vec<Warning>) -> Outcome {
    let Applied { version, warnings: told, pending } = applied;
    let may_read = call.acting.grants.may_somewhere(Object::Policy, Action::Read);
    let policy = match may_read {
        true => policy_value(call.store, call.acting.now).await?,
        false => Value::Null,
    };
    let told: Vec<&str> = told.iter().map(|message| message.in_language(call.language)).collect();
    let given = json!({"version": version, "policy": policy, "warnings": told});
    let made = Made { other: pending, ..Made::default() };
    Ok(Done { made, given: Some(given), warnings })
}
