//! Where a change needs leave, and whether it is about a role of whoever asks for it.

use std::collections::{BTreeSet, HashSet};

use super::Changed;
use super::roles::bare;
use crate::policy::domain::Domain;
use crate::policy::links::Links;
use crate::policy::rule::ROLE;

impl Changed {
    /// Every domain at which whoever makes the change must be allowed to apply a policy, each once:
    /// those of the rules; and everywhere for a role or a link.
    #[must_use]
    pub fn domains(&self) -> Vec<&Domain> {
        let rules = self.added.iter().chain(&self.removed).map(|kept| &kept.rule.domain);
        let is_wider = !self.roles_added.is_empty()
            || !self.roles_removed.is_empty()
            || !self.links_added.is_empty()
            || !self.links_removed.is_empty();
        let mut seen = HashSet::new();
        let all = rules.chain(is_wider.then_some(&Domain::Everywhere));
        all.filter(|domain| seen.insert(domain.as_casbin())).collect()
    }

    /// The roles, without prefix, that the change is about and that somebody who holds these
    /// (without prefix) is bound by: the same roles and those that they contain, before the change
    /// or after it.
    #[must_use]
    pub fn is_about<'a>(&self, held: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        let rules = self.added.iter().chain(&self.removed).map(|kept| &*kept.rule.role);
        let links = self.links_added.iter().chain(&self.links_removed).map(|link| &*link.role);
        let roles = self.roles_removed.iter().map(|role| format!("{ROLE}{}", role.name));
        let touched: HashSet<String> = rules.chain(links).map(str::to_owned).chain(roles).collect();
        let mut links = self.policy.links.clone();
        links.extend(self.links_removed.iter().cloned());
        let down = Links::down(&links);
        let mut about = BTreeSet::new();
        for role in held {
            let role = format!("{ROLE}{role}");
            let bound_by = down.reached_from(&role);
            let own = bound_by.into_iter().filter(|role| touched.contains(*role));
            about.extend(own.map(|role| bare(role).to_owned()));
        }
        about
    }
}
