//! What somebody may do with a hazard now: the state machine and the policy together.

use uuid::Uuid;

use super::action::HazardAction;
use super::facts::HazardFacts;
use crate::desk::leave::{Denial, must_have_leave};
use crate::policy::{Action, Grants, Object, Record, Standing};

/// The case that somebody would make of a hazard. Who is its first handler shows only when it is
/// made: whoever leads the duty then.
struct NewCase {
    maker: Uuid,
}

impl Record for NewCase {
    fn flag(&self, column: &str) -> Option<bool> {
        (column == "confidential").then_some(false)
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        (column == "received_by_id").then_some(self.maker)
    }
}

/// Whether a user may do this with a hazard that they can see.
///
/// # Errors
/// Why not; the policy is asked first, so that nobody learns of a state what only others may change.
pub fn may(grants: &Grants, facts: &HazardFacts, action: HazardAction) -> Result<(), Denial> {
    let transition = action.transition();
    must_have_leave(grants, facts, transition)?;
    if action == HazardAction::MakeCase {
        let (object, create) = (Object::Case, Action::Create);
        let case = NewCase { maker: grants.user_id() };
        if !grants.allows((object, create), &case, &facts.area_path, Standing::Full) {
            return Err(Denial::Forbidden(object, create));
        }
    }
    if transition.from.contains(&facts.status) && state_allows(grants, facts, action) {
        Ok(())
    } else {
        Err(Denial::WrongState)
    }
}

/// All that a user may do with a hazard that they can see, in the order of the schema.
#[must_use]
pub fn allowed_actions(grants: &Grants, facts: &HazardFacts) -> Vec<HazardAction> {
    HazardAction::ALL.iter().copied().filter(|action| may(grants, facts, *action).is_ok()).collect()
}

/// What a status alone does not tell.
fn state_allows(grants: &Grants, facts: &HazardFacts, action: HazardAction) -> bool {
    match action {
        // Somebody else looks again.
        HazardAction::Verify => facts.rectified_by != Some(grants.user_id()),
        // One matter has one case.
        HazardAction::MakeCase => facts.case.is_none(),
        _ => true,
    }
}
