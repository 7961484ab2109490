//! From one policy to another.

use std::collections::{HashMap, HashSet};

use super::roles::bare;
use super::{KeptRule, LinkLine, Policy, PolicyChange, RoleLine, RuleLine};
use crate::policy::rule::RoleLink;

impl From<&KeptRule> for RuleLine {
    fn from(kept: &KeptRule) -> Self {
        let KeptRule { rule, comment } = kept;
        Self {
            role: bare(&rule.role).to_owned(),
            domain: rule.domain.as_casbin().to_owned(),
            object: rule.object.as_str().to_owned(),
            action: rule.action.as_str().to_owned(),
            relation: rule.relation.as_str().to_owned(),
            effect: rule.effect.as_str().to_owned(),
            comment: comment.clone(),
        }
    }
}

impl From<&RoleLink> for LinkLine {
    fn from(link: &RoleLink) -> Self {
        Self { role: bare(&link.role).to_owned(), inherits: bare(&link.contains).to_owned() }
    }
}

impl Policy {
    /// The change that makes this policy another one, comments and titles too. Their orders may
    /// differ afterwards, which means nothing.
    #[must_use]
    pub fn change_to(&self, other: &Self) -> PolicyChange {
        let (was, is): (HashSet<&KeptRule>, HashSet<&KeptRule>) =
            (self.rules.iter().collect(), other.rules.iter().collect());
        let (had, has): (HashSet<&RoleLink>, HashSet<&RoleLink>) =
            (self.links.iter().collect(), other.links.iter().collect());
        let lines = |rules: &[KeptRule], known: &HashSet<&KeptRule>| {
            rules.iter().filter(|rule| !known.contains(rule)).map(RuleLine::from).collect()
        };
        let links = |links: &[RoleLink], known: &HashSet<&RoleLink>| {
            links.iter().filter(|link| !known.contains(link)).map(LinkLine::from).collect()
        };
        let titles = |policy: &Self| -> HashMap<String, (String, Option<String>)> {
            let roles = policy.roles.iter().cloned();
            roles.map(|role| (role.name, (role.title, role.title_en))).collect()
        };
        let (old, new) = (titles(self), titles(other));
        let removed = self.roles.iter().filter(|role| new.get(&role.name) != old.get(&role.name));
        let added = other.roles.iter().filter(|role| new.get(&role.name) != old.get(&role.name));
        PolicyChange {
            add: lines(&other.rules, &was),
            remove: lines(&self.rules, &is),
            add_roles: added
                .map(|role| RoleLine {
                    name: role.name.clone(),
                    title: role.title.clone(),
                    title_en: role.title_en.clone(),
                })
                .collect(),
            remove_roles: removed.map(|role| role.name.clone()).collect(),
            add_inheritance: links(&other.links, &had),
            remove_inheritance: links(&self.links, &has),
        }
    }
}
