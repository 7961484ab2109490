//! casbin, asked one question in many situations: as things stand, and as they might.
//!
//! casbin can tell by itself which rules decided (its feature `explain`), but stops at the first
//! denial and wants its own logging for it. So it is asked once with all rules, which decides, and
//! then with each rule alone, whose yes says that the rule matched.

use std::collections::BTreeSet;

use casbin::prelude::*;

use super::{Asking, Question};
use crate::policy::domain::Domain;
use crate::policy::judge::{Held, enforcer, subject};
use crate::policy::links::Links;
use crate::policy::record::Standing;
use crate::policy::rule::{Effect, ROLE, Rule, Rules};
use crate::policy::vocabulary::Relation;

/// What casbin says, and the rules that matched, by their numbers, in their order: where it is
/// allowed, at the first place that allows it; else at any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may be done.
    pub allowed: bool,
    /// The numbers of the rules among [`Rules::rules`].
    pub matched: Vec<usize>,
}

/// What the answer goes by, beside the rules that are kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Situation {
    /// Roles, without prefix, and where they are held.
    pub(super) held: Vec<(String, Domain)>,
    pub(super) relations: Vec<Relation>,
    /// Rules that are taken for removed.
    pub(super) without: Vec<usize>,
    /// Rules that are taken for added.
    pub(super) added: Vec<Rule>,
}

/// The rules that could match a question.
pub(super) struct Bench<'a> {
    pub(super) question: &'a Question,
    links: Links<'a>,
    pub(super) all: &'a Rules,
    rules: Vec<usize>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(all: &'a Rules, question: &'a Question) -> Self {
        let could_match = |rule: &Rule| {
            let mut askings = question.askings.iter();
            (rule.object, rule.action) == (question.object, question.action)
                && askings.any(|of| rule.domain.contains(&of.domain))
        };
        let rules = all.rules.iter().enumerate();
        let rules = rules.filter(|(_, rule)| could_match(rule)).map(|(n, _)| n).collect();
        Self { question, links: Links::down(&all.links), all, rules }
    }

    /// The rules that could match, with their numbers.
    pub(super) fn rules(&self) -> impl Iterator<Item = (usize, &'a Rule)> {
        self.rules.iter().map(|n| (*n, &self.all.rules[*n]))
    }

    /// These roles, named without prefix, and all that they contain, with it.
    pub(super) fn reach<'r>(
        &self,
        roles: impl IntoIterator<Item = &'r String>,
    ) -> BTreeSet<String> {
        let roles = roles.into_iter().map(|role| format!("{ROLE}{role}"));
        let reach = |role: String| -> Vec<String> {
            let reached = self.links.reached_from(&role);
            reached.into_iter().map(str::to_owned).collect()
        };
        roles.flat_map(reach).collect()
    }

    /// The shortest chain of roles from one, named without prefix, to another, named with it, that it is
    /// or contains: both included, and without prefix; none where it does not contain it.
    pub(super) fn chain(&self, role: &str, other: &str) -> Option<Vec<String>> {
        let role = format!("{ROLE}{role}");
        let chain = self.links.way(&role, other)?;
        Some(chain.into_iter().map(|of| of.trim_start_matches(ROLE).to_owned()).collect())
    }

    /// The roles of the policy, without prefix, that are or contain one of those with it.
    pub(super) fn roles_over(&self, others: &BTreeSet<&str>) -> Vec<String> {
        let names = self.all.role_names().into_iter();
        names.filter(|role| self.reach([role]).iter().any(|of| others.contains(&**of))).collect()
    }

    /// casbin's answer in a situation.
    pub(super) async fn judge(&self, of: &Situation) -> casbin::Result<Verdict> {
        let roles = self.reach(of.held.iter().map(|(role, _)| role));
        let kept =
            self.rules().filter(|(n, rule)| !of.without.contains(n) && roles.contains(&rule.role));
        let kept: Vec<(usize, &Rule)> = kept.collect();
        let rules = kept.iter().map(|(_, rule)| *rule).chain(&of.added).cloned().collect();
        let asked = Rules { rules, links: self.all.links.clone() };
        let held: Vec<Held<'_>> =
            of.held.iter().map(|(role, domain)| Held { role, domain }).collect();
        let mut casbin = Casbin {
            enforcer: enforcer(&asked, uuid::Uuid::nil(), &held).await?,
            question: self.question,
            relations: &of.relations,
        };
        let mut decided = None;
        for asking in &self.question.askings {
            if casbin.allows(asking)? {
                decided = Some(asking);
                break;
            }
        }
        let mut matched = Vec::new();
        for (n, rule) in kept {
            if casbin.matches(rule, decided)? {
                matched.push(n);
            }
        }
        Ok(Verdict { allowed: decided.is_some(), matched })
    }
}

struct Casbin<'a> {
    enforcer: Enforcer,
    question: &'a Question,
    relations: &'a [Relation],
}

impl Casbin<'_> {
    /// The answer at one place.
    fn allows(&self, asking: &Asking) -> casbin::Result<bool> {
        let full = self.enforce(&asking.domain, Standing::Full)?;
        match asking.standing {
            Standing::Full => Ok(full),
            // A denial falls on whoever has it in hand however else they stand to the record.
            Standing::InHand => Ok(full && self.enforce(&asking.domain, Standing::InHand)?),
        }
    }

    /// Whether a rule says anything to the question, at the place that decided it or at any.
    fn matches(&mut self, rule: &Rule, decided: Option<&Asking>) -> casbin::Result<bool> {
        let alone = Rule { effect: Effect::Allow, ..rule.clone() };
        let model = self.enforcer.get_mut_model();
        model.clear_policy();
        model.add_policy("p", "p", alone.fields().map(str::to_owned).to_vec());
        let all = self.question.askings.iter();
        for asking in decided.map_or_else(|| all.as_slice(), std::slice::from_ref) {
            let standing = match rule.effect {
                Effect::Allow => asking.standing,
                Effect::Deny => Standing::Full,
            };
            if self.enforce(&asking.domain, standing)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn enforce(&self, domain: &Domain, standing: Standing) -> casbin::Result<bool> {
        let relations = self.relations.iter().filter(|relation| match standing {
            Standing::Full => true,
            Standing::InHand => relation.is_in_hand(),
        });
        let relations: Vec<&str> = relations.map(|relation| relation.as_str()).collect();
        let Question { object, action, .. } = self.question;
        let asked = (
            subject(uuid::Uuid::nil()),
            domain.as_casbin(),
            object.as_str(),
            action.as_str(),
            relations.join(" "),
        );
        self.enforcer.enforce(asked)
    }
}
