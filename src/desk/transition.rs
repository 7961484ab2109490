//! One row of a state machine: what may be done with a record of some kind, from which state, to
//! which state, and by whose leave.

use crate::policy::{Action, Object};

/// Where the policy is asked for leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// At the desk that is responsible: a managing verb.
    AtDesk,
    /// At the desk; and of those who have the record in hand (its team, its handlers) also at the
    /// record's own area, which is where they work even when a desk above has taken it over.
    AtDeskOrInHand,
    /// At the record's own area, as reading is.
    AtArea,
}

/// What an action leaves a record as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<S> {
    /// Where it stood.
    Same,
    /// In this status.
    Status(S),
}

/// One row of a table of actions `A` over statuses `S`.
#[derive(Debug, Clone, Copy)]
pub struct Transition<A: 'static, S: 'static> {
    /// The action.
    pub action: A,
    /// The mutations that do it, by their names in the schema.
    pub mutations: &'static [&'static str],
    /// What the policy is asked about.
    pub object: Object,
    /// The policy actions that are needed, all of them.
    pub needs: &'static [Action],
    /// Where the policy is asked.
    pub asked: Asked,
    /// The statuses that it may be done in.
    pub from: &'static [S],
    /// The status afterwards.
    pub to: To<S>,
}

/// What holds of every table: each action stands in it once, in the order of the schema, and asks for
/// actions that its object has.
#[cfg(test)]
pub(super) fn is_sound<A, S>(table: &[Transition<A, S>], all: &[A])
where
    A: Copy + PartialEq + std::fmt::Debug,
{
    let listed: Vec<A> = table.iter().map(|row| row.action).collect();
    assert_eq!(listed, all);
    for row in table {
        assert!(!row.needs.is_empty() && !row.from.is_empty());
        assert!(row.needs.iter().all(|action| row.object.actions().contains(action)));
    }
}
