//! What could be changed to turn a no into a yes.

use chrono::{DateTime, Utc};

use crate::policy::domain::Domain;
use crate::policy::rule::Rule;
use crate::policy::vocabulary::Relation;

/// One thing that would have to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The user would have to be active.
    Reactivate,
    /// These rules, by their numbers, would have to go; they bind everybody who holds one of these
    /// roles, which are told without prefix.
    LiftDeny {
        /// Their numbers among the rules.
        rules: Vec<usize>,
        /// Everybody whom they bind, by roles.
        binds: Vec<String>,
    },
    /// The user would have to stand so to the record: this rule, by its number, wants it.
    Relate {
        /// How.
        relation: Relation,
        /// The rule's number.
        rule: usize,
    },
    /// The user's grant, by its number, would have to begin earlier: it begins at this moment.
    Begin(usize, DateTime<Utc>),
    /// The user's grant, by its number, would have to go on: it ended at this moment.
    Prolong(usize, DateTime<Utc>),
    /// The role that the user holds by this grant, by its number, would have to be held here as well.
    HoldHere(usize, Domain),
    /// This role, without prefix, would have to be granted here.
    Grant(String, Domain),
    /// There would have to be this rule.
    AddRule(Box<Rule>),
}
