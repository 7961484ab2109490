//! A change of the policy, as front ends write it.

use async_graphql_value::{ConstValue, from_value};

use crate::policy::change::{LinkLine, PolicyChange, RoleLine, RuleLine};
use crate::schema::mutation::input::input;

input! {
    /// One of casbin's p-rules.
    PolicyRuleInput {
        /// The role's name.
        role: String = "role" "String!",
        /// Where the rule holds: an area's path, or * for everywhere.
        domain: String = "domain" "String!",
        /// The kind of record, a word of the policy's vocabulary.
        object: String = "object" "String!",
        /// What may or may not be done.
        action: String = "action" "String!",
        /// How the user must stand to the record.
        relation: String = "relation" "String!",
        /// Whether it allows or denies.
        effect: String = "effect" "PolicyEffect!",
        /// What is noted beside it, one line. Of a rule to remove it does not count.
        comment: Option<String> = "comment" "String",
    }
}

input! {
    /// One role containing another, always everywhere.
    RoleInheritanceInput {
        /// The name of the role that contains.
        role: String = "role" "String!",
        /// The name of the role that is contained.
        inherits: String = "inherits" "String!",
    }
}

input! {
    /// A role of the installation's own.
    RoleInput {
        /// Its name: a-z, 0-9 and _, beginning with a letter.
        name: String = "name" "String!",
        /// What people call it.
        title: String = "title" "String!",
        /// The same in English.
        title_en: Option<String> = "titleEn" "String",
    }
}

input! {
    /// A change of the policy, made whole or not at all. What is removed goes before what is added.
    PolicyChangeInput {
        /// Rules to add.
        add: Option<Vec<PolicyRuleInput>> = "add" "[PolicyRuleInput!]",
        /// Rules to remove.
        remove: Option<Vec<PolicyRuleInput>> = "remove" "[PolicyRuleInput!]",
        /// Roles to add, which the rules of the same change may name.
        add_roles: Option<Vec<RoleInput>> = "addRoles" "[RoleInput!]",
        /// The names of roles to remove, which nothing speaks of any more.
        remove_roles: Option<Vec<String>> = "removeRoles" "[String!]",
        /// Which role is to contain which.
        add_inheritance: Option<Vec<RoleInheritanceInput>> = "addInheritance" "[RoleInheritanceInput!]",
        /// Which role is no longer to contain which.
        remove_inheritance: Option<Vec<RoleInheritanceInput>> = "removeInheritance" "[RoleInheritanceInput!]",
    }
}

#[expect(dead_code, reason = "what the impact of a change is asked with stands before that query")]
/// The change that the value of a `PolicyChangeInput` writes; none where it is of another type.
pub(in crate::schema) fn policy_change(value: ConstValue) -> Option<PolicyChange> {
    from_value::<PolicyChangeInput>(value).ok().map(PolicyChange::from)
}

impl From<PolicyChangeInput> for PolicyChange {
    fn from(input: PolicyChangeInput) -> Self {
        let PolicyChangeInput {
            add,
            remove,
            add_roles,
            remove_roles,
            add_inheritance,
            remove_inheritance,
        } = input;
        Self {
            add: each(add, rule),
            remove: each(remove, rule),
            add_roles: each(add_roles, |role| RoleLine {
                name: role.name,
                title: role.title,
                title_en: role.title_en,
            }),
            remove_roles: remove_roles.unwrap_or_default(),
            add_inheritance: each(add_inheritance, link),
            remove_inheritance: each(remove_inheritance, link),
        }
    }
}

fn each<T, U>(items: Option<Vec<T>>, one: impl Fn(T) -> U) -> Vec<U> {
    items.into_iter().flatten().map(one).collect()
}

fn rule(input: PolicyRuleInput) -> RuleLine {
    let PolicyRuleInput { role, domain, object, action, relation, effect, comment } = input;
    let effect = effect.to_ascii_lowercase();
    RuleLine { role, domain, object, action, relation, effect, comment }
}

fn link(input: RoleInheritanceInput) -> LinkLine {
    LinkLine { role: input.role, inherits: input.inherits }
}
