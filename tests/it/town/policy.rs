//! How the policy was changed, and what of that waits.

use entity::{pending_change, pending_rule, policy_version};

/// Versions after the first, and changes that wait with the rules of theirs.
#[derive(Debug, Clone, Default)]
pub(crate) struct PolicyChanges {
    pub(crate) versions: Vec<policy_version::Model>,
    pub(crate) waiting: Vec<pending_change::Model>,
    pub(crate) rules: Vec<pending_rule::Model>,
}

impl PolicyChanges {
    pub(crate) fn extend(&mut self, more: Self) {
        let Self { versions, waiting, rules } = more;
        self.versions.extend(versions);
        self.waiting.extend(waiting);
        self.rules.extend(rules);
    }
}
