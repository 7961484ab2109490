//! Who of those that hold roles may do something in all of an area, and who administers.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::change::Policy;
use super::domain::Domain;
use super::links::Links;
use super::rule::{Effect, ROLE, RoleLink, Rule, Rules};
use super::vocabulary::{Action, Object, Relation};

/// What an administrator of the whole installation may do.
const ADMINISTERS: [(Object, Action); 2] =
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
    /// Whether no end of it is set.
    pub lasts: bool,
}

/// Rules and links, and those who hold roles by them.
pub struct Holders<'a> {
    rules: Vec<&'a Rule>,
    links: &'a [RoleLink],
    held: Vec<&'a Holding>,
}

impl Rules {
    /// These rules, with those who hold roles.
    #[must_use]
    pub fn holders<'a>(&'a self, held: &'a [Holding]) -> Holders<'a> {
        let rules = self.rules.iter().collect();
        Holders { rules, links: &self.links, held: held.iter().collect() }
    }
}

impl Policy {
    /// The same of a version of the policy.
    #[must_use]
    pub fn holders<'a>(&'a self, held: &'a [Holding]) -> Holders<'a> {
        let rules = self.rules.iter().map(|kept| &kept.rule).collect();
        Holders { rules, links: &self.links, held: held.iter().collect() }
    }
}

/// Where the rules of one role allow something, and where they deny it.
#[derive(Default)]
struct Said<'a> {
    allowed: Vec<&'a Domain>,
    denied: Vec<&'a Domain>,
}

impl<'a> Holders<'a> {
    /// Those who may apply a policy and grant roles now, everywhere and denied nowhere.
    #[must_use]
    pub fn administrators(&self) -> HashSet<Uuid> {
        self.administer(|_| true)
    }

    /// Whether one of those who administer would still, when all that has an end is over: whoever does
    /// for a while alone leaves an installation that nobody administers.
    #[must_use]
    pub fn has_lasting_administrator(&self) -> bool {
        !self.administrators().is_disjoint(&self.administer(|held| held.lasts))
    }

    fn administer(&self, counts: impl Fn(&Holding) -> bool) -> HashSet<Uuid> {
        let everywhere = [&Domain::Everywhere];
        let held = self.held.iter().filter(|held| counts(held));
        let at_all = held.clone().filter(|held| held.domain == Domain::Everywhere);
        let users: HashSet<Uuid> = at_all.map(|held| held.user).collect();
        let held = held.filter(|held| users.contains(&held.user)).copied().collect();
        let these = Self { rules: self.rules.clone(), links: self.links, held };
        let may = ADMINISTERS.map(|asked| these.who_cover(asked, &everywhere));
        let [apply, grant] = may;
        apply.intersection(&grant).copied().collect()
    }

    /// Those who may do this in all of each of these domains, however they stand to it.
    #[must_use]
    pub fn who_cover(&self, asked: (Object, Action), domains: &[&Domain]) -> HashSet<Uuid> {
        let mut by_user: HashMap<Uuid, Vec<(String, &Domain)>> = HashMap::new();
        for Holding { user, role, domain, .. } in &self.held {
            by_user.entry(*user).or_default().push((format!("{ROLE}{role}"), domain));
        }
        let said = self.said_of(asked);
        let down = Links::down(self.links);
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

    fn said_of(&self, asked: (Object, Action)) -> HashMap<&'a str, Said<'a>> {
        let mut said: HashMap<&str, Said<'_>> = HashMap::new();
        for &rule in &self.rules {
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

/// What a user's roles say, by the domains that they are held in.
struct Held<'a, 'b> {
    roles: &'b [(String, &'a Domain)],
    contained: &'b HashMap<&'b str, HashSet<&'b str>>,
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

#[cfg(test)]
mod tests {
    use super::super::domain::AreaRef;
    use super::super::level::Level;
    use super::super::rule::{Line, lines_of_csv};
    use super::*;

    const RULES: &str = "\
p, role:chief, *, policy, apply, any, allow
p, role:chief, *, user, grant, any, allow
p, role:smith, *, policy, apply, any, allow
p, role:giver, *, user, grant, any, allow
p, role:bound, /12/, user, grant, any, deny
g, role:head, role:chief, *";

    fn town() -> Domain {
        Domain::Area(AreaRef { id: Uuid::nil(), level: Level::Town, path: "/12/".into() })
    }

    fn rules() -> Rules {
        let mut rules = Rules::default();
        for (_, Line { ptype, fields }) in lines_of_csv(RULES).unwrap() {
            rules.add(&Line { ptype, fields }, |_| Some(town())).unwrap();
        }
        rules
    }

    /// What each holds: the user, the role, whether everywhere, and whether it lasts.
    fn held(all: &[(u128, &str, bool, bool)]) -> Vec<Holding> {
        let holding = |(user, role, everywhere, lasts): &(u128, &str, bool, bool)| Holding {
            user: Uuid::from_u128(*user),
            role: (*role).to_owned(),
            domain: if *everywhere { Domain::Everywhere } else { town() },
            lasts: *lasts,
        };
        all.iter().map(holding).collect()
    }

    #[test]
    fn who_administers_for_a_while_alone_leaves_nobody() {
        let rules = rules();
        for (all, now, lasts) in [
            (&[(1, "chief", true, true)][..], true, true),
            (&[(1, "head", true, true)], true, true),
            (&[(1, "chief", true, false)], true, false),
            (&[(1, "chief", false, true)], false, false),
            (&[(1, "smith", true, true), (1, "giver", true, true)], true, true),
            (&[(1, "smith", true, true), (1, "giver", true, false)], true, false),
            (&[(1, "smith", true, true), (2, "giver", true, true)], false, false),
            (&[(1, "chief", true, false), (2, "chief", true, true)], true, true),
            // A denial of one town is one, wherever below the role is held and for however long.
            (&[(1, "chief", true, true), (1, "bound", true, true)], false, false),
            (&[(1, "chief", true, true), (1, "bound", false, true)], false, false),
            (&[(1, "chief", true, true), (1, "bound", false, false)], false, false),
            (&[(1, "chief", true, true), (2, "bound", false, true)], true, true),
        ] {
            let held = held(all);
            let holders = rules.holders(&held);
            assert_eq!(!holders.administrators().is_empty(), now, "{all:?}");
            assert_eq!(holders.has_lasting_administrator(), lasts, "{all:?}");
        }
    }
}
