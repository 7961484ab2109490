//! Whether anybody is left who can administer the policy.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::Policy;
use crate::policy::domain::Domain;
use crate::policy::links::Links;
use crate::policy::rule::{Effect, ROLE};
use crate::policy::vocabulary::{Action, Object, Relation};

/// What an administrator of everything may do everywhere.
const NEEDED: [(Object, Action); 2] =
    [(Object::Policy, Action::Apply), (Object::User, Action::Grant)];

/// A role that an active user holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The user.
    pub user: Uuid,
    /// The role's name, without prefix.
    pub role: String,
    /// Where it is held.
    pub domain: Domain,
}

/// What the rules of one role say of one thing that is needed.
#[derive(Default)]
struct Said<'a> {
    is_allowed_everywhere: bool,
    denied_at: Vec<&'a Domain>,
}

impl Policy {
    /// Whether one of those who hold a role may apply a policy and grant roles, everywhere and
    /// denied nowhere.
    pub(super) fn has_administrator(&self, held: &[Holding]) -> bool {
        let mut by_user: HashMap<Uuid, Vec<(String, &Domain)>> = HashMap::new();
        for Holding { user, role, domain } in held {
            by_user.entry(*user).or_default().push((format!("{ROLE}{role}"), domain));
        }
        let said = NEEDED.map(|needed| self.said_of(needed));
        let down = Links::down(&self.links);
        let mut contained: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (role, _) in by_user.values().flatten() {
            contained.entry(role).or_insert_with(|| down.reached_from(role));
        }
        by_user.values().any(|held| said.iter().all(|said| are_covered(held, said, &contained)))
    }

    fn said_of(&self, needed: (Object, Action)) -> HashMap<&str, Said<'_>> {
        let mut said: HashMap<&str, Said<'_>> = HashMap::new();
        for kept in &self.rules {
            let rule = &kept.rule;
            if (rule.object, rule.action) != needed || rule.relation != Relation::Any {
                continue;
            }
            let said = said.entry(&rule.role).or_default();
            match rule.effect {
                Effect::Allow => said.is_allowed_everywhere |= rule.domain == Domain::Everywhere,
                Effect::Deny => said.denied_at.push(&rule.domain),
            }
        }
        said
    }
}

fn are_covered(
    held: &[(String, &Domain)],
    said: &HashMap<&str, Said<'_>>,
    contained: &HashMap<&str, HashSet<&str>>,
) -> bool {
    let mut is_allowed = false;
    for (role, domain) in held {
        for said in contained.get(&**role).into_iter().flatten().filter_map(|role| said.get(role)) {
            if said.denied_at.iter().any(|denied| denied.intersection(domain).is_some()) {
                return false;
            }
            is_allowed |= said.is_allowed_everywhere && **domain == Domain::Everywhere;
        }
    }
    is_allowed
}
