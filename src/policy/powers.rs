//! Roles that give power over others: over who works here, what they may do, and the trail of it.

use std::collections::HashSet;

use super::domain::inside;
use super::rule::{Effect, ROLE, Rules};
use super::vocabulary::{Object, Relation};

/// What whoever has power over it could use to get more of it.
const OBJECTS: [Object; 4] = [Object::User, Object::Policy, Object::Audit, Object::Token];

impl Rules {
    /// Whether a role, named without prefix, gives power over users, the policy, the audit trail or
    /// tokens when it is held in the area of this path, or everywhere of `*`: by a rule of its own or
    /// of a role that it contains. What everybody may do with what is their own is no such power.
    #[must_use]
    pub fn gives_power(&self, role: &str, path: &str) -> bool {
        let roles = self.contained_in(role);
        self.rules.iter().any(|rule| {
            let domain = rule.domain.as_casbin();
            rule.effect == Effect::Allow
                && rule.relation != Relation::OwnRecord
                && OBJECTS.contains(&rule.object)
                && (inside(domain, path) || inside(path, domain))
                && roles.contains(rule.role.as_str())
        })
    }

    /// A role, named without prefix, and all that it contains, with their prefix.
    fn contained_in(&self, role: &str) -> HashSet<String> {
        let mut found = HashSet::new();
        let mut next = vec![format!("{ROLE}{role}")];
        while let Some(role) = next.pop() {
            if found.contains(&role) {
                continue;
            }
            let links = self.links.iter().filter(|link| link.role == role);
            next.extend(links.map(|link| link.contains.clone()));
            found.insert(role);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::domain::{AreaRef, Domain};
    use super::super::level::Level;
    use super::super::rule::{Line, lines_of_csv};
    use super::super::{DEFAULT_RULES, EVERYWHERE};
    use super::*;

    fn rules(lines: &[&str]) -> Rules {
        let mut rules = Rules::default();
        for line in lines {
            let mut fields = line.split(", ").map(str::to_owned);
            let ptype = fields.next().unwrap();
            let area = |path: &str| {
                let level = Level::Town;
                Some(Domain::Area(AreaRef { id: Uuid::nil(), level, path: path.into() }))
            };
            rules.add(&Line { ptype, fields: fields.collect() }, area).unwrap();
        }
        rules
    }

    #[test]
    fn of_the_default_roles_those_give_power_that_see_their_colleagues() {
        let mut rules = Rules::default();
        for (_, line) in lines_of_csv(DEFAULT_RULES).unwrap() {
            rules.add(&line, |_| None).unwrap();
        }
        let gives = |role: &str| rules.gives_power(role, EVERYWHERE);
        for role in ["community", "town_center", "district_center", "administrator"] {
            assert!(gives(role), "{role}");
        }
        for role in ["group_leader", "team_member", "analyst", "nobody"] {
            assert!(!gives(role), "{role}");
        }
    }

    #[test]
    fn power_comes_by_containment_and_only_where_the_rule_holds() {
        let rules = rules(&[
            "g, role:chief, role:clerk, *",
            "g, role:clerk, role:keeper, *",
            "p, role:keeper, /12/, audit, read, any, allow",
            "p, role:reader, *, token, read, own_record, allow",
            "p, role:reader, *, user, read, any, deny",
        ]);
        for path in ["/12/", "/12/3/", EVERYWHERE] {
            assert!(rules.gives_power("chief", path), "{path}");
        }
        for path in ["/123/", "/1/"] {
            assert!(!rules.gives_power("chief", path), "{path}");
        }
        assert!(!rules.gives_power("reader", EVERYWHERE));
    }
}
