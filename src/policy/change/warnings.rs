//! What an administrator should know of a change that can be made.

use std::collections::{BTreeSet, HashSet};

use super::Changed;
use super::roles::bare;
use crate::error::Message;
use crate::policy::domain::Domain;
use crate::policy::holders::Holding;
use crate::policy::links::Links;
use crate::policy::rule::{Effect, ROLE};

/// More warnings than these nobody reads.
const MOST: usize = 100;

impl Changed {
    pub(super) fn warn(&self, held: &[Holding]) -> Vec<Message> {
        let up = Links::up(&self.policy.links);
        let denies = self.denies_bind_others(&up);
        let brought = self.links_bring_denies(&up);
        let empty = self.rules_for_nobody(&up, held);
        denies.into_iter().chain(brought).chain(empty).take(MOST).collect()
    }

    /// A deny on a role falls on the roles that contain it.
    fn denies_bind_others(&self, up: &Links<'_>) -> Vec<Message> {
        let denies = self.added.iter().filter(|kept| kept.rule.effect == Effect::Deny);
        let roles: BTreeSet<&str> = denies.map(|kept| &*kept.rule.role).collect();
        let warn = |role: &&str| {
            let bound = names(up.reached_from(role), &[role]);
            let one = bare(role);
            let (verb, all) = (if bound.len() == 1 { "contains" } else { "contain" }, bound);
            (!all.is_empty()).then(|| {
                Message::new(
                    format!("this deny also binds {}, which {verb} {one}", all.join(", ")),
                    format!("此禁止规则同样约束包含 {one} 的角色：{}", all.join("、")),
                )
            })
        };
        roles.iter().filter_map(warn).collect()
    }

    /// A role that contains another is bound by the denies of that one.
    fn links_bring_denies(&self, up: &Links<'_>) -> Vec<Message> {
        if self.links_added.is_empty() {
            return Vec::new();
        }
        let down = Links::down(&self.policy.links);
        let denies = self.policy.rules.iter().filter(|kept| kept.rule.effect == Effect::Deny);
        let denying: HashSet<&str> = denies.map(|kept| &*kept.rule.role).collect();
        let mut warnings = Vec::new();
        for link in self.links_added.iter().take(MOST) {
            let brings = down.reached_from(&link.contains);
            let brings = names(brings.into_iter().filter(|role| denying.contains(role)), &[]);
            if brings.is_empty() {
                continue;
            }
            let bound = names(up.reached_from(&link.role), &[]);
            warnings.push(Message::new(
                format!("denies of {} now also bind {}", brings.join(", "), bound.join(", ")),
                format!("{} 的禁止规则今后也约束 {}", brings.join("、"), bound.join("、")),
            ));
        }
        warnings
    }

    /// A rule whose domain no grant of its role reaches is a rule for nobody.
    fn rules_for_nobody(&self, up: &Links<'_>, held: &[Holding]) -> Vec<Message> {
        let of_area = self.added.iter().filter(|kept| kept.rule.domain != Domain::Everywhere);
        let wanted: BTreeSet<(&str, &str)> =
            of_area.map(|kept| (&*kept.rule.role, kept.rule.domain.as_casbin())).collect();
        let mut warnings = Vec::new();
        let mut reached: Option<(&str, BTreeSet<&str>)> = None;
        for (role, path) in wanted {
            if warnings.len() >= MOST {
                break;
            }
            if reached.as_ref().is_none_or(|(of, _)| *of != role) {
                let holders = up.reached_from(role);
                let holders: HashSet<&str> = holders.into_iter().map(bare).collect();
                let held = held.iter().filter(|held| holders.contains(&*held.role));
                reached = Some((role, held.map(|held| held.domain.as_casbin()).collect()));
            }
            let is_reached = reached.as_ref().is_some_and(|(_, at)| reaches(at, path));
            if !is_reached {
                let role = bare(role);
                warnings.push(Message::new(
                    format!("nobody holds {role} at {path}, above or below it: the rule is for nobody yet"),
                    format!("在 {path} 及其上级、下级均无人持有 {role}：该规则目前不适用于任何人"),
                ));
            }
        }
        warnings
    }
}

/// Whether one of these domains has anything in common with an area.
fn reaches(domains: &BTreeSet<&str>, path: &str) -> bool {
    let below = domains.range(path..).next().is_some_and(|next| next.starts_with(path));
    let ends = path.match_indices('/').map(|(at, _)| at + 1);
    let above = || ends.filter_map(|end| path.get(..end)).any(|above| domains.contains(above));
    domains.contains("*") || below || above()
}

/// The names of roles without prefix, sorted, but for some.
fn names<'a>(roles: impl IntoIterator<Item = &'a str>, but: &[&str]) -> Vec<&'a str> {
    let others = roles.into_iter().filter(|role| !but.contains(role));
    let names: BTreeSet<&str> =
        others.map(|role| role.strip_prefix(ROLE).unwrap_or(role)).collect();
    names.into_iter().collect()
}
