//! Who may do something in all of an area, and whether anybody is left who can administer.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::Policy;
use crate::policy::domain::Domain;
use crate::policy::links::Links;
use crate::policy::rule::{Effect, ROLE};
use crate::policy::vocabulary::{Action, Object, Relation};

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

/// Where the rules of one role allow something, and where they deny it.
#[derive(Default)]
struct Said<'a> {
    allowed: Vec<&'a Domain>,
    denied: Vec<&'a Domain>,
}

/// What a user's roles say, by the domains that they are held in.
struct Held<'a, 'b> {
    roles: &'b [(String, &'a Domain)],
    contained: &'b HashMap<&'b str, HashSet<&'b str>>,
}

impl Policy {
    /// Whether one of those who hold a role may apply a policy and grant roles, everywhere and
    /// denied nowhere.
    pub(super) fn has_administrator(&self, held: &[Holding]) -> bool {
        let everywhere = [&Domain::Everywhere];
        let apply = self.who_cover(held, (Object::Policy, Action::Apply), &everywhere);
        let grant = self.who_cover(held, (Object::User, Action::Grant), &everywhere);
        !apply.is_disjoint(&grant)
    }

    /// Those of the users who hold a role that may do this in all of each of these domains, however
    /// they stand to it.
    #[must_use]
    pub fn who_cover(
        &self,
        held: &[Holding],
        asked: (Object, Action),
        domains: &[&Domain],
    ) -> HashSet<Uuid> {
        let mut by_user: HashMap<Uuid, Vec<(String, &Domain)>> = HashMap::new();
        for Holding { user, role, domain } in held {
            by_user.entry(*user).or_default().push((format!("{ROLE}{role}"), domain));
        }
        let said = self.said_of(asked);
        let down = Links::down(&self.links);
        let mut contained: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (role, _) in by_user.values().flatten() {
            contained.entry(role).or_insert_with(|| down.reached_from(role));
        }
        let covers = |roles: &[(String, &Domain)]| {
            let held = Held { roles, contained: &contained };
            domains.iter().all(|domain| held.cover(&said, domain))
        };
        by_user.iter().filter(|(_, roles)| covers(roles)).map(|(user, _)| *user).collect()
    }

    fn said_of(&self, asked: (Object, Action)) -> HashMap<&str, Said<'_>> {
        let mut said: HashMap<&str, Said<'_>> = HashMap::new();
        for kept in &self.rules {
            let rule = &kept.rule;
            if (rule.object, rule.action) == asked && rule.relation == Relation::Any {
                let said = said.entry(&rule.role).or_default();
                match rule.effect {
                    Effect::Allow => said.allowed.push(&rule.domain),
                    Effect::Deny => said.denied.push(&rule.domain),
                }
            }
        }
        said
    }
}

impl Held<'_, '_> {
    /// Whether these roles allow something in all of a domain, and deny it in no part of it.
    fn cover(&self, said: &HashMap<&str, Said<'_>>, domain: &Domain) -> bool {
        let mut is_allowed = false;
        for (role, at) in self.roles {
            let roles = self.contained.get(&**role).into_iter().flatten();
            for Said { allowed, denied } in roles.filter_map(|role| said.get(role)) {
                let common = |rule: &&&Domain| {
                    rule.intersection(at).and_then(|of| of.intersection(domain)).is_some()
                };
                if denied.iter().any(|rule| common(&rule)) {
                    return false;
                }
                is_allowed |= at.contains(domain) && allowed.iter().any(|at| at.contains(domain));
            }
        }
        is_allowed
    }
}
