//! Changes of the policy: what an administrator wrote, looked at as a whole before any of it is
//! made.
//!
//! [`Policy`] is one version of all rules, links and roles; [`PolicyChange`] is what somebody wants
//! changed, in words. [`Policy::changed`] answers with the policy that would be and with what whoever
//! asks should know of it, or with all that is wrong, each with what would be right. Whether the
//! one who asks may make the change is not asked here: [`Changed::domains`] says where it needs leave
//! ([`Grants::covers`](super::Grants::covers)), and [`Changed::is_about`] whether it is about a role
//! of theirs.

mod against;
mod changed;
mod difference;
mod findings;
mod inheritance;
mod roles;
mod rules;
#[cfg(test)]
mod tests;
mod warnings;
mod words;

pub use changed::{Around, Changed};
pub(crate) use findings::unknown;
pub(super) use findings::{breaks_line, nearest};
pub use words::LONGEST_LINE;

use super::links::Links;
use super::role::BUILT_IN;
use super::rule::{ROLE, RoleLink, Rule, Rules};

/// The most rules that a policy has, and the most links.
pub const MOST_RULES: usize = 50_000;

/// The most roles that a policy has.
pub const MOST_ROLES: usize = 1_000;

/// A role by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Role {
    /// The name, without prefix.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The same in English.
    pub title_en: Option<String>,
    /// Whether an installation starts with it.
    pub built_in: bool,
}

/// A rule, and what is noted beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeptRule {
    /// The rule.
    pub rule: Rule,
    /// The note, one line.
    pub comment: Option<String>,
}

/// One version of the policy, whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The roles, in the order that they are kept in.
    pub roles: Vec<Role>,
    /// The rules, in the order that they are kept in.
    pub rules: Vec<KeptRule>,
    /// The links between roles.
    pub links: Vec<RoleLink>,
}

impl Policy {
    /// What casbin judges by.
    #[must_use]
    pub fn rules(&self) -> Rules {
        let rules = self.rules.iter().map(|kept| kept.rule.clone()).collect();
        Rules { rules, links: self.links.clone() }
    }

    /// The names of the roles that a role contains, also through others, sorted; all without prefix.
    #[must_use]
    pub fn contained_in(&self, role: &str) -> Vec<String> {
        let role = format!("{ROLE}{role}");
        let reached = Links::down(&self.links).reached_from(&role);
        let others = reached.into_iter().filter(|other| *other != role);
        let mut names: Vec<String> = others.map(|role| roles::bare(role).to_owned()).collect();
        names.sort_unstable();
        names
    }
}

/// The roles that an installation starts with.
#[must_use]
pub fn built_in_roles() -> Vec<Role> {
    let role = |role: &super::role::BuiltIn| Role {
        name: role.name.to_owned(),
        title: role.title.to_owned(),
        title_en: Some(role.title_en.to_owned()),
        built_in: true,
    };
    BUILT_IN.iter().map(role).collect()
}

/// A rule as somebody wrote it, not yet looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RuleLine {
    /// A role's name, without prefix.
    pub role: String,
    /// `*`, or the path of an area.
    pub domain: String,
    /// An [`Object`](super::Object).
    pub object: String,
    /// An [`Action`](super::Action).
    pub action: String,
    /// A [`Relation`](super::Relation).
    pub relation: String,
    /// `allow` or `deny`.
    pub effect: String,
    /// What is noted beside it.
    pub comment: Option<String>,
}

/// A link between two roles as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct LinkLine {
    /// The name of the role that contains, without prefix.
    pub role: String,
    /// The name of the role that is contained.
    pub inherits: String,
}

/// A role as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RoleLine {
    /// The name, without prefix.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The same in English.
    pub title_en: Option<String>,
}

/// What somebody wants changed. What is removed goes before what is added, so that a rule can be
/// written anew, say with another comment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyChange {
    /// Rules to add.
    pub add: Vec<RuleLine>,
    /// Rules to remove; comments do not count.
    pub remove: Vec<RuleLine>,
    /// Roles to add.
    pub add_roles: Vec<RoleLine>,
    /// The names of roles to remove.
    pub remove_roles: Vec<String>,
    /// Links to add.
    pub add_inheritance: Vec<LinkLine>,
    /// Links to remove.
    pub remove_inheritance: Vec<LinkLine>,
}
