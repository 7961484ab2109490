//! The rules that a change adds and removes.

use std::collections::{HashMap, HashSet};

use super::findings::Findings;
use super::roles::{Roles, bare, twice};
use super::words::Reader;
use super::{KeptRule, MOST_RULES, Policy, PolicyChange};
use crate::error::Message;
use crate::policy::rule::{Effect, Rule};
use crate::policy::vocabulary::{Action, Object, Relation};

/// What a rule says yes or no to.
type Question<'a> = (&'a str, &'a str, Object, Action, Relation);

fn question(rule: &Rule) -> Question<'_> {
    (&rule.role, rule.domain.as_casbin(), rule.object, rule.action, rule.relation)
}

/// A rule as it is told.
pub(super) fn told(rule: &Rule) -> String {
    let domain = rule.domain.as_casbin();
    let (object, action, relation) =
        (rule.object.as_str(), rule.action.as_str(), rule.relation.as_str());
    let (role, effect) = (bare(&rule.role), rule.effect.as_str());
    format!("`{role}, {domain}, {object}, {action}, {relation}, {effect}`")
}

/// Rules after a change.
pub(super) struct RulesAfter {
    pub(super) kept: Vec<KeptRule>,
    pub(super) added: Vec<KeptRule>,
    pub(super) removed: Vec<KeptRule>,
}

/// What an effect was read from: a rule that stays, or one that the change adds.
enum From {
    Present,
    Change,
}

impl Policy {
    /// The rules that there would be.
    pub(super) fn rules_after<'a>(
        &self,
        change: &'a PolicyChange,
        roles: &Roles<'_>,
        reader: &mut Reader<'a>,
        findings: &mut Findings,
    ) -> RulesAfter {
        let removed = self.removed_rules(change, reader, findings);
        let stays = |kept: &&KeptRule| !removed.contains(&kept.rule);
        let mut kept: Vec<KeptRule> = self.rules.iter().filter(stays).cloned().collect();
        let gone = |kept: &&KeptRule| removed.contains(&kept.rule);
        let removed = self.rules.iter().filter(gone).cloned().collect();
        let mut added = Vec::new();
        for (i, line) in change.add.iter().enumerate() {
            let field = format!("change.add[{i}]");
            let Some(rule) = reader.rule(line, &field, findings) else { continue };
            if roles.must_have(&line.role, || format!("{field}.role"), findings) {
                added.push((i, rule));
            }
        }
        let mut answered: HashMap<Question<'_>, (Effect, From)> = HashMap::new();
        for kept in &kept {
            answered.insert(question(&kept.rule), (kept.rule.effect, From::Present));
        }
        for (i, KeptRule { rule, .. }) in &added {
            let Some((effect, from)) = answered.get(&question(rule)) else {
                answered.insert(question(rule), (rule.effect, From::Change));
                continue;
            };
            let message = match (*effect == rule.effect, from) {
                (true, From::Present) => Message::new(
                    format!("the rule {} is already there", told(rule)),
                    format!("规则 {} 已存在", told(rule)),
                ),
                (true, From::Change) => twice(),
                (false, from) => contradicts(rule, *effect, from),
            };
            findings.add(format!("change.add[{i}]"), message);
        }
        let added: Vec<KeptRule> = added.into_iter().map(|(_, rule)| rule).collect();
        kept.extend(added.iter().cloned());
        if kept.len() > MOST_RULES {
            let message = Message::new(
                format!("a policy has at most {MOST_RULES} rules, not {}", kept.len()),
                format!("一套策略最多 {MOST_RULES} 条规则，而非 {} 条", kept.len()),
            );
            findings.add("change.add", message);
        }
        RulesAfter { kept, added, removed }
    }

    fn removed_rules<'a>(
        &self,
        change: &'a PolicyChange,
        reader: &mut Reader<'a>,
        findings: &mut Findings,
    ) -> HashSet<Rule> {
        let present: HashSet<&Rule> = self.rules.iter().map(|kept| &kept.rule).collect();
        let mut removed = HashSet::new();
        for (i, line) in change.remove.iter().enumerate() {
            let field = format!("change.remove[{i}]");
            let Some(KeptRule { rule, .. }) = reader.rule(line, &field, findings) else { continue };
            if !present.contains(&rule) {
                let message = Message::new(
                    format!("there is no rule {} to remove", told(&rule)),
                    format!("没有可删除的规则 {}", told(&rule)),
                );
                findings.add(field, message);
            } else if !removed.insert(rule) {
                findings.add(field, twice());
            }
        }
        removed
    }
}

fn contradicts(rule: &Rule, other: Effect, from: &From) -> Message {
    let other = told(&Rule { effect: other, ..rule.clone() });
    let this = told(rule);
    match from {
        From::Present => Message::new(
            format!(
                "{this} contradicts {other}, which is there: remove that one, or do not add this"
            ),
            format!("{this} 与现有规则 {other} 矛盾：请删除现有规则，或不添加此规则"),
        ),
        From::Change => Message::new(
            format!("{this} contradicts {other} of the same change: keep one of them"),
            format!("{this} 与同一变更中的 {other} 矛盾：请只保留其一"),
        ),
    }
}
