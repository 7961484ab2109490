//! Roles that give power over others: over who works here, what they may do, and the trail of it. And
//! roles that take something away.

use super::domain::Domain;
use super::links::Links;
use super::rule::{Effect, ROLE, Rules};
use super::vocabulary::{Object, Relation};

/// What whoever has power over it could use to get more of it.
const OBJECTS: [Object; 4] = [Object::User, Object::Policy, Object::Audit, Object::Token];

impl Rules {
    /// Whether a role, named without prefix, gives power over users, the policy, the audit trail or
    /// tokens when it is held in this domain: by a rule of its own or of a role that it contains. What
    /// everybody may do with what is their own is no such power.
    #[must_use]
    pub fn gives_power(&self, role: &str, held_in: &Domain) -> bool {
        let role = format!("{ROLE}{role}");
        let links = Links::down(&self.links);
        let roles = links.reached_from(&role);
        self.rules.iter().any(|rule| {
            rule.effect == Effect::Allow
                && rule.relation != Relation::OwnRecord
                && OBJECTS.contains(&rule.object)
                && rule.domain.intersection(held_in).is_some()
                && roles.contains(rule.role.as_str())
        })
    }

    /// Whether a role, named without prefix, denies something when it is held in this domain, so that
    /// whoever is rid of it may do more.
    #[must_use]
    pub fn denies_something(&self, role: &str, held_in: &Domain) -> bool {
        let role = format!("{ROLE}{role}");
        let links = Links::down(&self.links);
        let roles = links.reached_from(&role);
        self.rules.iter().any(|rule| {
            rule.effect == Effect::Deny
                && rule.domain.intersection(held_in).is_some()
                && roles.contains(rule.role.as_str())
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::DEFAULT_RULES;
    use super::super::domain::AreaRef;
    use super::super::level::Level;
    use super::super::rule::{Line, lines_of_csv};
    use super::*;

    fn area(path: &str) -> Domain {
        Domain::Area(AreaRef { id: Uuid::nil(), level: Level::Town, path: path.into() })
    }

    fn rules(lines: &[&str]) -> Rules {
        let mut rules = Rules::default();
        for line in lines {
            let mut fields = line.split(", ").map(str::to_owned);
            let ptype = fields.next().unwrap();
            rules.add(&Line { ptype, fields: fields.collect() }, |path| Some(area(path))).unwrap();
        }
        rules
    }

    #[test]
    fn of_the_default_roles_those_give_power_that_see_their_colleagues() {
        let mut rules = Rules::default();
        for (_, line) in lines_of_csv(DEFAULT_RULES).unwrap() {
            rules.add(&line, |_| None).unwrap();
        }
        let gives = |role: &str| rules.gives_power(role, &Domain::Everywhere);
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
        for domain in [area("/12/"), area("/12/3/"), Domain::Everywhere] {
            assert!(rules.gives_power("chief", &domain), "{domain:?}");
        }
        for domain in [area("/123/"), area("/1/")] {
            assert!(!rules.gives_power("chief", &domain), "{domain:?}");
        }
        assert!(!rules.gives_power("reader", &Domain::Everywhere));
        assert!(rules.denies_something("reader", &area("/12/")));
        assert!(!rules.denies_something("chief", &Domain::Everywhere));
    }
}
