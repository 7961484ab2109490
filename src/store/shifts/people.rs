//! Who can be on a shift. Whatever is wrong with one whom an input names, nothing is told of them but
//! that it cannot be them.

use std::sync::Arc;

use uuid::Uuid;

use crate::desk::leave::is_allowed;
use crate::desk::shift::facts::ShiftFacts;
use crate::desk::transition::Asked;
use crate::policy::{Action, Grants, Object};
use crate::read::problem::Problems;
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade};

impl Changing<'_> {
    /// Whether somebody can work on a shift that stands so: the policy would let them see it and sign
    /// in to it, which takes a grant at its area or above.
    pub(super) async fn can_work_on(
        &self,
        user: Uuid,
        leads: bool,
        facts: &ShiftFacts,
    ) -> Result<bool, Unmade> {
        let facts = ShiftFacts { leader: leads.then_some(user), ..facts.clone() };
        let grants = self.acting.authorizer.grants(user).await;
        let grants: Option<Arc<Grants>> =
            grants.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let is_allowed = |grants: &Grants, action| {
            is_allowed(grants, &facts, Object::Shift, action, Asked::AtArea)
        };
        Ok(grants.is_some_and(|grants| {
            grants.is_active()
                && is_allowed(&grants, Action::Read)
                && is_allowed(&grants, Action::Sign)
        }))
    }

    /// Notes where somebody who comes to a shift that stands so is nobody whom the actor knows and
    /// who can work on it.
    pub(super) async fn must_be_able_to_work(
        &self,
        (user, leads): (Uuid, bool),
        field: &str,
        facts: &ShiftFacts,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        if self.is_known(user, facts.team).await? && self.can_work_on(user, leads, facts).await? {
            return Ok(());
        }
        problems.add(
            field,
            "this is nobody who can be on duty here: name an active colleague who may sign in to \
             shifts of this area",
            "此人不能在此值班：请选择有权在该区域值班签到的在岗同事",
        );
        Ok(())
    }
}
