//! By whose leave something is done with a record of any kind: the policy's part of the answer. The
//! state machine's part is each kind's own.

use std::fmt::Debug;

use super::transition::{Asked, Transition};
use crate::policy::{Action, Grants, Object, Record, Standing};

/// How a record of some kind stands: all that what may be done with it goes by.
pub trait Facts: Record + Debug + Send + Sync {
    /// What the policy calls its kind.
    fn object(&self) -> Object;
    /// The path of its area.
    fn area_path(&self) -> &str;
    /// The path of the desk that is responsible for it: its area's, unless it is handed up.
    fn desk_path(&self) -> &str {
        self.area_path()
    }
    /// The names of all that a user who can see it may do with it, in the order of the schema.
    fn allowed_actions(&self, grants: &Grants) -> Vec<&'static str>;
}

/// Why an action cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The policy does not allow it.
    Forbidden(Object, Action),
    /// The record is not in a state for it.
    WrongState,
}

/// Whether a user may read a record that stands so.
#[must_use]
pub fn can_see(grants: &Grants, facts: &dyn Facts) -> bool {
    grants.allows((facts.object(), Action::Read), facts, facts.area_path(), Standing::Full)
}

/// Whether the policy allows an action on a record.
#[must_use]
pub fn is_allowed(
    grants: &Grants,
    facts: &dyn Facts,
    object: Object,
    action: Action,
    asked: Asked,
) -> bool {
    let at = |path: &str, standing| grants.allows((object, action), facts, path, standing);
    match asked {
        Asked::AtArea => at(facts.area_path(), Standing::Full),
        Asked::AtDesk => at(facts.desk_path(), Standing::Full),
        Asked::AtDeskOrInHand => {
            at(facts.desk_path(), Standing::Full) || at(facts.area_path(), Standing::InHand)
        }
    }
}

/// Asks the policy for all that a row of a state machine needs.
///
/// # Errors
/// The first of it that is not allowed.
pub fn must_have_leave<A, S>(
    grants: &Grants,
    facts: &dyn Facts,
    transition: &Transition<A, S>,
) -> Result<(), Denial> {
    for needed in transition.needs {
        if !is_allowed(grants, facts, transition.object, *needed, transition.asked) {
            return Err(Denial::Forbidden(transition.object, *needed));
        }
    }
    Ok(())
}
