//! The policy as it is, what waits, and all that a rule can speak of.

mod mutations;
mod words;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::{Resolver, Resolving};
use crate::error::Error;
use crate::policy::change::{KeptRule, Role};
use crate::policy::{MODEL, Object, ROLE, Relation, RoleLink};
use crate::read::catalog::PlainType;
use crate::schema::answer::failure;
use crate::store::{Store, StoreError};

/// What the policy costs, whatever is selected of it: it is read whole.
const WHOLE: u64 = 500;

/// `policy`
pub(in crate::schema) const POLICY: Resolver =
    Resolver { arguments: Vec::new, cost: WHOLE, run: policy };

/// `pendingChanges`
pub(in crate::schema) const PENDING_CHANGES: Resolver =
    Resolver { arguments: Vec::new, cost: 100, run: pending_changes };

fn policy(of: Resolving<'_>) -> BoxFuture<'_, Result<Value, Error>> {
    Box::pin(async move { policy_value(of.store, of.now).await.map_err(|error| failure(&error)) })
}

fn pending_changes(of: Resolving<'_>) -> BoxFuture<'_, Result<Value, Error>> {
    Box::pin(async move {
        let waiting = of.store.waiting_changes().await.map_err(|error| failure(&error))?;
        Ok(waiting.iter().map(ToString::to_string).collect())
    })
}

/// The policy as the type `Policy` has it.
pub(in crate::schema) async fn policy_value(
    store: &Store,
    now: DateTime<Utc>,
) -> Result<Value, StoreError> {
    let (version, policy) = store.policy().await?;
    let holders = store.holders_by_role(now).await?;
    let role = |role: &Role| {
        let Role { name, title, title_en, built_in } = role;
        json!({
            "name": name,
            "title": title,
            "titleEn": title_en,
            "contains": policy.contained_in(name),
            "builtIn": built_in,
            "userCount": holders.get(name).copied().unwrap_or_default(),
        })
    };
    let rules: Vec<Value> = policy.rules.iter().map(rule_value).collect();
    let links: Vec<Value> = policy.links.iter().map(link_value).collect();
    let roles: Vec<Value> = policy.roles.iter().map(role).collect();
    Ok(json!({
        "version": version,
        "rules": rules,
        "inheritance": links,
        "roles": roles,
        "vocabulary": vocabulary(),
        "model": MODEL,
    }))
}

/// A rule as the type `PolicyRule` has it.
pub(in crate::schema) fn rule_value(kept: &KeptRule) -> Value {
    let KeptRule { rule, comment } = kept;
    json!({
        "role": bare(&rule.role),
        "domain": rule.domain.as_casbin(),
        "object": rule.object.as_str(),
        "action": rule.action.as_str(),
        "relation": rule.relation.as_str(),
        "effect": rule.effect.as_str().to_ascii_uppercase(),
        "comment": comment,
    })
}

fn link_value(link: &RoleLink) -> Value {
    json!({"role": bare(&link.role), "inherits": bare(&link.contains)})
}

fn bare(role: &str) -> &str {
    role.strip_prefix(ROLE).unwrap_or(role)
}

fn vocabulary() -> Value {
    let objects = Object::ALL.iter().map(|object| {
        let relations: Vec<&str> =
            object.relations().iter().map(|(relation, _)| relation.as_str()).collect();
        let actions = object.actions().iter().map(|action| {
            let (title, title_en) = words::action(*object, *action);
            json!({
                "name": action.as_str(),
                "title": title,
                "titleEn": title_en,
                "relations": relations,
                "mutations": mutations::mutations(*object, *action),
            })
        });
        let actions: Vec<Value> = actions.collect();
        let (title, title_en) = words::object(*object);
        json!({"name": object.as_str(), "title": title, "titleEn": title_en, "actions": actions})
    });
    let relations = Relation::ALL.iter().map(|relation| {
        let (title, title_en) = words::relation(*relation);
        json!({"name": relation.as_str(), "title": title, "titleEn": title_en})
    });
    json!({"objects": objects.collect::<Vec<_>>(), "relations": relations.collect::<Vec<_>>()})
}

/// The types of the policy that no table has.
pub(super) const PLAIN: &[PlainType] = &[
    PlainType {
        name: "Policy",
        description: "One version of the policy, whole: who may do what where.",
        fields: &[
            ("version", "Int!", "Its number, raised with each change."),
            ("rules", "[PolicyRule!]!", "The rules, in the order that they are kept in."),
            ("inheritance", "[RoleInheritance!]!", "Which role contains which."),
            ("roles", "[Role!]!", "The roles."),
            ("vocabulary", "PolicyVocabulary!", "All that a rule can speak of."),
            ("model", "String!", "casbin's model, in its own format."),
        ],
    },
    PlainType {
        name: "PolicyRule",
        description: "One of casbin's p-rules.",
        fields: &[
            ("role", "String!", "The role's name."),
            ("domain", "String!", "Where the rule holds: an area's path, or * for everywhere."),
            ("object", "String!", "The kind of record."),
            ("action", "String!", "What may or may not be done."),
            ("relation", "String!", "How the user must stand to the record."),
            ("effect", "PolicyEffect!", "Whether it allows or denies."),
            ("comment", "String", "What is noted beside it."),
        ],
    },
    PlainType {
        name: "RoleInheritance",
        description: "A role that contains another: casbin's g between roles. A deny on a role falls on those that contain it.",
        fields: &[
            ("role", "String!", "The name of the role that contains."),
            ("inherits", "String!", "The name of the role that is contained."),
        ],
    },
    PlainType {
        name: "Role",
        description: "A role that users are granted at an area.",
        fields: &[
            ("name", "String!", "Its name, as rules and grants have it."),
            ("title", "String!", "What people call it."),
            ("titleEn", "String", "The same in English."),
            ("contains", "[String!]!", "The roles that it contains, also through others."),
            ("builtIn", "Boolean!", "Whether an installation starts with it."),
            ("userCount", "Int!", "How many active users hold it now, by a grant of their own."),
        ],
    },
    PlainType {
        name: "PolicyVocabulary",
        description: "All that a rule can speak of, for an editor's lists.",
        fields: &[
            ("objects", "[PolicyObject!]!", "The kinds of record."),
            ("relations", "[PolicyWord!]!", "How a user may stand to a record."),
        ],
    },
    PlainType {
        name: "PolicyObject",
        description: "A kind of record that rules speak of.",
        fields: &[
            ("name", "String!", "The word of rules."),
            ("title", "String!", "What people call it."),
            ("titleEn", "String", "The same in English."),
            ("actions", "[PolicyActionWord!]!", "What can be done to it."),
        ],
    },
    PlainType {
        name: "PolicyActionWord",
        description: "Something that can be done to a kind of record.",
        fields: &[
            ("name", "String!", "The word of rules."),
            ("title", "String!", "What people call it."),
            ("titleEn", "String", "The same in English."),
            ("relations", "[String!]!", "The relations that a rule about it may want."),
            ("mutations", "[String!]!", "The mutations that ask for it."),
        ],
    },
    PlainType {
        name: "PolicyWord",
        description: "A word of rules.",
        fields: &[
            ("name", "String!", "The word of rules."),
            ("title", "String!", "What people call it."),
            ("titleEn", "String", "The same in English."),
        ],
    },
];
