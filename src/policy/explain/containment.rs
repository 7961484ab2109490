//! Which roles contain which, over any number of links.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::policy::rule::{ROLE, Rules};

/// The links between roles, by the role that contains.
#[derive(Debug)]
pub(super) struct Containment<'a> {
    contained: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Containment<'a> {
    /// The links of a policy.
    pub(super) fn of(rules: &'a Rules) -> Self {
        let mut contained: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for link in &rules.links {
            contained.entry(&link.role).or_default().push(&link.contains);
        }
        Self { contained }
    }

    /// These roles and all that they contain; all with their prefix.
    pub(super) fn reach(&self, roles: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut reached: BTreeSet<String> = roles.into_iter().collect();
        let mut next: Vec<String> = reached.iter().cloned().collect();
        while let Some(role) = next.pop() {
            for contained in self.contained.get(role.as_str()).into_iter().flatten() {
                if reached.insert((*contained).to_owned()) {
                    next.push((*contained).to_owned());
                }
            }
        }
        reached
    }

    /// The shortest chain of roles from one to another that it is or contains, both included and
    /// without their prefix; none where it does not contain it.
    pub(super) fn chain(&self, role: &str, other: &str) -> Option<Vec<String>> {
        let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut seen = BTreeSet::from([role]);
        let mut next = VecDeque::from([role]);
        while let Some(at) = next.pop_front() {
            if at == other {
                let mut chain = vec![at];
                while let Some(before) = chain.last().and_then(|of| reached_from.get(of)) {
                    chain.push(before);
                }
                let names = chain.into_iter().rev();
                return Some(names.map(|of| of.trim_start_matches(ROLE).to_owned()).collect());
            }
            for contained in self.contained.get(at).into_iter().flatten() {
                if seen.insert(contained) {
                    reached_from.insert(contained, at);
                    next.push_back(contained);
                }
            }
        }
        None
    }
}
