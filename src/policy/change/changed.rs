//! A change of the policy, looked at as a whole.

use std::collections::HashSet;

use super::findings::Findings;
use super::inheritance::LinksAfter;
use super::rules::RulesAfter;
use super::words::Reader;
use super::{KeptRule, Policy, PolicyChange, Role};
use crate::error::{Message, Problem};
use crate::policy::domain::Domain;
use crate::policy::holders::Holding;
use crate::policy::rule::RoleLink;

/// What must be known beside the policy itself.
pub struct Around<'a> {
    /// The area of a path.
    pub domain: &'a dyn Fn(&str) -> Option<Domain>,
    /// Who holds what: the grants of active users that are valid now.
    pub held: &'a [Holding],
    /// The names of the roles that any grant gives, now, later or before.
    pub granted: &'a HashSet<String>,
    /// The names of the roles that a waiting change speaks of.
    pub waiting: &'a HashSet<String>,
}

/// A change that can be made, if whoever asks for it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The policy after it.
    pub policy: Policy,
    /// The rules that it adds.
    pub added: Vec<KeptRule>,
    /// The rules that it removes.
    pub removed: Vec<KeptRule>,
    /// The links that it adds.
    pub links_added: Vec<RoleLink>,
    /// The links that it removes.
    pub links_removed: Vec<RoleLink>,
    /// The roles that it adds.
    pub roles_added: Vec<Role>,
    /// The roles that it removes.
    pub roles_removed: Vec<Role>,
    /// What whoever asks should know of it.
    pub warnings: Vec<Message>,
}

impl PolicyChange {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

impl Policy {
    /// The policy as it would be after a change.
    ///
    /// # Errors
    /// All that is wrong with the change, each at its field, such as `change.add[3].action`, with
    /// what would be right.
    pub fn changed(
        &self,
        change: &PolicyChange,
        around: &Around<'_>,
    ) -> Result<Changed, Vec<Problem>> {
        let mut findings = Findings::default();
        if change.is_empty() {
            findings
                .add("change", Message::new("the change changes nothing", "此次变更没有任何内容"));
        }
        let mut reader = Reader::new(around.domain);
        let roles = self.roles_after(change, &mut findings);
        let rules = self.rules_after(change, &roles, &mut reader, &mut findings);
        let links = self.links_after(change, &roles, &mut findings);
        let gone: HashSet<&Role> = roles.removed.iter().collect();
        let stay = self.roles.iter().filter(|role| !gone.contains(role));
        let RulesAfter { kept, added, removed } = rules;
        let LinksAfter { kept: links, added: links_added, removed: links_removed } = links;
        let after = Self { roles: stay.chain(&roles.added).cloned().collect(), rules: kept, links };
        Self::removed_must_be_unused(
            &after,
            change,
            (around.granted, around.waiting),
            &mut findings,
        );
        if findings.is_empty()
            && self.holders(around.held).has_lasting_administrator()
            && !after.holders(around.held).has_lasting_administrator()
        {
            let message = Message::new(
                "nobody would be left who can administer: an active user must hold `policy apply` and `user grant` \
                 everywhere by grants without an end, and be denied neither anywhere",
                "变更后将无人可以管理：至少须有一名启用的用户以不设终止时间的授权在全部范围拥有 `policy apply` 和 `user grant`，且在任何地方都未被禁止",
            );
            findings.add("change", message);
        }
        findings.into_result()?;
        let mut changed = Changed {
            policy: after,
            added,
            removed,
            links_added,
            links_removed,
            roles_added: roles.added,
            roles_removed: roles.removed,
            warnings: Vec::new(),
        };
        changed.warnings = changed.warn(around.held);
        Ok(changed)
    }
}
