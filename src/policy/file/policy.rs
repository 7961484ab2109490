//! What a file says, checked as a whole: the policy that it is.

use std::collections::{HashMap, HashSet};

use super::PolicyFile;
use crate::policy::BadLine;
use crate::policy::change::{
    Around, LinkLine, Policy, PolicyChange, Role, RoleLine, RuleLine, nearest,
};
use crate::policy::domain::{Domain, EVERYWHERE};
use crate::policy::rule::{Line, ROLE, RuleError, is_role_name};

impl PolicyFile {
    /// The policy that the file says. `known` are the roles that need no title here, as they have one;
    /// `domain` finds the area of a path.
    ///
    /// # Errors
    /// All that is wrong, each with its line and what would be right.
    pub fn policy(
        &self,
        known: &[Role],
        domain: &dyn Fn(&str) -> Option<Domain>,
    ) -> Result<Policy, Vec<BadLine>> {
        let mut bad = Vec::new();
        let mut change = PolicyChange::default();
        let mut numbers = Numbers::default();
        let mut spoken_of: Vec<(u64, &str)> = Vec::new();
        for at in &self.entries {
            match words(&at.it.line) {
                Err(message) => bad.push(BadLine::new(at.number, message)),
                Ok(Words::Link { role, contains }) => {
                    spoken_of.extend([(at.number, role), (at.number, contains)]);
                    let (role, inherits) = (role.to_owned(), contains.to_owned());
                    change.add_inheritance.push(LinkLine { role, inherits });
                    numbers.links.push(at.number);
                }
                Ok(Words::Rule([role, domain, object, action, relation, effect])) => {
                    spoken_of.push((at.number, role));
                    let [role, domain, object, action, relation, effect] =
                        [role, domain, object, action, relation, effect].map(str::to_owned);
                    let comment = at.it.note();
                    change.add.push(RuleLine {
                        role,
                        domain,
                        object,
                        action,
                        relation,
                        effect,
                        comment,
                    });
                    numbers.rules.push(at.number);
                }
            }
        }
        (change.add_roles, numbers.roles) = self.roles(known, &spoken_of, &mut bad);
        let nobody = HashSet::new();
        let around = Around { domain, held: &[], granted: &nobody, waiting: &nobody };
        let policy = match Policy::default().changed(&change, &around) {
            Ok(changed) => Some(changed.policy),
            Err(_) if change.is_empty() && bad.is_empty() => {
                bad.push(BadLine::new(1, "the file has no rule"));
                None
            }
            Err(problems) => {
                bad.extend(problems.into_iter().filter(|_| !change.is_empty()).map(|problem| {
                    let message = problem.message.en;
                    BadLine::new(numbers.of(&problem.field), message)
                }));
                None
            }
        };
        bad.sort_by_key(|bad| bad.line);
        policy.filter(|_| bad.is_empty()).ok_or(bad)
    }

    /// Each role that the file names or speaks of, and the line that says so first.
    fn roles(
        &self,
        known: &[Role],
        spoken_of: &[(u64, &str)],
        bad: &mut Vec<BadLine>,
    ) -> (Vec<RoleLine>, Vec<u64>) {
        let titled: HashMap<&str, u64> =
            self.roles.iter().map(|at| (at.it.name.as_str(), at.number)).collect();
        let mut first: HashMap<&str, u64> = titled.clone();
        for (number, name) in spoken_of {
            first.entry(name).or_insert(*number);
        }
        let mut roles: Vec<RoleLine> = Vec::new();
        let mut numbers = Vec::new();
        for role in known {
            if let Some(number) = first.remove(role.name.as_str()) {
                let own = self.roles.iter().find(|at| at.it.name == role.name);
                roles.push(own.map_or_else(|| title_of(role), |at| at.it.clone()));
                numbers.push(number);
            }
        }
        for at in self.roles.iter().filter(|at| first.remove(at.it.name.as_str()).is_some()) {
            roles.push(at.it.clone());
            numbers.push(at.number);
        }
        let mut nameless: Vec<_> =
            first.into_iter().filter(|(name, _)| is_role_name(name)).collect();
        nameless.sort_unstable_by_key(|(name, number)| (*number, *name));
        for (name, number) in nameless {
            let all = known.iter().map(|role| role.name.as_str()).chain(titled.keys().copied());
            let meant =
                nearest(name, all).map_or_else(String::new, |it| format!("did you mean `{it}`? "));
            bad.push(BadLine::new(
                number,
                format!("there is no role `{name}`; {meant}A new role is named by a line `# role {name}: TITLE | ENGLISH TITLE`"),
            ));
            // So that nothing else is said of it.
            roles.push(RoleLine { name: name.to_owned(), title: name.to_owned(), title_en: None });
            numbers.push(number);
        }
        (roles, numbers)
    }
}

fn title_of(role: &Role) -> RoleLine {
    let Role { name, title, title_en, .. } = role.clone();
    RoleLine { name, title, title_en }
}

/// The lines that the parts of a change stand on.
#[derive(Default)]
struct Numbers {
    rules: Vec<u64>,
    links: Vec<u64>,
    roles: Vec<u64>,
}

impl Numbers {
    /// The line of a field of the change, such as `change.add[3].action`.
    fn of(&self, field: &str) -> u64 {
        let parts = [
            ("change.add[", &self.rules),
            ("change.addInheritance[", &self.links),
            ("change.addRoles[", &self.roles),
        ];
        let line = parts.into_iter().find_map(|(begins, lines)| {
            let index = field.strip_prefix(begins)?.split(']').next()?.parse::<usize>().ok()?;
            lines.get(index).copied()
        });
        line.unwrap_or(1)
    }
}

/// The words of a line of the right shape, roles without their prefix.
enum Words<'a> {
    Rule([&'a str; 6]),
    Link { role: &'a str, contains: &'a str },
}

fn words(line: &Line) -> Result<Words<'_>, String> {
    let fields: Vec<&str> = line.fields.iter().map(String::as_str).collect();
    if let Some(field) = fields.iter().find(|field| field.contains('#')) {
        return Err(format!("`{field}`: a comment stands on a line of its own"));
    }
    let role = |subject| {
        let name = str::strip_prefix(subject, ROLE);
        name.filter(|name| is_role_name(name))
            .ok_or_else(|| RuleError::NotARole(subject.to_owned()).to_string())
    };
    let count = |ptype, expected| RuleError::FieldCount { ptype, expected, found: fields.len() };
    match (line.ptype.as_str(), fields.as_slice()) {
        ("g", [subject, contains, domain]) => {
            if *domain != EVERYWHERE {
                return Err(RuleError::LinkDomain((*domain).to_owned()).to_string());
            }
            Ok(Words::Link { role: role(subject)?, contains: role(contains)? })
        }
        ("g", _) => Err(count("g", 3).to_string()),
        ("p", [subject, domain, object, action, relation, effect]) => {
            Ok(Words::Rule([role(subject)?, domain, object, action, relation, effect]))
        }
        ("p", _) => Err(count("p", 6).to_string()),
        (other, _) => Err(RuleError::UnknownType(other.to_owned()).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::DEFAULT_RULES;
    use crate::policy::change::built_in_roles;

    fn refused(text: &str) -> Vec<String> {
        let file = PolicyFile::parse(text).unwrap();
        let bad = file.policy(&built_in_roles(), &|_| None).unwrap_err();
        bad.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_default_rules_are_a_policy() {
        let file = PolicyFile::parse(DEFAULT_RULES).unwrap();
        // Its titles suffice: no role is known before.
        let policy = file.policy(&[], &|_| None).unwrap();
        assert_eq!(policy.roles, built_in_roles());
        assert_eq!(policy.links.len(), 3);
        assert_eq!(policy.rules.len() + 3, file.entries.len());
    }

    #[test]
    fn every_bad_line_is_told_with_what_would_be_right() {
        let text = "p, role:community, *, case, red, ordinary, allow\n\
             p, role:community, /12/, case, read, any, allow\n\
             p, community, *, case, read, any, allow\n\
             p, role:community, *, case, read, allow\n\
             g, role:community, role:analyst, /35/\n\
             x, role:community\n\
             p, role:comunity, *, case, read, any, allow\n\
             p, role:analyst, *, place, read, own_team, allow\n\
             p, role:analyst, *, place, read, any, allow # for now\n\
             p, role:analyst, *, place, read, any, allowed\n\
             p, role:analyst, *, place, read, any, allow\n\
             p, role:analyst, *, place, read, any, allow\n\
             p, role:analyst, *, place, read, any, deny\n\
             g, role:analyst, role:community, *\n\
             g, role:community, role:analyst, *\n";
        let told = refused(text);
        for (line, said) in [
            (1, "unknown action `red`; did you mean `read`?"),
            (2, "`/12/` is neither * nor the path of an area"),
            (3, "`community` is not a role: a role is written role:name"),
            (4, "p takes 6 fields after it, not 5"),
            (5, "its domain is *, not `/35/`"),
            (6, "not with `x`"),
            (7, "there is no role `comunity`; did you mean `community`?"),
            (8, "place has no relation `own_team`"),
            (9, "a comment stands on a line of its own"),
            (10, "unknown effect `allowed`; did you mean `allow`?"),
            (12, "twice"),
            (13, "contradicts"),
            (15, "a role cannot contain itself"),
        ] {
            let told = told.iter().find(|told| told.starts_with(&format!("line {line}: ")));
            assert!(told.is_some_and(|told| told.contains(said)), "line {line}: {told:?}");
        }
        assert_eq!(told.len(), 13, "{told:#?}");
        assert_eq!(refused("# nothing\n"), ["line 1: the file has no rule"]);
    }

    #[test]
    fn a_role_of_a_town_s_own_is_named_in_the_file() {
        let text = "# role fire_inspector: 消防检查员 | Fire inspector\n\
             # It looks at places.\n# Since 2026.\n\
             p, role:fire_inspector, *, place, read, any, allow\n";
        let policy = PolicyFile::parse(text).unwrap().policy(&built_in_roles(), &|_| None).unwrap();
        let [role] = policy.roles.as_slice() else { panic!("{:?}", policy.roles) };
        assert_eq!((role.title.as_str(), role.built_in), ("消防检查员", false));
        assert_eq!(policy.rules[0].comment.as_deref(), Some("It looks at places. Since 2026."));
    }
}
