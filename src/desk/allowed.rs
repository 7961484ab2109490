//! What somebody may do with a case now: the state machine and the policy together. Mutations ask
//! this very function, so that what is listed and what is done never differ.

use super::action::{Asked, CaseAction, Transition};
use super::facts::CaseFacts;
use super::status::Status;
use crate::policy::{Action, Grants, Object, Standing};

/// Why an action cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The policy does not allow it.
    Forbidden(Object, Action),
    /// The case is not in a state for it.
    WrongState,
}

/// Whether a user may do this with a case that they can see.
///
/// # Errors
/// Why not; the policy is asked first, so that nobody learns of a state what only others may change.
pub fn may(grants: &Grants, facts: &CaseFacts, action: CaseAction) -> Result<(), Denial> {
    let transition = action.transition();
    for needed in transition.needs {
        if !is_allowed(grants, facts, transition.object, *needed, transition.asked) {
            return Err(Denial::Forbidden(transition.object, *needed));
        }
    }
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

/// Whether the policy allows an action on a case.
#[must_use]
pub fn is_allowed(
    grants: &Grants,
    facts: &CaseFacts,
    object: Object,
    action: Action,
    asked: Asked,
) -> bool {
    let at = |path: &str, standing| grants.allows((object, action), facts, path, standing);
    match asked {
        Asked::AtArea => at(&facts.area_path, Standing::Full),
        Asked::AtDesk => at(&facts.desk_path, Standing::Full),
        Asked::AtDeskOrInHand => {
            at(&facts.desk_path, Standing::Full) || at(&facts.area_path, Standing::InHand)
        }
    }
}

/// What a status alone does not tell.
fn state_allows(grants: &Grants, facts: &CaseFacts, transition: &Transition) -> bool {
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
