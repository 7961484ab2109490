//! The links between roles that a change adds and removes.

use std::collections::HashSet;

use super::findings::Findings;
use super::roles::{Roles, already_there, bare, twice};
use super::words::role_name;
use super::{LinkLine, MOST_RULES, Policy, PolicyChange};
use crate::error::Message;
use crate::policy::links::Links;
use crate::policy::rule::RoleLink;

/// Links after a change.
pub(super) struct LinksAfter {
    pub(super) kept: Vec<RoleLink>,
    pub(super) added: Vec<RoleLink>,
    pub(super) removed: Vec<RoleLink>,
}

/// A link as it is told.
fn told(link: &RoleLink) -> (String, String) {
    let (role, contains) = (bare(&link.role), bare(&link.contains));
    (format!("`{role}` contains `{contains}`"), format!("`{role}` 包含 `{contains}`"))
}

/// The link that a line writes; none where one of its names cannot be a role's, which is then found.
fn link(line: &LinkLine, field: &str, findings: &mut Findings) -> Option<RoleLink> {
    let role = role_name(&line.role, || format!("{field}.role"), findings);
    let contains = role_name(&line.inherits, || format!("{field}.inherits"), findings);
    Some(RoleLink { role: role?, contains: contains? })
}

impl Policy {
    /// The links that there would be.
    pub(super) fn links_after(
        &self,
        change: &PolicyChange,
        roles: &Roles<'_>,
        findings: &mut Findings,
    ) -> LinksAfter {
        let present: HashSet<&RoleLink> = self.links.iter().collect();
        let mut gone = HashSet::new();
        for (i, line) in change.remove_inheritance.iter().enumerate() {
            let field = format!("change.removeInheritance[{i}]");
            let Some(link) = link(line, &field, findings) else { continue };
            if !present.contains(&link) {
                let (en, zh) = told(&link);
                let message = Message::new(
                    format!("nothing says that {en}, so it cannot be removed"),
                    format!("不存在“{zh}”的关系，无法删除"),
                );
                findings.add(field, message);
            } else if !gone.insert(link) {
                findings.add(field, twice());
            }
        }
        let stay = |link: &&RoleLink| !gone.contains(*link);
        let mut kept: Vec<RoleLink> = self.links.iter().filter(stay).cloned().collect();
        let removed = self.links.iter().filter(|link| gone.contains(*link)).cloned().collect();
        let mut known: HashSet<RoleLink> = kept.iter().cloned().collect();
        let mut added = Vec::new();
        for (i, line) in change.add_inheritance.iter().enumerate() {
            let field = format!("change.addInheritance[{i}]");
            let Some(link) = link(line, &field, findings) else { continue };
            let are_there = [("role", &line.role), ("inherits", &line.inherits)]
                .map(|(part, name)| roles.must_have(name, || format!("{field}.{part}"), findings));
            if are_there != [true, true] {
                continue;
            }
            if !known.insert(link.clone()) {
                let is_present = present.contains(&link) && !gone.contains(&link);
                let message = if is_present {
                    let (en, zh) = told(&link);
                    already_there(&en, &zh)
                } else {
                    twice()
                };
                findings.add(field, message);
                continue;
            }
            added.push((i, link));
        }
        kept.extend(added.iter().map(|(_, link)| link.clone()));
        refuse_loop(&kept, &added, findings);
        if kept.len() > MOST_RULES {
            let message = Message::new(
                format!("a policy has at most {MOST_RULES} links between roles"),
                format!("一套策略最多 {MOST_RULES} 条角色包含关系"),
            );
            findings.add("change.addInheritance", message);
        }
        LinksAfter { kept, added: added.into_iter().map(|(_, link)| link).collect(), removed }
    }
}

/// Finds a loop, at the added link that closes it.
fn refuse_loop(links: &[RoleLink], added: &[(usize, RoleLink)], findings: &mut Findings) {
    let Some(way) = Links::down(links).a_loop() else { return };
    let steps: HashSet<(&str, &str)> = way.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let closes =
        added.iter().rev().find(|(_, link)| steps.contains(&(&*link.role, &*link.contains)));
    let field = match closes {
        Some((i, _)) => format!("change.addInheritance[{i}]"),
        None => "change.addInheritance".to_owned(),
    };
    let names: Vec<&str> = way.iter().map(|role| bare(role)).collect();
    let message = Message::new(
        format!("a role cannot contain itself: {}", names.join(" contains ")),
        format!("角色不能包含自身：{}", names.join(" 包含 ")),
    );
    findings.add(field, message);
}
