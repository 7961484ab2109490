//! The roles that a change adds and removes.

use std::collections::{HashMap, HashSet};

use super::findings::{Findings, shown, unknown};
use super::words::{role_name, role_title, unknown_role};
use super::{MOST_ROLES, Policy, PolicyChange, Role};
use crate::error::Message;
use crate::policy::role::BUILT_IN;
use crate::policy::rule::ROLE;

/// The roles after a change.
pub(super) struct Roles<'a> {
    names: HashSet<&'a str>,
    removed_names: HashSet<&'a str>,
    pub(super) added: Vec<Role>,
    pub(super) removed: Vec<Role>,
}

impl Roles<'_> {
    /// Whether a role is there after the change; else what is found says whether it ever was.
    pub(super) fn must_have(
        &self,
        name: &str,
        field: impl FnOnce() -> String,
        findings: &mut Findings,
    ) -> bool {
        if self.names.contains(name) {
            return true;
        }
        let message = if self.removed_names.contains(name) {
            Message::new(
                format!("the change itself removes the role `{name}`"),
                format!("此次变更本身删除了角色 `{name}`"),
            )
        } else {
            let mut known: Vec<&str> = self.names.iter().copied().collect();
            known.sort_unstable();
            unknown_role(name, known.into_iter())
        };
        findings.add(field(), message);
        false
    }
}

impl Policy {
    /// The roles that there would be.
    pub(super) fn roles_after<'a>(
        &'a self,
        change: &'a PolicyChange,
        findings: &mut Findings,
    ) -> Roles<'a> {
        let present: HashMap<&str, &Role> =
            self.roles.iter().map(|role| (&*role.name, role)).collect();
        let mut names: HashSet<&str> = present.keys().copied().collect();
        let mut removed_names = HashSet::new();
        let mut removed = Vec::new();
        for (i, name) in change.remove_roles.iter().enumerate() {
            let field = format!("change.removeRoles[{i}]");
            let Some(role) = present.get(&**name) else {
                let known = self.roles.iter().map(|role| &*role.name);
                findings.add(field, unknown(("role", "角色"), name, known));
                continue;
            };
            if !removed_names.insert(&**name) {
                findings.add(field, twice());
                continue;
            }
            names.remove(&**name);
            removed.push((*role).clone());
        }
        let mut added = Vec::new();
        for (i, line) in change.add_roles.iter().enumerate() {
            let field = |part: &str| format!("change.addRoles[{i}].{part}");
            let name = role_name(&line.name, || field("name"), findings);
            if name.is_some() && !names.insert(&line.name) {
                let shown = shown(&line.name);
                findings.add(
                    field("name"),
                    already_there(&format!("the role {shown} is there"), &format!("角色 {shown}")),
                );
            }
            let title = role_title(line.title.trim(), || field("title"), findings);
            if title.is_some_and(str::is_empty) {
                let message = Message::new("a role needs a title", "角色需要有名称");
                findings.add(field("title"), message);
            }
            let title_en = line.title_en.as_deref().map(str::trim);
            let title_en = title_en.and_then(|it| role_title(it, || field("titleEn"), findings));
            added.push(Role {
                name: line.name.clone(),
                title: line.title.trim().to_owned(),
                title_en: title_en.filter(|it| !it.is_empty()).map(str::to_owned),
                built_in: BUILT_IN.iter().any(|role| role.name == line.name),
            });
        }
        if names.len() > MOST_ROLES {
            let message = Message::new(
                format!("a policy has at most {MOST_ROLES} roles, not {}", names.len()),
                format!("一套策略最多 {MOST_ROLES} 个角色，而非 {} 个", names.len()),
            );
            findings.add("change.addRoles", message);
        }
        Roles { names, removed_names, added, removed }
    }

    /// Fails for each removed role that the policy as it would be, a grant or a waiting change still
    /// speaks of.
    pub(super) fn removed_must_be_unused(
        after: &Self,
        change: &PolicyChange,
        (granted, waiting): (&HashSet<String>, &HashSet<String>),
        findings: &mut Findings,
    ) {
        if change.remove_roles.is_empty() {
            return;
        }
        let mut in_rules: HashMap<&str, usize> = HashMap::new();
        for kept in &after.rules {
            *in_rules.entry(bare(&kept.rule.role)).or_default() += 1;
        }
        let linked: HashSet<&str> =
            after.links.iter().flat_map(|link| [bare(&link.role), bare(&link.contains)]).collect();
        let added: HashSet<&str> = change.add_roles.iter().map(|role| &*role.name).collect();
        for (i, name) in change.remove_roles.iter().enumerate() {
            if added.contains(&**name) {
                continue;
            }
            let mut uses = Vec::new();
            if let Some(count) = in_rules.get(&**name) {
                uses.push((
                    format!("{count} rules speak of it"),
                    format!("有 {count} 条规则涉及它"),
                ));
            }
            if linked.contains(&**name) {
                uses.push((
                    "other roles are linked with it".into(),
                    "与其他角色存在包含关系".into(),
                ));
            }
            if granted.contains(name) {
                uses.push(("users are granted it".into(), "仍授予用户".into()));
            }
            if waiting.contains(name) {
                uses.push(("a waiting change speaks of it".into(), "有待批准的变更涉及它".into()));
            }
            if uses.is_empty() {
                continue;
            }
            let (en, zh): (Vec<String>, Vec<String>) = uses.into_iter().unzip();
            let message = Message::new(
                format!("the role `{name}` is still in use: {}", en.join("; ")),
                format!("角色 `{name}` 仍在使用：{}", zh.join("；")),
            );
            findings.add(format!("change.removeRoles[{i}]"), message);
        }
    }
}

/// A role's name without its prefix.
pub(super) fn bare(role: &str) -> &str {
    role.strip_prefix(ROLE).unwrap_or(role)
}

/// What to say of something that the change names again.
pub(super) fn twice() -> Message {
    Message::new("the change names this twice", "此次变更中重复出现")
}

/// What to say of something new that is there.
pub(super) fn already_there(en: &str, zh: &str) -> Message {
    Message::new(format!("{en} already"), format!("{zh} 已存在"))
}
