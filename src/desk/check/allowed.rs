//! What somebody may do with a safety check now: the state machine and the policy together.

use super::action::CheckAction;
use super::facts::CheckFacts;
use crate::desk::leave::{Denial, must_have_leave};
use crate::policy::Grants;

/// Whether a user may do this with a check that they can see.
///
/// # Errors
/// Why not; the policy is asked first, so that nobody learns of a state what only others may change.
pub fn may(grants: &Grants, facts: &CheckFacts, action: CheckAction) -> Result<(), Denial> {
    let transition = action.transition();
    must_have_leave(grants, facts, transition)?;
    if transition.from.contains(&facts.status) { Ok(()) } else { Err(Denial::WrongState) }
}

/// All that a user may do with a check that they can see, in the order of the schema.
#[must_use]
pub fn allowed_actions(grants: &Grants, facts: &CheckFacts) -> Vec<CheckAction> {
    CheckAction::ALL.iter().copied().filter(|action| may(grants, facts, *action).is_ok()).collect()
}
