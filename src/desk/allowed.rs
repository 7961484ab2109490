//! What somebody may do with a case now: the state machine and the policy together. Mutations ask
//! this very function, so that what is listed and what is done never differ.

use super::action::{CaseAction, CaseTransition};
use super::facts::CaseFacts;
use super::leave::{Denial, must_have_leave};
use super::status::Status;
use crate::policy::{Action, Grants, Object};

/// Whether a user may do this with a case that they can see.
///
/// # Errors
/// Why not; the policy is asked first, so that nobody learns of a state what only others may change.
pub fn may(grants: &Grants, facts: &CaseFacts, action: CaseAction) -> Result<(), Denial> {
    let transition = action.transition();
    must_have_leave(grants, facts, transition)?;
    // The one who is late does not give themselves more time.
    if action == CaseAction::Extend && facts.team.is_some_and(|team| grants.is_member(team)) {
        return Err(Denial::Forbidden(Object::Case, Action::Extend));
    }
    if transition.from.contains(&facts.status) && state_allows(grants, facts, transition) {
        Ok(())
    } else {
        Err(Denial::WrongState)
    }
}

/// All that a user may do with a case that they can see, in the order of the schema.
#[must_use]
pub fn allowed_actions(grants: &Grants, facts: &CaseFacts) -> Vec<CaseAction> {
    CaseAction::ALL.iter().copied().filter(|action| may(grants, facts, *action).is_ok()).collect()
}

/// What a status alone does not tell.
fn state_allows(grants: &Grants, facts: &CaseFacts, transition: &CaseTransition) -> bool {
    match transition.action {
        CaseAction::SignHandover => {
            facts.proposers.iter().any(|proposer| *proposer != grants.user_id())
        }
        CaseAction::AnswerSupervision => facts.to_answer,
        // There is a desk above: a path of one area is a root's.
        CaseAction::Escalate => facts.desk_path.matches('/').count() > 2,
        CaseAction::RecordEmergencyStep => facts.emergency,
        CaseAction::Archive => facts.status == Status::FollowedUp || !facts.reachable,
        _ => true,
    }
}
