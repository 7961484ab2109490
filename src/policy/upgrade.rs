//! A town's own policy and a new release's default rules, brought together: what the release changed of
//! the rules that the town began with is changed of the town's, unless the town has decided otherwise.

use std::collections::HashSet;

use super::change::{KeptRule, Policy};
use super::rule::{ROLE, RoleLink, Rule};

/// A town's policy with what a release has new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The policy that comes of it.
    pub policy: Policy,
    /// What the release has otherwise than the town, and stays as the town has it: each as a sentence.
    pub left: Vec<String>,
}

/// Brings into the policy `ours` what is new in `theirs` since `base`, from which both began.
#[must_use]
pub fn merge(base: &Policy, theirs: &Policy, ours: &Policy) -> Merged {
    let mut merged = Merged { policy: ours.clone(), left: Vec::new() };
    merged.roles(base, theirs);
    merged.rules(base, theirs);
    merged.links(base, theirs);
    merged
}

fn rules(policy: &Policy) -> HashSet<&Rule> {
    policy.rules.iter().map(|kept| &kept.rule).collect()
}

impl Merged {
    fn has_role(&self, subject: &str) -> bool {
        self.policy.roles.iter().any(|role| subject.strip_prefix(ROLE) == Some(&role.name))
    }

    fn roles(&mut self, base: &Policy, theirs: &Policy) {
        let known: HashSet<String> =
            base.roles.iter().chain(&self.policy.roles).map(|role| role.name.clone()).collect();
        let new = theirs.roles.iter().filter(|role| !known.contains(&role.name));
        self.policy.roles.extend(new.cloned());
    }

    fn rules(&mut self, base: &Policy, theirs: &Policy) {
        let (was, is) = (rules(base), rules(theirs));
        self.policy.rules.retain(|kept| is.contains(&kept.rule) || !was.contains(&kept.rule));
        let ours: HashSet<Rule> = self.policy.rules.iter().map(|kept| kept.rule.clone()).collect();
        for KeptRule { rule, comment } in &theirs.rules {
            if was.contains(rule) || ours.contains(rule) {
                continue;
            }
            let told = format!("p, {}", rule.fields().join(", "));
            if ours.contains(&Rule { effect: rule.effect.other(), ..rule.clone() }) {
                self.left.push(format!("{told}: you have decided the opposite"));
            } else if !self.has_role(&rule.role) {
                self.left.push(format!("{told}: you have removed the role"));
            } else {
                self.policy.rules.push(KeptRule { rule: rule.clone(), comment: comment.clone() });
            }
        }
    }

    fn links(&mut self, base: &Policy, theirs: &Policy) {
        let (was, is): (HashSet<&RoleLink>, HashSet<&RoleLink>) =
            (base.links.iter().collect(), theirs.links.iter().collect());
        self.policy.links.retain(|link| is.contains(link) || !was.contains(link));
        for link in theirs.links.iter().filter(|link| !was.contains(link)) {
            if self.policy.links.contains(link) {
                continue;
            }
            let RoleLink { role, contains } = link;
            if self.has_role(role) && self.has_role(contains) {
                self.policy.links.push(link.clone());
            } else {
                self.left.push(format!("g, {role}, {contains}, *: you have removed the role"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::change::built_in_roles;
    use crate::policy::file::PolicyFile;

    fn policy(text: &str) -> Policy {
        PolicyFile::parse(text).unwrap().policy(&built_in_roles(), &|_| None).unwrap()
    }

    fn lines(policy: &Policy) -> Vec<String> {
        policy.rules.iter().map(|kept| kept.rule.fields().join(" ")).collect()
    }

    #[test]
    fn what_the_release_changed_is_changed_and_what_the_town_decided_stays() {
        let base = policy(
            "p, role:analyst, *, case, read, ordinary, allow\np, role:analyst, *, place, read, any, allow\n\
             p, role:analyst, *, team, read, any, allow\np, role:community, *, area, read, any, allow\n\
             g, role:community, role:analyst, *\n",
        );
        // The release drops a rule and a link, and brings three rules and a role.
        let theirs = policy(
            "# role auditor: 审计员\np, role:analyst, *, case, read, ordinary, allow\n\
             p, role:analyst, *, team, read, any, allow\n\
             p, role:analyst, *, hazard, read, any, allow\np, role:analyst, *, export, read, any, allow\n\
             p, role:community, *, area, read, any, allow\np, role:community, *, stats, read, any, allow\n\
             p, role:auditor, *, audit, read, any, allow\n",
        );
        // The town has taken out a rule that the release has, forbidden what it brings, dropped the role
        // community, and has a rule of its own.
        let ours = policy(
            "p, role:analyst, *, case, read, ordinary, allow\np, role:analyst, *, place, read, any, allow\n\
             p, role:analyst, *, export, read, any, deny\np, role:analyst, *, shift, read, any, allow\n",
        );
        let merged = merge(&base, &theirs, &ours);
        assert_eq!(
            lines(&merged.policy),
            [
                "role:analyst * case read ordinary allow",
                "role:analyst * export read any deny",
                "role:analyst * shift read any allow",
                "role:analyst * hazard read any allow",
                "role:auditor * audit read any allow",
            ]
        );
        assert_eq!(
            merged.left,
            [
                "p, role:analyst, *, export, read, any, allow: you have decided the opposite",
                "p, role:community, *, stats, read, any, allow: you have removed the role",
            ]
        );
        assert!(merged.policy.links.is_empty());
    }

    #[test]
    fn a_town_that_changed_nothing_has_the_release_afterwards() {
        let base = policy("p, role:analyst, *, case, read, ordinary, allow\n");
        let theirs = policy(
            "p, role:analyst, *, case, read, any, allow\ng, role:community, role:analyst, *\n",
        );
        let merged = merge(&base, &theirs, &base);
        assert_eq!((lines(&merged.policy), merged.left.len()), (lines(&theirs), 0));
        assert_eq!(merged.policy.links, theirs.links);
        // And a second time there is nothing left to do.
        assert_eq!(merge(&theirs, &theirs, &merged.policy).policy, merged.policy);
    }
}
