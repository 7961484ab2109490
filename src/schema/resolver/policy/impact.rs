//! `policyImpact`: what a change would do, before it is made.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::desk::refusal::Refusal;
use crate::error::{Error, Problem};
use crate::policy::impact::{Impact, Line};
use crate::policy::{Action, Object};
use crate::read::catalog::PlainType;
use crate::read::input::InputField;
use crate::schema::answer::failure;
use crate::schema::mutation::policies::change::policy_change;
use crate::schema::mutation::told;
use crate::schema::resolver::{Resolver, Resolving};
use crate::store::change::Unmade;
use crate::store::policies::Preview;

/// `policyImpact`: all users and records are counted.
pub(in crate::schema) const POLICY_IMPACT: Resolver =
    Resolver { arguments, cost: 5_000, run: policy_impact };

fn arguments() -> Vec<InputField> {
    vec![InputField {
        name: "change",
        description: "The change, as applyPolicy takes it.",
        ty: "PolicyChangeInput!".to_owned(),
    }]
}

fn policy_impact(of: Resolving<'_>) -> BoxFuture<'_, Result<Value, Error>> {
    Box::pin(async move {
        let change = of.argument("change").cloned().and_then(policy_change);
        let change = change.ok_or_else(Error::internal)?;
        let preview = of.store.preview_policy(of.grants, &change, of.now).await;
        let preview = preview.map_err(|error| failure(&error))?;
        let Preview { present, changed } = preview.map_err(|problems| {
            let at = |problem: Problem| Problem {
                field: format!("{}.{}", of.key, problem.field),
                ..problem
            };
            Error::invalid_input(problems.into_iter().map(at).collect())
        })?;
        // Numbers of records tell of places, and are for whoever may ask about all of these.
        let read = (Object::Policy, Action::Read);
        if !changed.domains().into_iter().all(|domain| of.grants.covers(read, domain)) {
            return Err(told(Unmade::Refused(Refusal::Forbidden(read.0, read.1))));
        }
        let (before, after) = (present.rules(), changed.policy.rules());
        let impact = of.store.policy_impact(&before, &after, of.now).await;
        let Impact { users_affected, gains, losses } = impact.map_err(|error| failure(&error))?;
        let unmet = of.store.unmet_expectations(&changed.policy).await;
        let unmet = unmet.map_err(|error| failure(&error))?;
        let failed_tests: Vec<String> =
            unmet.iter().map(|failure| failure.in_language(of.language)).collect();
        let warnings: Vec<&str> =
            changed.warnings.iter().map(|message| message.in_language(of.language)).collect();
        Ok(json!({
            "usersAffected": users_affected,
            "gains": gains.iter().map(line_value).collect::<Vec<_>>(),
            "losses": losses.iter().map(line_value).collect::<Vec<_>>(),
            "failedTests": failed_tests,
            "warnings": warnings,
        }))
    })
}

fn line_value(line: &Line) -> Value {
    let Line { role, object, action, user_count, record_count, users } = line;
    json!({
        "role": role,
        "object": object.as_str(),
        "action": action.as_str(),
        "userCount": user_count,
        "recordCount": record_count,
        "users": users.iter().map(|user| user.simple().to_string()).collect::<Vec<_>>(),
    })
}

/// The types that it answers with.
pub(in crate::schema) const PLAIN: &[PlainType] = &[
    PlainType {
        name: "PolicyImpact",
        description: "What a change would do, counted over the real users and records, before it is made. Users are those who are active, by the grants that are valid now.",
        fields: &[
            (
                "usersAffected",
                "Int!",
                "How many users could do something to other records, or in other areas, than before.",
            ),
            ("gains", "[PolicyImpactLine!]!", "What users gain, by role, object and action."),
            ("losses", "[PolicyImpactLine!]!", "What users lose, by role, object and action."),
            ("failedTests", "[String!]!", "The policy's own tests that the change would fail."),
            (
                "warnings",
                "[String!]!",
                "Such as: this deny also binds town_center, which contains the role.",
            ),
        ],
    },
    PlainType {
        name: "PolicyImpactLine",
        description: "What users gain or lose through one role that they were granted, in all: what another grant gives them anyway is neither gained nor lost.",
        fields: &[
            ("role", "String!", "The role of their grants through which it comes about."),
            ("object", "String!", "The kind of record."),
            ("action", "String!", "What is done."),
            ("userCount", "Int!", "How many users gain or lose it."),
            (
                "recordCount",
                "Long!",
                "How many records at least one of them gains or loses, whatever their status: of `reporter` the cases, of `token` the users whose they are. Of what makes new records, and of stats, export, policy and audit, how many areas.",
            ),
            ("users", "[User!]!", "The first few of them by name, as far as they are in sight."),
        ],
    },
];
